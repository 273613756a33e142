"""All attendance of a log: rows, grids and lists, with the sessions that only they name."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from lib.bring.people import Roster
from lib.bring.shapes.circles import ONLY, known_circles
from lib.bring.shapes.derived_tabs import made
from lib.bring.shapes.grid_layout import Layout, layout_of
from lib.bring.shapes.listed_attendance import Members, listed
from lib.bring.shapes.row_texts import is_date_or_period
from lib.bring.shapes.sessions_by_day import Sessions
from lib.bring.shapes.sessions_found import (
    Days,
    as_columns,
    days_of_grid,
    days_of_list,
    has_days,
    list_days,
    resolve_list,
)
from lib.bring.shapes.wide_attendance import wide
from lib.bring.synonyms import tabs_for
from lib.bring.table import Table, text_of
from lib.log.format.folding import fold
from lib.log.reading.naming import folded
from lib.workbook.base import Grid

Circles = Mapping[str, Sequence[str]]
"""The circles of each member, by folded key."""


def read_attendance(
    tables: dict[str, list[Table]],
    grids: Sequence[Grid],
    roster: Roster,
    year: int | None,
    header_row: int | None = None,
    own: Collection[str] = (),
) -> list[Grid]:
    """Add the attendance in `grids`, in lists of a row per person and day, and in lists of names to `tables`; out: the
    grids that are no attendance.

    Without a tab of sessions, the days of these are the sessions. `year`: that of the first day without one.
    `header_row`: the row of the days or people of grids, None where it is to be found. `own`: marks that the settings
    translate.
    """
    logs = [table for table in tables.get("attendance", ()) if has_days(table)]
    if not (grids or logs):
        _read_lists(tables, roster)
        return []
    sessions = Sessions(tables.get("sessions", ()))
    circles = _circles_of_members(tables)
    layouts = [(grid, layout_of(grid, sessions, roster, year, header_row=header_row)) for grid in grids]
    found = [(grid, layout) for grid, layout in layouts if layout is not None]
    about = _about(tables, [grid for grid, _ in found])
    if not tables.get("sessions") and (found or logs):
        days = _days(tables, found, logs, roster, circles, about)
        if days:
            tables["sessions"] = [
                made("sessions", (*grids, *(t.grid for t in logs))[0].workbook, as_columns(days))
            ]
            sessions = Sessions(tables["sessions"])
    seen: set[tuple[str, str]] = set()
    for table in logs:
        resolve_list(table, sessions, lambda key: circles.get(fold(key), ()), seen)
    for grid, layout in found:
        circle = about.get(id(grid), "")
        table = wide(grid, layout, sessions, roster, lambda key: circles.get(fold(key), ()), circle, own)
        tables.setdefault("attendance", []).append(table)
    _read_lists(tables, roster)
    return [grid for grid, layout in layouts if layout is None]


def _read_lists(tables: dict[str, list[Table]], roster: Roster) -> None:
    recorded = frozenset(
        fold(text) for table in tables.get("attendance", ()) for text in table.said("session")
    )
    members = Members(tables, roster)
    for table in tables.get("sessions", ()):
        found = listed(table, roster, recorded, members)
        if found is not None:
            tables.setdefault("attendance", []).append(found)


def _days(
    tables: Mapping[str, Sequence[Table]],
    grids: Sequence[tuple[Grid, Layout]],
    logs: Sequence[Table],
    roster: Roster,
    circles: Circles,
    about: Mapping[int, str],
) -> Days:
    known = [*known_circles(tables).values()]
    only = known[0] if len(known) == 1 else ONLY
    days: Days = {}
    for grid, layout in grids:
        circle = about.get(id(grid), "")

        def of(key: str, circle: str = circle) -> Sequence[str]:
            return [circle] if circle else circles.get(fold(key), ())

        days = days_of_grid(grid, layout, roster, of, circle or only) | days
    for table in logs:
        found = days_of_list(table, list_days(table), lambda key: circles.get(fold(key), ()), only)
        days = found | days
    return days


def _about(tables: Mapping[str, Sequence[Table]], grids: Sequence[Grid]) -> dict[int, str]:
    """The circle that each grid's tab is named after, by the grid's id: a known one, or, where several grids are kept
    and no circle is known, what tells their titles apart."""
    named = known_circles(tables) if grids else {}
    found: dict[int, str] = {}
    for grid in grids:
        its = [circle for key, circle in named.items() if f"_{folded(key)}_" in f"_{folded(grid.tab)}_"]
        if len(its) == 1:
            found[id(grid)] = its[0]
    titles = {id(grid): grid.tab.strip() for grid in grids}
    is_told = not known_circles(tables) and len(grids) > 1 and len(set(titles.values())) == len(grids)
    if is_told and not any(_is_no_circle(title) for title in titles.values()):
        found = titles
    return found


def _is_no_circle(title: str) -> bool:
    return bool(tabs_for(title)) or is_date_or_period(title) or any(map(str.isdigit, title))


def _circles_of_members(tables: Mapping[str, Sequence[Table]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for table in tables.get("members", ()):
        for member, circle in zip(table.cells("member"), table.texts("circle"), strict=True):
            if circle:
                found.setdefault(fold(text_of(member)), []).append(circle)
    return found
