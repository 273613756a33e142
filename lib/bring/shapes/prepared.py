"""Rows prepared for later: ids, dropdown defaults and formulas filled down, attendance of sessions still to come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import compress

import numpy as np

from lib.bring.table import Table, text_of, which
from lib.log.format.cells import ERROR_CELLS
from lib.log.format.folding import fold
from lib.log.reading.naming import folded
from lib.workbook.base import Cell

PREPARED = "prepared for later: it holds nothing of its own yet"
FEWEST = 3
"""Fewer rows alike are more likely records that somebody began."""
_DEFAULTED = frozenset(("circle", "status", "kind", "present", "format", "share", "session"))


def leave_out_prepared(tables: Mapping[str, Sequence[Table]]) -> None:
    """Mark the rows of all `tables` that were only prepared, with one note per tab."""
    for name, parts in tables.items():
        if name in ("settings", "edits", "sent"):
            continue
        for table in parts:
            _filled_down(table)
    for table in tables.get("attendance", ()):
        _sessions_to_come(table, tables.get("sessions", ()))


def _filled_down(table: Table) -> None:
    """Rows that hold a key at most, and beside it only what all rows of their kind hold."""
    tab = table.tab
    needed = [column.name for column in tab.columns if column.required and column.name not in tab.key[:1]]
    needed = [name for name in needed if name not in _DEFAULTED and table.has(name)]
    if not needed:
        return
    columns = [column for column in table.columns if column.name in tab.column_names]
    has_begun = ~np.any([which(table.cells(name), _says) for name in needed], axis=0)
    begun = [record for record in np.flatnonzero(has_begun).tolist() if record not in table.no_records]
    values: dict[str, set[str]] = {}
    candidates = []
    for record in begun:
        filled = {column.name: text for column in columns if (text := _text(column.cells[record]))}
        if not filled and not any(text_of(column.cells[record]) for column in columns):
            continue
        candidates.append(record)
        for name, text in filled.items():
            if name not in tab.key:
                values.setdefault(name, set()).add(text)
    if len(candidates) < FEWEST or any(
        len(texts) > 1 and folded(name) not in _DEFAULTED for name, texts in values.items()
    ):
        return
    _leave_out(table, candidates)


def _sessions_to_come(table: Table, sessions: Sequence[Table]) -> None:
    """Attendance in which nobody is marked, of sessions that have no day on which they were held."""
    if not table.has("present") or not sessions:
        return
    is_marked = which(table.cells("present"), _says)
    if is_marked.all():
        return
    held = {
        fold(key)
        for part in sessions
        for key, day in zip(part.texts("session"), part.texts("held"), strict=True)
        if key and day
    }
    has_held = any(part.has("held") for part in sessions)
    if not has_held:
        return
    texts = table.texts("session")
    marked = {fold(text) for text in set(compress(texts, is_marked.tolist()))}
    records = [
        record
        for record in np.flatnonzero(~is_marked).tolist()
        if (key := fold(texts[record]))
        and key not in held
        and key not in marked
        and record not in table.no_records
    ]
    if len(records) >= FEWEST:
        _leave_out(table, records)


def _leave_out(table: Table, records: Sequence[int]) -> None:
    for record in records:
        table.leave_out(record, PREPARED)
    first, last = int(table.rows[records[0]]), int(table.rows[records[-1]])
    table.note(
        None,
        "",
        "note",
        "prepared rows",
        f"rows {first}-{last}",
        f"{len(records):,} rows are prepared for later and not counted; a new record goes into the first of them",
    )


def _says(cell: Cell) -> bool:
    kind = cell.__class__
    if kind is date or (kind is str and cell and cell[0].isalnum() and cell[0] != "F"):  # type: ignore[index]
        return True
    return cell is True or bool(_text(cell))


def _text(cell: Cell) -> str:
    """The text of a cell that says something: an unticked box and a failed formula say nothing."""
    text = text_of(cell)
    return "" if cell is False or text == "FALSE" or text in ERROR_CELLS else text
