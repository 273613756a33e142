"""Lists of who joined when: reports of meeting programs, check-ins by form, and the columns that hold the day."""

from __future__ import annotations

import re
from dataclasses import replace

from lib.bring.evidence import SURE
from lib.bring.shapes.grid_cells import is_begin, is_end
from lib.bring.shapes.sessions_by_day import day_in, in_own_order, two_days_in
from lib.bring.shapes.who_came import CHECKED_IN
from lib.bring.synonyms import columns_for
from lib.log.format.cells import shown
from lib.log.format.schema import TABS
from lib.log.format.words import fillers, word_for, word_form
from lib.workbook.base import Cell, Grid

_ATTENDANCE, _SESSIONS = TABS["attendance"], TABS["sessions"]
_TIMED = re.compile(r"\d[T ,]+\d{1,2}:\d{2}")
_JOINED = frozenset(
    map(
        word_form,
        (
            "join time",
            "joined",
            "join date",
            "first join",
            "first join time",
            "time joined",
            "joined at",
            "entry time",
            "heure d'arrivée",
            "première connexion",
            "beitrittszeit",
            "erster beitritt",
            "hora de entrada",
            "hora de unión",
            "eerste deelname",
        ),
    )
)
"""Headers of the reports that meeting programs write, over the time at which somebody joined."""
_REGISTERED = frozenset(
    map(
        word_form,
        "order date|order time|created|created at|created date|created on|registered|registered at|registered on|"
        "registration date|registration time|date registered|booking date|booked on|booked at|purchase date|"
        "purchased at|rsvp date|rsvp at|signed up|signed up at|sign-up date|invited at|approved at|bestelldatum|"
        "anmeldedatum|angemeldet am|gebucht am|registriert am|date de commande|date d'inscription|inscrit le|"
        "date de réservation|fecha de pedido|fecha de registro|fecha de inscripción|besteldatum|inschrijfdatum|"
        "aangemeld op|data do pedido|data de inscrição".split("|"),
    )
)
"""Headers over the time at which somebody said that they would come, which says nothing about who came."""


_STAMPS = frozenset(
    map(
        word_form,
        "timestamp|time stamp|zeitstempel|horodateur|marca temporal|tijdstempel|carimbo de data/hora".split(
            "|"
        ),
    )
)
"""Headers of the answers of a form, over the time at which somebody sent them."""
_COMINGS = frozenset(
    map(
        word_form,
        "joined|joined before|left|beigetreten|vorher beigetreten|verlassen|hat teilgenommen|a rejoint|a rejoint avant|"
        "a quitté|rejoint|parti|se unió|se unió antes|abandonó|salió|deelgenomen|eerder deelgenomen|verlaten|ingressou|"
        "entrou|entrou antes|saiu".split("|"),
    )
)
"""What lists of meeting programs say beside each time: that somebody came or went."""


def is_of_comings(grid: Grid, row: int) -> bool:
    """Whether a list has the times at which people came and went, each in a row of its own: a time, and which."""
    headers = [shown(grid.cell(row, at)) for at in range(len(grid.columns))]
    if not any(word_form(header) in _STAMPS for header in headers):
        return False
    for column in grid.columns:
        forms = {word_form(text) for cell in column[row : row + 200] if (text := shown(cell).strip())}
        if forms and forms <= _COMINGS:
            return True
    return False


def _has_marks(grid: Grid, row: int) -> bool:
    """Whether a column says who was there in its header and in most of its cells."""
    column = _ATTENDANCE.column("present")
    for at in range(len(grid.columns)):
        if columns_for(shown(grid.cell(row, at)), _ATTENDANCE).get("present", 0.0) >= SURE:
            said = [text for cell in grid.columns[at][row : row + 200] if (text := shown(cell).strip())]
            if len(said) > 1 and 10 * sum(word_for(text, column) is not None for text in said) >= 8 * len(
                said
            ):
                return True
    return False


def is_check_in(grid: Grid, row: int) -> bool:
    """Whether the answers of a form say who came: the same people on several days, by when they sent the form."""
    headers = [shown(grid.cell(row, at)) for at in range(len(grid.columns))]
    stamps = [at for at, header in enumerate(headers) if word_form(header) in _STAMPS]
    names = [
        at for at, header in enumerate(headers) if columns_for(header, _ATTENDANCE).get("member", 0.0) >= SURE
    ]
    if len(stamps) != 1 or not names:
        return False
    own = in_own_order(grid, grid.columns[stamps[0]][row:])
    days: dict[str, set[str]] = {}
    for at in range(row + 1, min(grid.height, row + 500) + 1):
        day = day_in(grid.cell(at, stamps[0]), own)
        if name := word_form(shown(grid.cell(at, names[0])).strip()):
            days.setdefault(name, set()).add(day or "")
    all_days = {day for its in days.values() for day in its if day}
    return len(all_days) > 1 and 3 * sum(len(its) > 1 for its in days.values()) >= len(days)


def report_row(grid: Grid) -> int:
    """The row of the headers of a meeting program's report of who joined when; 0 if the tab is none."""
    for row in range(1, min(grid.height, 20) + 1):
        headers = [shown(grid.cell(row, at)) for at in range(len(grid.columns))]
        has_name = any(columns_for(header, _ATTENDANCE).get("member", 0.0) >= SURE for header in headers)
        if has_name and (
            any(
                word_form(header) in CHECKED_IN
                or (word_form(header) in _JOINED and _has_times(grid, row, at))
                for at, header in enumerate(headers)
            )
            or _first_times(grid, row) is not None
            or is_check_in(grid, row)
            or is_of_comings(grid, row)
        ):
            return row
    return 0


def _has_times(grid: Grid, row: int, position: int) -> bool:
    """Whether the cells below a header do not only hold days: "Joined" may be when somebody became a member."""
    cells = [cell for cell in grid.columns[position][row : row + 50] if _says(cell)]
    return (
        not cells
        or any(":" in shown(cell) for cell in cells)
        or not any(_is_day(cell, grid) for cell in cells)
    )


def _first_times(grid: Grid, row: int) -> int | None:
    """The first of at least two columns with a day and a time in most cells below a row, as reports of meeting programs
    have them, whatever their language; None if there are none."""
    found = []
    for at in range(len(grid.columns)):
        header = shown(grid.cell(row, at))
        if word_form(header) in _REGISTERED or is_begin(header) or is_end(header):
            continue  # of the meetings in a calendar
        cells = [cell for cell in grid.columns[at][row : row + 50] if _says(cell)]
        timed = sum(bool(_TIMED.search(shown(cell))) and _is_day(cell, grid) for cell in cells)
        if timed and 2 * timed > len(cells):
            found.append(at)
    return found[0] if len(found) > 1 else None


def is_day_of_sign_in(header: str, grid: Grid, position: int, header_row: int) -> bool:
    """Whether a column of an attendance list says on which day somebody came: days under "Date" or "Join time"."""
    row = (grid.cell(header_row, at) for at in range(len(grid.columns)))
    has_check_ins = any(word_form(shown(cell)) in CHECKED_IN for cell in row)
    is_day = columns_for(header, _SESSIONS).get("planned", 0.0) >= SURE and not has_check_ins
    is_joined = word_form(header) in _JOINED | CHECKED_IN or (
        word_form(header) in _STAMPS
        and (is_check_in(grid, header_row) or is_of_comings(grid, header_row) or _has_marks(grid, header_row))
    )
    if not (is_day or is_joined) and (has_check_ins or position != _first_times(grid, header_row)):
        return False
    cells = [cell for cell in grid.columns[position][header_row : header_row + 200] if _says(cell)]
    if word_form(header) in _JOINED and not is_day and not any(_TIMED.search(shown(cell)) for cell in cells):
        return False  # without a time of day, "Joined" is the day on which somebody became a member
    return bool(cells) and 2 * sum(_is_day(cell, grid) for cell in cells) > len(cells)


def _says(cell: Cell) -> bool:
    """Whether a cell holds more than a dash, as reports have for those who registered and did not come."""
    return bool(text := shown(cell).strip()) and word_form(text) not in fillers()


def _is_day(cell: Cell, grid: Grid) -> bool:
    return bool(two_days_in(cell, grid)) or day_in(cell, replace(grid, day_first=True)) is not None
