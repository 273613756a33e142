"""Rows that are no records: totals, headings of sections, footnotes, repeated headers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from lib.bring.table import Table, text_of
from lib.log.format.folding import fold
from lib.log.format.schema import TABS
from lib.log.format.words import word_form
from lib.log.reading.naming import folded

_TOTALS = frozenset(
    map(
        word_form,
        "total|totals|grand total|subtotal|sub total|sum|average|avg|mean|count|gesamt|gesamtsumme|summe|zwischensumme|"
        "durchschnitt|anzahl|total général|somme|sous-total|moyenne|totaux|suma|promedio|subtotaal|totaal|som|"
        "gemiddelde|soma|média|legend|legende|légende|leyenda".split("|"),
    )
)
_NOTE_STARTS = (
    "*",
    "note:",
    "notes:",
    "nb:",
    "n.b.",
    "hinweis:",
    "remarque",
    "nota:",
    "let op:",
    "†",
    "‡",
    "¹",
)
TOTAL, HEADER, NOTE, HEADING = (
    "looks like a total, not a record",
    "repeats the headers",
    "looks like a footnote, not a record",
    "looks like a heading, not a record: nothing else refers to it",
)


_NUMBER = re.compile(r"[-+]?\d+([.,]\d+)*\s*%?")


def leave_out_no_records(tables: Mapping[str, Sequence[Table]]) -> None:
    """Mark the rows of all `tables` (by tab of the format) that hold no record.

    A total reads so in its first filled cell; a note starts with a star; a repeated header holds its own headers; a
    heading is a key without anything else, to which no other tab refers, among keys that have more.
    """
    for name, parts in tables.items():
        if name in ("settings", "edits", "sent"):
            continue
        for table in parts:
            _totals_notes_and_headers(table)
    for name in ("circles", "sessions", "practices", "teams"):
        _headings(name, tables)


def _totals_notes_and_headers(table: Table) -> None:
    key = table.tab.column_names[0]
    names = [column.name for column in table.columns if column.name in table.tab.column_names][:3]
    for name in names or [key]:
        for record, text in enumerate(table.texts(name)):
            if not text or record in table.no_records:
                continue
            if word_form(text) in _TOTALS and (
                _lacks_required(table, record) or _only_numbers(table, record, name)
            ):
                table.leave_out(record, TOTAL)
            elif (
                name == names[0]
                and text.casefold().startswith(_NOTE_STARTS)
                and _lacks_required(table, record)
            ):
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
        return any(not text_of(table.cells(name)[record]) for name in others)
    return _filled(table, record) <= 1


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


def _filled(table: Table, record: int) -> int:
    return sum(
        bool(text_of(column.cells[record]))
        for column in table.columns
        if column.name in table.tab.column_names
    )


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
            table.leave_out(record, HEADING)
