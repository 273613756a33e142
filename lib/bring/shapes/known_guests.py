"""People whom a sheet calls guests: they are no members, and their attendance is no slip of the pen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from lib.bring.origin import DERIVED
from lib.bring.people import Roster
from lib.bring.shapes.guests import begins_guests, is_guest
from lib.bring.shapes.lone_rows import first_text
from lib.bring.shapes.row_texts import HEADING
from lib.bring.table import Table, text_of, which
from lib.workbook.base import Cell

AMONG_GUESTS = "is listed below the guests, so it is no member"


def leave_out_guests(table: Table) -> None:
    """Leave the people below a heading such as "Guests" out of a members tab, up to a heading such as "Members"."""
    said = [which(column.cells, _is_said) for column in table.columns]
    filled = np.sum(said, axis=0) if said else np.zeros(len(table), int)
    begins = {
        record: begun
        for record in np.flatnonzero(filled == 1).tolist()
        if (begun := begins_guests(first_text(table, record))) is not None
    }
    is_among_guests = False
    for record in range(len(table)) if begins else ():
        if record in begins:
            is_among_guests = begins[record]
            table.leave_out(record, HEADING)
        elif is_among_guests and filled[record]:
            table.leave_out(record, AMONG_GUESTS)


def _is_said(cell: Cell) -> bool:
    return bool(text_of(cell))


def note_guests(tables: Mapping[str, Sequence[Table]]) -> None:
    """Mark the attendance of everybody who is called a guest: in the cell with the name, or in the members tab."""
    roster = Roster(
        (key, name, email)
        for table in tables.get("members", ())
        if AMONG_GUESTS in table.no_records.values()
        for record, (key, name, email) in enumerate(
            zip(table.texts("member"), table.texts("name"), table.texts("email"), strict=True)
        )
        if table.no_records.get(record) == AMONG_GUESTS and (key or name)
    )
    for table in tables.get("attendance", ()):
        known = {
            name
            for name in table.said("member")
            if is_guest(name) or (roster and roster.find(name) is not None)
        }
        for record, name in enumerate(table.texts("member") if known or not table.is_plain else ()):
            if name in known or (name and _is_said_in_the_cell(table, record)):
                table.guests.add(record)
                table.is_plain = False


def _is_said_in_the_cell(table: Table, record: int) -> bool:
    """Whether the cell with the name says so, where it was read without that word: "Gast: Paul"."""
    column = table.column("member")
    at = int(column.at[record]) if column is not None else DERIVED
    return at != DERIVED and is_guest(text_of(table.grid.cell(int(table.rows[record]), at)))
