"""Rows that are no records: totals, headings of sections, footnotes, legends, repeated headers."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from lib.bring.shapes.known_guests import leave_out_guests
from lib.bring.shapes.lone_rows import filled_in, first_text, leave_out_lone_rows, rows_with_gaps
from lib.bring.shapes.row_texts import (
    HEADER,
    LONELY,
    NOTE,
    TOTAL,
    begins_like_total,
    is_count,
    is_footnote,
    is_total,
    may_be_no_key,
    state_words,
)
from lib.bring.shapes.sessions_by_day import day_in
from lib.bring.table import Table, TableColumn, different, text_of
from lib.log.format.folding import fold
from lib.log.format.schema import TABS
from lib.log.format.words import word_form
from lib.log.reading.naming import folded

_NUMBER = re.compile(r"[-+]?\d+([.,]\d+)*\s*%?")
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
    for table in tables.get("members", ()):
        leave_out_guests(table)
    looked_at = [
        (table, _first_texts(table))
        for name, parts in tables.items()
        for table in (parts if name not in ("settings", "edits", "sent") else ())
    ]
    distinct = {text for _, columns in looked_at for texts in columns for text in texts}
    may_be_none = frozenset(may_be_no_key([*distinct]))  # asked once: to compile the pattern takes longer
    for table, columns in looked_at:
        _totals_notes_and_headers(table, columns, may_be_none)
    for name in ("circles", "sessions", "practices", "teams"):
        _headings(name, tables)
    for name, parts in tables.items():
        for table in parts if name not in ("settings", "edits") else ():
            leave_out_lone_rows(table)
    if records:
        for name, parts in tables.items():
            for table in parts:
                for record in [*table.no_records]:
                    if (name, word_form(first_text(table, record))) in records:
                        del table.no_records[record]


def _first_columns(table: Table) -> list[TableColumn]:
    return [column for column in table.columns if column.name][:_LOOKED_AT]


def _first_texts(table: Table) -> list[frozenset[str]]:
    """The distinct texts of each of the first columns."""
    return [
        frozenset(cell for cell in different(column.cells) if isinstance(cell, str))
        for column in _first_columns(table)
    ]


def _totals_notes_and_headers(
    table: Table, first_texts: Sequence[frozenset[str]], may_be_none: frozenset[str]
) -> None:
    """`may_be_none`: see `may_be_no_key`, of the `first_texts` of all tables."""
    states = state_words(table.tab)
    known = [column for column in table.columns if column.name in table.tab.column_names]
    for at, (column, texts) in enumerate(zip(_first_columns(table), first_texts, strict=True)):
        name = column.name
        header = text_of(table.grid.cell(table.header_row, int(column.at[0]))) if len(table) else ""
        header = header.casefold()
        may_repeat = header and header in "\n".join(texts).casefold()
        repeated = {cell for cell in texts if cell.strip().casefold() == header} if may_repeat else set()
        striking = {
            cell: text
            for cell in repeated | (texts & may_be_none)
            if (text := cell.strip())
            and (cell in repeated or _is_striking(text, name, states, is_first=at == 0))
        }
        if not striking:
            continue
        for record, cell in enumerate(column.cells):
            if not isinstance(cell, str) or cell not in striking or record in table.no_records:
                continue
            text = striking[cell]
            if is_total(text):
                if _lacks_required(table, record) or _only_numbers(table, record, name):
                    table.leave_out(record, TOTAL)
            elif begins_like_total(text) or word_form(text) in states:
                if _only_numbers(table, record, name) and filled_in(table, record, every=True) > 1:
                    table.leave_out(record, TOTAL)
            elif is_footnote(text) and at == 0:
                if _lacks_required(table, record):
                    table.leave_out(record, NOTE)
            elif _repeats_headers(table, known, record):
                table.leave_out(record, HEADER)


def _is_striking(text: str, name: str, states: Collection[str], *, is_first: bool) -> bool:
    """Whether a text in the column of that name may begin a row that is no record."""
    if text[-1].isdigit() or "@" in text:  # as most keys and addresses; what follows is asked of few
        return begins_like_total(text) or (is_first and is_footnote(text))
    return (
        is_total(text)
        or begins_like_total(text)
        or (text[:1].lower() == name[:1] and folded(text) == name)
        or (is_first and (is_footnote(text) or word_form(text) in states))
    )


def _lacks_required(table: Table, record: int) -> bool:
    """Whether there is nearly nothing next to the first text: a record of that name would have more."""
    others = [
        column.name
        for column in table.tab.columns
        if column.required and column.name not in table.tab.key[:1] and table.has(column.name)
    ]
    if others:
        return any(_is_lacking(table, name, record) for name in others)
    return filled_in(table, record) <= 1


def _is_lacking(table: Table, name: str, record: int) -> bool:
    cell = table.cells(name)[record]
    text, kind = text_of(cell), table.tab.column(name).kind
    if kind == "date" and text:
        return day_in(cell, replace(table.grid, day_first=True)) is None
    return not text or (kind == "text" and bool(_NUMBER.fullmatch(text)))


def _only_numbers(table: Table, record: int, besides: str) -> bool:
    """Whether everything else in the row is a number or a count ("8 actions"), as next to "Total"."""
    others = [text_of(column.cells[record]) for column in table.columns if column.name != besides]
    return all(_NUMBER.fullmatch(text) or is_count(text) for text in others if text)


def _repeats_headers(table: Table, known: Sequence[TableColumn], record: int) -> bool:
    same = filled = 0
    for column in known:
        text = text_of(column.cells[record])
        at = int(column.at[record])
        filled += bool(text)
        same += bool(text) and fold(text) in (
            fold(column.name),
            fold(text_of(table.grid.cell(table.header_row, at))) if at >= 0 else "",
        )
    if len(known) < 2:
        return bool(same) and filled_in(table, record, every=True) <= 1
    return same >= 2 and 2 * same >= filled


def _headings(name: str, tables: Mapping[str, Sequence[Table]]) -> None:
    parts = tables.get(name, ())
    key = TABS[name].key[0]
    lonely = [
        (table, record, fold(text))
        for table in parts
        for record in rows_with_gaps(
            table, [each for each in table.columns if each.name in table.tab.column_names]
        )
        if (text := text_of(table.cells(key)[record]))
        and record not in table.no_records
        and filled_in(table, record) == 1
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
