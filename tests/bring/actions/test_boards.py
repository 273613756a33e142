"""A board of tasks: a column for each state, and below it the tasks that are in it."""

from __future__ import annotations

import pytest

from lib.bring.accounts import accounts
from lib.bring.actions.boards import board_row
from lib.bring.edits import to_sheet
from lib.workbook.base import RowChange
from tests.bring.help import accepted, grid

TASKS = (("Call the sponsor", "Write the guide", "Book the room"), ("Invite guests", None, "Print badges"))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ((("To do", "Doing", "Done"), *TASKS), 1),
        ((("Board of May",), ("Offen", "In Arbeit", "Erledigt"), *TASKS), 2),
        ((("Backlog", "Review", "Done"), *TASKS), 1),
        ((("Open", "Done"), (3, 4)), 0),
        ((("Open", "Closed"), ("x", None), (None, "x")), 0),
        ((("Ann Lee", "Y", "N"), ("Bob Ray", "Y (online)", "N - sick")), 0),
        ((("Task", "Owner", "Done"), ("Call the sponsor", "Ann Lee", "yes")), 0),
        ((("Task", "Open", "Done"), ("Call the sponsor", "x", None)), 0),
    ],
)
def test_the_row_of_the_states(rows: tuple[tuple[object, ...], ...], expected: int) -> None:
    assert board_row(grid("Plan", *rows)) == expected


def test_each_task_has_the_state_above_it_and_keeps_its_cell() -> None:
    found = accepted(grid("Plan", ("To do", "Review", "Done"), *TASKS))
    actions = found.log.actions
    assert dict(zip(actions["what"], actions["status"].astype(object).fillna("?"), strict=True)) == {
        "Call the sponsor": "open",
        "Write the guide": "?",
        "Book the room": "done",
        "Invite guests": "open",
        "Print badges": "done",
    }
    assert found.asked == ["word.actions.status.Review"]
    assert not found.proposal.questions
    (account,) = accounts(found.grids, found.log)
    assert account.used == account.found == {2, 3}
    (tab,) = (each.tab for each in found.grids if any(column[0] == "what" for column in each.columns))
    action = actions.iloc[4]
    key = {"action": action["action"]}
    renamed, moved = (
        RowChange("w", tab, int(action["_row"]), key, {name: before}, {name: after})
        for name, before, after in (("what", "Print badges", "Print signs"), ("status", "done", "open"))
    )
    (edit,) = to_sheet([renamed], found.grids).edits
    assert isinstance(edit, RowChange)
    assert (edit.row, edit.after) == (3, {"Done": "Print signs"})
    assert "status follows from other cells" in to_sheet([moved], found.grids).refused[0]
