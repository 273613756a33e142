"""A log patched after a save equals the log that reading everything gives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import count
from typing import Any

import hypothesis.strategies as st
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

from lib.demo import make
from lib.log.changing.after_save import patched
from lib.log.format.model import CircleLog
from lib.log.format.schema import TABS
from lib.log.reading.parse import parse
from lib.workbook.base import Cell, Grid, Outcome, RowAddition, RowChange
from lib.workbook.common.grids_after_save import patched as grids_patched
from tests.data.logs import grid
from tests.examples import examples, some, thorough

JOURNAL = TABS["edits"].column_names


def outcome_of(*written: RowChange | RowAddition) -> Outcome:
    return Outcome(written=written, rows=tuple(range(1, len(written) + 1)))


def change(tab: str, row: int, book: str = "log.xlsx", /, **after: Cell) -> RowChange:
    return RowChange(book, tab, row, {}, dict.fromkeys(after), after)


def added(tab: str, book: str = "log.xlsx", /, **values: Cell) -> RowAddition:
    headers = JOURNAL if tab == "edits" else ()
    return RowAddition(book, tab, values, "op", headers=headers)


def assert_same(one: CircleLog, other: CircleLog) -> None:
    for name in TABS:
        pd.testing.assert_frame_equal(one.tabs[name], other.tabs[name], obj=name)
    assert one.recorded == other.recorded
    assert _in_frames(one) == _in_frames(other)
    assert one.record_days.tolist() == other.record_days.tolist()
    assert dict(one.rows_found) == dict(other.rows_found)
    assert dict(one.settings) == dict(other.settings)


def _in_frames(log: CircleLog) -> dict[str, list[bool]]:
    return {
        name: log.is_assumed("circles", name).to_list()
        for name in ("cadence_days", "timebox_minutes", "format")
    }


def tables(book: str = "log.xlsx", circles: int = 3, months: int = 6) -> tuple[Grid, ...]:
    program = make.program(circles=circles, months=months, seed=3, end=date(2026, 6, 30))
    return tuple(grid(tab, rows, workbook=book) for tab, rows in program.items() if rows)


GRIDS = tables()
LOG = parse(GRIDS)


def never(grids: object) -> CircleLog:
    raise AssertionError("everything was read again")


def row_of(tab: str, at: int) -> int:
    return int(LOG.tabs[tab]["_row"].iloc[at])


@pytest.mark.parametrize(
    "written",
    some([
        [change("actions", row_of("actions", 3), status="done", closed=date(2026, 6, 1), effect="too early")],
        [change("actions", row_of("actions", 3), due=None, owner=LOG.members["member"].iloc[5])],
        [change("actions", row_of("actions", n), effect_note=f"Ütf {n}\n=1+1") for n in range(9)],
        [change("attendance", row_of("attendance", 7), present="excused", reflection=None)],
        [change("sessions", row_of("sessions", 2), minutes=75, everyone_spoke=True, decision="none")],
        [change("sessions", row_of("sessions", 2), planned=date(2026, 2, 2), case_topics="a ,b")],
        [change("circles", row_of("circles", 1), cadence_days=None, mandate="To move")],
        [change("members", row_of("members", 1), left=date(2026, 5, 1), region="North")],
        [change("asks", row_of("asks", 0), status="granted", answered=date(2026, 6, 2), amount=2.5)],
        [added("actions", action="Z-1", circle=LOG.circles["circle"][0], what="x", due=date(2026, 9, 1))],
        [added("attendance", session=LOG.sessions["session"][0], member="nobody yet", present="no")],
        [added("edits", at="2026-03-04T10:00", who="ana", change_set="cs", tab="actions", key="Z-1", new="done")],
        [added("sponsor_acts", date=date(2026, 6, 1), sponsor="Sp@Example.org", kind="visit")],
        [added("milestones", milestone="All is well", reached=date(2026, 6, 1), story="win")],
    ], 6),
    ids=lambda written: f"{written[0].tab}-{type(written[0]).__name__}",
)  # fmt: skip
def test_everyday_changes_need_no_reading(written: list[Any]) -> None:
    if isinstance(written[0], RowAddition) and written[0].tab == "attendance":
        present = set(LOG.attendance.loc[LOG.attendance["session"] == written[0].values["session"], "member"])
        free = next(member for member in LOG.members["member"] if member not in present)
        written[0].values["member"] = free  # type: ignore[index]
    log, grids = patched(LOG, GRIDS, outcome_of(*written), never)
    assert grids == grids_patched(GRIDS, outcome_of(*written))
    assert_same(log, parse(grids))


def test_a_logged_session_needs_no_reading() -> None:
    """A new session with its attendance, an action, an insight and their journal, all referring to the new key."""
    circle = LOG.circles["circle"][0]
    roster = LOG.members.loc[LOG.members["circle"] == circle, "member"]
    written = [
        added("sessions", session="New-1", circle=circle, planned=date(2026, 6, 1), held=date(2026, 6, 1)),
        *(added("attendance", session="New-1", member=member, present="yes") for member in roster),
        added("insights", insight="New-I", session="New-1", text="We learned", topics="a, b"),
        added("actions", action="New-A", circle=circle, what="Do it", session="New-1", owner=roster.iloc[0]),
        added("action_reviews", action="New-A", session="New-1", update="done"),
        added("edits", at="2026", change_set="cs", tab="sessions", key="New-1"),
    ]
    log, grids = patched(LOG, GRIDS, outcome_of(*written), never)
    assert_same(log, parse(grids))
    assert len(log.attendance) == len(LOG.attendance) + len(roster)


def test_the_checks_of_a_written_cell_go_and_others_stay() -> None:
    found = LOG.checks[LOG.checks["column"] != ""].iloc[0]
    value = None if not TABS[found["tab"]].column(found["column"]).required else "x"
    written = change(found["tab"], int(found["row"]), **{found["column"]: value})
    log, _ = patched(LOG, GRIDS, outcome_of(written))
    where = (log.checks["tab"] == found["tab"]) & (log.checks["row"] == found["row"])
    assert not (
        where & (log.checks["column"] == found["column"]) & (log.checks["rule"] == found["rule"])
    ).any()


@thorough
def test_a_save_in_one_of_several_workbooks() -> None:
    """Keys that two workbooks share are made unique; a new row goes below those of its own workbook."""
    grids = (*tables("one", 2, 3), *tables("two", 2, 3))
    log = parse(grids)
    circle, action = log.circles["circle"][0], log.actions
    row = int(action.loc[action["_workbook"] == "one", "_row"].iloc[2])
    cases = [
        [change("actions", row, "one", status="done", closed=date(2026, 6, 1))],
        [added("actions", "one", action="Z-9", circle=circle, what="x")],
        [added("actions", "two", action=action["action"][0], circle=circle, what="x")],
        [added("sponsor_acts", "one", date=date(2026, 6, 1), sponsor="a@b.c", circle=circle)],
        [change("actions", row, "one", session=log.sessions["session"][3])],
    ]
    for written in some(cases, 3):
        new, after = patched(log, grids, outcome_of(*written))
        assert_same(new, parse(after))


SHORT = {
    "circles": [{"circle": "Atlas", "cadence_days": ""}, {"circle": "boreas", "cadence_days": 14}],
    "members": [
        {"member": "ana", "circle": "Atlas", "name": "Ana Lopez", "joined": ""},
        {"member": "bo", "circle": "Atlas", "name": "Bo", "joined": 46000},
        {"member": "Bo", "circle": "boreas", "name": "", "joined": ""},
    ],
    "sessions": [
        {"session": f"A-{n}", "circle": "Atlas", "planned": date(2026, 1, n), "held": "", "presenter": "ana, bo"}
        for n in range(1, 7)
    ],
    "attendance": [
        {"session": "A-1", "member": "ana", "present": "yes", "reflection": False},
        {"session": "A-9", "member": "bo", "present": "no", "reflection": True},
        {"session": "A-2", "member": "Bo", "present": "perhaps", "reflection": ""},
    ],
    "actions": [
        {"action": "X-1", "circle": "Atlas", "what": "Write", "owner": "Ana Lopez", "due": "3/4/2026"},
        {"action": "X-2", "circle": "Nowhere", "what": "Call", "owner": "carl", "due": "13/4/2026"},
        {"action": "x-1", "circle": "Atlas", "what": "Again", "owner": "", "due": 46100},
        {"action": "", "circle": "Atlas", "what": "", "owner": "bo", "due": ""},
    ],
    "insights": [{"insight": "I-1", "session": "A-1", "member": "dora", "text": "so"}],
    "sponsor_acts": [{"date": date(2026, 1, 1), "sponsor": "s@x.org", "note": ""}],
}  # fmt: skip
CELLS: st.SearchStrategy[Cell] = st.sampled_from(
    [
        None, "", "Atlas", "atlas", "Nowhere", "ana", "ANA", "bo", "Bo", "carl", "dora", "Ana Lopez", "ana, carl",
        "A-1", "a-2", "A-9", "A-77", "X-1", "X-9", "I-9", "yes", "no", "excused", "done", "what?", True, False, 0, 5,
        46050, 46200.5, 1, "3/4/2026", "13/4/2026", "2026-05-05", date(2026, 2, 3), date(2042, 1, 1), "s@x.org",
        "#REF!", " x ",
    ]
)  # fmt: skip


@st.composite
def writes(draw: st.DrawFn, books: tuple[str, ...] = ("log.xlsx",)) -> list[RowChange | RowAddition]:
    """Anything at all, in any cell: most of it would never pass validation."""
    written: list[RowChange | RowAddition] = []
    for _ in range(draw(st.integers(1, 4))):
        tab = draw(st.sampled_from(sorted(SHORT)))
        headers = list(SHORT[tab][0])
        cells = draw(st.dictionaries(st.sampled_from(headers), CELLS, min_size=1))
        book = draw(st.sampled_from(books))
        if draw(st.booleans()):
            written.append(change(tab, draw(st.integers(2, len(SHORT[tab]) + 1)), book, **cells))
        else:
            likely = {name: draw(CELLS) for name in headers} | cells
            written.append(added(tab, book, **likely))
    return written


@settings(max_examples=examples(15), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(writes())
def test_any_write_gives_what_reading_gives(written: list[RowChange | RowAddition]) -> None:
    grids = tuple(grid(tab, rows) for tab, rows in SHORT.items())
    log, after = patched(parse(grids), grids, outcome_of(*written))
    assert_same(log, parse(after))


@thorough
@settings(max_examples=examples(10), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(writes(("one", "two")))
def test_any_write_to_one_of_two_workbooks_gives_what_reading_gives(
    written: list[RowChange | RowAddition],
) -> None:
    grids = tuple(grid(tab, rows, workbook=book) for book in ("one", "two") for tab, rows in SHORT.items())
    log, after = patched(parse(grids), grids, outcome_of(*written))
    assert_same(log, parse(after))


@settings(max_examples=examples(10), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_sensible_write_gives_what_reading_gives(data: st.DataObject) -> None:
    """Cells copied from elsewhere in their own column of a whole program, and new rows with keys of their own."""
    numbers = count()
    written: list[RowChange | RowAddition] = []
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.sampled_from([g for g in GRIDS if g.tab in TABS and g.tab != "settings"]))
        titles = [str(column[0]) for column in at.columns]

        def drawn(position: int, at: Grid = at) -> Cell:
            return at.cell(data.draw(st.integers(2, at.height)), position)

        if data.draw(st.booleans()):
            chosen = data.draw(st.sets(st.integers(0, len(titles) - 1), min_size=1, max_size=3))
            row = data.draw(st.integers(2, at.height))
            written.append(change(at.tab, row, **{titles[position]: drawn(position) for position in chosen}))
        else:
            values = {title: drawn(position) for position, title in enumerate(titles)}
            key = TABS[at.tab].key
            if len(key) == 1 or at.tab == "members":
                values[key[0]] = f"New {next(numbers)}"
            written.append(added(at.tab, **values))
    log, after = patched(LOG, GRIDS, outcome_of(*written))
    assert_same(log, parse(after))


def test_the_given_log_and_grids_stay_as_they_are() -> None:
    columns = [list(column) for column in GRIDS[5].columns]
    frames: dict[str, Callable[[], pd.DataFrame]] = {name: LOG.tabs[name].copy for name in TABS}
    before = {name: copy() for name, copy in frames.items()}
    patched(LOG, GRIDS, outcome_of(change(GRIDS[5].tab, 3, what="changed"), added("edits", at="x")))
    assert [list(column) for column in GRIDS[5].columns] == columns
    for name in TABS:
        pd.testing.assert_frame_equal(LOG.tabs[name], before[name])
