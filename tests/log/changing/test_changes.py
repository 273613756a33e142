"""Change sets on their own: what is valid, what is planned for a workbook with its own names, keys, the journal."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pandas as pd
import pytest

from lib.access.permissions import refusals
from lib.access.redaction import Viewer
from lib.log.changing.after_save import patched
from lib.log.changing.changes import Addition, Change, ChangeSet, changes_of_row, new_id
from lib.log.changing.journal import change_sets, undo_of
from lib.log.changing.keys import next_key
from lib.log.changing.planning import Plan, planned
from lib.log.changing.recorded import begun
from lib.log.changing.validation import normalized, problems, value_problem
from lib.log.format.model import CircleLog
from lib.log.format.schema import TABS
from lib.log.reading.parse import parse
from lib.workbook.base import Grid, Outcome, RowAddition, RowChange
from tests.data.logs import grid

AT = datetime(2026, 3, 4, 10, 30, tzinfo=UTC)
TABLES: dict[str, list[dict[str, object]]] = {
    "circles": [
        {"circle": "Atlas", "lead": "Lee@x.org", "sponsor": "maß@x.org"},
        {"circle": "Boreas", "lead": "bea@x.org", "sponsor": "sue@x.org"},
    ],
    "members": [
        {"member": "ana", "circle": "Atlas", "joined": "", "left": ""},
        {"member": "bo", "circle": "Boreas", "joined": 46000, "left": ""},
    ],
    "Meetings": [
        {"session": "Atlas-07", "circle": "Atlas", "planned": 46000, "Took place": "", "everyone spoke": True},
        {"session": "Boreas-01", "circle": "Boreas", "planned": 46001, "Took place": 46001, "everyone spoke": ""},
    ],
    "attendance": [{"session": "Atlas-07", "member": "ana", "present": "yes", "prework": ""}],
    "actions": [
        {"action": "A-0041", "circle": "atlas", "what": "Call", "owner": "ana", "due": 46010, "status": "open"},
        {"action": "A-0009", "circle": "Boreas", "what": "Write", "owner": "", "due": "5/4/2026", "status": ""},
    ],
    "insights": [{"insight": "I-1", "session": "Atlas-07", "text": "so"}],
    "action_reviews": [{"action": "A-0041", "session": "Atlas-07", "update": ""}],
    "practices": [
        {"practice": "P-1", "title": "Pairs", "circle": "Atlas"},
        {"practice": "P-2", "title": "Trios", "circle": "Boreas"},
    ],
    "teams": [{"team": "T-1"}],
    "adoptions": [{"practice": "P-1", "team": "T-1", "stage": "told", "date": 46000}],
    "sponsor_acts": [{"date": 46000, "sponsor": "sue@x.org", "circle": "Boreas", "kind": "visit", "note": ""}],
    "settings": [
        {"name": "tab.sessions", "value": "Meetings"},
        {"name": "column.sessions.held", "value": "Took place"},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def grids() -> tuple[Grid, ...]:
    return tuple(grid(tab, rows) for tab, rows in TABLES.items())


@pytest.fixture(scope="module")
def log(grids: tuple[Grid, ...]) -> CircleLog:
    return parse(grids)


def change_set(*items: Change | Addition, reason: str = "") -> ChangeSet:
    changes = tuple(item for item in items if isinstance(item, Change))
    additions = tuple(item for item in items if isinstance(item, Addition))
    return ChangeSet("cs", "lee@x.org", AT, changes, additions, reason)


def change(log: CircleLog, tab: str, at: int = 0, **after: object) -> Change:
    (one,) = changes_of_row(tab, log.tabs[tab].iloc[at].to_dict(), after)
    return one


def add(tab: str, **values: object) -> Addition:
    return Addition("log.xlsx", tab, values)


def after_saving(log: CircleLog, grids: tuple[Grid, ...], plan: Plan) -> CircleLog:
    """The log after the plan is written."""
    written = tuple(item for one in plan.plans for item in (*one.rows, *one.journal))
    return patched(log, grids, Outcome(written=written, rows=tuple(range(len(written)))))[0]


def test_a_plan_uses_the_workbooks_own_titles_and_raw_cells(log: CircleLog, grids: tuple[Grid, ...]) -> None:
    wanted = change_set(
        change(log, "sessions", held=date(2026, 1, 2)),
        change(log, "sessions", everyone_spoke=False),
        change(log, "actions", owner=None),
        add("attendance", session="Boreas-01", member="bo", present="excused"),
    )
    (plan,) = planned(wanted, log, grids).plans
    held, action, present = plan.rows
    assert held == RowChange(
        "log.xlsx", "Meetings", 2, {"session": "Atlas-07"},
        {"Took place": "", "everyone spoke": True}, {"Took place": date(2026, 1, 2), "everyone spoke": False},
    )  # fmt: skip
    assert action == RowChange(
        "log.xlsx", "actions", 2, {"action": "A-0041"}, {"owner": "ana"}, {"owner": None}
    )
    assert isinstance(present, RowAddition)
    assert (present.tab, present.key, present.last) == ("attendance", ("session", "member"), "present")
    assert [(line.tab, line.last, line.headers) for line in plan.journal[:1]] == [
        ("edits", "at", TABS["edits"].column_names)
    ]
    assert [(line.values.get("column"), line.values.get("old"), line.values.get("new")) for line in plan.journal] == [
        ("held", None, "2026-01-02"),
        ("everyone_spoke", "yes", "no"),
        ("owner", "ana", None),
        (None, None, '{"session": "Boreas-01", "member": "bo", "present": "excused"}'),
    ]  # fmt: skip


def test_what_was_written_but_not_completed_is_planned_again_as_it_was(
    log: CircleLog, grids: tuple[Grid, ...]
) -> None:
    """Under the same operations, so that the workbook finds out how far the save got."""
    planned_on = changes_of_row("sessions", log.sessions.iloc[0].to_dict(), {"planned": date(2025, 12, 30)})[
        0
    ]
    same_day = replace(planned_on, after=planned_on.before)
    wanted = change_set(
        change(log, "sessions", held=date(2026, 1, 2)),
        change(log, "actions", owner=None),
        change(log, "actions", 1, what="Write again"),
        same_day,
        reason="why",
    )
    (first,) = planned(wanted, log, grids).plans
    unsure = [replace(line, values={**line.values, "at": ""}) for line in first.journal]
    written = Outcome(written=(*first.rows, *unsure), rows=tuple(range(len(first.rows) + len(unsure))))
    saved, cells = patched(log, grids, written)
    held, *others = begun(wanted, saved)
    texts = begun(wanted, saved) | {same_day: "1 Jan, a Thursday"}
    (again,) = planned(wanted, saved, cells, begun=texts).plans
    assert len(others) == 3
    assert held in wanted.changes
    assert [line.operation for line in again.journal] == [line.operation for line in first.journal]
    assert [dict(row.after) for row in again.rows if isinstance(row, RowChange)] == [
        dict(row.after) for row in first.rows if isinstance(row, RowChange)
    ]
    olds = [line.values.get("old") for line in again.journal]
    assert olds == [line.values.get("old") if line.values.get("column") != "planned" else texts[same_day]
                    for line in first.journal]  # fmt: skip


def test_rows_without_a_key_are_identified_by_all_their_cells(
    log: CircleLog, grids: tuple[Grid, ...]
) -> None:
    (plan,) = planned(change_set(change(log, "sponsor_acts", note="=1+1")), log, grids).plans
    (row_change,) = plan.rows
    assert isinstance(row_change, RowChange)
    assert row_change.key == {"date": 46000, "sponsor": "sue@x.org", "circle": "Boreas", "kind": "visit"}
    assert row_change.after == {"note": "=1+1"}


@pytest.mark.parametrize(
    ("tab", "column", "given", "written"),
    [
        ("sessions", "everyone_spoke", "Yes", True),
        ("sessions", "everyone_spoke", "FALSE", False),
        ("sessions", "held", "2026-03-04", date(2026, 3, 4)),
        ("sessions", "held", pd.Timestamp("2026-03-04"), date(2026, 3, 4)),
        ("sessions", "minutes", "90", 90),
        ("actions", "status", "In Progress", "doing"),
        ("actions", "what", "  two  words ", "two  words"),
        ("actions", "action", " A  1 ", "A 1"),
        ("actions", "effect_note", " one\n two ", "one\n two"),
        ("sessions", "presenter", "ana ,bo,", "ana, bo"),
        ("circles", "sponsor", "Sue@X.org", "sue@x.org"),
        ("actions", "due", "", None),
        ("actions", "due", None, None),
    ],
)
def test_values_are_written_as_reading_gives_them(
    tab: str, column: str, given: object, written: object
) -> None:
    assert value_problem(given, TABS[tab].column(column)) == ""
    one = Change("log.xlsx", tab, 2, "x", column, None, given)
    assert normalized(change_set(one, add(tab, **{column: given}))) == change_set(
        Change("log.xlsx", tab, 2, "x", column, None, written), add(tab, **{column: written})
    )


@pytest.mark.parametrize(
    ("tab", "column", "given", "words"),
    [
        ("actions", "due", "3/4/2026", "unambiguous"),
        ("actions", "due", date(1826, 3, 4), "is the year right"),
        ("sessions", "minutes", -5, "whole number"),
        ("sessions", "minutes", 1.5, "whole number"),
        ("lighthouses", "stage", 6, "from 0.5 to 5"),
        ("actions", "status", "later", "one of: open"),
        ("actions", "status", "n/a", "read as not recorded, not as open"),
        ("actions", "what", "", "every row needs it"),
        ("actions", "effect_note", "x" * 50_001, "50,001"),
        ("actions", "effect_note", "a\x00b", "U+0000"),
        ("actions", "effect_note", "#REF!", "text"),
        ("sessions", "everyone_spoke", "perhaps", "yes or no"),
    ],
)
def test_what_reading_would_not_accept_is_refused(tab: str, column: str, given: object, words: str) -> None:
    assert words in value_problem(given, TABS[tab].column(column))


@pytest.mark.parametrize("text", ["=1+1", "+1", "@x", "-2", "👩🏽‍🚀", "שלום", "one\ntwo", "x" * 50_000, "'"])
def test_any_text_may_be_written(log: CircleLog, grids: tuple[Grid, ...], text: str) -> None:
    wanted = change_set(
        change(log, "actions", what=text), add("actions", action="N", circle="Atlas", what=text)
    )
    assert problems(wanted, log) == []
    (plan,) = planned(normalized(wanted), log, grids).plans
    row_change, row_addition = plan.rows
    assert isinstance(row_change, RowChange)
    assert isinstance(row_addition, RowAddition)
    assert row_change.after["what"] == row_addition.values["what"] == text


def test_keys_cannot_be_changed_or_used_twice(log: CircleLog) -> None:
    for item in (
        change(log, "actions", action="A-1"),
        add("actions", action="a-0041 ", circle="Atlas", what="x"),
        add("attendance", session="ATLAS-07", member="Ana", present="no"),
    ):
        assert len(problems(change_set(item), log)) == 1, item
    twice = [add("actions", action=key, circle="Atlas", what="x") for key in ("N-1", "n-1")]
    assert [problem.text for problem in problems(change_set(*twice), log)] == ["this key is already in use"]


def test_new_keys_continue_the_pattern_of_the_log(log: CircleLog) -> None:
    actions = log.actions["action"]
    assert next_key("actions", actions) == "A-0042"
    assert next_key("actions", actions, taken=["a-0042", "A-0043"]) == "A-0044"
    of_atlas = log.sessions.loc[log.sessions["circle"] == "Atlas", "session"]
    assert next_key("sessions", of_atlas, circle="Atlas") == "Atlas-08"
    assert next_key("sessions", of_atlas[:0], circle="Delta") == "Delta-01"
    assert next_key("asks", log.asks["ask"]) == "Q-0001"


LEE, MASS, SUE = Viewer("lead", "lee@x.org"), Viewer("sponsor", "mass@x.org"), Viewer("sponsor", "Sue@x.org")


@pytest.mark.parametrize(
    ("tab", "column", "value"),
    [
        ("attendance", "session", "Boreas-01"),
        ("insights", "session", "Boreas-01"),
        ("action_reviews", "action", "A-0009"),
        ("adoptions", "practice", "P-2"),
        ("actions", "circle", "Boreas"),
        ("practices", "circle", None),
    ],
)
def test_a_lead_cannot_move_a_row_into_another_circle(
    log: CircleLog, tab: str, column: str, value: object
) -> None:
    moved = change(log, tab, **{column: value})
    (problem,) = refusals(change_set(moved), log, LEE)
    assert problem.text == "leads can move rows only between circles they lead"
    assert refusals(change_set(moved), log, Viewer()) == []


def test_a_lead_may_change_what_stays_in_the_circle(log: CircleLog) -> None:
    assert refusals(change_set(change(log, "attendance", present="no")), log, LEE) == []
    assert refusals(change_set(change(log, "action_reviews", update="x")), log, LEE) == []
    assert refusals(change_set(change(log, "actions", 1, status="done")), log, LEE)


def test_emails_compare_letter_by_letter(log: CircleLog) -> None:
    """maß@x.org sponsors Atlas; mass@x.org is someone else, even if case folding makes them equal."""
    act = add("sponsor_acts", date=date(2026, 3, 4), sponsor="mass@x.org", circle="Atlas", kind="visit")
    assert refusals(change_set(act), log, MASS)
    as_other = add("sponsor_acts", date=date(2026, 3, 4), sponsor="maß@x.org", circle="Atlas", kind="visit")
    assert refusals(change_set(as_other), log, MASS)
    own = add("sponsor_acts", date=date(2026, 3, 4), sponsor="SUE@x.org", circle="Boreas", kind="review")
    assert refusals(replace(change_set(own), who=SUE.email), log, SUE) == []


def test_the_journal_records_what_was_saved_and_why(log: CircleLog, grids: tuple[Grid, ...]) -> None:
    wanted = change_set(
        change(log, "sessions", held=date(2026, 1, 2)),
        change(log, "sessions", 1, everyone_spoke=True),
        change(log, "sponsor_acts", note="a, b"),
        add("members", member="cy", circle="Atlas", joined=date(2026, 3, 1)),
        reason="Minutes of 4 March",
    )
    plan = planned(wanted, log, grids)
    assert (plan.problems, plan.conflicts) == ((), ())
    saved = after_saving(log, grids, plan)
    (from_journal,) = change_sets(saved)
    assert (from_journal.id, from_journal.who, from_journal.at, from_journal.reason) == (
        "cs",
        "lee@x.org",
        AT,
        "Minutes of 4 March",
    )
    assert [(e.tab, e.key, e.column, e.before, e.after) for e in from_journal.changes] == [
        (e.tab, e.key, e.column, e.before, e.after) for e in wanted.changes
    ]
    assert from_journal.additions == wanted.additions
    undo = undo_of(from_journal, saved, id="undo", who="ann", at=AT)
    assert undo.problems == ()
    assert [(e.tab, e.column, e.before, e.after) for e in undo.change_set.changes] == [
        ("sponsor_acts", "note", "a, b", None),
        ("sessions", "everyone_spoke", True, None),
        ("sessions", "held", date(2026, 1, 2), None),
        ("members", "left", None, date(2026, 3, 4)),
    ]


def test_a_change_sets_id_shows_the_time_and_is_unique() -> None:
    ids = {new_id(AT) for _ in range(50)}
    assert len(ids) == 50
    assert all(one.startswith("20260304-103000-") for one in ids)
