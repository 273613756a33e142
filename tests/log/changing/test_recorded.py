"""What the journal says about a change set, and that an id stands for one content."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from lib.log.changing import recorded as recorded_module
from lib.log.changing.changes import Addition, ChangeSet, changes_of_row
from lib.log.changing.planning import REASON, addition_entry
from lib.log.changing.recorded import SentIds, begun, is_complete, recorded, unfinished
from lib.log.format.model import CircleLog
from tests.data import logs

AT = datetime(2026, 3, 20, 9, 30, tzinfo=UTC)
ACTION = {"action": "A-1", "circle": "Atlas", "what": "Call", "due": date(2026, 4, 1), "status": "open"}


def log_with(*journal: dict[str, object], **cells: object) -> CircleLog:
    """A log with one action, and these rows in the journal."""
    return logs.log(logs.FIVE_TABS | {"actions": [ACTION | cells], "edits": list(journal)})


def wanted() -> ChangeSet:
    row = log_with().actions.iloc[0].to_dict()
    new = Addition(row["_workbook"], "asks", {"ask": "Q-1", "circle": "Atlas", "what": "Time"})
    return ChangeSet(
        "cs", "ann", AT, changes_of_row("actions", row, {"status": "done", "what": "Call  us"}), (new,), "r"
    )


def lines(change_set: ChangeSet) -> list[dict[str, object]]:
    """The journal rows of `change_set`, as a save adds them."""
    stamp = {"at": change_set.at.isoformat(), "who": change_set.who, "change_set": change_set.id}
    found: list[dict[str, object]] = [
        {"tab": c.tab, "key": c.key, "column": c.column, "old": str(c.before), "new": str(c.after)}
        for c in change_set.changes
    ]
    found += [addition_entry(addition) for addition in change_set.additions]
    return [stamp | line for line in [*found, {"column": REASON, "new": change_set.reason}]]


def test_nothing_is_recorded_of_a_change_set_that_is_not_in_the_journal() -> None:
    found = recorded(wanted(), log_with(*(line | {"change_set": "other"} for line in lines(wanted()))))
    assert (found.workbooks, found.is_other, found.refusal(wanted())) == (frozenset(), False, "")


def test_a_change_set_in_the_journal_is_saved() -> None:
    log = log_with(*lines(wanted()))
    found = recorded(wanted(), log)
    assert found.workbooks == {wanted().changes[0].workbook}
    assert not found.is_other
    assert is_complete("cs", log)


def test_rows_whose_time_is_missing_do_not_count() -> None:
    first, *others = lines(wanted())
    log = log_with(first | {"at": ""}, *others)
    assert recorded(wanted(), log).workbooks == frozenset()
    assert not is_complete("cs", log)
    assert list(unfinished("cs", log)["_row"]) == [2]
    assert begun(wanted(), log) == {wanted().changes[0]: "open"}
    other = replace(wanted(), changes=(replace(wanted().changes[0], after="doing"),))
    assert (begun(other, log), begun(wanted(), log_with(first, *others))) == ({}, {})
    assert not is_complete("other", log)


def test_other_content_under_the_same_id_is_refused_with_its_rows() -> None:
    log = log_with(*lines(wanted()))
    first, second = wanted().changes
    for other in (
        replace(wanted(), changes=(replace(first, after="doing"), second)),
        replace(wanted(), changes=(first,)),
        replace(wanted(), reason="another"),
        replace(wanted(), additions=()),
    ):
        found = recorded(other, log)
        assert found.is_other
        assert found.unlike
        assert f"row {found.unlike[0]}" in found.refusal(other) or "rows" in found.refusal(other)
        assert "cs" in found.refusal(other)
    more = replace(
        wanted(), additions=(*wanted().additions, replace(wanted().additions[0], values={"ask": "Q-2"}))
    )
    assert recorded(more, log).is_other, "a part of it is there, and a new row is not"


def test_a_change_that_someone_else_had_made_needs_no_row() -> None:
    status, what = lines(wanted())[:2]
    rest = lines(wanted())[2:]
    assert {status["column"], what["column"]} == {"status", "what"}
    others = [line for line in (status, what) if line["column"] == "what"]
    assert not recorded(wanted(), log_with(*others, *rest, status="done")).is_other
    assert recorded(wanted(), log_with(*others, *rest, status="open")).is_other


def test_an_id_that_was_sent_stands_for_what_was_sent() -> None:
    sent = SentIds()
    assert sent.admits(wanted())
    assert sent.admits(replace(wanted(), at=datetime(2027, 1, 1, tzinfo=UTC)))
    assert not sent.admits(replace(wanted(), reason="another"))
    assert not sent.admits(replace(wanted(), who="bo"))
    assert not sent.admits(replace(wanted(), changes=()))
    assert sent.admits(replace(wanted(), id="cs2", changes=()))


def test_only_the_newest_ids_are_remembered(monkeypatch) -> None:
    monkeypatch.setattr(recorded_module, "MOST_IDS", 2)
    sent = SentIds()
    assert all(sent.admits(replace(wanted(), id=name)) for name in "abc")
    assert sent.admits(replace(wanted(), id="a", changes=()))
    assert not sent.admits(replace(wanted(), id="c", changes=()))
