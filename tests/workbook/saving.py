"""What the saving tests share: a log in the loopback Google, and short helpers that make changes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from lib.workbook.base import Cell, Outcome, RowAddition, RowChange

if TYPE_CHECKING:
    from lib.workbook.google.workbook import GoogleWorkbook
    from tests.servers.sheets.server import SheetsServer

JOURNAL = ("at", "who", "change_set", "tab", "key", "column", "old", "new")
TABS: dict[str, list[list[Any]]] = {
    "actions": [
        ["action", "what", "due", "status", "note"],
        ["A-1", "Write it down", date(2026, 3, 4), "open", ""],
        ["A-2", "Call the bank", date(2026, 3, 5), "open", "soon"],
        ["A-3", "Ask the board", None, "doing", 1],
        ["A-4", "Sort the list", date(2026, 3, 7), "open", True],
    ],
    "attendance": [["session", "member", "present"], ["S-1", "ana", "yes"], ["S-1", "bo", "no"]],
    "edits": [list(JOURNAL)],
}


def change(workbook: GoogleWorkbook, key: str, row: int, **cells: tuple[Cell, Cell]) -> RowChange:
    """change(workbook, "A-1", 2, status=("open", "done")): a change of the row with that action."""
    before, after = ({name: pair[i] for name, pair in cells.items()} for i in (0, 1))
    return RowChange(workbook.id, "actions", row, {"action": key}, before, after)


def action(workbook: GoogleWorkbook, key: str, what: Cell = "new", **cells: Cell) -> RowAddition:
    values = {"action": key, "what": what, **cells}
    return RowAddition(workbook.id, "actions", values, f"add {key}", ("action",), "what")


def present(workbook: GoogleWorkbook, session: str, member: str) -> RowAddition:
    values = {"session": session, "member": member, "present": "yes"}
    return RowAddition(
        workbook.id, "attendance", values, f"{session} {member}", ("session", "member"), "present"
    )


def journal(workbook: GoogleWorkbook, change_set: str, *columns: str) -> list[RowAddition]:
    """The journal rows of a change set, one per column."""
    return [
        RowAddition(
            workbook.id,
            "edits",
            dict.fromkeys(JOURNAL, column) | {"at": "2026-03-04T10:00", "change_set": change_set},
            f"{change_set}/{column}",
            ("change_set", "tab", "key", "column"),
            "at",
            JOURNAL,
        )
        for column in columns
    ]


def column_of(server: SheetsServer, book: str, title: str, tab: str = "actions") -> dict[Any, Any]:
    """The cells of a column by the row's first cell."""
    rows = server.values(book, tab)
    at = rows[0].index(title)
    return {row[0]: row[at] if at < len(row) else "" for row in rows[1:] if row}


def shown(server: SheetsServer, book: str, tab: str = "actions") -> list[list[Any]]:
    return server.values(book, tab, "FORMATTED_VALUE")


def marks(server: SheetsServer, book: str) -> int:
    """How many locks and tags are in the spreadsheet."""
    return len(server.book(book).tags.tags)


def log_session(workbook: GoogleWorkbook) -> Outcome:
    """A change set across three tabs, with its journal."""
    return workbook.apply(
        [
            change(workbook, "A-1", 2, status=("open", "done"), note=("", "closed")),
            action(workbook, "A-5"),
            present(workbook, "S-2", "ana"),
        ],
        journal(workbook, "cs", "status", "note"),
    )


def is_saved(google: SheetsServer, book: str) -> bool:
    """Whether all of `log_session` is in the sheet, exactly once; fails if only a part of it is."""
    actions, attendance = google.values(book, "actions"), google.values(book, "attendance")
    lines = google.values(book, "edits")[1:]
    filled = [[row for row in rows if any(c != "" for c in row)] for rows in (actions, attendance, lines)]
    if [len(rows) for rows in filled] == [5, 3, 0]:
        assert actions[1][3] == "open"
        return False
    assert [len(rows) for rows in filled] == [6, 4, 2]
    assert actions[1][3:] == ["done", "closed"]
    assert filled[0][5][:2] == ["A-5", "new"]
    assert filled[1][3] == ["S-2", "ana", "yes"]
    assert [line[0] for line in filled[2]] == ["2026-03-04T10:00"] * 2
    return True
