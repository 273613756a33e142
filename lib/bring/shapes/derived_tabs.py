"""Tabs that a log can do without, since other tabs say what would be in them: circles and members."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from lib.bring.origin import DERIVED
from lib.bring.people import Roster
from lib.bring.shapes.list_entries import without_titles
from lib.bring.shapes.sessions_by_day import day_in
from lib.bring.table import Table, TableColumn, text_of
from lib.log.format.folding import fold
from lib.log.format.schema import TABS
from lib.workbook.base import Cell, Grid


def derive_circles(tables: dict[str, list[Table]], workbook: str) -> None:
    """A row for each circle that other tabs name, if there is no tab of circles."""
    if tables.get("circles"):
        return
    names: dict[str, str] = {}
    for name in ("members", "sessions", "actions"):
        for table in tables.get(name, ()):
            for record, text in enumerate(table.texts("circle")):
                if text and record not in table.no_records and _is_used(table, record):
                    names.setdefault(fold(text), text)
    if names:
        tables["circles"] = [made("circles", workbook, {"circle": list(names.values())})]


def _is_used(table: Table, record: int) -> bool:
    """Whether a row has what every row of its tab needs, so that parsing will not set it aside."""
    if table.tab.name == "sessions":
        cell = table.cells("planned")[record]
        return any(day_in(cell, replace(table.grid, day_first=order)) for order in (True, False))
    needed = {"actions": ("what",), "members": ("member",)}[table.tab.name]
    return all(text_of(table.cells(column)[record]) for column in needed)


def derive_members(tables: dict[str, list[Table]], workbook: str) -> None:
    """A row for each person and circle that the attendance names, if there is no tab of members."""
    if tables.get("members"):
        return
    circle_of = {
        fold(key): circle
        for table in tables.get("sessions", ())
        for key, circle in zip(table.texts("session"), table.texts("circle"), strict=True)
        if key
    }
    pairs: dict[tuple[str, str], tuple[str, str]] = {}
    for table in tables.get("attendance", ()):
        rows = zip(table.texts("member"), table.texts("session"), strict=True)
        for record, (member, session) in enumerate(rows):
            circle = circle_of.get(fold(session), "")
            if member and circle and record not in table.guests:
                pairs.setdefault((fold(member), fold(circle)), (member, circle))
    names = dict.fromkeys(member for member, _ in pairs.values())
    if len(kept := without_titles([*names])) < len(names):
        roster = Roster((name, name, "") for name in kept)
        found = [(roster.find(member) or member, circle) for member, circle in pairs.values()]
        pairs = {(fold(member), fold(circle)): (member, circle) for member, circle in found}
    if pairs:
        members, circles = zip(*pairs.values(), strict=True)
        tables["members"] = [made("members", workbook, {"member": list(members), "circle": list(circles)})]


def add_absent(tables: dict[str, list[Table]], workbook: str, absent: Collection[str]) -> None:
    """An empty tab for each that the settings say the log does not have (`tab.absent` = actions)."""
    for name in TABS:
        if name in absent and TABS[name].required and not tables.get(name):
            columns: dict[str, list[Cell]] = {
                column.name: [] for column in TABS[name].columns if column.required
            }
            table = made(name, workbook, columns)
            table.notes.clear()
            found, expected = (
                f"no {name} tab",
                f"the settings say that this log has no {name.replace('_', ' ')}",
            )
            table.note(None, "", "note", "tab left out", found, expected)
            tables[name] = [table]


def made(tab: str, workbook: str, columns: Mapping[str, Sequence[Cell]]) -> Table:
    """A table of records that are nowhere in the sheet, with a note that says so."""
    count = len(next(iter(columns.values())))
    nowhere = np.full(count, DERIVED, dtype=np.int32)
    grid = Grid(workbook, tab, [[name] for name in columns])
    made = [TableColumn(name, cells, nowhere) for name, cells in columns.items()]
    table = Table(TABS[tab], grid, 1, made, np.arange(2, count + 2), tab, is_plain=False, is_made=True)
    table.note(
        None,
        "",
        "note",
        "derived tab",
        f"no {tab} tab",
        f"a {tab} tab; {count:,} {tab if count != 1 else tab.removesuffix('s')} found in the other tabs",
    )
    return table
