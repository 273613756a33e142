"""An id stands for one content, and a save to several workbooks is finished by saving the same change set again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from lib.access.redaction import Viewer
from lib.log.changing.changes import Addition, ChangeSet, Choice, changes_of_row, new_id, settled
from lib.log.changing.journal import change_sets
from lib.source.refresh import Source
from lib.source.saving import Saved, save
from lib.workbook.base import Outcome, UnknownOutcome
from lib.workbook.excel.workbook import ExcelWorkbook
from lib.workbook.many.workbook import SeveralWorkbooks
from tests.data.logs import FIVE_TABS, write_xlsx
from tests.examples import some, thorough
from tests.workbook.many.excel_folder import ExcelFolder

NOW = datetime(2026, 3, 20, 9, 30, tzinfo=UTC)
ADMIN = Viewer()
CIRCLES = ("Atlas", "Borea")
Break = Callable[[str, Callable[[], object]], None]


def tables(circle: str) -> dict[str, list[dict[str, object]]]:
    action = {"action": f"{circle}-1", "circle": circle, "what": "Call", "status": "open"}
    return FIVE_TABS | {"circles": [{"circle": circle}], "members": [{"member": f"ann {circle}", "circle": circle}],
        "sessions": [{"session": f"{circle}-01", "circle": circle, "planned": date(2026, 3, 2)}],
        "attendance": [{"session": f"{circle}-01", "member": f"ann {circle}", "present": "yes"}],
        "actions": [action]}  # fmt: skip


@pytest.fixture
def one(tmp_path: Path) -> Source:
    """A log in one file."""
    return Source(ExcelWorkbook(write_xlsx(tmp_path / "log.xlsx", tables("Atlas"))))


@pytest.fixture
def two(tmp_path: Path) -> Callable[[], Source]:
    """A log in two files, as a new process sees it."""
    for circle in CIRCLES:
        write_xlsx(tmp_path / f"{circle}.xlsx", tables(circle))
    return lambda: Source(SeveralWorkbooks(ExcelFolder(tmp_path)))


@pytest.fixture
def at_borea(monkeypatch: pytest.MonkeyPatch) -> Break:
    """at_borea(when, work): do something at the next save to the second file, before or after it is done."""
    real = ExcelWorkbook.apply

    def order(when: str, work: Callable[[], object]) -> None:
        def apply(workbook: ExcelWorkbook, changes, journal=()) -> Outcome:
            if workbook.path.stem != "Borea":
                return real(workbook, changes, journal)
            monkeypatch.setattr(ExcelWorkbook, "apply", real)
            if when == "before":
                work()
                return real(workbook, changes, journal)
            real(workbook, changes, journal)
            work()
            raise UnknownOutcome("no answer")

        monkeypatch.setattr(ExcelWorkbook, "apply", apply)

    return order


def wanted(source: Source, status: str = "done") -> ChangeSet:
    """The same edit and a new action in every workbook of the log."""
    log = source.current().log
    changes, additions = [], []
    for row in log.actions.to_dict("records"):
        changes += changes_of_row("actions", row, {"status": status})
        values = {"action": f"{row['action']}9", "circle": row["circle"], "what": "New", "status": "open"}
        additions.append(Addition(str(row["_workbook"]), "actions", values))
    return ChangeSet(new_id(NOW), "local", NOW, tuple(changes), tuple(additions))


def status_of(source: Source) -> dict[str, str]:
    actions = source.refresh_now().log.actions
    return dict(zip(actions["action"], actions["status"], strict=True))


def journal_of(source: Source) -> list[str]:
    return sorted(source.refresh_now().log.tabs["edits"]["key"])


def tried(source: Source, change_set: ChangeSet) -> Saved:
    return save(source, change_set, ADMIN, sleep=lambda seconds: None)


def test_other_content_under_the_id_of_a_save_is_refused_and_not_called_saved(one: Source) -> None:
    first = wanted(one)
    assert tried(one, first).is_written
    other = replace(first, changes=(), additions=(replace(first.additions[0], values={"action": "Z-1"}),))
    for source in (one, Source(ExcelWorkbook(one._workbook.path))):
        again = tried(source, other)
        assert not again.is_written
        assert first.id in str(again.problems[0])
        assert "not the same" in str(again.problems[0])
        assert tried(source, first).is_written, "the same content is recognized"
    assert journal_of(one) == ["Atlas-1", "Atlas-19"]


def test_other_content_under_an_id_whose_outcome_is_unknown_is_refused(
    one: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(workbook: ExcelWorkbook, changes, journal=()) -> Outcome:
        raise UnknownOutcome("no answer")

    first = wanted(one)
    with monkeypatch.context() as patch:
        patch.setattr(ExcelWorkbook, "apply", unknown)
        assert tried(one, first).is_unknown
    again = tried(one, replace(first, additions=()))
    assert not again.is_written
    assert "same id with other content" in str(again.problems[0])
    assert tried(one, first).is_written
    assert journal_of(one) == ["Atlas-1", "Atlas-19"]


def test_choices_are_saved_under_an_id_of_their_own(one: Source) -> None:
    mine = wanted(one, "doing")
    assert tried(one, ChangeSet("theirs", "local", NOW, wanted(one).changes)).is_written
    first = tried(one, replace(mine, additions=()))
    (conflict,) = first.conflicts
    assert conflict.theirs == "done"
    choices = settled(first.change_set, first.conflicts, {0: Choice(value="doing")}, id="mine", at=NOW)
    assert tried(one, choices).is_written
    assert [found.id for found in change_sets(one.current().log)] == ["mine", "theirs"]


@pytest.mark.parametrize("restarted", some([False, True], 1))
def test_what_one_workbook_took_is_not_written_again_when_the_other_did_not_answer(
    two: Callable[[], Source], at_borea: Break, restarted: bool
) -> None:
    source = two()
    mine = wanted(source)

    def no_answer() -> None:
        raise UnknownOutcome("no answer")

    at_borea("before", no_answer)
    first = save(source, mine, ADMIN, sleep=lambda seconds: at_borea("before", no_answer))
    atlas = mine.changes[0].workbook
    assert (first.is_written, first.is_unknown, first.part) == (False, True, {atlas})
    assert status_of(source) == {"Atlas-1": "done", "Atlas-19": "open", "Borea-1": "open"}
    at_borea("before", lambda: None)
    again = tried(two() if restarted else source, first.change_set)
    assert (again.is_written, again.problems) == (True, ())
    assert status_of(source) == {"Atlas-1": "done", "Atlas-19": "open", "Borea-1": "done", "Borea-19": "open"}
    assert journal_of(source) == ["Atlas-1", "Atlas-19", "Borea-1", "Borea-19"]


@thorough
def test_an_answer_of_the_second_workbook_that_was_lost_is_found_out(
    two: Callable[[], Source], at_borea: Break
) -> None:
    source = two()
    mine = wanted(source)
    at_borea("after", lambda: None)
    assert tried(source, mine).is_written
    assert journal_of(source) == ["Atlas-1", "Atlas-19", "Borea-1", "Borea-19"]
    assert tried(two(), mine).is_written
    assert journal_of(source) == ["Atlas-1", "Atlas-19", "Borea-1", "Borea-19"]


def test_a_conflict_in_the_second_workbook_is_settled_for_it_alone(
    two: Callable[[], Source], at_borea: Break
) -> None:
    source, other = two(), two()
    mine = wanted(source)
    borea = [change for change in wanted(other, "blocked").changes if change.key == "Borea-1"]
    at_borea("before", lambda: save(other, ChangeSet("theirs", "bo", NOW, tuple(borea)), ADMIN))
    first = tried(source, mine)
    assert not first.is_written, "not all of it is"
    assert first.part == {mine.changes[0].workbook}
    (conflict,) = first.conflicts
    assert conflict.theirs == "blocked"
    choices = settled(
        first.change_set, first.conflicts, {0: Choice(value="done")}, id="mine", at=NOW, without=first.part
    )
    assert {item.workbook for item in choices.items} == {borea[0].workbook}
    assert tried(source, choices).is_written
    assert status_of(source) == {"Atlas-1": "done", "Atlas-19": "open", "Borea-1": "done", "Borea-19": "open"}
    assert journal_of(source) == ["Atlas-1", "Atlas-19", "Borea-1", "Borea-1", "Borea-19"]
