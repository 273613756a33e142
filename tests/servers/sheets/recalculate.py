"""Recalculating a spreadsheet's formulas after a write, spilling arrays, and updating references.

Documented: an array result fills the cells below and to the right, which have an effective value only. A spill over
a cell with content is #REF! (documented). References move with inserted and deleted rows and columns.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from . import a1
from .formats import Format
from .formulas import Unsupported, evaluate
from .functions import NO_REFERENCE
from .grid import ErrorValue, Sheet

if TYPE_CHECKING:
    from .model import Spreadsheet

DEPTH = 200
CIRCULAR = "#REF! (Circular dependency detected.)"
BLOCKED = "#REF! (Array result was not expanded because it would overwrite data in {}.)"
REFERENCE = re.compile(
    r"\"(?:[^\"]|\"\")*\"|((?:'(?:[^']|'')+'|[A-Za-z_]\w*)!)?"
    r"(\$?[A-Za-z]{1,3}\$?\d+)(?::(\$?[A-Za-z]{1,3}\$?\d+))?(?![\w(!])"
)


def recalculate(book: Spreadsheet) -> None:
    """Evaluate every formula. A sheet without formulas costs nothing."""
    sheets = [sheet for sheet in book.sheets if sheet.has_formulas]
    if not sheets:
        return
    for sheet in sheets:
        clear_spills(sheet)
    pending = {
        (sheet.sheet_id, r, c): extra.formula
        for sheet in sheets
        for r, side in enumerate(sheet.extras)
        if side
        for c, extra in side.items()
        if extra.formula
    }
    running: list[tuple[int, int, int]] = []
    seen: list[Format] = []

    def waiting(sheet_id: int, area: a1.Range) -> list[tuple[int, int, int]]:
        """The formulas of an area that are not evaluated yet, looked up the faster way."""
        rows, columns = range(area.top, area.bottom or 0), range(area.left, area.right or 0)
        if len(rows) * len(columns) < len(pending):
            return [key for r in rows for c in columns if (key := (sheet_id, r, c)) in pending]
        return [key for key in pending if key[0] == sheet_id and inside(area, key[1], key[2])]

    def resolve(key: tuple[int, int, int]) -> None:
        formula = pending.pop(key)
        sheet = book.by_id(key[0])

        def fetch(title: str | None, box: a1.Range) -> list[list[Any]]:
            target = sheet if title is None else book.by_title(title)
            if target is None:
                return [[ErrorValue(NO_REFERENCE)]]
            if box.top >= target.row_count or box.left >= target.column_count:
                return [[ErrorValue(NO_REFERENCE)]]
            area = target.clip(box)
            if any(r[0] == target.sheet_id and inside(area, r[1], r[2]) for r in running):
                return [[ErrorValue(CIRCULAR)]]
            for other in waiting(target.sheet_id, area):
                if other in pending and len(running) < DEPTH:
                    resolve(other)
            seen.extend(form for form in first_format(target, area))
            return [
                [target.value(r, c) for c in range(area.left, area.right or 0)]
                for r in range(area.top, area.bottom or 0)
            ]

        running.append(key)
        try:
            seen.clear()
            store(sheet, key[1], key[2], evaluate(str(formula), fetch))
            inherit_format(sheet, key[1], key[2], seen)
        except Unsupported:
            if sheet.value(key[1], key[2]) is None:
                name = re.sub(r"\W.*", "", str(formula)[1:])
                unknown = ErrorValue(f"#NAME? (Unknown function: '{name}'.)")
                sheet.set_row(key[1], {key[2]: unknown}, {})
        finally:
            running.pop()

    while pending:
        resolve(next(iter(pending)))


def first_format(sheet: Sheet, area: a1.Range) -> list[Format]:
    """The number format of the first formatted cell of an area."""
    for r in range(area.top, min(area.bottom or 0, len(sheet.extras))):
        for c, extra in sorted((sheet.extras[r] or {}).items()):
            if extra.form and area.left <= c < (area.right or 0):
                return [extra.form]
    return []


def inherit_format(sheet: Sheet, row: int, column: int, seen: list[Format]) -> None:
    """A sum of money shows as money, the latest of some dates as a date (inferred: the first format seen wins)."""
    extra, value = sheet.extra(row, column), sheet.value(row, column)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if seen and number and extra.form is None and not re.match(r"=(?:COUNT|LEN)", extra.formula or "", re.I):
        sheet.set_row(row, {}, {column: extra._replace(form=seen[0])})


def inside(box: a1.Range, row: int, column: int) -> bool:
    return box.top <= row < (box.bottom or 0) and box.left <= column < (box.right or 0)


def clear_spills(sheet: Sheet) -> None:
    for r, side in enumerate(sheet.extras):
        gone = [c for c, extra in (side or {}).items() if extra.spilled]
        if gone:
            sheet.set_row(
                r, dict.fromkeys(gone), {c: sheet.extra(r, c)._replace(spilled=False) for c in gone}
            )


def store(sheet: Sheet, row: int, column: int, value: Any) -> None:
    """Put a result into its cell, and an array into the cells around it."""
    if not isinstance(value, list):
        sheet.set_row(row, {column: value}, {})
        return
    height, width = len(value), max(map(len, value), default=0)
    area = [
        (r, c)
        for r in range(row, row + height)
        for c in range(column, column + width)
        if (r, c) != (row, column)
    ]
    taken = next(
        (spot for spot in area if sheet.value(*spot) is not None or sheet.extra(*spot).formula), None
    )
    fits = row + height <= sheet.row_count and column + width <= sheet.column_count
    if taken or not fits or not width:
        at = a1.write_box(a1.Range(taken[0], taken[1], taken[0] + 1, taken[1] + 1)) if taken else "the grid"
        sheet.set_row(row, {column: ErrorValue(BLOCKED.format(at))}, {})
        return
    for r, line in enumerate(value, row):
        values = dict(enumerate(line, column))
        spilled = [c for c, v in values.items() if (r, c) != (row, column) and v is not None]
        extras = {c: sheet.extra(r, c)._replace(spilled=True) for c in spilled}
        sheet.set_row(r, values, extras)


def shift_references(book: Spreadsheet, changed: Sheet, rows: bool, at: int, count: int) -> None:
    """Rewrite formulas after `count` rows or columns were inserted at `at` in a sheet (negative: deleted)."""
    for sheet in book.sheets:
        if not sheet.has_formulas:
            continue
        for r, side in enumerate(sheet.extras):
            new = {
                c: extra._replace(
                    formula=shifted(extra.formula, sheet is changed, changed.title, rows, at, count)
                )
                for c, extra in (side or {}).items()
                if extra.formula
            }
            if new:
                sheet.extras[r] = {**(side or {}), **new}


def shifted(formula: str, own: bool, title: str, rows: bool, at: int, count: int) -> str:
    def replace(match: re.Match[str]) -> str:
        if match[2] is None:
            return match[0]
        named = a1.parse(match[1] + "A1") if match[1] else None
        if (named.title != title) if named else not own:
            return match[0]
        first, gone = move_corner(match[2], rows, at, count, at)
        if not match[3]:
            return "#REF!" if gone else (match[1] or "") + first
        last, last_gone = move_corner(match[3], rows, at, count, at - 1)
        return "#REF!" if gone and last_gone else f"{match[1] or ''}{first}:{last}"

    return REFERENCE.sub(replace, formula)


def move_corner(text: str, rows: bool, at: int, count: int, instead: int) -> tuple[str, bool]:
    """The reference after the move, and whether its row or column is gone (then `instead` replaces it)."""
    match = re.fullmatch(r"(\$?)([A-Za-z]+)(\$?)(\d+)", text)
    if match is None:
        return text, False
    row, column = int(match[4]) - 1, a1.column_index(match[2])
    index = row if rows else column
    gone = count < 0 and at <= index < at - count
    if gone:
        index = max(instead, 0)
    elif index >= at:
        index += count
    row, column = (index, column) if rows else (row, index)
    return f"{match[1]}{a1.column_name(column)}{match[3]}{row + 1}", gone
