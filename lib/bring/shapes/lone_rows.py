"""Rows with one filled cell among rows that have more: headings, counts, notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from lib.bring.shapes.codes import looks_like_keys
from lib.bring.shapes.row_texts import (
    HEADER,
    HEADING,
    NOTE,
    TOTAL,
    circle_of_section,
    is_count,
    is_date_or_period,
    is_footnote,
    is_in_capitals,
    is_long_enough,
    is_total,
    state_words,
)
from lib.bring.shapes.sessions_by_day import day_in
from lib.bring.table import Table, TableColumn, text_of, which
from lib.log.format.words import word_form
from lib.workbook.base import Cell

_NUMBER = re.compile(r"[-+]?\d+([.,]\d+)*\s*%?")
_DENSE = ("sessions", "insights", "actions", "asks")
"""Tabs in which a row with one cell says too little to be a record; a member or a circle may have a name only."""
_FEW = 6
"""Filled cells of a row that may be a total wherever the word stands."""
_LEFT = 3
"""Columns in which totals are looked for in every row."""
_SAMPLE = 200
"""Rows that show which columns are the fullest."""


def first_text(table: Table, record: int) -> str:
    """The leftmost text of a row; "" if it has none."""
    return next((text for column in table.columns if (text := text_of(column.cells[record]))), "")


def filled_in(table: Table, record: int, *, every: bool = False) -> int:
    """How many cells of a row say something: those of the format's columns, or `every` one."""
    return sum(
        bool(text_of(column.cells[record]))
        for column in table.columns
        if every or column.name in table.tab.column_names
    )


def leave_out_lone_rows(table: Table) -> None:
    """Rows with one filled cell that reads like a heading, a count or a note, among rows that have more."""
    alone, blank = _sparse(table)
    _leave_out_sparse_totals(table)
    if not alone or len(table) < 2:
        return
    wide = {top for top, left, _, right in table.grid.merged if right > left}
    states = state_words(table.tab)
    capitals = _writes_capitals(table)
    others = [record for record in range(len(table)) if record not in alone and record not in blank]
    is_rich = len(others) >= len(alone) and all(
        filled_in(table, record, every=True) >= 3 for record in others[:200]
    )
    for record, text in alone.items():
        if record in table.no_records:
            continue
        form = word_form(text.rstrip(": "))
        is_dense = table.tab.name in _DENSE
        is_set_apart = record == 0 or record - 1 in blank
        is_last = all(at in blank or at in alone for at in range(record + 1, len(table)))
        if is_count(text) or is_total(text):
            table.leave_out(record, TOTAL)
        elif is_footnote(text) or (is_dense and is_last and is_set_apart and record):
            table.leave_out(record, NOTE)
        elif (
            text.endswith(":")
            or int(table.rows[record]) in wide
            or table.no_records.get(record + 1) == HEADER
            or (is_dense and (is_date_or_period(text) or circle_of_section(text) or form in states))
            or (is_dense and is_in_capitals(text) and not capitals)
            or (is_dense and is_rich and not _is_key_alone(text))
        ):
            table.leave_out(record, HEADING)


def _leave_out_sparse_totals(table: Table) -> None:
    """A row of which nothing but "Total" and numbers is filled, far from its left end, sums up others."""
    left = [column.cells for column in table.columns if len(table) and int(column.at[0]) >= 0][:_LEFT]
    is_blank = ~np.any([which(cells, bool) for cells in left], axis=0) if left else np.zeros(0, bool)
    for record in np.flatnonzero(is_blank).tolist():
        if record in table.no_records:
            continue
        texts = [text for column in table.columns if (text := text_of(column.cells[record]))]
        totals = sum(map(is_total, texts))
        numbers = sum(bool(_NUMBER.fullmatch(text)) for text in texts)
        if totals and numbers and len(texts) <= _FEW and totals + numbers == len(texts):
            table.leave_out(record, TOTAL)


def _is_key_alone(text: str) -> bool:
    """Whether a text is a number or code such as A-12: a row prepared for a record, no heading."""
    return bool(_NUMBER.fullmatch(text)) or looks_like_keys([text])


def _sparse(table: Table) -> tuple[dict[int, str], set[int]]:
    """The rows in which one cell only is filled, with its text, and those in which none is."""
    alone: dict[int, str] = {}
    blank: set[int] = set()
    for record in rows_with_gaps(table, table.columns):
        filled = [column for column in table.columns if text_of(column.cells[record])]
        if not filled:
            blank.add(record)
        elif len(filled) > 1 or record in table.no_records:
            continue
        elif not _may_be_prepared(table, filled[0], filled[0].cells[record]):
            alone[record] = text_of(filled[0].cells[record])
    return alone, blank


def rows_with_gaps(table: Table, columns: Sequence[TableColumn]) -> Sequence[int]:
    """The rows that lack one of the two fullest columns, among which are all with a single cell."""
    dense = sorted(columns, key=lambda column: -sum(map(bool, column.cells[:_SAMPLE])))[:2]
    if len(dense) < 2:
        return range(len(table))
    has_gap = ~which(dense[0].cells, bool) | ~which(dense[1].cells, bool)
    found: list[int] = np.flatnonzero(has_gap).tolist()
    return found


def _may_be_prepared(table: Table, column: TableColumn, cell: Cell) -> bool:
    """Whether the only cell of a row is what rows are prepared with: a word from a dropdown, a circle, a day."""
    kind = table.tab.column(column.name).kind if column.name in table.tab.column_names else ""
    if kind == "date":
        return day_in(cell, replace(table.grid, day_first=True)) is not None
    return kind in ("enum", "yes_no", "count", "number", "reference") or isinstance(cell, bool)


def _writes_capitals(table: Table) -> bool:
    """Whether the tab is written in capitals altogether."""
    texts = [text for column in table.columns[:4] for text in map(text_of, column.cells[:50]) if text]
    letters = [text for text in texts if is_long_enough(text)]
    return 3 * sum(text.isupper() for text in letters) > 2 * len(letters)
