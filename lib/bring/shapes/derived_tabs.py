"""Tabs that a log can do without, since other tabs say what would be in them: circles and members."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from lib.bring.origin import DERIVED
from lib.bring.table import Table, TableColumn
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
                if text and record not in table.no_records:
                    names.setdefault(fold(text), text)
    if names:
        tables["circles"] = [_made("circles", workbook, {"circle": list(names.values())})]


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
        for member, session in zip(table.texts("member"), table.texts("session"), strict=True):
            circle = circle_of.get(fold(session), "")
            if member and circle:
                pairs.setdefault((fold(member), fold(circle)), (member, circle))
    if pairs:
        members, circles = zip(*pairs.values(), strict=True)
        tables["members"] = [_made("members", workbook, {"member": list(members), "circle": list(circles)})]


def _made(tab: str, workbook: str, columns: Mapping[str, Sequence[Cell]]) -> Table:
    count = len(next(iter(columns.values())))
    nowhere = np.full(count, DERIVED, dtype=np.int32)
    grid = Grid(workbook, tab, [[name] for name in columns])
    made = [TableColumn(name, cells, nowhere) for name, cells in columns.items()]
    table = Table(TABS[tab], grid, 1, made, np.arange(2, count + 2), tab, is_plain=False)
    table.note(
        None,
        "",
        "note",
        "derived tab",
        f"no {tab} tab",
        f"a {tab} tab; {count:,} {tab if count != 1 else tab.removesuffix('s')} found in the other tabs",
    )
    return table
