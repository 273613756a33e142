"""What edits come to in an .xlsx file as it is now: cells to write, or what stands in the way.

A row is found by its key, wherever it stands by now. A cell that holds what the editor saw takes the new value, one
that already holds the new value is left alone, any other is a conflict.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lib.workbook.base import Cell, CellAddress, CellConflict, Outcome, RowAddition, RowChange
from lib.workbook.common.cells import same
from lib.workbook.excel import operations as excel_operations
from lib.workbook.excel import values as excel_values
from lib.workbook.excel.book import Book
from lib.workbook.excel.tab import Tab


@dataclass
class FilePlan:
    """What edits come to in a book: cells to write, or what stands in the way."""

    book: Book
    conflicts: list[CellConflict] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    new_tokens: dict[str, None] = field(default_factory=dict)
    earlier: dict[str, None] = field(default_factory=dict)

    def outcome(self, edits: Sequence[RowChange | RowAddition]) -> Outcome:
        """Place every edit: rows are looked for as the file is now, then new rows go below."""
        self.earlier = dict.fromkeys(excel_operations.known(self.book.package))
        operations = [edit.operation for edit in edits if isinstance(edit, RowAddition)]
        save = excel_operations.token("save", *sorted(operations))
        if operations and save in self.earlier:
            return Outcome(None, tuple(edits), tuple(self._row_written(edit) for edit in edits))
        rows = {index: self._change(edit) for index, edit in enumerate(edits) if isinstance(edit, RowChange)}
        rows |= {
            index: self._append(edit) for index, edit in enumerate(edits) if isinstance(edit, RowAddition)
        }
        if self.conflicts or self.refused:
            return Outcome(conflicts=tuple(self.conflicts), refused=tuple(dict.fromkeys(self.refused)))
        if self.new_tokens:
            self.new_tokens[save] = None
        return Outcome(None, tuple(edits), tuple(rows[index] for index in range(len(edits))))

    def _change(self, change: RowChange) -> int:
        tab = self._tab(change)
        columns = self._columns(tab, change.key) if tab else None
        if not tab or columns is None:
            return 0
        key = {columns[header]: cell for header, cell in change.key.items()}
        then = {
            columns[header]: cell for header, cell in {**change.key, **_of(change.after, change.key)}.items()
        }
        rows = tab.rows_with(key) or (tab.rows_with(then) if any(then.values()) else [])
        if len(rows) != 1:
            self.refused.append(_not_one_row(tab, change, rows))
            return 0
        for header, after in change.after.items():
            self._change_cell(tab, change, rows[0], header, excel_values.cleaned(after))
        return rows[0]

    def _change_cell(self, tab: Tab, change: RowChange, row: int, header: str, mine: Cell) -> None:
        column = self._column(tab, header, mine)
        if column is None:
            return
        theirs, before = tab.grid.cell(row, column), change.before.get(header)
        epoch = self.book.epoch_1904
        if (row, column) in tab.written:
            if not same(tab.written[row, column], mine, epoch_1904=epoch):
                self.refused.append(
                    f"{tab.a1(row, column)} is changed twice in one save, to different values"
                )
            return
        is_agreed = same(theirs, mine, epoch_1904=epoch)
        if is_agreed and (mine is None or type(theirs) is type(mine)):
            return
        if not self._is_free(tab, row, column, mine):
            return
        if not is_agreed and not same(theirs, before, epoch_1904=epoch):
            address = CellAddress(self.book.workbook, tab.title, row, column)
            self.conflicts.append(CellConflict(address, header, before, theirs, mine, change))
            return
        self._drop_link(tab, row, column, theirs, mine)
        tab.write(row, column, mine)

    def _append(self, append: RowAddition) -> int:
        token = excel_operations.token(append.operation)
        if token in self.earlier or token in self.new_tokens:
            return self._row_written(append)
        tab = self._tab(append)
        if not tab:
            return 0
        values: dict[int, Cell] = {}
        for header, value in append.values.items():
            mine = excel_values.cleaned(value)
            column = self._column(tab, header, mine)
            if column is not None and mine is not None:
                values[column] = mine
        row = tab.next_row()
        refusal = tab.refusal_to_append(row, values) or self._key_in_use(tab, append)
        if refusal:
            self.refused.append(refusal)
        free = [self._is_free(tab, row, column, value) for column, value in values.items()]
        if all(free) and not refusal:
            tab.append(row, values)
            self.new_tokens[token] = None
        return row

    def _tab(self, edit: RowChange | RowAddition) -> Tab | None:
        if edit.workbook != self.book.workbook:
            self.refused.append(f"the tab {edit.tab} is meant in another workbook ({edit.workbook})")
            return None
        tab = self.book.tab(edit.tab)
        headers = edit.headers if isinstance(edit, RowAddition) else ()
        if tab and headers and tab.is_empty:
            obstacle = tab.obstacle(1, 0)
            if obstacle:
                self.refused.append(f"{tab.a1(1, 0)} {obstacle}")
                return None
            tab.write_headers(headers)
        if tab or not headers:
            self.refused += [] if tab else [f"there is no tab {edit.tab} any more"]
            return tab
        refusal = self.book.refusal_to_add(edit.tab)
        if refusal:
            self.refused.append(refusal)
            return None
        return self.book.add(edit.tab, headers)

    def _columns(self, tab: Tab, headers: Mapping[str, Cell] | Sequence[str]) -> dict[str, int] | None:
        """Where the key's headers stand; None, with a refusal, where one is missing."""
        found = {header: tab.column(header) for header in headers}
        missing = [header for header, column in found.items() if column is None]
        self.refused += [_no_column(tab, header) for header in missing]
        return None if missing else {header: column for header, column in found.items() if column is not None}

    def _column(self, tab: Tab, header: str, mine: Cell) -> int | None:
        """The column of a value; a blank one needs none."""
        column = tab.column(header)
        if column is None and mine is not None:
            self.refused.append(_no_column(tab, header))
        return column

    def _is_free(self, tab: Tab, row: int, column: int, mine: Cell) -> bool:
        """Whether the cell can take the value; a refusal is noted where it cannot."""
        unfit = excel_values.unfit(mine, epoch_1904=self.book.epoch_1904)
        obstacle = f": {unfit}" if unfit else f" {words}" if (words := tab.obstacle(row, column)) else ""
        if obstacle:
            self.refused.append(f"{tab.a1(row, column)}{obstacle}")
        return not obstacle

    def _key_in_use(self, tab: Tab, append: RowAddition) -> str:
        columns = self._columns(tab, append.key)
        if not columns:
            return ""
        row = tab.row_of_key({columns[header]: append.values.get(header) for header in append.key})
        return (
            f"the tab {tab.title} has {_said(append.values, append.key)} already, in row {row}" if row else ""
        )

    def _drop_link(self, tab: Tab, row: int, column: int, theirs: Cell, mine: Cell) -> None:
        """A hyperlink that says what the cell said would lead elsewhere than the new text."""
        link = tab.sheet.links.get((row, column))
        if not link:
            return
        number = next((value for name, value in link.attributes.items() if name.endswith(":id")), "")
        targets = [item.target for item in self.book.package.relations(tab.part) if item.id == number]
        target = (targets or [link.get("location")])[0]
        if mine is None or _as_address(target) == _as_address(str(theirs)):
            tab.patch.unlink(link)

    def _row_written(self, edit: RowChange | RowAddition) -> int:
        """Where an edit that was applied before stands now; 0 where it cannot be told."""
        tab = self.book.tab(edit.tab)
        if not tab:
            return 0
        cells = edit.values if isinstance(edit, RowAddition) else {**edit.key, **_of(edit.after, edit.key)}
        values = {
            column: excel_values.cleaned(value)
            for header, value in cells.items()
            if (column := tab.column(header)) is not None
        }
        rows = tab.rows_with(values) if values else []
        return rows[-1] if rows else 0


def _of(values: Mapping[str, Cell], names: Mapping[str, Cell]) -> dict[str, Cell]:
    return {name: values[name] for name in names if name in values}


def _said(values: Mapping[str, Cell], headers: Sequence[str] | Mapping[str, Cell]) -> str:
    return ", ".join(f"{header} {values.get(header)!s}" for header in headers)


def _not_one_row(tab: Tab, change: RowChange, rows: Sequence[int]) -> str:
    what = f"{tab.title}, row {change.row} ({_said(change.key, change.key)})"
    if not rows:
        return f"{what}: this row is not there any more, or somebody changed what it goes by"
    where = ", ".join(str(row) for row in rows[:5]) + (" …" if len(rows) > 5 else "")
    return f"{what}: {len(rows)} rows say that (rows {where}), so it is not clear which one is meant"


def _no_column(tab: Tab, header: str) -> str:
    return f"the tab {tab.title} has no column {header}: add a header {header} in row 1, then save again"


def _as_address(text: str) -> str:
    return text.strip().casefold().removeprefix("mailto:").rstrip("/")
