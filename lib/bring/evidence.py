"""What the cells of a column say about its meaning, beside its header."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lib.bring.people import Roster
from lib.bring.shapes.codes import looks_like_keys
from lib.bring.shapes.grid_layout import Layout
from lib.bring.shapes.listed_attendance import LIST_HEADERS
from lib.bring.shapes.sessions_by_day import day_in
from lib.bring.synonyms import columns_for
from lib.log.format.cells import Unfit, read_date, shown
from lib.log.format.schema import TABS, Tab
from lib.log.format.words import no_words, word_for, word_form, yes_words
from lib.log.reading.naming import folded
from lib.workbook.base import Cell, Grid

_ATTENDANCE, _SESSIONS = TABS["attendance"], TABS["sessions"]

SURE = 95.0
"""A guess this sure is made for the person; a less sure one is only offered."""
MOST_LOOKED_AT = 2_000
"""Rows below the headers that guesses are made from."""


def some_texts(grid: Grid, position: int, header_row: int) -> list[str]:
    """The first filled cells of a column, as many as a guess needs."""
    cells = grid.columns[position][header_row : header_row + MOST_LOOKED_AT]
    return [text for cell in cells if (text := shown(cell).strip())]


def fitting(scores: dict[str, float], cells: Sequence[str], header: str, tab: Tab) -> dict[str, float]:
    """Without meanings that the cells contradict: yes or no under a question is no date."""
    forms = {word_form(cell) for cell in cells[:200]}
    is_yes_or_no = bool(forms) and forms <= yes_words() | no_words()
    kept = {}
    for name, score in scores.items():
        kind = tab.column(name).kind
        if name == "held" and tab.name == "sessions":
            kept[name] = score  # "Held?" over yes and no says whether it was
            continue
        is_asked = header.rstrip().endswith("?")
        if kind == "date" and (is_yes_or_no or (is_asked and not _are_days(cells))):
            continue
        kept[name] = score
    if (
        tab.name == "actions"
        and not is_yes_or_no
        and header.rstrip().endswith("?")
        and word_form(header.rstrip("? ")) in {word_form(word) for word in DONE}
    ):
        kept.setdefault("status", SURE - 5)  # words and dates below it: only a person knows
    if (
        is_yes_or_no
        and header.rstrip().endswith("?")
        and "status" in tab.column_names
        and tab.name == "actions"
    ):
        if word_form(header.rstrip("? ")) in {word_form(word) for word in DONE}:
            return {"status": SURE}
        kept.pop("status", None)  # "Urgent?" says nothing about it, and yes to "Still open?" means no
    return kept


def _are_days(cells: Sequence[str]) -> bool:
    """Whether most cells are days: "Bis wann?" may be their header."""
    days = 0
    for cell in cells[:200]:
        try:
            days += read_date(cell, day_first=True, epoch_1904=False) is not None
        except Unfit:
            continue
    return 2 * days > len(cells[:200])


def is_text_under_key(header: str, cells: Sequence[str], tab: Tab) -> bool:
    """Whether a column "Action" holds what is to be done: its cells do not look like numbers or codes."""
    return tab.name == "actions" and folded(header) == "action" and bool(cells) and not looks_like_keys(cells)


DONE = (
    "done",
    "completed",
    "complete",
    "closed",
    "finished",
    "erledigt",
    "terminé",
    "hecho",
    "klaar",
    "gereed",
    "✔",
    "✓",
    "fait",
    "feito",
    "fini",
)
"""Headers under which people tick what is done, or write how far it is; dates under them mean something else."""
_DONE_FORMS = frozenset(map(word_form, DONE))


def are_states(cells: Sequence[str], tab: Tab) -> bool:
    """Whether at least half of the cells say how far something is, in words that are known or with a tick."""
    status = tab.column("status")
    known = sum(
        word_for(cell, status) is not None or word_form(cell) in yes_words() | no_words() for cell in cells
    )
    return bool(cells) and 2 * known >= len(cells)


def list_use(header: str) -> str:
    """The list of people that a header of a sessions tab announces: attendees, apologies, absent; "" for none."""
    form = word_form(header)
    return next(
        (use for use, headers in LIST_HEADERS.items() if form in {word_form(each) for each in headers}), ""
    )


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


def report_row(grid: Grid) -> int:
    """The row of the headers of a meeting program's report of who joined when; 0 if the tab is none."""
    for row in range(1, min(grid.height, 20) + 1):
        headers = [shown(grid.cell(row, at)) for at in range(len(grid.columns))]
        has_name = any(columns_for(header, _ATTENDANCE).get("member", 0.0) >= SURE for header in headers)
        if has_name and any(word_form(header) in _JOINED for header in headers):
            return row
    return 0


def is_day_of_sign_in(header: str, grid: Grid, position: int, header_row: int) -> bool:
    """Whether a column of an attendance list says on which day somebody came: days under "Date" or "Join time"."""
    is_day = columns_for(header, _SESSIONS).get("planned", 0.0) >= SURE or word_form(header) in _JOINED
    if not is_day:
        return False
    cells = [cell for cell in grid.columns[position][header_row : header_row + 200] if shown(cell).strip()]
    return bool(cells) and 2 * sum(_is_day(cell, grid) for cell in cells) > len(cells)


def _is_day(cell: Cell, grid: Grid) -> bool:
    return day_in(cell, replace(grid, day_first=True)) is not None


def part_of(layout: Layout, position: int) -> str:
    """What a column of a grid of attendance is, in words: people, a day, the circle; "" for none."""
    if position == layout.circle:
        return "circle"
    if layout.is_down:
        return "people" if position in layout.people else "a day" if position in layout.days else ""
    return "one person" if position in layout.people else "days" if position == layout.when else ""


_NO_MARKS = frozenset(
    map(
        word_form,
        "guest|host|new|external|first time|recording|role|gast|extern|neu|invité|nouveau|invitado|nuevo".split(
            "|"
        ),
    )
)
"""Headers over yes and no that say something else than who was present."""


def signature(grid: Grid, row: int) -> str:
    """The tab of the format that the headers in a row speak for, where its title says nothing: actions, sessions,
    attendance; "" for none."""
    headers = [shown(grid.cell(row, at)).strip() for at in range(len(grid.columns))]
    found = {
        tab: {
            name
            for header in headers
            if header
            for name, score in columns_for(header, TABS[tab]).items()
            if score >= SURE
        }
        for tab in ("actions", "sessions", "attendance")
    }
    lists = {use for header in headers if (use := list_use(header))}
    if "what" in found["actions"] and len(found["actions"] & {"owner", "due", "status", "closed"}) >= 2:
        return "actions"
    if len(found["actions"] & {"owner", "due"}) == 2 and found["actions"] & {"status", "closed"}:
        return "actions"  # a person is asked which column says what is to be done
    if is_sign_in(grid, row):
        return "attendance"
    if "planned" in found["sessions"] and "attendees" in lists:
        return "sessions"
    return ""


def is_sign_in(grid: Grid, row: int) -> bool:
    """Whether the columns below a row of headers hold days, people and marks, one row for each person and day."""
    headers = [shown(grid.cell(row, at)).strip() for at in range(len(grid.columns))]
    actions = TABS["actions"]
    if any(columns_for(header, actions).get("what", 0.0) >= SURE for header in headers if header):
        return False
    if any(map(_is_about_a_session, headers)):
        return False
    has_day = any(is_day_of_sign_in(header, grid, at, row) for at, header in enumerate(headers) if header)
    has_name = any(
        columns_for(header, _ATTENDANCE).get("member", 0.0) >= SURE for header in headers if header
    )
    if any(_are_lists(some_texts(grid, at, row)) for at, header in enumerate(headers) if list_use(header)):
        return False
    marks = [
        at
        for at, header in enumerate(headers)
        if header and is_mark_column(header, some_texts(grid, at, row))
    ]
    return has_day and has_name and bool(marks)


def _is_about_a_session(header: str) -> bool:
    """Whether a header stands over what only a row for a whole session has: whether it was held, who sent apologies."""
    return list_use(header) in ("apologies", "absent") or (
        columns_for(header, _SESSIONS).get("held", 0.0) >= SURE
        and word_form(header.rstrip("? ")) not in _DONE_FORMS
    )


def _are_lists(texts: Sequence[str]) -> bool:
    """Whether at least a third of the cells name several people."""
    several = sum(len(Roster(()).parts(text)) > 1 for text in texts[:200])
    return bool(several) and 3 * several >= len(texts[:200])


def is_mark_column(header: str, cells: Sequence[str]) -> bool:
    """Whether a column of an attendance list says who was present, whatever its header."""
    return word_form(header.rstrip("? ")) not in _NO_MARKS and are_marks(cells)


def are_marks(cells: Sequence[str]) -> bool:
    """Whether the cells of a column say who was present: known words, yes and no or another two of them among them."""
    column = _ATTENDANCE.column("present")
    said = [word_for(cell, column) for cell in cells[:200]]
    return len(cells) > 1 and 10 * sum(word is not None for word in said) >= 8 * len(said)
