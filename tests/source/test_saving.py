"""Saving from end to end in a real .xlsx file: permissions, validation, conflicts, undo, the journal."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

from lib.access.redaction import Viewer
from lib.log.changing.changes import Addition, Change, ChangeSet, Choice, changes_of_row, new_id, settled
from lib.log.changing.fixes import as_changes, fixes
from lib.log.changing.journal import change_sets, undo_of
from lib.source.refresh import Source
from lib.source.saving import Saved, save
from lib.workbook.base import Outcome, UnknownOutcome
from lib.workbook.excel.workbook import ExcelWorkbook
from tests.data.logs import write_xlsx
from tests.examples import some, thorough

NOW = datetime(2026, 3, 20, 9, 30, tzinfo=UTC)
ADMIN, LEE, SAM = Viewer(), Viewer("lead", "lee@x.org"), Viewer("sponsor", "sam@x.org")


def tables() -> dict[str, list[dict[str, object]]]:
    return {
        "circles": [
            {"circle": "Atlas", "lead": "lee@x.org", "sponsor": "sam@x.org"},
            {"circle": "Borea", "lead": "bea@x.org", "sponsor": "sue@x.org"},
        ],
        "members": [{"member": "ann", "circle": "Atlas"}, {"member": "bo", "circle": "Borea"}],
        "sessions": [
            {"session": "Atlas-01", "circle": "Atlas", "planned": date(2026, 3, 2), "everyone_spoke": True},
            {"session": "Borea-01", "circle": "Borea", "planned": date(2026, 3, 3), "everyone_spoke": False},
        ],
        "attendance": [{"session": "Atlas-01", "member": "ann", "present": "yes"}],
        "actions": [
            {
                "action": "A-0001",
                "circle": "Atlas",
                "what": "Call",
                "due": date(2026, 4, 1),
                "status": "open",
            },
            {"action": "A-0002", "circle": "Borea", "what": "Write", "due": "5 Apr 2026", "status": "open"},
        ],
        "asks": [
            {
                "ask": "Q-1",
                "circle": "Atlas",
                "raised": date(2026, 3, 1),
                "what": "Time",
                "status": "open",
                "answered": "",
            }
        ],
        "sponsor_acts": [
            {"date": date(2026, 2, 2), "sponsor": "sam@x.org", "circle": "Atlas", "kind": "visit"}
        ],
    }


class Book:
    """A workbook on disk and the source that reads it."""

    def __init__(self, path: Path) -> None:
        self.path = write_xlsx(path, tables())
        self.source = Source(ExcelWorkbook(self.path))

    @property
    def log(self):
        return self.source.current().log

    @property
    def id(self) -> str:
        return ExcelWorkbook(self.path).id

    def row(self, tab: str, key: str) -> dict[str, object]:
        frame = self.log.tabs[tab]
        return frame[frame[frame.columns[0]] == key].iloc[0].to_dict()

    def changes(self, tab: str, key: str, **after: object) -> tuple[Change, ...]:
        return changes_of_row(tab, self.row(tab, key), after)

    def save(self, *changes: Change, additions: tuple[Addition, ...] = (), viewer: Viewer = ADMIN) -> Saved:
        return save(self.source, self.change_set(changes, additions, viewer), viewer)

    def change_set(self, changes, additions=(), viewer: Viewer = ADMIN) -> ChangeSet:
        return ChangeSet(new_id(NOW), viewer.email or "local", NOW, tuple(changes), tuple(additions))

    def cell(self, tab: str, a1: str) -> object:
        return openpyxl.load_workbook(self.path)[tab][a1].value

    def type_in(self, tab: str, a1: str, value: object) -> None:
        book = openpyxl.load_workbook(self.path)
        book[tab][a1] = value
        book.save(self.path)


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return Book(tmp_path / "log.xlsx")


def test_changes_and_a_new_record_are_written_with_their_journal(book: Book) -> None:
    new = Addition(
        book.id, "actions", {"action": "A-0003", "circle": "Atlas", "what": "=1+1", "due": date(2026, 5, 1)}
    )
    saved = book.save(
        *book.changes("actions", "A-0001", status="done", closed=date(2026, 3, 20)), additions=(new,)
    )
    assert not saved.is_written
    assert "has no closed column" in str(saved.problems[0])
    saved = book.save(*book.changes("actions", "A-0001", status="done"), additions=(new,))
    assert saved.is_written
    assert (book.cell("actions", "E2"), book.cell("actions", "C4")) == ("done", "=1+1")
    assert openpyxl.load_workbook(book.path)["actions"]["C4"].data_type == "s"
    assert book.row("actions", "A-0003")["what"] == "=1+1"
    journal = book.log.tabs["edits"]
    assert journal[["tab", "key", "column", "old", "new"]].iloc[0].to_list() == [
        "actions", "A-0001", "status", "open", "done",
    ]  # fmt: skip
    assert set(journal["who"]) == {"local"}
    assert [len(change_set.items) for change_set in change_sets(book.log)] == [2]


def test_the_day_and_time_of_the_log_move_with_each_save(book: Book) -> None:
    seen = [book.source.current().read_at]
    for status in ("done", "open"):
        assert book.save(*book.changes("actions", "A-0001", status=status)).is_written
        seen.append(book.source.current().read_at)
    assert seen[0] < seen[1] < seen[2]


def test_a_log_is_what_its_cells_give_but_between_a_save_and_the_next_read(book: Book) -> None:
    assert book.source.at_hand == ((), None)
    assert book.log is book.source.at_hand[1]
    assert book.save(*book.changes("actions", "A-0001", status="done")).is_written
    assert book.source.at_hand == (book.source.grids, None)
    assert book.source.refresh_now().log is book.source.at_hand[1]


def test_the_log_after_a_save_equals_the_file_read_again(book: Book) -> None:
    book.save(
        *book.changes("sessions", "Borea-01", everyone_spoke=True),
        *book.changes("actions", "A-0002", status="doing"),
    )
    fresh = Source(ExcelWorkbook(book.path)).current().log
    for tab, frame in book.log.tabs.items():
        assert frame.equals(fresh.tabs[tab]), tab


@pytest.mark.parametrize(
    ("tab", "key", "after", "expected"),
    [
        ("actions", "A-0001", {"due": "soon"}, "a date such as"),
        ("actions", "A-0001", {"status": "up next"}, "one of: open"),
        ("actions", "A-0001", {"what": None}, "every row needs it"),
        ("actions", "A-0001", {"what": "x" * 50_001}, "at most 50,000 characters"),
        ("actions", "A-0001", {"action": "A-9"}, "keys cannot be changed"),
        ("actions", "A-0001", {"circle": "Nowhere"}, "Nowhere is not in the circles tab"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(book: Book, tab, key, after, expected) -> None:
    saved = book.save(*book.changes(tab, key, **after))
    assert not saved.is_written
    (problem,) = saved.problems
    assert (problem.tab, problem.key, problem.column) == (tab, key, next(iter(after)))
    assert expected in problem.text
    assert book.log.tabs["edits"].empty


def test_a_key_is_used_only_once_even_within_one_change_set(book: Book) -> None:
    row = {"circle": "Atlas", "what": "x"}
    used = Addition(book.id, "actions", {"action": "a-0001", **row})
    twice = [Addition(book.id, "actions", {"action": "A-7", **row})] * 2
    assert "in use" in str(book.save(additions=(used,)).problems[0])
    assert "in use" in str(book.save(additions=tuple(twice)).problems[0])


def test_records_of_one_save_may_refer_to_each_other(book: Book) -> None:
    session = Addition(
        book.id, "sessions", {"session": "Atlas-02", "circle": "Atlas", "planned": date(2026, 3, 16)}
    )
    present = Addition(book.id, "attendance", {"session": "Atlas-02", "member": "ann", "present": "yes"})
    insight = Addition(
        book.id, "insights", {"insight": "I-1", "session": "Atlas-02", "text": "سلام 😀\nzwei"}
    )
    assert book.save(additions=(session, present, insight), viewer=LEE).is_written
    assert book.row("insights", "I-1")["text"] == "سلام 😀\nzwei"
    assert "Atlas-02" in set(book.log.attendance["session"])


@pytest.mark.parametrize(
    ("viewer", "tab", "key", "after", "may"),
    some(
        [
            (LEE, "actions", "A-0001", {"status": "done"}, True),
            (LEE, "actions", "A-0002", {"status": "done"}, False),
            (LEE, "actions", "A-0001", {"circle": "Borea"}, False),
            (LEE, "attendance", "Atlas-01", {"present": "no"}, True),
            (LEE, "circles", "Atlas", {"sponsor": "x@x.org"}, False),
            (SAM, "asks", "Q-1", {"status": "granted"}, True),
            (SAM, "asks", "Q-1", {"what": "Money"}, False),
            (SAM, "actions", "A-0001", {"status": "done"}, False),
            (Viewer("sponsor", "sue@x.org"), "asks", "Q-1", {"status": "granted"}, False),
            (Viewer("sponsor", ""), "asks", "Q-1", {"status": "granted"}, False),
            (Viewer("lead", ""), "actions", "A-0001", {"status": "done"}, False),
        ],
        4,
    ),
)
def test_permissions_are_checked_on_writing(book: Book, viewer, tab, key, after, may) -> None:
    saved = book.save(*book.changes(tab, key, **after), viewer=viewer)
    assert saved.is_written == may, saved.problems


def test_who_may_add_what(book: Book) -> None:
    def action(circle: str) -> Addition:
        return Addition(book.id, "actions", {"action": f"N-{circle}", "circle": circle, "what": "x"})

    def act(sponsor: str) -> Addition:
        return Addition(
            book.id, "sponsor_acts", {"date": date(2026, 3, 1), "sponsor": sponsor, "kind": "visit"}
        )

    assert not book.save(additions=(action("Borea"),), viewer=LEE).is_written
    assert book.save(additions=(action("Atlas"),), viewer=LEE).is_written
    assert not book.save(additions=(act("sue@x.org"),), viewer=SAM).is_written
    assert book.save(additions=(act("sam@x.org"),), viewer=SAM).is_written


def test_someone_elses_change_is_shown_next_to_mine_and_nothing_is_written(book: Book) -> None:
    mine = book.changes("actions", "A-0001", status="done", what="Call Ann")
    book.type_in("actions", "E2", "blocked")
    saved = book.save(*mine)
    assert not saved.is_written
    (conflict,) = saved.conflicts
    assert (conflict.change.before, conflict.theirs, conflict.change.after) == ("open", "blocked", "done")
    assert book.cell("actions", "C2") == "Call"


def test_no_conflict_is_shown_while_an_earlier_try_is_not_cleaned_up(book: Book) -> None:
    """Whether that try was saved is not known before."""
    mine = book.change_set(book.changes("actions", "A-0001", what="Call back"))
    assert book.save(*book.changes("actions", "A-0002", what="Write again")).is_written
    header = [cell.value for cell in openpyxl.load_workbook(book.path)["edits"][1]]
    letter = "ABCDEFGHIJKLMNOP"[header.index("change_set")]
    book.type_in("edits", f"{letter}3", mine.id)
    for text in (
        "Call back",
        "Call twice",
    ):  # what is to be saved, though maybe by another; and anything else
        book.type_in("actions", "C2", text)
        book.source.refresh_now()
        saved = save(book.source, mine, ADMIN)
        assert (saved.is_written, saved.is_unknown, saved.conflicts) == (False, True, ())
    assert "clear row 3 of the edits tab" in str(saved.problems[0])
    assert "An earlier try to save this was interrupted" in str(saved.problems[0])
    book.type_in("edits", f"{letter}3", None)
    assert len(save(book.source, mine, ADMIN).conflicts) == 1


@pytest.mark.parametrize(
    ("choice", "expected"),
    some(
        [(Choice(theirs=True), "blocked"), (Choice(value="done"), "done"), (Choice(value="doing"), "doing")],
        2,
    ),
)
def test_a_conflict_is_settled_either_way(book: Book, choice: Choice, expected: str) -> None:
    saved = None
    mine = book.changes("actions", "A-0001", status="done", what="Call Ann")
    book.type_in("actions", "E2", "blocked")
    saved = book.save(*mine)
    wanted = settled(saved.change_set, saved.conflicts, {0: choice}, id=new_id(NOW), at=NOW)
    again = save(book.source, wanted, ADMIN)
    assert again.is_written
    assert (book.cell("actions", "E2"), book.cell("actions", "C2")) == (expected, "Call Ann")


def test_a_row_that_moved_is_found_by_its_key_and_a_deleted_one_is_reported(book: Book) -> None:
    mine = book.changes("actions", "A-0002", status="done")
    content = openpyxl.load_workbook(book.path)
    content["actions"].insert_rows(2, 3)
    content.save(book.path)
    assert book.save(*mine).is_written
    assert book.cell("actions", "E6") == "done"
    gone = book.changes("actions", "A-0001", status="done")
    content = openpyxl.load_workbook(book.path)
    content["actions"].delete_rows(5)
    content.save(book.path)
    words = str(book.save(*gone).problems[0])
    assert "gone" in words or "no longer exists" in words


def test_undo_restores_old_values_and_ends_new_records(book: Book) -> None:
    new = Addition(book.id, "actions", {"action": "A-0003", "circle": "Atlas", "what": "x", "status": "open"})
    saved = book.save(*book.changes("actions", "A-0001", status="done", due=None), additions=(new,))
    undo = undo_of(saved.change_set, book.log, id="u", who="local", at=NOW)
    assert not undo.problems
    assert save(book.source, undo.change_set, ADMIN).is_written
    assert (book.row("actions", "A-0001")["status"], str(book.row("actions", "A-0001")["due"])[:10]) == (
        "open",
        "2026-04-01",
    )
    assert "A-0003" not in set(book.log.actions["action"])  # it counts nowhere


def test_a_new_action_that_was_done_has_no_closing_day_once_undone(book: Book) -> None:
    book.type_in("actions", "F1", "closed")
    values = {
        "action": "A-0003",
        "circle": "Atlas",
        "what": "x",
        "status": "done",
        "closed": date(2026, 3, 1),
    }
    saved = book.save(additions=(Addition(book.id, "actions", values),))
    assert saved.is_written, saved.problems
    undo = undo_of(saved.change_set, book.log, id="u", who="local", at=NOW)
    assert save(book.source, undo.change_set, ADMIN).is_written
    assert "A-0003" not in set(book.log.actions["action"])
    again = undo_of(undo.change_set, book.log, id="v", who="local", at=NOW)
    assert save(book.source, again.change_set, ADMIN).is_written
    row = book.row("actions", "A-0003")
    assert (row["status"], str(row["closed"])[:10]) == ("done", "2026-03-01")


def test_undo_after_someone_elses_change_is_a_conflict(book: Book) -> None:
    saved = book.save(*book.changes("actions", "A-0001", status="done"))
    book.type_in("actions", "E2", "blocked")
    undo = undo_of(saved.change_set, book.log, id="u", who="local", at=NOW)
    again = save(book.source, undo.change_set, ADMIN)
    assert [(conflict.change.after, conflict.theirs) for conflict in again.conflicts] == [("open", "blocked")]


@thorough
def test_undo_restores_the_old_format_and_undoing_that_the_usual_one(book: Book) -> None:
    log = book.log
    assert book.save(*as_changes(fixes(log, book.source.grids), log)).is_written
    assert book.cell("actions", "D3") == datetime(2026, 4, 5)
    for expected in ("5 Apr 2026", datetime(2026, 4, 5), "5 Apr 2026"):
        newest, *_ = change_sets(Source(ExcelWorkbook(book.path)).current().log)
        undo = undo_of(newest, book.log, id=new_id(NOW), who="local", at=NOW)
        assert save(book.source, undo.change_set, ADMIN).is_written
        assert book.cell("actions", "D3") == expected
        assert str(book.row("actions", "A-0002")["due"])[:10] == "2026-04-05"


def test_the_journal_alone_can_undo(book: Book) -> None:
    book.save(
        *book.changes("actions", "A-0001", due=date(2026, 6, 1)),
        *book.changes("sessions", "Atlas-01", everyone_spoke=False),
    )
    (saved,) = change_sets(Source(ExcelWorkbook(book.path)).current().log)
    undo = undo_of(saved, book.log, id="u", who="local", at=NOW)
    assert save(book.source, undo.change_set, ADMIN).is_written
    assert str(book.row("actions", "A-0001")["due"])[:10] == "2026-04-01"
    assert book.cell("sessions", "D2") is True


def test_after_a_lost_answer_the_save_is_retried_and_written_once(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, lost = ExcelWorkbook.apply, []

    def apply(workbook: ExcelWorkbook, changes, journal=()) -> Outcome:
        outcome = real(workbook, changes, journal)
        if not lost:
            lost.append(outcome)
            raise UnknownOutcome("no answer")
        return outcome

    monkeypatch.setattr(ExcelWorkbook, "apply", apply)
    new = Addition(book.id, "actions", {"action": "A-0003", "circle": "Atlas", "what": "x"})
    change_set = book.change_set((), (new,))
    assert save(book.source, change_set, ADMIN, sleep=lambda _: None).is_written
    fresh = Source(ExcelWorkbook(book.path)).current().log
    assert (fresh.actions["action"] == "A-0003").sum() == 1
    assert len(fresh.tabs["edits"]) == 1


def test_a_save_whose_answers_were_all_lost_is_found_by_saving_again(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = ExcelWorkbook.apply

    def apply(workbook: ExcelWorkbook, changes, journal=()) -> Outcome:
        real(workbook, changes, journal)
        raise UnknownOutcome("no answer")

    new = Addition(book.id, "actions", {"action": "A-0003", "circle": "Atlas", "what": "x"})
    change_set = book.change_set(book.changes("actions", "A-0001", status="done"), (new,))
    with monkeypatch.context() as patch:
        patch.setattr(ExcelWorkbook, "apply", apply)
        first = save(book.source, change_set, ADMIN, sleep=lambda _: None)
    assert (first.is_written, first.is_unknown) == (False, True)
    again = save(book.source, change_set, ADMIN)
    assert (again.is_written, again.problems, again.conflicts) == (True, (), ())
    fresh = Source(ExcelWorkbook(book.path)).current().log
    assert (fresh.actions["action"] == "A-0003").sum() == 1
    assert len(fresh.tabs["edits"]) == 2


def test_the_same_value_typed_by_someone_else_is_no_conflict(book: Book) -> None:
    mine = book.changes("actions", "A-0001", status="done", what="Call Ann")
    book.type_in("actions", "E2", "done")
    assert book.save(*mine).is_written
    assert (book.cell("actions", "E2"), book.cell("actions", "C2")) == ("done", "Call Ann")
    (saved,) = change_sets(Source(ExcelWorkbook(book.path)).current().log)
    assert [change.column for change in saved.changes] == ["what"], "the journal records what Pharos wrote"


def test_nothing_to_save_is_not_written(book: Book) -> None:
    assert not book.save().is_written
