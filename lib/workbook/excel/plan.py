"""What a save's edits mean for an .xlsx file as it is now: the cells to write, or the reasons why not.

A row is found by its key, wherever it is now. A cell that still holds what the editor saw gets the new value, one that
already holds the new value stays as it is, and any other is a conflict.
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
    """What a save's edits mean for a book: cells written in its tabs, or the reasons why not."""

    book: Book
    conflicts: list[CellConflict] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    new_tokens: dict[str, None] = field(default_factory=dict)
    earlier: dict[str, None] = field(default_factory=dict)

    def outcome(self, edits: Sequence[RowChange | RowAddition]) -> Outcome:
        """Place every edit in the book: changes in the rows where they are now, then new rows below the last ones.

        Out: `revision` is None; nothing is in `written` if there are conflicts or refusals.
        """
        self.earlier = dict.fromkeys(excel_operations.known(self.book.package))
        operations = [edit.operation for edit in edits if isinstance(edit, RowAddition)]
        save = excel_operations.token("save", *sorted(operations))
        if operations and save in self.earlier:
            return Outcome(None, tuple(edits), tuple(self._row_written(edit) for edit in edits))
        rows = {index: self._change(edit) for index, edit in enumerate(edits) if isinstance(edit, RowChange)}
        rows |= {index: self._add(edit) for index, edit in enumerate(edits) if isinstance(edit, RowAddition)}
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

    def _add(self, addition: RowAddition) -> int:
        token = excel_operations.token(addition.operation)
        if token in self.earlier or token in self.new_tokens:
            return self._row_written(addition)
        tab = self._tab(addition)
        if not tab:
            return 0
        values: dict[int, Cell] = {}
        for header, value in addition.values.items():
            mine = excel_values.cleaned(value)
            column = self._column(tab, header, mine)
            if column is not None and mine is not None:
                values[column] = mine
        row = tab.next_row()
        refusal = tab.refusal_to_append(row, values) or self._key_in_use(tab, addition)
        if refusal:
            self.refused.append(refusal)
        free = [self._is_free(tab, row, column, value) for column, value in values.items()]
        if all(free) and not refusal:
            tab.append(row, values)
            self.new_tokens[token] = None
        return row

    def _tab(self, edit: RowChange | RowAddition) -> Tab | None:
        if edit.workbook != self.book.workbook:
            self.refused.append(f"the {edit.tab} tab belongs to another workbook ({edit.workbook})")
            return None
        tab = self.book.tab(edit.tab)
        if tab:
            tab.read_headers(edit.header_row)
        headers = edit.headers if isinstance(edit, RowAddition) else ()
        if tab and headers and tab.is_empty:
            obstacle = tab.obstacle(1, 0)
            if obstacle:
                self.refused.append(f"{tab.a1(1, 0)} {obstacle}")
                return None
            tab.write_headers(headers)
        if tab or not headers:
            self.refused += [] if tab else [f"the {edit.tab} tab no longer exists"]
            return tab
        refusal = self.book.refusal_to_add(edit.tab)
        if refusal:
            self.refused.append(refusal)
            return None
        return self.book.add(edit.tab, headers)

    def _columns(self, tab: Tab, headers: Mapping[str, Cell] | Sequence[str]) -> dict[str, int] | None:
        """The columns of the key's headers; None, with a refusal, if one is missing."""
        found = {header: tab.column(header) for header in headers}
        missing = [header for header, column in found.items() if column is None]
        self.refused += [_no_column(tab, header) for header in missing]
        return None if missing else {header: column for header, column in found.items() if column is not None}

    def _column(self, tab: Tab, header: str, mine: Cell) -> int | None:
        """The column of a value; None if it is missing, with a refusal unless the value is blank."""
        column = tab.column(header)
        if column is None and mine is not None:
            self.refused.append(_no_column(tab, header))
        return column

    def _is_free(self, tab: Tab, row: int, column: int, mine: Cell) -> bool:
        """Whether the value can be written to the cell; if not, a refusal is recorded."""
        unfit = excel_values.unfit(mine, epoch_1904=self.book.epoch_1904)
        obstacle = f": {unfit}" if unfit else f" {words}" if (words := tab.obstacle(row, column)) else ""
        if obstacle:
            self.refused.append(f"{tab.a1(row, column)}{obstacle}")
        return not obstacle

    def _key_in_use(self, tab: Tab, addition: RowAddition) -> str:
        columns = self._columns(tab, addition.key)
        if not columns:
            return ""
        row = tab.row_of_key({columns[header]: addition.values.get(header) for header in addition.key})
        return (
            f"the {tab.title} tab already has {_key_words(addition.values, addition.key)}, in row {row}"
            if row
            else ""
        )

    def _drop_link(self, tab: Tab, row: int, column: int, theirs: Cell, mine: Cell) -> None:
        """Remove a hyperlink that equals the cell's text: with a new text it would lead somewhere else."""
        link = tab.sheet.links.get((row, column))
        if not link:
            return
        number = next((value for name, value in link.attributes.items() if name.endswith(":id")), "")
        targets = [item.target for item in self.book.package.relations(tab.part) if item.id == number]
        target = (targets or [link.get("location")])[0]
        if mine is None or _as_address(target) == _as_address(str(theirs)):
            tab.patch.unlink(link)

    def _row_written(self, edit: RowChange | RowAddition) -> int:
        """The row where an edit that was applied before is now; 0 if that is not known."""
        tab = self.book.tab(edit.tab)
        if not tab:
            return 0
        tab.read_headers(edit.header_row)
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


def _key_words(values: Mapping[str, Cell], headers: Sequence[str] | Mapping[str, Cell]) -> str:
    return ", ".join(f"{header} {values.get(header)!s}" for header in headers)


def _not_one_row(tab: Tab, change: RowChange, rows: Sequence[int]) -> str:
    what = f"{tab.title}, row {change.row} ({_key_words(change.key, change.key)})"
    if not rows:
        return f"{what}: this row no longer exists, or someone changed the cells that identify it"
    where = ", ".join(str(row) for row in rows[:5]) + (" …" if len(rows) > 5 else "")
    return f"{what}: {len(rows)} rows match (rows {where}), so it is not clear which one is meant"


def _no_column(tab: Tab, header: str) -> str:
    where = f"add the header in row {tab.header_row}"
    return f"the {tab.title} tab is missing the {header} column: {where}, then save again"


def _as_address(text: str) -> str:
    return text.strip().casefold().removeprefix("mailto:").rstrip("/")
