"""Rows that are no records: totals, headings of sections, footnotes, legends, repeated headers."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from lib.bring.shapes.codes import looks_like_keys
from lib.bring.shapes.row_texts import (
    begins_like_total,
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
from lib.bring.table import Table, TableColumn, text_of
from lib.log.format.folding import fold
from lib.log.format.schema import TABS
from lib.log.format.words import word_form
from lib.log.reading.naming import folded
from lib.workbook.base import Cell

TOTAL, HEADER, NOTE, HEADING, LONELY = (
    "looks like a total, not a record",
    "repeats the headers",
    "looks like a footnote, not a record",
    "looks like a heading, not a record",
    "looks like a heading, not a record: nothing else refers to it",
)
_NUMBER = re.compile(r"[-+]?\d+([.,]\d+)*\s*%?")
_DENSE = ("sessions", "insights", "actions", "asks")
"""Tabs in which a row with one cell says too little to be a record; a member or a circle may have a name only."""
_SAMPLE = 200
"""Rows that show which columns are the fullest."""
_LOOKED_AT = 3
"""Columns from the left in which a total, a note or a repeated header begins."""


def leave_out_no_records(
    tables: Mapping[str, Sequence[Table]], records: Collection[tuple[str, str]] = frozenset()
) -> None:
    """Mark the rows of all `tables` (by tab of the format) that hold no record.

    A total reads so in its first filled cell; a note starts with a star; a repeated header holds its own headers; a
    heading stands alone in its row and reads like one, or is a key without anything else, to which no other tab refers,
    among keys that have more. `records`: (tab, `word_form` of the first text) of rows that a person says are records.
    """
    for name, parts in tables.items():
        if name in ("settings", "edits", "sent"):
            continue
        for table in parts:
            _totals_notes_and_headers(table)
    for name in ("circles", "sessions", "practices", "teams"):
        _headings(name, tables)
    for name, parts in tables.items():
        for table in parts if name not in ("settings", "edits") else ():
            _alone_in_their_row(table)
    if records:
        for name, parts in tables.items():
            for table in parts:
                for record in [*table.no_records]:
                    if (name, word_form(first_text(table, record))) in records:
                        del table.no_records[record]


def first_text(table: Table, record: int) -> str:
    """The leftmost text of a row; "" if it has none."""
    return next((text for column in table.columns if (text := text_of(column.cells[record]))), "")


def _totals_notes_and_headers(table: Table) -> None:
    names = [column.name for column in table.columns if column.name][:_LOOKED_AT]
    states = state_words(table.tab)
    for at, name in enumerate(names):
        for record, text in enumerate(table.texts(name)):
            if not text or record in table.no_records:
                continue
            if is_total(text):
                if _lacks_required(table, record) or _only_numbers(table, record, name):
                    table.leave_out(record, TOTAL)
            elif begins_like_total(text) or (word_form(text) in states and at == 0):
                if _only_numbers(table, record, name) and _filled(table, record, every=True) > 1:
                    table.leave_out(record, TOTAL)
            elif at == 0 and is_footnote(text) and _lacks_required(table, record):
                table.leave_out(record, NOTE)
            elif folded(text) == name and _repeats_headers(table, record):
                table.leave_out(record, HEADER)


def _lacks_required(table: Table, record: int) -> bool:
    """Whether there is nearly nothing next to the first text: a record of that name would have more."""
    others = [
        column.name
        for column in table.tab.columns
        if column.required and column.name not in table.tab.key[:1] and table.has(column.name)
    ]
    if others:
        return any(_is_lacking(table, name, record) for name in others)
    return _filled(table, record) <= 1


def _is_lacking(table: Table, name: str, record: int) -> bool:
    cell = table.cells(name)[record]
    text, kind = text_of(cell), table.tab.column(name).kind
    if kind == "date" and text:
        return day_in(cell, replace(table.grid, day_first=True)) is None
    return not text or (kind == "text" and bool(_NUMBER.fullmatch(text)))


def _only_numbers(table: Table, record: int, besides: str) -> bool:
    """Whether everything else in the row is a number, as next to "Total"."""
    others = [text_of(column.cells[record]) for column in table.columns if column.name != besides]
    return all(_NUMBER.fullmatch(text) for text in others if text)


def _repeats_headers(table: Table, record: int) -> bool:
    known = [column for column in table.columns if column.name in table.tab.column_names]
    same = 0
    for column in known:
        text = text_of(column.cells[record])
        at = int(column.at[record])
        same += bool(text) and fold(text) in (
            fold(column.name),
            fold(text_of(table.grid.cell(table.header_row, at))) if at >= 0 else "",
        )
    return same >= min(2, len(known))


def _filled(table: Table, record: int, *, every: bool = False) -> int:
    return sum(
        bool(text_of(column.cells[record]))
        for column in table.columns
        if every or column.name in table.tab.column_names
    )


def _alone_in_their_row(table: Table) -> None:
    """Rows with one filled cell that reads like a heading, a count or a note, among rows that have more."""
    alone, blank = _sparse(table)
    if not alone or len(table) < 2:
        return
    wide = {top for top, left, _, right in table.grid.merged if right > left}
    states = state_words(table.tab)
    capitals = _writes_capitals(table)
    others = [record for record in range(len(table)) if record not in alone and record not in blank]
    is_rich = len(others) >= len(alone) and all(
        _filled(table, record, every=True) >= 3 for record in others[:200]
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
            or (is_dense and (is_date_or_period(text) or circle_of_section(text) or form in states))
            or (is_dense and is_in_capitals(text) and not capitals)
            or (is_dense and is_rich and not _is_key_alone(text))
        ):
            table.leave_out(record, HEADING)


def _is_key_alone(text: str) -> bool:
    """Whether a text is a number or code such as A-12: a row prepared for a record, no heading."""
    return bool(_NUMBER.fullmatch(text)) or looks_like_keys([text])


def _sparse(table: Table) -> tuple[dict[int, str], set[int]]:
    """The rows in which one cell only is filled, with its text, and those in which none is."""
    dense = sorted(table.columns, key=lambda column: -sum(map(bool, column.cells[:_SAMPLE])))[:2]
    candidates = (
        [at for at, pair in enumerate(zip(*(column.cells for column in dense), strict=True)) if not all(pair)]
        if len(dense) == 2
        else range(len(table))
    )
    alone: dict[int, str] = {}
    blank: set[int] = set()
    for record in candidates:
        filled = [column for column in table.columns if text_of(column.cells[record])]
        if not filled:
            blank.add(record)
        elif len(filled) > 1 or record in table.no_records:
            continue
        elif not _may_be_prepared(table, filled[0], filled[0].cells[record]):
            alone[record] = text_of(filled[0].cells[record])
    return alone, blank


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


def _headings(name: str, tables: Mapping[str, Sequence[Table]]) -> None:
    parts = tables.get(name, ())
    key = TABS[name].key[0]
    lonely = [
        (table, record, fold(text))
        for table in parts
        for record, text in enumerate(table.texts(key))
        if text and record not in table.no_records and _filled(table, record) == 1
    ]
    records = sum(len(table) - len(table.no_records) for table in parts)
    if not lonely or 2 * len(lonely) > records:
        return
    used = {
        fold(part)
        for other, others in tables.items()
        for column in TABS[other].columns
        if column.refers_to == name
        for table in others
        for text in {*table.texts(column.name)}
        for part in text.split(",")
    }
    if not used:
        return
    for table, record, key_of_row in lonely:
        if key_of_row not in used:
            table.leave_out(record, LONELY)
