"""One tab: a grid of values with sparse side tables, built for millions of cells.

`rows[r]` is a ragged list of effective values (None is blank); `extras[r]` is None or maps a column to what else the
cell has. Rows are replaced, never changed in place, so a snapshot is a shallow copy and a batch can be undone.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy, deepcopy
from typing import Any, NamedTuple

from .a1 import Range
from .entry import Entry
from .formats import Format


class ErrorValue(str):
    """A cell error: `#DIV/0!`, or `#DIV/0! (Function DIVIDE parameter 2 cannot be zero.)` with its message.

    Recorded: the unformatted value has the message in parentheses, the formatted value is the code alone.
    """

    __slots__ = ()

    @property
    def code(self) -> str:
        return self.partition(" (")[0]

    @property
    def message(self) -> str:
        return self.partition(" (")[2].removesuffix(")")


class Extra(NamedTuple):
    """What a cell has besides its value; `spilled`: the value comes from another cell's formula."""

    formula: str | None = None
    form: Format | None = None
    spilled: bool = False
    formatting: tuple[tuple[str, Any], ...] = ()


PLAIN = Extra()


class Sheet:
    """A tab. Changes to its structure keep values, side tables, merges and protections together."""

    def __init__(self, sheet_id: int, title: str, row_count: int = 1000, column_count: int = 26) -> None:
        self.sheet_id, self.title = sheet_id, title
        self.row_count, self.column_count = row_count, column_count
        self.rows: list[list[Any]] = []
        self.extras: list[dict[int, Extra] | None] = []
        self.merges: list[Range] = []
        self.protections: list[dict[str, Any]] = []
        self.hidden_rows: dict[int, str] = {}
        self.properties: dict[str, Any] = {}
        self.grid_properties: dict[str, Any] = {}
        self.has_formulas = False

    @property
    def cell_count(self) -> int:
        return self.row_count * self.column_count

    @property
    def box(self) -> Range:
        return Range(0, 0, self.row_count, self.column_count)

    def clip(self, box: Range) -> Range:
        """A box with open ends closed, cut off at the grid."""
        bottom = self.row_count if box.bottom is None else min(box.bottom, self.row_count)
        right = self.column_count if box.right is None else min(box.right, self.column_count)
        return Range(box.top, box.left, bottom, right)

    def value(self, row: int, column: int) -> Any:
        cells = self.rows[row] if row < len(self.rows) else ()
        return cells[column] if column < len(cells) else None

    def extra(self, row: int, column: int) -> Extra:
        cells = self.extras[row] if row < len(self.extras) else None
        return cells.get(column, PLAIN) if cells else PLAIN

    def reach(self, rows: int) -> None:
        """Extend the lists to at least `rows` rows."""
        missing = rows - len(self.rows)
        if missing > 0:
            self.rows.extend([] for _ in range(missing))
            self.extras.extend([None] * missing)

    def set_row(self, row: int, values: dict[int, Any], extras: dict[int, Extra]) -> None:
        """Set values and side data of cells in one row, as one new row."""
        self.reach(row + 1)
        if values:
            cells = list(self.rows[row])
            width = max(values) + 1
            cells.extend([None] * (width - len(cells)))
            for column, value in values.items():
                cells[column] = value
            while cells and cells[-1] is None:
                cells.pop()
            self.rows[row] = cells
        if extras:
            side = dict(self.extras[row] or {})
            for column, extra in extras.items():
                if extra == PLAIN:
                    side.pop(column, None)
                else:
                    side[column] = extra
                    self.has_formulas = self.has_formulas or extra.formula is not None
            self.extras[row] = side or None

    def enter(self, row: int, entries: dict[int, Entry]) -> None:
        """Type entries into one row: formulas replaced, number formats kept unless the entry suggests one."""
        values: dict[int, Any] = {}
        extras: dict[int, Extra] = {}
        for column, entry in entries.items():
            old = self.extra(row, column)
            values[column] = entry.value
            form = entry.form if entry.form and (old.form is None or old.form.kind == "TEXT") else old.form
            new = old._replace(formula=entry.formula, form=form, spilled=False)
            if new != old:
                extras[column] = new
        self.set_row(row, values, extras)

    def used(self) -> tuple[int, int]:
        """The number of rows and columns up to the last value."""
        height = next((r + 1 for r in range(len(self.rows) - 1, -1, -1) if self.rows[r]), 0)
        return height, max(map(len, self.rows), default=0)

    def insert_rows(self, at: int, count: int) -> None:
        if at < len(self.rows):
            self.rows[at:at] = [[] for _ in range(count)]
            self.extras[at:at] = [None] * count
        self.row_count += count
        self._move(lambda n: n + count if n >= at else n, "row")

    def inherit_formats(self, start: int, end: int) -> None:
        """Give new rows the formats of the row above them (documented for inheritFromBefore)."""
        above = self.extras[start - 1] if start <= len(self.extras) else None
        formats = {c: Extra(form=e.form, formatting=e.formatting) for c, e in (above or {}).items()}
        if any(extra != PLAIN for extra in formats.values()):
            for row in range(start, end):
                self.set_row(row, {}, formats)

    def delete_rows(self, at: int, end: int) -> None:
        del self.rows[at:end]
        del self.extras[at:end]
        self.row_count -= end - at
        self.hidden_rows = {r: why for r, why in self.hidden_rows.items() if not at <= r < end}
        self._move(lambda n: n if n <= at else max(at, n - (end - at)), "row")

    def insert_columns(self, at: int, count: int) -> None:
        blank = [None] * count
        self.rows = [row[:at] + blank + row[at:] if len(row) > at else row for row in self.rows]
        self._shift_extras(lambda c: c + count if c >= at else c)
        self.column_count += count
        self._move(lambda n: n + count if n >= at else n, "column")

    def delete_columns(self, at: int, end: int) -> None:
        self.rows = [row[:at] + row[end:] if len(row) > at else row for row in self.rows]
        self._shift_extras(lambda c: None if at <= c < end else c - (end - at) if c >= end else c)
        self.column_count -= end - at
        self._move(lambda n: n if n <= at else max(at, n - (end - at)), "column")

    def reorder(self, box: Range, order: Iterable[int]) -> None:
        """Put the cells of the rows `order` (absolute) into the rows of `box`, only in the columns of `box`."""
        self.reach(box.bottom or 0)
        left, right = box.left, box.right or 0
        old_rows, old_extras = self.rows[:], self.extras[:]
        for target, source in enumerate(order, box.top):
            mine, theirs = old_rows[target], old_rows[source]
            before, inside = mine[:left], theirs[left:right]
            cells = before + [None] * (left - len(before)) + inside
            cells += [None] * (right - left - len(inside)) + mine[right:]
            while cells and cells[-1] is None:
                cells.pop()
            self.rows[target] = cells
            kept = {c: e for c, e in (old_extras[target] or {}).items() if not left <= c < right}
            kept.update({c: e for c, e in (old_extras[source] or {}).items() if left <= c < right})
            self.extras[target] = kept or None

    def _shift_extras(self, move: Any) -> None:
        for r, side in enumerate(self.extras):
            if side:
                moved = {move(c): e for c, e in side.items()}
                moved.pop(None, None)
                self.extras[r] = moved or None

    def _move(self, move: Any, axis: str) -> None:
        """Move the edges of merges and protections; those with nothing left are removed."""
        if axis == "row":
            self.hidden_rows = {move(r): why for r, why in self.hidden_rows.items()}
        self.merges = [box for box in (moved(box, move, axis) for box in self.merges) if box]
        low, high = f"start{axis.title()}Index", f"end{axis.title()}Index"
        kept = []
        for protection in self.protections:
            area = dict(protection["range"])
            if high in area:
                area[low], area[high] = edges(area.get(low, 0), area[high], move)
                if area[high] <= area[low]:
                    continue
            kept.append(protection | {"range": area})
        self.protections = kept

    def snapshot(self) -> Sheet:
        """A copy that later changes to this sheet do not affect."""
        other = copy(self)
        other.rows, other.extras, other.merges = self.rows[:], self.extras[:], self.merges[:]
        other.protections, other.hidden_rows = deepcopy(self.protections), dict(self.hidden_rows)
        other.properties, other.grid_properties = deepcopy(self.properties), dict(self.grid_properties)
        return other


def edges(start: int, end: int, move: Any) -> tuple[int, int]:
    """A half-open span after a move. It ends with its last element, so inserts at its end stay outside."""
    return move(start), move(end - 1) + 1 if move(end) != move(end - 1) else move(end)


def moved(box: Range, move: Any, axis: str) -> Range | None:
    if axis == "row":
        top, bottom = edges(box.top, box.bottom or 0, move)
        return Range(top, box.left, bottom, box.right) if bottom > top else None
    left, right = edges(box.left, box.right or 0, move)
    return Range(box.top, left, box.bottom, right) if right > left else None
