"""Attendance kept as lists of names in the row of each session."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lib.bring.origin import DERIVED
from lib.bring.people import Roster
from lib.bring.shapes.attendance_records import Records
from lib.bring.table import Table, TableColumn, text_of
from lib.log.format.folding import fold
from lib.log.format.schema import TABS
from lib.log.format.words import word_for, word_form

_COUNT = re.compile(
    r"\+?\d+([.,]\d+)?( (people|persons|members|guests?|personen|gäste|personnes|invités?))?$"
)
_NOBODY = frozenset(
    map(
        word_form,
        "nobody|no one|nobody came|none|others|and others|see list|keiner|niemand|andere|weitere|personne|autres|nadie|"
        "otros|anderen|ninguém|outros".split("|"),
    )
)
"""What lists hold in place of a name."""
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


def _say_cancelled(table: Table, columns: Mapping[str, TableColumn]) -> None:
    """Sessions without a status whose list reads "cancelled" did not take place."""
    statuses, status = list(table.cells("status")), table.column("status")
    found = [
        record
        for column in columns.values()
        for record, cell in enumerate(column.cells)
        if not text_of(statuses[record]) and _is_cancelled(text_of(cell))
    ]
    if found:
        for record in found:
            statuses[record] = "cancelled"
        table.derive("status", statuses, status.at if status else None)


def _is_cancelled(text: str) -> bool:
    return bool(text) and word_for(text, TABS["sessions"].column("status")) == "cancelled"


def _is_nobody(text: str) -> bool:
    """Whether an entry of a list names no person: a number of people, nobody, or that there was no session."""
    form = word_form(text)
    return bool(_COUNT.match(text.strip().casefold())) or form in _NOBODY or _is_cancelled(text)


def listed(table: Table, roster: Roster, recorded: frozenset[str]) -> Table | None:
    """The attendance in the lists of a sessions tab: one record per person and session; None if it has no such lists.

    `recorded`: sessions (folded keys) whose attendance stands elsewhere; their lists are not read.
    """
    columns = list_columns(table)
    if not columns:
        return None
    records = Records()
    _say_cancelled(table, columns)
    key_at = table.column("session")
    for meaning, column in columns.items():
        for record, cell in enumerate(column.cells):
            session = text_of(table.cells("session")[record])
            if not text_of(cell) or not session or record in table.no_records or fold(session) in recorded:
                continue
            where = int(column.at[record])
            for person in roster.all_in(text_of(cell)):
                if _is_nobody(person):
                    table.note(
                        record,
                        column.name,
                        "warning",
                        "nobody's name",
                        person,
                        "names of people; this is nobody's, and is not counted",
                    )
                    continue
                key = int(key_at.at[record]) if key_at is not None else DERIVED
                records.add(session, person, LISTS[meaning], int(table.rows[record]), (key, where, where))
    return records.table(table.grid, table.header_row) if records.rows else None
