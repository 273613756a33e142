"""A new action is written where the sheet has a place for all that it says, or refused in words."""

from __future__ import annotations

from datetime import date

import pytest

from lib.bring.edits import to_sheet
from lib.bring.written import SheetEdits
from lib.workbook.base import Grid, RowAddition
from tests.bring.help import accepted, grid

LIST = grid("Action items", ("Task", "Owner"), ("Call", "Ann Lee"), ("Write", "Bob Ray"))
BOARD = grid(
    "Plan",
    ("Done", "In progress", "To do"),
    ("Call the hall", "Write the guide", "Plan the day"),
    ("Ask the dean", "Print it", "Mail all"),
)


def added(*sheets: Grid, **values: object) -> SheetEdits:
    found = accepted(*sheets)
    new = {"action": "N", "circle": "Our circle", "what": "New thing", **values}
    tab = next(
        grid.tab
        for grid in found.grids
        if grid.columns and any(column[0] == "what" for column in grid.columns)
    )
    return to_sheet([RowAddition("w", tab, new, "add", ("action",), "what")], found.grids)


@pytest.mark.parametrize(
    ("values", "lacking"),
    [
        ({"due": date(2026, 5, 1), "status": "open"}, "due"),
        ({"due": date(2026, 5, 1), "status": "doing"}, "due and status"),
    ],
)
def test_what_has_no_column_is_not_dropped(values: dict[str, object], lacking: str) -> None:
    made = added(LIST, owner="Ann Lee", **values)
    assert not made.edits
    assert made.refused == [
        f"Action items: it has no column for {lacking}: add one with this header first, or leave it blank"
    ]


def test_an_open_action_needs_no_status() -> None:
    (edit,) = added(LIST, owner="Ann Lee", status="open").edits
    assert isinstance(edit, RowAddition)
    assert edit.values == {"Task": "New thing", "Owner": "Ann Lee"}


@pytest.mark.parametrize(("status", "title"), [("open", "To do"), ("doing", "In progress"), (None, "To do")])
def test_a_task_of_a_board_goes_below_its_state(status: str | None, title: str) -> None:
    (edit,) = added(BOARD, status=status).edits
    assert isinstance(edit, RowAddition)
    assert edit.values == {title: "New thing"}


def test_a_board_has_no_place_for_another_state_or_an_owner() -> None:
    assert added(BOARD, status="blocked").refused == [
        "Plan: it has no column for blocked: add the action in the sheet"
    ]
    assert "no column for owner" in added(BOARD, status="open", owner="Ann Lee").refused[0]


@pytest.mark.parametrize(("status", "tab"), [("open", "Open actions"), ("done", "Completed actions")])
def test_open_and_completed_actions_have_tabs_of_their_own(status: str, tab: str) -> None:
    sheets = [
        grid(title, ("Task", "Owner"), ("Call", "Ann Lee"), ("Write", "Bob Ray"))
        for title in ("Open actions", "Completed actions")
    ]
    (edit,) = added(*sheets, status=status).edits
    assert edit.tab == tab
