"""Grids of any shape -> grids in the format's own: what parsing reads.

A tab that already has the format's shape is passed on as it is. What is derived (a key, a circle, the day a session was
held) is in no cell of the sheet, and is written there only when somebody edits that record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from lib.bring.actions.boards import board
from lib.bring.actions.due_words import read_due_months
from lib.bring.actions.in_meetings import add_actions
from lib.bring.actions.meeting_days import note_meetings, read_meeting_days
from lib.bring.actions.points import leave_out_points
from lib.bring.actions.states import leave_out_other_kinds, read_states_of_tabs, settle_states
from lib.bring.columns.cancelled_days import read_cancelled_days
from lib.bring.columns.day_ranges import read_day_ranges
from lib.bring.columns.without_days import note_marks_without_days, read_counts
from lib.bring.forms.sessions import read_session_forms
from lib.bring.header_row import header_row, names_by_position
from lib.bring.meetings_in_actions import add_meetings, refer_to_meetings
from lib.bring.parts.several_tables import split_as_named
from lib.bring.parts.turned import turned_as_named
from lib.bring.people import Roster
from lib.bring.shapes.circles import fill_circles, fill_from_owners, join_only_circle
from lib.bring.shapes.days import read_days
from lib.bring.shapes.derived_tabs import add_absent, derive_circles, derive_members
from lib.bring.shapes.found_attendance import read_attendance
from lib.bring.shapes.headings.one_each import join_people
from lib.bring.shapes.headings.ticked_columns import join_ticks
from lib.bring.shapes.headings.two_rows import with_whole_headers
from lib.bring.shapes.keys import unique_keys
from lib.bring.shapes.known_guests import note_guests
from lib.bring.shapes.listed_attendance import roster_in_lists
from lib.bring.shapes.marks import settle_marks
from lib.bring.shapes.names_apart import join_names
from lib.bring.shapes.no_records import leave_out_no_records
from lib.bring.shapes.persons import respell_people, roster_in
from lib.bring.shapes.prepared import leave_out_prepared
from lib.bring.shapes.sessions_by_day import in_order_of_tab
from lib.bring.shapes.sign_in_sheets import names_down, read_sheet
from lib.bring.table import Table, grid_of, table_of, unmerged
from lib.log.format.schema import TABS, Tab
from lib.log.reading.naming import Naming, folded, namings
from lib.workbook.base import Grid
from lib.workbook.common.gc_pause import paused_collection

_OWN = ("settings", "edits", "sent")
"""Tabs that Pharos defines: their shape is always the format's."""
_PART = re.compile(
    r"(\d{4}|\d{1,2}|q[1-4]|h[12]|jan\w*|feb\w*|mar\w*|apr\w*|may|jun\w*|jul\w*|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*)"
)


def shaped(grids: Iterable[Grid]) -> tuple[Grid, ...]:
    """Each workbook's tabs in the format's own shape, in the order they came; other tabs are passed on unchanged.

    Never raises because of what a cell holds. A tab whose shape nobody can tell is left as it is, and parsing says so.
    """
    with paused_collection():
        return _all_shaped(with_whole_headers(grids))


def _all_shaped(grids: tuple[Grid, ...]) -> tuple[Grid, ...]:
    found: list[Grid] = []
    for workbook in dict.fromkeys(grid.workbook for grid in grids):
        its_grids = tuple(grid for grid in grids if grid.workbook == workbook)
        naming = namings(its_grids, TABS).get(workbook, Naming())
        its_grids = split_as_named(turned_as_named(its_grids, naming), naming)
        its_grids = tuple(
            in_order_of_tab(grid) if naming.day_first is None else _in_order(grid, naming.day_first)
            for grid in its_grids
        )
        found += _shaped(its_grids, naming, workbook)
    return tuple(found)


def _in_order(grid: Grid, day_first: bool) -> Grid:
    """The grid with its short dates read in this order; the same object where that is its own."""
    return grid if grid.day_first is day_first else replace(grid, day_first=day_first)


def _shaped(grids: tuple[Grid, ...], naming: Naming, workbook: str) -> list[Grid]:
    tables: dict[str, list[Table]] = {}
    used: dict[int, str] = {}
    later: list[Grid] = []
    for name, its_grids in tabs_of_kind(grids, naming).items():
        for grid in its_grids:
            used[id(grid)] = name
            table = (board(grid) if name == "actions" else None) or _table(grid, TABS[name], naming)
            by_name = names_down(table) if name == "attendance" and not _is_attendance(table) else None
            if by_name is not None:
                tables.setdefault(name, []).append(by_name)
            elif name == "attendance" and not _is_attendance(table) and not read_sheet(table):
                later.append(grid)
            else:
                tables.setdefault(name, []).append(table)
    if not tables and not later:
        forms = read_session_forms(grids, {}, Roster([]))
        return [forms.get(at, grid) for at, grid in enumerate(grids)]
    leave_out_no_records(tables, naming.records)
    read_day_ranges(tables.get("sessions", ()), tables.get("attendance", ()))
    read_cancelled_days(tables.get("sessions", ()))
    note_marks_without_days(tables.get("members", ()))
    read_counts(tables.get("sessions", ()))
    leave_out_other_kinds(tables.get("actions", ()))
    minutes = add_meetings(tables) if not (later or tables.get("attendance")) else []
    fill_circles(tables)
    unique_keys(tables)
    refer_to_meetings(minutes, tables)
    roster = roster_in(tables) or roster_in_lists(tables)
    add_actions(tables, roster, naming.absent)
    for grid in read_attendance(
        tables,
        later,
        roster,
        naming.years.get("attendance"),
        naming.header_rows.get("attendance"),
        naming.words.get(("attendance", "present"), {}),
    ):
        used.pop(id(grid))
    read_meeting_days(tables)
    note_meetings(tables)
    settle_marks(tables.get("attendance", ()), naming, [grid for grid in grids if id(grid) not in used])
    read_due_months(tables.get("actions", ()))
    own_states = naming.words.get(("actions", "status"), {})
    read_states_of_tabs(tables.get("actions", ()), own_states)
    settle_states(tables.get("actions", ()), own_states)
    join_only_circle(tables)
    derive_circles(tables, workbook)
    note_guests(tables)
    derive_members(tables, workbook)
    respell_people(tables, roster_in(tables, roster))
    fill_from_owners(tables)
    read_days(tables)
    leave_out_prepared(tables)
    leave_out_points([table for table in tables.get("actions", ()) if table not in minutes])
    if tables:
        add_absent(tables, workbook, naming.absent)
    forms = read_session_forms(grids, tables, roster or roster_in(tables), set(used))
    shaped = {name: grid_of(parts) for name, parts in tables.items()}
    result: list[Grid] = []
    unread: list[Grid] = []
    for at, read in enumerate(grids):
        grid = forms.get(at, read)
        name = used.get(id(read), "") if at not in forms else ""
        if name in shaped:
            result.append(shaped.pop(name))
        elif not name:
            (unread if naming.tab(grid.tab, TABS) in tables else result).append(grid)
    return [*result, *shaped.values(), *unread]


def tabs_of_kind(grids: Sequence[Grid], naming: Naming) -> dict[str, list[Grid]]:
    """Which tabs are read as which tab of the format, in the format's order.

    Those that the settings name; else the one with the tab's own name; else those whose name goes on with a year, a
    month, a number or a circle ("Sessions 2025"), if they have the columns that every row needs.
    """
    found: dict[str, list[Grid]] = {}
    taken: set[int] = set()
    for name, tab in TABS.items():
        named = [grid for grid in grids if naming.tabs.get(folded(grid.tab)) == name]
        own = [grid for grid in grids if folded(grid.tab) == name and folded(grid.tab) not in naming.tabs]
        parts = (
            [] if named or own or name in _OWN else [grid for grid in grids if _is_part(grid, tab, naming)]
        )
        chosen = [grid for grid in named or own[:1] or parts if id(grid) not in taken]
        if chosen:
            found[name] = chosen
            taken |= {id(grid) for grid in chosen}
    return found


def _is_part(grid: Grid, tab: Tab, naming: Naming) -> bool:
    title = folded(grid.tab)
    if folded(grid.tab) in naming.tabs or not (
        title.startswith(f"{tab.name}_") or title.endswith(f"_{tab.name}")
    ):
        return False
    rest = title.removeprefix(f"{tab.name}_").removesuffix(f"_{tab.name}")
    if any(rest.startswith(f"{other}_") or rest == other for other in TABS):
        return False
    row = header_row(grid, tab, naming)
    known = {name for names in names_by_position(grid, tab, naming, row).values() for name in names}
    needed = {column.name for column in tab.columns if column.required and column.name != "circle"}
    return bool(needed) and needed <= known


def _table(grid: Grid, tab: Tab, naming: Naming) -> Table:
    row = 1 if tab.name in _OWN else header_row(grid, tab, naming)
    names = names_by_position(grid, tab, naming, row)
    title = grid.tab if naming.tab(grid.tab, TABS) == tab.name else tab.name
    table = table_of(grid, tab, names, row, title=title)
    table.is_plain = table.is_plain and title == grid.tab
    join_names(table)
    join_ticks(table)
    join_people(table)
    if grid.merged:
        for column in table.columns:
            if column.name in tab.column_names or tab.name == "attendance":
                column.cells = unmerged(table, column)
    return table


def _is_attendance(table: Table) -> bool:
    """Whether a tab has attendance as the format has it: one row for each person in each session."""
    return table.has("member") and table.has("session")
