"""Sessions with one date, or with yes or no where the day they were held is expected."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from lib.bring.origin import DERIVED
from lib.bring.shapes.list_entries import is_cancelled
from lib.bring.table import Table, different, text_of
from lib.log.format.cells import Unfit, read_date, read_word, read_yes_no
from lib.log.format.folding import fold
from lib.log.format.schema import TABS
from lib.log.format.words import fillers, word_form
from lib.workbook.base import Cell

_STATUS = TABS["sessions"].column("status")
_PRESENT = TABS["attendance"].column("present")
_BEFORE_REMARK = re.compile(r"\s*[,;:(–—]|\s+-\s*")


def read_days(tables: Mapping[str, list[Table]]) -> None:
    """Fill the day a session was held, or planned for, where only one of them is recorded.

    `held` as yes or no: yes is held on the planned day. No column `held`: a session with somebody present, a decision
    or an action was held on the planned day, unless its status says otherwise. No column `planned`: it was planned for
    the day it was held.
    """
    for table in tables.get("sessions", ()):
        if table.has("held") and not table.has("planned"):
            column = table.column("held")
            assert column is not None
            table.derive("planned", table.cells("held"), column.at)
        elif table.has("held") and _is_yes_or_no(table.cells("held")):
            _held_as_yes(table)
        elif table.has("planned") and not any(table.texts("held")):
            _held_by_evidence(table, tables)


def _is_yes_or_no(cells: Sequence[Cell]) -> bool:
    """Whether at least half of what is said is yes or no, and nothing is a day."""
    if any(isinstance(cell, date) for cell in different(cells)):
        return False
    said = [cell for cell in cells if text_of(cell) and word_form(text_of(cell)) not in fillers()]
    known = sum(_yes(cell) is not None for cell in said)
    return bool(known) and 2 * known >= len(said) and not any(_is_day(cell) for cell in said)


def _is_day(cell: Cell) -> bool:
    if _yes(cell) is not None:
        return False
    try:
        return read_date(cell, day_first=True, epoch_1904=False) is not None
    except Unfit:
        return False


def _yes(cell: Cell) -> bool | None:
    """yes or no, also with a remark behind it ("No – strike", "yes (online)") or as "cancelled"; None for any other."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return None
    for text in (cell, _BEFORE_REMARK.split(text_of(cell), maxsplit=1)[0]):
        try:
            if (answer := read_yes_no(text)) is not None:
                return answer
        except Unfit:
            continue
    return False if is_cancelled(text_of(cell)) else None


def _held_as_yes(table: Table) -> None:
    said = [_yes(cell) if text_of(cell) else None for cell in table.cells("held")]
    days = [
        day if yes else None if yes is False else cell
        for yes, day, cell in zip(said, table.cells("planned"), table.cells("held"), strict=True)
    ]
    column = table.column("held")
    assert column is not None
    is_kept = [yes is None for yes in said]
    table.derive("held", days, np.where(is_kept, column.at, DERIVED))
    table.note(
        None,
        "",
        "note",
        "held as yes or no",
        "yes or no",
        "the day it was held; read as held on the planned day where it says yes",
    )


def _held_by_evidence(table: Table, tables: Mapping[str, Sequence[Table]]) -> None:
    proven = _met(tables)
    statuses = [_status(cell) for cell in table.cells("status")]
    decisions = table.texts("decision")
    days: list[Cell] = [
        day
        if status == "held"
        or (
            status in (None, "planned")
            and (fold(key) in proven or (decision and word_form(decision) not in fillers()))
        )
        else None
        for key, day, status, decision in zip(
            table.texts("session"), table.cells("planned"), statuses, decisions, strict=True
        )
    ]
    if any(day is not None for day in days):
        table.derive("held", days)
        table.note(
            None,
            "",
            "note",
            "one date per session",
            "no day on which sessions were held",
            "a held column; a session with somebody present, a decision or an action is read as held as planned",
        )


def _met(tables: Mapping[str, Sequence[Table]]) -> set[str]:
    """The sessions (folded keys) in which somebody was present, or something was agreed."""
    met = {
        fold(text)
        for name in ("actions", "insights")
        for table in tables.get(name, ())
        for record, text in enumerate(table.texts("session"))
        if text and record not in table.no_records
    }
    for table in tables.get("attendance", ()):
        yes = {
            str(cell): _present(cell)
            for cell in {str(cell): cell for cell in table.cells("present")}.values()
        }
        met |= {
            fold(key)
            for key, cell in zip(table.texts("session"), table.cells("present"), strict=True)
            if key and yes.get(str(cell))
        }
    return met


def _present(cell: Cell) -> bool:
    try:
        return read_word(cell, _PRESENT) == "yes"
    except Unfit:
        return False


def _status(cell: Cell) -> str | None:
    """The status of a session; "?" for a word that is not understood."""
    if not text_of(cell):
        return None
    try:
        return read_word(cell, _STATUS)
    except Unfit:
        return "?"
