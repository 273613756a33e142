"""What the model checker saves (`Case`), and what a person may do meanwhile (`Act`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from lib.workbook.base import Cell, RowAddition, RowChange
from tests.servers.sheets import structure
from tests.servers.sheets.a1 import Range
from tests.servers.sheets.entry import Entry
from tests.workbook.google.save.followed import FollowedSheet, Google
from tests.workbook.google.save.oracle import Intent

ACTIONS = ("action", "what", "owner", "status", "note")
ATTENDANCE = ("session", "member", "present")
JOURNAL = ("at", "who", "change_set", "tab", "key", "column", "old", "new")
WHAT = ("Write it", "Call them", "Zip it", "Ask her", "Mend it", "Buy one", "Sort it", "Nap")
STATUS = ("open", "late", "doing", "held", "asked", "new", "part", "ready")
AT = "2026-03-04T10:00:00"


def tabs(rows: int, alike: bool) -> dict[str, list[list[Any]]]:
    """A log with this many actions; `alike`: all have the same status. As in every log, the rows of one change set have
    the same time, and some cells are blank."""
    return {
        "actions": [
            list(ACTIONS),
            *(
                [f"A-{n + 1}", WHAT[n], ("bo", "ana")[n % 2], "open" if alike else STATUS[n], f"n{9 - n}"]
                for n in range(rows)
            ),
        ],
        "attendance": [
            list(ATTENDANCE),
            ["S-1", "bo", "yes"],
            ["S-1", "ana", "no"],
            ["S-2", "cy", "yes"],
            ["S-2", "di", ""],
        ],
        "edits": [
            list(JOURNAL),
            ["2026-03-01T09:00:00", "bo", "old1", "actions", "A-1", "status", "new", "open"],
            ["2026-03-01T09:00:00", "bo", "old1", "actions", "A-2", "status", "new", "open"],
            ["2026-03-02T09:00:00", "cy", "old2", "actions", "A-2", "note", "", "n8"],
            ["2026-03-02T09:00:00", "cy", "old2", "actions", "A-2", "owner", "bo", "ana"],
        ],
    }


@dataclass(frozen=True)
class Case:
    """A change set on a log. `edits`: (row from 0, column, new value); `added`: how many new rows in each tab."""

    name: str
    rows: int
    edits: tuple[tuple[int, str, Cell], ...] = ()
    actions: int = 0
    attendance: int = 0
    alike: bool = True
    top: int = 0
    """How many rows are above the header row of the actions."""

    def __str__(self) -> str:
        return f"{self.name} on {self.rows} rows" + (f", headers in row {self.top + 1}" if self.top else "")

    def tabs(self) -> dict[str, list[list[Any]]]:
        found = tabs(self.rows, self.alike)
        return found | {"actions": [*([["The log", "", "of the year"], []][: self.top]), *found["actions"]]}

    def intent(self, book: str, name: str = "cs1") -> Intent:
        """The change set with its journal, as lib.log.changing.planning makes them."""
        grid = self.tabs()["actions"][self.top :]
        by_row: dict[int, dict[str, Cell]] = {}
        for row, column, new in self.edits:
            by_row.setdefault(row, {})[column] = new
        changes: list[RowChange | RowAddition] = []
        lines: list[dict[str, str]] = []
        for row, after in by_row.items():
            cells = dict(zip(ACTIONS, grid[row + 1], strict=True))
            before = {column: cells[column] for column in after}
            changes.append(
                RowChange(
                    book,
                    "actions",
                    row + 2 + self.top,
                    {"action": cells["action"]},
                    before,
                    dict(after),
                    self.top + 1,
                )
            )
            for column, new in after.items():
                line = {"tab": "actions", "key": cells["action"], "column": column}
                lines.append(line | {"old": str(before[column]), "new": str(new)})
        for number in range(self.actions):
            values = {"action": f"N-{number + 1}", "what": f"new {number + 1}", "owner": "bo"}
            changes.append(
                RowAddition(
                    book,
                    "actions",
                    values,
                    f"{name}-{len(changes)}",
                    ("action",),
                    "what",
                    header_row=self.top + 1,
                )
            )
            lines.append({"tab": "actions", "key": values["action"], "new": str(values)})
        for number in range(self.attendance):
            values = {"session": "S-2", "member": f"m{number + 1}", "present": "yes"}
            changes.append(
                RowAddition(
                    book, "attendance", values, f"{name}-{len(changes)}", ("session", "member"), "present"
                )
            )
            lines.append({"tab": "attendance", "key": f"S-2, m{number + 1}", "new": str(values)})
        stamp = {"at": AT, "who": "ana", "change_set": name}
        journal = [
            RowAddition(book, "edits", stamp | line, f"{name}-j{number}", (), "at")
            for number, line in enumerate(lines)
        ]
        return Intent(name, changes, journal)


def cases() -> list[Case]:
    """Change sets of every kind, on tabs of two to six rows."""
    found: list[Case] = []
    for alike in (True, False):
        words = "equal" if alike else "different"
        edits: tuple[tuple[int, str, Cell], ...] = ((1, "status", "done"),)
        found += [Case(f"1 edit ({words})", rows, edits, alike=alike) for rows in (2, 4)]
        edits = ((0, "status", "done"), (1, "status", "done"))
        found += [Case(f"2 edits to the same value ({words})", rows, edits, alike=alike) for rows in (2, 5)]
        edits = ((0, "status", "done"), (2, "status", "done"), (4, "status", "done"))
        found.append(Case(f"3 edits to the same value ({words})", 6, edits, alike=alike))
    found += [
        Case("2 edits to other values", 4, ((0, "status", "done"), (2, "status", "gone"))),
        Case("2 cells of a row", 4, ((1, "status", "done"), (1, "note", "closed"))),
        Case("undo of 2 cells of a row", 4, ((1, "status", ""), (1, "note", "n1"))),
        Case("edit of a key", 4, ((1, "action", "A-9"),)),
        Case("edit of a key and a cell", 4, ((1, "action", "A-9"), (1, "status", "done"))),
        Case("1 new action", 3, actions=1),
        Case("2 new attendances", 2, attendance=2),
        Case("edit and new action", 3, ((1, "status", "done"),), actions=1),
        Case("edit and 2 new attendances", 2, ((1, "status", "done"),), attendance=2),
        Case(
            "2 edits, 2 new actions, 1 attendance",
            4,
            ((0, "status", "done"), (2, "status", "done")),
            actions=2,
            attendance=1,
        ),
    ]
    return found


def cases_with_titles() -> list[Case]:
    """Change sets on tabs with one and two rows above the header row, the second of them blank."""
    some = [case for case in cases() if case.name in WITH_TITLES]
    return [replace(case, top=1 + number % 2) for number, case in enumerate(some)]


WITH_TITLES = {
    "1 edit (equal)",
    "2 edits to the same value (different)",
    "2 cells of a row",
    "edit of a key and a cell",
    "1 new action",
    "edit and new action",
    "2 edits, 2 new actions, 1 attendance",
}


@dataclass(frozen=True)
class Act:
    """Something a person does. `row`: a number, or "new" for the first row that Pharos added; `column`: a number."""

    kind: str
    tab: str = "actions"
    row: int | str = 0
    column: int = 0
    way: str = ""

    def general(self, edited: set[int]) -> Act:
        """The act with what its row and column mean instead of their numbers."""
        if self.kind == "sort" or self.tab != "actions":
            return replace(self, way="") if self.kind == "sort" and self.tab != "actions" else self
        if self.row in ("new", 0):
            return self
        return replace(self, row="an edited row" if self.row in edited else "another row")

    def __str__(self) -> str:
        row = (
            "the new row" if self.row == "new" else f"row #{self.row}" if self.row in range(99) else self.row
        )
        match self.kind:
            case "another server saves" | "another server starts":
                return f"{self.kind} {self.way} s later"
            case "sort":
                return f"sort {self.tab} by column #{self.column} {self.way}"
            case "insert" | "delete":
                return f"{self.kind} {'above ' if self.kind == 'insert' else ''}{row} in {self.tab}"
            case "move":
                return f"move {row} of {self.tab} to the {self.way}"
            case "insert column" | "delete column":
                return f"{self.kind} {'left of ' if self.kind == 'insert column' else ''}#{self.column} in {self.tab}"
            case "move column":
                return f"move column #{self.column} of {self.tab} to the {self.way}"
            case "type below":
                return f"type below the last row of {self.tab}"
            case "same key":
                return f"give {row} the key of row #{self.way}"
        return f"{self.kind} in {self.tab}, {row}, column #{self.column}"

    def do(self, google: Google) -> bool:
        """False if there is nothing to do."""
        sheet, book = google.sheet(self.tab), google.book
        height, _ = sheet.used()
        top = google.header_at(self.tab)
        row, column = self._row(sheet), _index(sheet.column_ids, self.column)
        if row is None or column is None:
            return False
        match self.kind:
            case "sort":
                before = sheet.row_ids
                spec = {"dimensionIndex": column, "sortOrder": self.way.upper()}
                structure.sort(book, sheet, Range(top + 1, 0, height, sheet.column_count), [spec], None)
                return sheet.row_ids != before
            case "insert":
                structure.insert_dimension(book, sheet, "ROWS", row, 1)
            case "delete":
                structure.delete_dimension(book, sheet, "ROWS", row, row + 1)
            case "move":
                target = top + 1 if self.way == "top" else height - 1
                if target == row:
                    return False
                sheet.move("ROWS", row, target)
            case "insert column":
                structure.insert_dimension(book, sheet, "COLUMNS", column, 1)
            case "delete column":
                structure.delete_dimension(book, sheet, "COLUMNS", column, column + 1)
            case "move column":
                target = 0 if self.way == "left" else len(sheet.held(top)) - 1
                if target == column:
                    return False
                sheet.move("COLUMNS", column, target)
            case "type":
                sheet.enter(row, {column: Entry("by hand")})
            case "type below":
                sheet.enter(height, {column: Entry("by hand")})
            case "same key":
                edited = _index(sheet.row_ids, int(self.way))
                if edited is None:
                    return False
                sheet.enter(row, {column: Entry(sheet.value(edited, column))})
            case "rename":
                sheet.enter(row, {column: Entry(f"{sheet.value(row, column)}-renamed")})
        return True

    def _row(self, sheet: FollowedSheet) -> int | None:
        if self.row == "new":
            made = [
                index
                for index, number in enumerate(sheet.row_ids)
                if sheet.makers.get(number) == "Pharos" and sheet.held(index)
            ]
            return made[0] if made else None
        return _index(sheet.row_ids, int(self.row))


def _index(numbers: Sequence[int], number: int) -> int | None:
    return numbers.index(number) if number in numbers else None


def acts_for(case: Case) -> list[Act]:
    """What a person may do while this case is being saved."""
    top = case.top
    edited = [row + 1 + top for row, _, _ in case.edits]
    others = [row for row in range(top + 1, top + case.rows + 1) if row not in edited]
    found: list[Act] = []
    columns = [ACTIONS.index(column) for _, column, _ in case.edits] or [1]
    if case.edits or case.actions:
        found += [
            Act("sort", column=column, way=way)
            for column in sorted({0, 1, 2, 3, *columns})
            for way in ("ascending", "descending")
        ]
    if case.edits:
        row, column = edited[-1], columns[-1]
        found += [
            Act("insert", row=top + 1),
            Act("insert", row=row),
            Act("delete", row=row),
            Act("move", row=row, way="top"),
            Act("move", row=row, way="bottom"),
            Act("insert column", column=0),
            Act("insert column", column=column),
            Act("delete column", column=2),
            Act("delete column", column=4 if column != 4 else 1),
            Act("move column", column=column, way="left"),
            Act("move column", column=column, way="right"),
            Act("move column", column=0, way="right"),
            Act("type", row=row, column=column),
            Act("type", row=row, column=1),
            Act("rename", row=row, column=0),
        ]
    if others:
        found += [
            Act("delete", row=others[0]),
            Act("move", row=others[-1], way="top"),
            Act("type", row=others[0], column=columns[-1]),
            Act("rename", row=others[0], column=0),
        ]
    for tab, added in (("actions", case.actions), ("attendance", case.attendance)):
        if added:
            found += [
                Act("insert", tab, row="new"),
                Act("delete", tab, row="new"),
                Act("move", tab, row="new", way="top"),
                Act("type", tab, row="new", column=0),
                Act("type", tab, row="new", column=2),
                Act("type", tab, row="new", column=3),
                Act("insert column", tab, column=1),
                Act("move column", tab, column=1, way="left"),
                Act("sort", tab, column=0, way="ascending"),
                Act("sort", tab, column=0, way="descending"),
                Act("sort", tab, column=1, way="descending"),
            ]
    if case.edits or case.actions:
        found += [
            Act("type", row=top, column=columns[-1]),
            Act("insert", row=top),
            Act("delete", row=top),
            Act("type below", column=1),
        ]
    if top:
        found += [Act("insert", row=0), Act("delete", row=0), Act("type", row=0, column=columns[-1])]
    if case.edits and others:
        found.append(Act("same key", row=others[0], way=str(edited[-1])))
    found += [
        Act("type", "edits", row=0, column=0),
        Act("delete", "edits", row=0),
        Act("type below", "edits", column=1),
        Act("sort", "edits", column=0, way="descending"),
        Act("sort", "edits", column=1, way="ascending"),
        Act("sort", "edits", column=4, way="descending"),
        Act("insert", "edits", row=1),
        Act("insert", "edits", row="new"),
        Act("delete", "edits", row=1),
        Act("delete", "edits", row="new"),
        Act("move", "edits", row="new", way="top"),
        Act("insert column", "edits", column=0),
        Act("insert column", "edits", column=5),
        Act("move column", "edits", column=0, way="right"),
        Act("type", "edits", row=1, column=7),
        Act("type", "edits", row="new", column=7),
        Act("type", "edits", row="new", column=0),
        Act("type", "edits", row="new", column=8),
    ]
    return list(dict.fromkeys(found))
