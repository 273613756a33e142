"""Attendance kept as lists of names in the row of each session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lib.bring.origin import DERIVED
from lib.bring.people import Roster
from lib.bring.shapes.attendance_records import Records
from lib.bring.shapes.list_entries import entries, everybody_but, is_cancelled, is_nobody, roster_from
from lib.bring.shapes.sessions_by_day import days_of
from lib.bring.table import Table, TableColumn, text_of
from lib.log.format.folding import fold
from lib.log.format.words import word_form

LISTS: Mapping[str, str] = {"attendees": "yes", "apologies": "excused", "absent": "no"}
"""Columns of the sessions tab that list people, and what being listed there means."""
LIST_HEADERS: Mapping[str, tuple[str, ...]] = {
    "attendees": (
        "attendees", "attendance", "attended", "present", "who was there", "who came", "participants",
        "people present",
        "in attendance", "teilnehmer", "teilnehmende", "anwesend", "anwesende", "participants présents", "présents",
        "asistentes", "presentes", "aanwezig", "aanwezigen", "deelnemers", "participantes",
        "members present", "asistieron", "present at meeting", "attended by", "attendees present", "who attended",
        "membres présents", "mitglieder anwesend", "miembros presentes", "membros presentes", "leden aanwezig",
    ),
    "apologies": (
        "apologies", "regrets", "excused", "sent apologies", "apologies for absence", "entschuldigt", "excusés",
        "excuses", "disculpados", "excusados", "afgemeld", "verontschuldigd", "afmeldingen", "justificados",
        "ausencias justificadas", "ausências justificadas", "entschuldigte", "abmeldungen", "abgemeldet",
        "absences excusées", "absents excusés", "leave of absence", "apologies received", "absent with apologies",
        "apologies / regrets", "apologies/regrets", "absent (excused)", "absent excused", "excused absences",
        "apologies from", "regrets from", "entschuldigt abwesend", "absent (entschuldigt)", "absents (excusés)",
        "ausentes justificados", "ausentes con excusa", "afwezig met kennisgeving", "afwezig met bericht",
        "ausentes com justificativa",
    ),
    "absent": (
        "absent", "absentees", "missing", "not present", "did not attend", "no shows", "abwesend", "gefehlt",
        "absents",
        "ausentes", "afwezig", "afwezigen", "abwesende", "non-attendees",
        "unexcused", "absent without apology", "absent without apologies", "absent (unexcused)", "absent unexcused",
        "unentschuldigt", "unentschuldigt abwesend", "absents non excusés", "non excusés",
        "afwezig zonder kennisgeving", "afwezig zonder bericht", "ausentes sin justificar",
        "ausentes sem justificativa", "faltaram", "faltas",
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


def roster_in_lists(tables: Mapping[str, Sequence[Table]]) -> Roster:
    """The people that the lists of the sessions and the owners of actions name, for a log without members."""
    cells = [
        text_of(cell)
        for table in tables.get("sessions", ())
        for column in list_columns(table).values()
        for record, cell in enumerate(column.cells)
        if record not in table.no_records
    ]
    if not any(cells):
        return Roster(())
    owners = [text for table in tables.get("actions", ()) for text in {*table.texts("owner")}]
    return roster_from(filter(None, cells), filter(None, owners))


@dataclass
class Members:
    """Who belongs to a circle on a day: those of the members tab, or else those whom the circle's lists name."""

    tables: Mapping[str, Sequence[Table]]
    roster: Roster
    _of: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)

    def of(self, circle: str, day: str) -> list[str]:
        """The members of a circle on an ISO day ("" for any day), by key."""
        if not self._of:
            self._find()
        return [
            key
            for key, joined, left in self._of.get(fold(circle), ())
            if not day or ((not joined or joined <= day) and (not left or day < left))
        ]

    def _find(self) -> None:
        for table in self.tables.get("members", ()):
            joined = [day or "" for day in days_of(table, "joined")]
            left = [day or "" for day in days_of(table, "left")]
            rows = zip(table.texts("member"), table.texts("circle"), joined, left, strict=True)
            for record, (key, circle, since, until) in enumerate(rows):
                if key and record not in table.no_records:
                    self._of.setdefault(fold(circle), []).append((key, since, until))
        if self._of:
            return
        for table in self.tables.get("sessions", ()):
            for column in list_columns(table).values():
                for circle, cell in zip(table.texts("circle"), column.cells, strict=True):
                    text = text_of(cell)
                    if not text or everybody_but(text) is not None:
                        continue
                    its = self._of.setdefault(fold(circle), [])
                    for entry in entries(text, self.roster):
                        if (
                            not entry.is_guest
                            and not is_nobody(entry.person)
                            and (entry.person, "", "") not in its
                        ):
                            its.append((entry.person, "", ""))


def _say_cancelled(table: Table, columns: Mapping[str, TableColumn]) -> None:
    """Sessions without a status whose list reads "cancelled" did not take place; nor did those that list nobody, where
    any text does ("CANCELLED - snow" as the topic)."""
    statuses, status, held = list(table.cells("status")), table.column("status"), table.texts("held")
    lists = [column.name for column in columns.values()]
    found = [
        record
        for column in table.columns
        if column.name in lists or column.name not in ("session", "circle", "planned", "held", "status")
        for record, cell in enumerate(column.cells)
        if isinstance(cell, str)
        and not text_of(statuses[record])
        and (column.name in lists or not (held[record] or _lists_somebody(columns, record)))
        and is_cancelled(text_of(cell))
    ]
    if found:
        for record in found:
            statuses[record] = "cancelled"
        table.derive("status", statuses, status.at if status else None)


def _lists_somebody(columns: Mapping[str, TableColumn], record: int) -> bool:
    return any(text_of(column.cells[record]) for column in columns.values())


def listed(table: Table, roster: Roster, recorded: frozenset[str], members: Members) -> Table | None:
    """The attendance in the lists of a sessions tab: one record per person and session; None if it has no such lists.

    `recorded`: sessions (folded keys) whose attendance stands elsewhere; their lists are not read. "Everyone except
    Bob" are the members of the circle on that day, without those whom another list of the session names.
    """
    columns = list_columns(table)
    if not columns:
        return None
    records = Records()
    _say_cancelled(table, columns)
    key_at = table.column("session")
    sessions, circles = table.texts("session"), table.texts("circle")
    days = days_of(table, "held" if any(table.texts("held")) else "planned")
    for record, session in enumerate(sessions):
        if not session or record in table.no_records or fold(session) in recorded:
            continue
        key = int(key_at.at[record]) if key_at is not None else DERIVED
        named: set[str] = set()
        explicit = {
            fold(entry.person)
            for column in columns.values()
            if (text := text_of(column.cells[record])) and everybody_but(text) is None
            for entry in entries(text, roster)
        }
        everybody: list[tuple[str, int]] = []
        for meaning, column in columns.items():
            text, where = text_of(column.cells[record]), int(column.at[record])
            if not text:
                continue
            rest = everybody_but(text)
            if rest is not None:
                everybody.append((LISTS[meaning], where))
            for entry in entries(text if rest is None else rest, roster):
                if is_nobody(entry.person):
                    table.note(
                        record,
                        column.name,
                        "warning",
                        "nobody's name",
                        entry.person,
                        "names of people; this is nobody's, and is not counted",
                    )
                    continue
                mark = entry.says if entry.says in ("no", "excused") else LISTS[meaning]
                if rest is not None and fold(entry.person) in explicit:
                    continue  # "everyone except Bob", and Bob's apologies beside it
                if rest is not None:
                    mark = entry.says if entry.says == "excused" else "no"
                named.add(fold(entry.person))
                place = key, where, where
                row = int(table.rows[record])
                records.add(session, entry.person, mark, row, place, is_guest=entry.is_guest)
        for mark, where in everybody:
            for person in members.of(circles[record], days[record] or ""):
                if fold(person) not in named | explicit:
                    named.add(fold(person))
                    records.add(session, person, mark, int(table.rows[record]), (key, where, where))
    if not records.rows:
        return None
    for meaning, column in columns.items():
        column.name, table.is_plain = meaning, False
    return records.table(table.grid, table.header_row)
