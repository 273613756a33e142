"""Attendance kept as lists of names in the row of each session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lib.bring.list_headers import GUESTS, LIST_HEADERS, LISTS, list_columns, lists_in
from lib.bring.origin import DERIVED
from lib.bring.people import Roster
from lib.bring.shapes.attendance_records import Records
from lib.bring.shapes.list_entries import all_listed, entries, is_cancelled, is_nobody, roster_from
from lib.bring.shapes.sessions_by_day import days_of
from lib.bring.table import Table, TableColumn, text_of
from lib.log.format.folding import fold

__all__ = ["LISTS", "LIST_HEADERS", "Members", "list_columns", "listed", "roster_in_lists"]


def roster_in_lists(tables: Mapping[str, Sequence[Table]]) -> Roster:
    """The people that the lists of the sessions and the owners of actions name, for a log without members."""
    cells = [
        names
        for table in tables.get("sessions", ())
        for meaning, column in list_columns(table).items()
        for record, cell in enumerate(column.cells)
        if record not in table.no_records
        for _, names in lists_in(text_of(cell), meaning)
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
            for meaning, column in list_columns(table).items():
                for circle, cell in zip(table.texts("circle"), column.cells, strict=True):
                    for which, text in lists_in(text_of(cell), meaning):
                        if which != GUESTS and all_listed(text) is None:
                            self._add(text, self._of.setdefault(fold(circle), []))

    def _add(self, text: str, its: list[tuple[str, str, str]]) -> None:
        for entry in entries(text, self.roster):
            if not entry.is_guest and not is_nobody(entry.person) and (entry.person, "", "") not in its:
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
    """The attendance in the lists of a sessions tab: one record per person and session; None if it has no such lists,
    or they only name people who did not come.

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
        lists = [
            (which, text, column)
            for meaning, column in columns.items()
            for which, text in lists_in(text_of(column.cells[record]), meaning)
        ]
        explicit = {
            fold(entry.person)
            for _, text, _ in lists
            if all_listed(text) is None
            for entry in entries(text, roster)
        }
        everybody: list[tuple[str, int]] = []
        for which, text, column in lists:
            meant, where = LISTS.get(which, "yes"), int(column.at[record])
            rest = all_listed(text)
            if rest is not None:
                everybody.append((meant, where))
            for entry in entries(text if rest is None else rest, roster):
                if is_nobody(entry.person):
                    _note_nobody(table, record, column.name, entry.person)
                    continue
                mark = entry.says if entry.says in ("no", "excused") else meant
                if rest is not None and fold(entry.person) in explicit:
                    continue  # "everyone except Bob", and Bob's apologies beside it
                if rest is not None:
                    mark = entry.says if entry.says == "excused" else "no"
                named.add(fold(entry.person))
                place = key, where, where
                row = int(table.rows[record])
                is_guest = entry.is_guest or which == GUESTS
                records.add(session, entry.person, mark, row, place, is_guest=is_guest)
        for mark, where in everybody:
            for person in members.of(circles[record], days[record] or ""):
                if fold(person) not in named | explicit:
                    named.add(fold(person))
                    records.add(session, person, mark, int(table.rows[record]), (key, where, where))
    if not records.rows:
        return None
    if "yes" not in records.present:
        headers = (text_of(table.grid.cell(table.header_row, int(each.at[0]))) for each in columns.values())
        names = ", ".join(header for header in headers if header)
        expected = (
            "the names of those who came too: without any, this says nothing about the others; not read"
        )
        table.note(None, "", "warning", "only absences are listed", names, expected)
        return None
    for meaning, column in columns.items():
        column.name, table.is_plain = meaning, False
    return records.table(table.grid, table.header_row)


def _note_nobody(table: Table, record: int, column: str, text: str) -> None:
    expected = "names of people; this is nobody's, and is not counted"
    table.note(record, column, "warning", "nobody's name", text, expected)
