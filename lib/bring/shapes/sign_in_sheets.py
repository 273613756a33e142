"""Sign-in sheets: names below a title that says the day, one meeting a tab, or several below each other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from lib.bring.origin import DERIVED
from lib.bring.shapes.attendance_records import Records
from lib.bring.shapes.grid_cells import is_begin
from lib.bring.shapes.headings.names_down import columns_of_names
from lib.bring.shapes.headings.ticked_columns import ticked_columns
from lib.bring.shapes.headings.times_spent import IN_MEETING
from lib.bring.shapes.row_texts import HEADER, HEADING
from lib.bring.shapes.sessions_by_day import day_in, two_days_in
from lib.bring.synonyms import columns_for
from lib.bring.table import Table, text_of
from lib.log.format.column_texts import texts_of
from lib.log.format.folding import fold
from lib.log.format.schema import TABS
from lib.log.format.words import fillers, word_for, word_form
from lib.workbook.base import Cell, Grid

_ATTENDANCE = TABS["attendance"]
_MOST_IN_A_HEADING = 3
"""Filled cells of a row that names the day of what is below it."""
_WRITTEN = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|"
    r"\d{1,2}(?:st|nd|rd|th|\.|er)?\s+(?:of |de )?[^\W\d]{3,10}\.?,?\s+(?:de )?\d{4}|"
    r"[^\W\d]{3,10}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}"
)
_AS_OF = re.compile(
    r"\b(?:as of|as at|last (?:up)?date|updated|last (?:changed|revised|modified)|version|printed|exported|valid from|"
    r"stand|stand vom|aktualisiert|gültig ab|état au|mise? à jour|actualizad[oa]|a fecha de|bijgewerkt|per|"
    r"atualizad[oa])\b",
    re.IGNORECASE,
)
"""What stands before the day on which a list was last changed."""
SIGNED = frozenset(
    map(
        word_form,
        "signature|signed|sign|sign here|initials|unterschrift|kürzel|émargement|firma|handtekening|"
        "paraaf|assinatura|rubrica".split("|"),
    )
)
"""Headers over what somebody writes who has come, in `word_form`."""
_WITH_FIRMA = frozenset(
    map(
        word_form,
        "nombre|nombres|apellido|apellidos|nombre y apellidos|apellidos y nombre|nombre completo|participante|"
        "participantes|asistente|asistentes|miembro|miembros|nome|cognome|nome e cognome|partecipante".split(
            "|"
        ),
    )
)
"""Headers beside which "Firma" is a signature; elsewhere it is a company."""


def is_signature(header: str, headers: Iterable[str]) -> bool:
    """Whether a header stands over what somebody writes who has come; `headers`: all of its row."""
    form = word_form(header.rstrip("?: "))
    return form in SIGNED and (form != "firma" or any(word_form(other) in _WITH_FIRMA for other in headers))


_BESIDE = SIGNED | frozenset(
    map(
        word_form,
        "time in|time|arrival|arrived|in|e-mail|email|phone|organisation|organization|company|role|department|"
        "first visit|telefon|ankunft|heure|heure d'arrivée|courriel|téléphone|hora|correo|teléfono|aankomst|telefoon|"
        "chegada|telefone".split("|"),
    )
)


def sheet_row(grid: Grid, farthest: int) -> int:
    """The row of the headers of a sign-in sheet, with the day above it; 0 if the tab is none."""
    for row in range(1, min(grid.height, farthest) + 1):
        if columns_of_names(grid, row):
            return row if _day_above(grid, row) else 0
        headers = [text_of(grid.cell(row, at)) for at in range(len(grid.columns))]
        has_name = any(map(_is_name_header, headers))
        is_signed = any(word_form(text.rstrip("?: ")) in _BESIDE | IN_MEETING for text in headers if text)
        if has_name and (is_signed or _says_who_came(grid, row, headers)):
            return row if _day_above(grid, row) else 0
    return 0


def _day_above(grid: Grid, row: int) -> str:
    """The day that the nearest heading above a row, or else the tab's title, names, as ISO text; "" for none."""
    above = (_day_of_heading(grid, at) or _day_of_meeting(grid, at) for at in range(row - 1, 0, -1))
    return next((day for day in above if day), "") or day_of_title(grid)


def _day_of_meeting(grid: Grid, row: int) -> str:
    """The day on which a meeting began, as reports of meeting programs say it above the people: below "Start Time"; as
    ISO text, or as written if it has two readings; "" for none."""
    for at in range(len(grid.columns)) if row > 1 else ():
        if is_begin(text_of(grid.cell(row - 1, at))):
            cell = grid.cell(row, at)
            if day := day_in(cell, grid):
                return day
            if two_days_in(cell, grid):
                return text_of(cell)
    return ""


def _says_who_came(grid: Grid, row: int, headers: Sequence[str]) -> bool:
    """Whether a column such as "Attendance" holds words for who was there, nearly all of them known, or columns such as
    "Present" and "Absent" hold ticks."""
    if ticked_columns(grid, row):
        return True
    column = _ATTENDANCE.column("present")
    for at, text in enumerate(headers):
        if columns_for(text, _ATTENDANCE).get("present", 0.0) >= 95.0:
            said = Counter(texts_of(grid.columns[at][row:]))
            del said[""]
            known = sum(
                count
                for text, count in said.items()
                if not text.isdigit() and word_for(text, column) is not None
            )
            if said.total() > 1 and 10 * known >= 8 * said.total():
                return True
    return False


def day_of_title(grid: Grid) -> str:
    """The day that the tab's title names, as ISO text: "15 Jan 2026"; "" for none."""
    return next((day for found in _WRITTEN.findall(grid.tab) if (day := day_in(found, grid))), "")


def read_sheet(table: Table) -> bool:
    """Give each row of a sign-in sheet the day in the heading above it as its session; False if there is none."""
    grid, member = table.grid, table.column("member")
    if member is None or table.has("session") or not len(table):
        return False
    if any(day_in(grid.cell(table.header_row, at), grid) for at in range(len(grid.columns))):
        return False  # a grid of people and days
    day = _day_above(grid, table.header_row)
    if not day:
        return False
    header = fold(text_of(grid.cell(table.header_row, int(member.at[0]))))
    days: list[Cell] = []
    for record, row in enumerate(map(int, table.rows)):
        if above := _day_of_heading(grid, row):
            day = above
            table.leave_out(record, HEADING)
        elif fold(text_of(member.cells[record])) == header:
            table.leave_out(record, HEADER)
        days.append(day if text_of(member.cells[record]) and record not in table.no_records else None)
    table.derive("session", days)
    return True


def names_down(table: Table) -> Table | None:
    """The attendance of a tab that lists the names of those who came to one meeting, and of those who did not, below
    each other; None if it does not, or names no day."""
    grid, row = table.grid, table.header_row
    columns = columns_of_names(grid, row)
    day = _day_above(grid, row) if columns else ""
    if not day:
        return None
    records = Records()
    for at, mark in columns.items():
        for below, cell in enumerate(grid.columns[at][row:], start=row + 1):
            if (name := text_of(cell)) and word_form(name) not in fillers():
                records.add(day, name, mark, below, (DERIVED, at, DERIVED))
    found = records.table(grid, row)
    if {*records.present} == {"yes"}:
        expected = "a list of those who did not come too; everybody listed is read as present"
        found.note(None, "", "note", "only those present are listed", "no list of absences", expected)
    return found


def _is_name_header(text: str) -> bool:
    return bool(text) and columns_for(text, _ATTENDANCE).get("member", 0.0) >= 95.0


def _day_of_heading(grid: Grid, row: int) -> str:
    """The day that a row with few cells names, as ISO text, or as written if it has two readings; "" for none."""
    filled = [cell for at in range(len(grid.columns)) if text_of(cell := grid.cell(row, at))]
    if not filled or len(filled) > _MOST_IN_A_HEADING or any(map(_is_name_header, map(text_of, filled))):
        return ""
    if sum(bool(day_in(cell, grid)) for cell in filled) > 1:
        return ""  # several days are the columns of a grid
    if any(_AS_OF.search(text_of(cell)) for cell in filled):
        return ""  # when the list was last changed, and no meeting
    for cell in filled:
        if day := day_in(cell, grid) if not isinstance(cell, str | int | float) else None:
            return day
        for found in _WRITTEN.findall(text_of(cell)) if isinstance(cell, str) else ():
            if day := day_in(found, grid):
                return day
            if two_days_in(found, replace(grid, day_first=None)):
                return str(found)
    return ""
