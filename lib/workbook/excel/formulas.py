"""Which formulas in a changed row depend on its changed cells, so that their stored values are out of date.

Pharos does not calculate formulas. A stored value that may now be wrong is dropped, so that the cell is shown as not
calculated until a spreadsheet program opens the file, which then recalculates all formulas.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.formula.translate import Translator
from openpyxl.utils import range_boundaries

_THIS_ROW = "#this row"


def translated(formula: str, origin: str, cell: str) -> str:
    """The text in `cell` of a formula that several cells share and that is written at `origin`."""
    return str(Translator(f"={formula}", origin).translate_formula(cell)).removeprefix("=")


def depending_on(
    changed: Iterable[int], formulas: Mapping[int, str], row: int, title: str, headers: Mapping[str, int]
) -> set[int]:
    """The columns of a row's `formulas` that depend on its `changed` columns, directly or through each other.

    `title` is the tab's; `headers` gives the columns for references by name within a table. References to other rows or
    tabs do not count, nor those that a formula only makes when it is calculated (INDIRECT, OFFSET).
    """
    sources = {column: _columns(text, row, title, headers) for column, text in formulas.items()}
    stale: set[int] = set()
    reached = set(changed)
    while reached:
        reached = {
            column
            for column, spans in sources.items()
            if column not in stale and any(first <= at <= last for first, last in spans for at in reached)
        }
        stale |= reached
    return stale


def _columns(formula: str, row: int, title: str, headers: Mapping[str, int]) -> list[tuple[int, int]]:
    """The first and last column of every reference in a formula to cells of its own row."""
    spans = []
    for token in Tokenizer(f"={formula}").items:
        if token.type == Token.OPERAND and token.subtype == Token.RANGE:
            sheet, _, reference = token.value.rpartition("!")
            if sheet.strip("'").replace("''", "'").casefold() in {"", title.casefold()}:
                spans += _spans(reference, row, headers)
    return spans


def _spans(reference: str, row: int, headers: Mapping[str, int]) -> list[tuple[int, int]]:
    if _THIS_ROW in reference.casefold() or "[@" in reference:
        named = [
            column
            for header, column in headers.items()
            if f"[{header}]" in reference or f"@{header}]" in reference
        ]
        return [(min(named), max(named))] if named else [(0, 16_383)]
    try:
        left, top, right, bottom = range_boundaries(reference)
    except (TypeError, ValueError):
        return []  # a name, or a whole column of a table: not this row alone
    is_one_row = top == bottom == row
    return [((left or 1) - 1, (right or 16_384) - 1)] if is_one_row else []
