"""What an unfamiliar workbook seems to hold: a guess per tab and column, confirmed by a person before it is used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from lib.bring.actions.boards import board_row
from lib.bring.actions.in_meetings import names_actions
from lib.bring.assigning import assigned, best_of, once
from lib.bring.columns.of_actions import by_cells
from lib.bring.columns.of_sessions import note_takers, start_column
from lib.bring.columns.times_joined import is_day_of_sign_in
from lib.bring.evidence import (
    SURE,
    are_numbers,
    are_states,
    asks_if_done,
    fitting,
    is_number_header,
    is_text_under_key,
    is_title,
    list_use,
    may_hold,
    some_texts,
)
from lib.bring.guess import NOTHING_CHOSEN, SAMPLES, Choices, ColumnGuess, TabGuess
from lib.bring.header_guess import guessed_header_row, has_roster, tab_by_headers
from lib.bring.headers_say import is_mark_column
from lib.bring.list_headers import in_room_and_online, names_nobody
from lib.bring.moved_due import due_columns
from lib.bring.parts.several_tables import split
from lib.bring.parts.turned import turned
from lib.bring.shape_guess import guess_by_shape, like_siblings
from lib.bring.shapes.codes import looks_like_keys
from lib.bring.shapes.headings.names_down import columns_of_names
from lib.bring.shapes.headings.one_each import columns_of_people
from lib.bring.shapes.headings.ticked_columns import ticked_columns
from lib.bring.shapes.headings.two_rows import with_whole_headers
from lib.bring.shapes.names_apart import parts_of_name
from lib.bring.synonyms import columns_for, tabs_for
from lib.log.format.cells import shown
from lib.log.format.schema import TABS, Tab
from lib.log.reading.naming import LISTS, NONE, Naming, folded, namings
from lib.workbook.base import Grid

_LISTED = {"attendees": "who was there", "apologies": "who was excused", "absent": "who was absent"}
"""What a list of people beside actions is, in words."""

_TICKED = {"yes": "who was there", "excused": "who was excused", "no": "who was absent"}
"""What a column of ticks in a list of who came says, in words."""


def propose(grids: Iterable[Grid], choices: Choices = NOTHING_CHOSEN) -> tuple[TabGuess, ...]:
    """A guess for every tab with content except the settings and the journal, in the order of the workbook.

    A title or header with two equally good meanings gets none, and both are offered. Settings of the workbook go before
    guesses, and what a person chose before both.
    """
    grids = with_whole_headers(grids)
    by_workbook = namings(grids, TABS)
    grids = split(turned(grids, by_workbook), by_workbook)
    guesses = [
        _tab(grid, by_workbook.get(grid.workbook, Naming()), choices)
        for grid in grids
        if grid.height and folded(grid.tab) not in ("settings", "edits", "sent")
    ]
    guesses = like_siblings(guesses, grids, by_workbook, choices)
    return tuple(once(guesses, choices, by_workbook))


def _tab(grid: Grid, naming: Naming, choices: Choices) -> TabGuess:
    known = naming.tab(grid.tab, TABS)
    is_left_out = known == NONE
    chosen = choices.tabs.get(grid.tab)
    if chosen is not None:
        name, rivals = chosen, ()
    elif known in TABS or is_left_out:
        name, rivals = "" if is_left_out else known, ()
    else:
        name, rivals = best_of(tabs_for(grid.tab))
    is_settled = chosen is not None or known in TABS or is_left_out
    by_headers = "" if is_settled else tab_by_headers(grid)
    shape = None if by_headers == "actions" else guess_by_shape(grid, naming, name, is_settled=is_settled)
    if by_headers == "actions" and (
        name in ("attendance", "members") or (name == "sessions" and not is_settled)
    ):
        name, rivals = (
            "",
            (),
        )  # who and until when it is to be done is no attendance, nor only a list of meetings
    if shape is not None and shape.is_grid:
        return shape
    if name in ("attendance", "") and not is_settled and not by_headers and has_roster(grid):
        name, rivals, shape = "members", (), None
    is_by_shape = shape is not None
    name = shape.tab if shape is not None else name
    is_only_alike = by_headers == "actions" and tabs_for(grid.tab).get("actions", 0.0) < SURE
    is_by_headers = not name and not is_settled and (not rivals or by_headers in rivals or is_only_alike)
    if is_by_headers:
        name = by_headers
    if not name:
        row = guessed_header_row(grid, None, naming)
        return TabGuess(grid.workbook, grid.tab, "", row, max(grid.height - row, 0), rivals=rivals)
    if name == "actions" and (row := board_row(grid)):
        states, height = _states(grid, row), grid.height - row
        return TabGuess(
            grid.workbook, grid.tab, name, row, height, states, is_grid=True, is_by_headers=is_by_headers
        )
    tab = TABS[name]
    row = shape.header_row if shape is not None else guessed_header_row(grid, tab, naming)
    columns = _columns(grid, tab, naming, row, choices)
    guess = TabGuess(grid.workbook, grid.tab, name, row, max(grid.height - row, 0), columns, rivals)
    return replace(guess, is_by_shape=is_by_shape, is_by_headers=is_by_headers)


def _states(grid: Grid, header_row: int) -> tuple[ColumnGuess, ...]:
    """The columns of a board of tasks, each with a state as its header."""
    return tuple(
        ColumnGuess(
            at,
            header,
            tuple(dict.fromkeys(some_texts(grid, at, header_row)))[:SAMPLES],
            part="what is to be done",
        )
        for at in range(len(grid.columns))
        if (header := shown(grid.cell(header_row, at)).strip())
    )


def _columns(
    grid: Grid, tab: Tab, naming: Naming, header_row: int, choices: Choices
) -> tuple[ColumnGuess, ...]:
    offers: list[tuple[ColumnGuess, dict[str, float]]] = []
    headers = [shown(grid.cell(header_row, at)).strip() for at in range(len(grid.columns))]
    has_present = tab.name == "attendance" and any(
        columns_for(header, tab).get("present", 0.0) >= SURE for header in headers
    )
    settled = {
        at
        for at, header in enumerate(headers)
        if (grid.tab, header) in choices.columns or naming.is_translated(tab, header)
    }
    is_numbered = tab.name == "sessions" and not any(
        naming.column(tab, header) == "session" or columns_for(header, tab).get("session", 0.0) >= SURE
        for header in headers
    )
    is_what_named = tab.name == "actions" and any(
        naming.column(tab, header) == "what" or columns_for(header, tab).get("what", 0.0) >= SURE
        for header in headers
    )
    names = parts_of_name(headers)
    by_position = dict(enumerate(headers)) if tab.name == "sessions" else {}
    scribes = note_takers(grid, header_row, by_position, settled)
    starts = start_column(grid, header_row, by_position)
    ticks = ticked_columns(grid, header_row) if tab.name == "attendance" else {}
    names_below = columns_of_names(grid, header_row) if tab.name == "attendance" else {}
    people = columns_of_people(grid, header_row) if tab.name == "sessions" else ()
    if tab.name == "sessions" and (
        both := in_room_and_online(headers, lambda at: some_texts(grid, at, header_row))
    ):
        people = (*people, *both)
    due = due_columns(grid, header_row, settled) if tab.name == "actions" else {}
    for position in range(len(grid.columns)):
        header = shown(grid.cell(header_row, position)).strip()
        below = some_texts(grid, position, header_row)
        if not header and not below:
            continue
        guess = ColumnGuess(position, header, tuple(dict.fromkeys(below))[:SAMPLES])
        if names is not None and position in names and tab.name in ("attendance", "members"):
            guess = replace(guess, part="first name" if position == names[0] else "last name")
            if position not in settled:
                offers.append((guess, {}))
                continue
        listed = _listed(tab, header, naming)
        if (chosen := choices.columns.get((grid.tab, header))) is not None:
            use = listed or (list_use(header) if tab.name == "sessions" else "")
            is_list = chosen in LISTS.get(tab.name, ())
            guess = replace(guess, use=use, listed=chosen if is_list else "")
            offers.append((guess, {chosen: 1000.0} if chosen and not is_list else {}))
        elif naming.columns.get((tab.name, folded(header))) == (NONE,):
            offers.append((guess, {}))
        elif listed:
            offers.append((replace(guess, use=listed, listed=listed), {}))
        elif position in ticks and naming.column(tab, header) not in tab.column_names:
            offers.append((replace(guess, part=_TICKED[ticks[position]]), {}))
        elif position in names_below and position not in settled:
            came = names_below[position] == "yes"
            offers.append(
                (replace(guess, part=_TICKED[names_below[position]]), {"member": 600.0} if came else {})
            )
        elif position in people and position not in settled and not list_use(header):
            offers.append((replace(guess, part=_TICKED["yes"]), {}))
        elif position in scribes:
            offers.append((guess, {"note_taker": 600.0}))
        elif position == starts and position not in settled:
            offers.append((guess, {"planned": SURE}))
        elif position in due:
            offers.append((guess, dict([due[position]])))
        elif tab.name == "actions" and asks_if_done(header) and are_states(below, tab):
            offers.append((guess, {"status": SURE}))
        elif is_text_under_key(header, below, tab) or (not is_what_named and is_title(header, below, tab)):
            offers.append((guess, {"what": SURE}))
        elif tab.name == "attendance" and is_day_of_sign_in(header, grid, position, header_row):
            offers.append((guess, {"session": 600.0}))
        elif tab.name == "attendance" and not has_present and is_mark_column(header, below):
            offers.append((guess, {"present": SURE}))
        elif is_numbered and is_number_header(header) and looks_like_keys(below):
            offers.append((guess, {"session": SURE}))
        elif naming.column(tab, header) in tab.column_names and (
            position in settled or may_hold(tab.column(naming.column(tab, header)), below)
        ):
            offers.append((guess, {naming.column(tab, header): 500.0}))
        elif tab.name == "actions" and (use := list_use(header)):
            offers.append((replace(guess, part=_LISTED[use]), {}))
        elif tab.name == "sessions" and names_actions(header, below):
            offers.append((replace(guess, part="what is to be done"), {}))
        elif tab.name == "sessions" and (use := list_use(header)):
            if below and (are_numbers(below) or all(map(names_nobody, below))):
                use = ""  # how many came, and not who
            offers.append((replace(guess, use=use, listed=use), {}))
        else:
            offers.append((guess, fitting(columns_for(header, tab), below, header, tab)))
    if tab.name == "actions":
        offers = by_cells(offers, grid, header_row, settled)
    return assigned(offers, choices, grid.tab)


def _listed(tab: Tab, header: str, naming: Naming) -> str:
    """The list of people that a settings row says a header is; "" for none."""
    named = naming.columns.get((tab.name, folded(header)), ())
    return next((name for name in named if name in LISTS.get(tab.name, ())), "")
