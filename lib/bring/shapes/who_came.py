"""Who came, in a list with a row for each person and day: by marks, arrivals or signatures, or everybody in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import time

from lib.bring.list_headers import LIST_HEADERS, LISTS
from lib.bring.origin import DERIVED
from lib.bring.shapes.headings.times_spent import marks_in
from lib.bring.shapes.sign_in_sheets import is_signature
from lib.bring.table import Table, text_of
from lib.log.format.schema import TABS
from lib.log.format.words import fillers, word_for, word_form
from lib.workbook.base import Cell

_PRESENT = TABS["attendance"].column("present")
_AWAY = {
    word_form(header): LISTS[meaning]
    for meaning in ("apologies", "absent")
    for header in LIST_HEADERS[meaning]
    if header != "missing"
}
"""What a cell beside a name says if the person did not come."""
NOT_SIGNED = "nothing says that this person came"
_ARRIVED = frozenset(
    map(
        word_form,
        "in|time in|check in|sign in|arrived|arrival|arrival time|ankunft|arrivée|llegada|aankomst|chegada".split(
            "|"
        ),
    )
)
CHECKED_IN = frozenset(
    map(
        word_form,
        "check-in date|check-in time|check in date|check in time|checkin date|checkin time|check-in date/time|"
        "checked in at|checked in on|checkin at|date checked in|time checked in|check-in at|scanned at|scan time|"
        "scan date|check-in am|check-in um|check-in zeit|eingecheckt am|eingecheckt um|date de check-in|"
        "heure de check-in|fecha de check-in|hora de check-in|incheckdatum|inchecktijd|data do check-in".split(
            "|"
        ),
    )
)
"""Headers of the lists of guests that programs for events write, over the time at which somebody came."""
_ONLY_REGISTERED = frozenset(
    map(
        word_form,
        "attending|going|registered|confirmed|approved|invited|angemeldet|zugesagt|inscrit|inscrite|inscrito|"
        "inscrita|confirmado|confirmada|aangemeld|ingeschreven".split("|"),
    )
)
"""What the status of a guest who has not checked in says: that they would come."""
_CAME = frozenset(map(word_form, "checked in|checked-in|eingecheckt|check-in".split("|")))
_TIME = re.compile(r"\d{1,2}[:.h]\d{2}(:\d{2})?\s*([ap]\.?m\.?)?", re.IGNORECASE)


def read_present(table: Table, *, joined: bool) -> None:
    """Without a column that says who was present, everybody in the list was, unless a column of arrivals is blank, or
    one of times says 0."""
    if table.has("present"):
        cells = table.cells("present")
        if any(_is_time(cell) for cell in cells):
            table.respell("present", ["yes" if _is_time(cell) else cell for cell in cells])
        _leave_out_only_registered(table)
        return
    members = table.texts("member")
    if not joined and (times := marks_in(table)) is not None:
        table.derive(
            "present", [mark if member else None for mark, member in zip(times, members, strict=True)]
        )
        return
    arrived = _arrivals(table)
    unread = "" if joined or arrived is not None else _unread_marks(table)
    if unread:
        table.derive("present", [None] * len(table))
        expected = (
            "to know which column says who was present; none is read as it, so nobody counts as present"
        )
        table.note(None, "", "warning", "no column present", unread, expected)
        return
    away = _said_away(table)
    table.derive(
        "present",
        [
            None if not member else away.get(at, "yes") if arrived is None else _came(arrived[at])
            for at, member in enumerate(members)
        ],
    )
    for at, member in enumerate(members):
        if arrived is not None and member and not text_of(table.cells("present")[at]):
            table.leave_out(at, NOT_SIGNED)
    table.note(
        None,
        "",
        "note",
        "only those present are listed",
        "no column that says who was present",
        "a column present; everybody listed is read as present",
    )


def says_checked_in(texts: Iterable[str]) -> bool:
    """Whether any of these says that a guest has checked in."""
    return any(word_form(text) in _CAME for text in texts)


def _leave_out_only_registered(table: Table) -> None:
    """Beside guests who checked in, those who said that they would come are not known to have come."""
    if not says_checked_in(table.said("present")):
        return
    forms = [word_form(text) for text in table.texts("present")]
    is_only = [form in _ONLY_REGISTERED for form in forms]
    for record, is_left_out in enumerate(is_only):
        if is_left_out:
            table.leave_out(record, NOT_SIGNED)
    cells = zip(table.cells("present"), is_only, strict=True)
    table.respell("present", [None if is_left_out else cell for cell, is_left_out in cells])


def has_check_ins(table: Table) -> bool:
    """Whether the days of a list are when each person checked in, so that a blank one means that nobody came."""
    column = table.column("session")
    if column is None or not len(table) or int(column.at[0]) == DERIVED:
        return False
    return word_form(text_of(table.grid.cell(table.header_row, int(column.at[0])))) in CHECKED_IN


def _said_away(table: Table) -> dict[int, str]:
    """The records of which a cell in any other column says that the person did not come -> excused or no."""
    return {
        record: mark
        for column in table.columns
        if column.name not in table.tab.column_names
        for record, cell in enumerate(column.cells)
        if isinstance(cell, str) and (mark := _AWAY.get(word_form(cell)))
    }


def _unread_marks(table: Table) -> str:
    """The header of a column that is not read and says in most cells whether somebody was there; "" if none does."""
    for column in table.columns:
        if column.name in table.tab.column_names:
            continue
        texts = [text for cell in column.cells if (text := text_of(cell))]
        words = [word_for(text, _PRESENT) for text in texts]
        if words and 2 * sum(word is not None for word in words) > len(words) and {*words} - {"yes", None}:
            return column.name
    return ""


def _arrivals(table: Table) -> Sequence[Cell] | None:
    """The cells of the column with the time at which somebody came, or with their signatures; None if there is none.

    Of both, what the one lacks is taken from the other.
    """
    width = range(len(table.grid.columns))
    headers = [text_of(table.grid.cell(table.header_row, at)) for at in width]
    found = [
        column.cells
        for column in table.columns
        if (word_form(column.name) in _ARRIVED and any(_is_time(cell) for cell in column.cells))
        or (is_signature(column.name, headers) and any(map(text_of, column.cells)))
    ]
    if not found:
        return None
    return [next((cell for cell in cells if text_of(cell)), None) for cells in zip(*found, strict=True)]


def _came(cell: Cell) -> Cell:
    """What a time or a signature says: yes; "apologies" in its place is what it is."""
    text = text_of(cell)
    return (word_for(text, _PRESENT) or "yes") if text and word_form(text) not in fillers() else None


def _is_time(cell: Cell) -> bool:
    return isinstance(cell, time) or (isinstance(cell, str) and bool(_TIME.fullmatch(cell.strip())))
