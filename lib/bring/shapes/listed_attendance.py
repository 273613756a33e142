"""Attendance kept as lists of names in the row of each session."""

from __future__ import annotations

from collections.abc import Mapping

from lib.bring.origin import DERIVED
from lib.bring.people import Roster
from lib.bring.shapes.attendance_records import Records
from lib.bring.table import Table, TableColumn, text_of
from lib.log.format.folding import fold
from lib.log.format.words import word_form

LISTS: Mapping[str, str] = {"attendees": "yes", "apologies": "excused", "absent": "no"}
"""Columns of the sessions tab that list people, and what being listed there means."""
LIST_HEADERS: Mapping[str, tuple[str, ...]] = {
    "attendees": (
        "attendees", "attendance", "attended", "present", "who was there", "who came", "participants", "people present",
        "in attendance", "teilnehmer", "teilnehmende", "anwesend", "anwesende", "participants présents", "présents",
        "asistentes", "presentes", "aanwezig", "aanwezigen", "deelnemers", "participantes",
    ),
    "apologies": (
        "apologies", "regrets", "excused", "sent apologies", "apologies for absence", "entschuldigt", "excusés",
        "excuses", "disculpados", "afgemeld", "verontschuldigd", "justificados",
    ),
    "absent": (
        "absent", "absentees", "missing", "not present", "did not attend", "no shows", "abwesend", "gefehlt", "absents",
        "ausentes", "afwezig",
    ),
}  # fmt: skip


def list_columns(table: Table) -> dict[str, TableColumn]:
    """The columns of a sessions tab that list people: attendees, apologies, absent -> column."""
    found: dict[str, TableColumn] = {}
    for meaning, headers in LIST_HEADERS.items():
        forms = {word_form(header) for header in headers}
        column = next((column for column in table.columns if word_form(column.name) in forms), None)
        if column is not None:
            found[meaning] = column
    return found


def listed(table: Table, roster: Roster, recorded: frozenset[str]) -> Table | None:
    """The attendance in the lists of a sessions tab: one record per person and session; None if it has no such lists.

    `recorded`: sessions (folded keys) whose attendance stands elsewhere; their lists are not read.
    """
    columns = list_columns(table)
    if not columns:
        return None
    records = Records()
    key_at = table.column("session")
    for meaning, column in columns.items():
        for record, cell in enumerate(column.cells):
            session = text_of(table.cells("session")[record])
            if not text_of(cell) or not session or record in table.no_records or fold(session) in recorded:
                continue
            where = int(column.at[record])
            for person in roster.all_in(text_of(cell)):
                key = int(key_at.at[record]) if key_at is not None else DERIVED
                records.add(session, person, LISTS[meaning], int(table.rows[record]), (key, where, where))
    return records.table(table.grid, table.header_row) if records.rows else None
