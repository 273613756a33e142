"""Fixes keep the meaning: each written cell is read as before, but without its check."""

from __future__ import annotations

from datetime import date

import pytest

from lib.log.changing.fixes import FIX_COLUMNS, fixes, repeating
from lib.log.reading.parse import parse
from lib.workbook.base import Grid
from tests.data.logs import grid


def table(tab: str, headers: list[str], *rows: list[object]) -> Grid:
    return grid(tab, [dict(zip(headers, row, strict=True)) for row in rows])


CIRCLES = table("circles", ["circle", "lead"], ["Atlas", "lee@x.org"])


def found(*grids: Grid, same_person: dict[str, str] | None = None) -> list[tuple[object, ...]]:
    grids = (CIRCLES, *grids)
    frame = fixes(parse(grids), grids, same_person=same_person or {})
    assert list(frame.columns) == list(FIX_COLUMNS)
    return list(zip(frame["kind"], frame["tab"], frame["row"], frame["column"], frame["after"], strict=True))


def test_nothing_to_fix_is_an_empty_frame() -> None:
    assert (
        found(table("sessions", ["session", "circle", "planned"], ["A-1", "Atlas", date(2026, 3, 4)])) == []
    )


@pytest.mark.parametrize(
    ("column", "cell", "kind", "after"),
    [
        ("due", "4 Mar 2026", "text date", date(2026, 3, 4)),
        ("due", "2026-03-04", "text date", date(2026, 3, 4)),
        ("status", "in progress", "word form", "doing"),
        ("status", "canceled", "word form", "cancelled"),
        ("what", " Call Ann ", "stray spaces", "Call Ann"),
        ("action", "A  1", "stray spaces", "A 1"),
    ],
)
def test_a_cell_is_written_in_its_usual_form(column: str, cell: str, kind: str, after: object) -> None:
    row = {"action": "A-1", "circle": "Atlas", "what": "Call", "due": "", "status": ""} | {column: cell}
    assert found(table("actions", list(row), list(row.values()))) == [(kind, "actions", 2, column, after)]


@pytest.mark.parametrize(
    ("cell", "after"), [("Y", True), ("x", True), (0, False), ("yes", None), (True, None)]
)
def test_yes_and_no(cell: object, after: bool | None) -> None:
    sessions = table(
        "sessions",
        ["session", "circle", "planned", "everyone_spoke"],
        ["A-1", "Atlas", date(2026, 3, 4), cell],
    )
    expected = [] if after is None else [("word form", "sessions", 2, "everyone_spoke", after)]
    assert found(sessions) == expected


def test_1_has_another_usual_form_than_true_beside_it() -> None:
    rows = [[f"A-{at}", "Atlas", date(2026, 3, 4), cell] for at, cell in enumerate([True, 1, False, 0.0])]
    sessions = table("sessions", ["session", "circle", "planned", "everyone_spoke"], *rows)
    assert found(sessions) == [
        ("word form", "sessions", row, "everyone_spoke", after) for row, after in ((3, True), (5, False))
    ]


@pytest.mark.parametrize("beside", [[], [""], ["yes"], ["YES "]])
def test_a_checkbox_is_a_usual_form_of_a_word(beside: list[str]) -> None:
    rows = [["A-1", f"m{at}", cell] for at, cell in enumerate([True, False, *beside])]
    assert found(table("attendance", ["session", "member", "present"], *rows)) == []


@pytest.mark.parametrize(("column", "cell"), [("due", "3/4/2026"), ("due", "soon"), ("status", "up next")])
def test_questionable_cells_are_left_to_people(column: str, cell: str) -> None:
    row = {"action": "A-1", "circle": "Atlas", "what": "Call", "due": "", "status": ""} | {column: cell}
    assert found(table("actions", list(row), list(row.values()))) == []


def test_a_cell_in_a_renamed_tab_is_reported_under_the_names_of_the_schema() -> None:
    settings = table("settings", ["name", "value"], ["tab.actions", "To do"], ["column.actions.due", "By"])
    todo = table("To do", ["action", "circle", "what", "By"], ["A-1", "Atlas", "Call", "4 Mar 2026"])
    assert found(settings, todo) == [("text date", "actions", 2, "due", date(2026, 3, 4))]


def test_one_key_per_person_wherever_the_other_key_is() -> None:
    members = table(
        "members",
        ["member", "circle", "buddy"],
        ["ann@x.org", "Atlas", ""],
        ["anne@x.org", "Borea", ""],
        ["bo@x.org", "Atlas", "anne@x.org, Cy"],
    )
    borea = table("circles", ["circle", "lead"], ["Atlas", ""], ["Borea", ""])
    attendance = table("attendance", ["session", "member", "present"], ["A-1", "Anne@x.org", "yes"])
    grids = (borea, members, attendance)
    frame = fixes(parse(grids), grids, same_person={"anne@x.org": "ann@x.org"})
    assert frame[["kind", "tab", "row", "column", "after"]].to_numpy().tolist() == [
        ["one key per person", "members", 3, "member", "ann@x.org"],
        ["one key per person", "members", 4, "buddy", "ann@x.org, Cy"],
        ["one key per person", "attendance", 2, "member", "ann@x.org"],
    ]


def test_a_row_that_would_repeat_another_stays_as_it_is() -> None:
    members = table("members", ["member", "circle"], ["ann", "Atlas"], ["anne", "Atlas"], ["bo", "Atlas"])
    sessions = table(
        "sessions",
        ["session", "circle", "planned"],
        ["A-1", "Atlas", date(2026, 3, 4)],
        ["A-2", "Atlas", date(2026, 4, 4)],
    )
    rows = [["A-1", "ann", "yes"], ["A-1", "anne", "no"], ["A-2", "Anne", "yes"]]
    attendance = table("attendance", ["session", "member", "present"], *rows)
    grids = (CIRCLES, members, sessions, attendance)
    same_person, log = {"anne": "ann"}, parse(grids)
    frame = fixes(log, grids, same_person=same_person)
    assert frame[["tab", "row", "after"]].to_numpy().tolist() == [["attendance", 4, "ann"]]
    assert repeating(log, same_person) == {("log.xlsx", "members", 3), ("log.xlsx", "attendance", 3)}
    assert repeating(log, {}) == frozenset()
