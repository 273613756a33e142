"""Sessions with one date, or with yes or no where the day they were held is expected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lib.bring.table import Table, text_of
from lib.log.format.cells import Unfit, read_word, read_yes_no
from lib.log.format.folding import fold
from lib.log.format.schema import TABS
from lib.log.format.words import fillers, word_form
from lib.workbook.base import Cell

_STATUS = TABS["sessions"].column("status")
_PRESENT = TABS["attendance"].column("present")


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
    said = [cell for cell in cells if text_of(cell) and word_form(text_of(cell)) not in fillers()]
    return bool(said) and all(_yes(cell) is not None for cell in said)


def _yes(cell: Cell) -> bool | None:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return None
    try:
        return read_yes_no(cell)
    except Unfit:
        return None


def _held_as_yes(table: Table) -> None:
    said = [_yes(cell) if text_of(cell) else None for cell in table.cells("held")]
    days = [day if yes else None for yes, day in zip(said, table.cells("planned"), strict=True)]
    table.derive("held", days)
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
