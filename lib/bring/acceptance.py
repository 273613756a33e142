"""What was confirmed, as rows of the settings tab, and how a log is read with them: the sheet itself stays as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from lib.bring.guess import TabGuess
from lib.bring.shaping import shaped
from lib.log.format.cells import shown
from lib.log.format.model import CircleLog
from lib.log.format.schema import TABS
from lib.log.reading.naming import NONE, Naming, folded
from lib.log.reading.parse import parse
from lib.workbook.base import Grid

Rows = Mapping[str, Sequence[tuple[str, str]]]
"""Workbook -> rows of its settings tab: names and values."""


@dataclass(frozen=True, slots=True)
class AsRead:
    """Tabs in the format's own shape, as `shaped` returned them, and the log parsed from them."""

    grids: tuple[Grid, ...]
    log: CircleLog


def settings_rows(guesses: Iterable[TabGuess], naming: Naming | None = None) -> list[tuple[str, str]]:
    """The rows of the settings tab that make the guesses of one workbook true: names and values, each name once, only
    where they are needed.

    A row whose name the settings tab already has is to replace it. A tab or column that is known and not to be read is
    named too.
    """
    naming = naming or Naming()
    tabs: dict[str, list[str]] = {}
    unread: list[str] = []
    columns: dict[tuple[str, str], list[str]] = {}
    for guess in guesses:
        if guess.tab:
            tabs.setdefault(guess.tab, []).append(guess.title)
            _columns(guess, naming, columns)
        elif naming.tab(guess.title, TABS) in TABS:
            unread.append(guess.title)
    rows = [
        (f"tab.{tab}", ", ".join(titles))
        for tab, titles in tabs.items()
        if [folded(title) for title in titles] != [tab]
        and any(folded(title) not in naming.tabs for title in titles)
    ]
    rows += [(f"tab.{NONE}", ", ".join(unread))] if unread else []
    taken = {header for headers in columns.values() for header in map(folded, headers)}
    for (tab, header), names in naming.columns.items():
        for name in names:
            is_wanted = header in map(folded, columns.get((tab, name), ()))
            if header in taken and not is_wanted and (tab, name) not in columns:
                columns[tab, name] = []
    return rows + [
        (f"column.{tab}.{name}", " | ".join(dict.fromkeys(headers)) or NONE)
        for (tab, name), headers in columns.items()
        if set(map(folded, headers)) != _named(naming, tab, name)
    ]


def _columns(guess: TabGuess, naming: Naming, columns: dict[tuple[str, str], list[str]]) -> None:
    """Add the headers of a tab that need a settings row, by what they mean; those of a grid of attendance need none."""
    if guess.is_grid:
        return
    tab = TABS[guess.tab]
    for column in guess.columns:
        if not column.header:
            continue
        meant = column.column or column.listed
        own = folded(column.header)
        is_read = own in tab.column_names or naming.is_translated(tab, column.header) or bool(column.use)
        named = naming.columns.get((tab.name, own), ())
        if not meant and is_read and named != (NONE,):
            columns.setdefault((tab.name, NONE), []).append(column.header)
        elif meant and (meant in named or own != meant) and not (column.use == meant and not named):
            columns.setdefault((tab.name, meant), []).append(column.header)
            for also in named:
                if also != meant and meant == named[0] and also != NONE:
                    columns.setdefault((tab.name, also), []).append(column.header)


def _named(naming: Naming, tab: str, column: str) -> set[str]:
    """The folded headers that the settings already name for a column."""
    return {header for (of, header), names in naming.columns.items() if of == tab and column in names}


def with_settings(grids: Sequence[Grid], rows: Sequence[tuple[str, str]]) -> tuple[Grid, ...]:
    """The grids as if their settings tab also had `rows`: for showing what they would change before they are saved."""
    if not grids or not rows:
        return tuple(grids)
    names, values = [name for name, _ in rows], [value for _, value in rows]
    workbook = grids[0].workbook
    own = next((grid for grid in grids if folded(grid.tab) == "settings" and grid.workbook == workbook), None)
    if own is None:
        return (*grids, Grid(workbook, "settings", [["name", *names], ["value", *values]]))
    headers = [folded(shown(own.cell(1, at))) for at in range(len(own.columns))]
    if not {"name", "value"} <= {*headers}:
        return tuple(grids)
    at_name, at_value = headers.index("name"), headers.index("value")
    columns = [[*column, *[""] * (own.height - len(column))] for column in own.columns]
    row_of = {folded(shown(cell)): row for row, cell in reversed(list(enumerate(columns[at_name]))) if row}
    for name, value in rows:
        if (row := row_of.get(folded(name))) is not None:
            columns[at_value][row] = value
            continue
        for at, column in enumerate(columns):
            column.append(name if at == at_name else value if at == at_value else "")
    return tuple(replace(own, columns=columns) if grid is own else grid for grid in grids)


def tried(grids: Sequence[Grid], rows: Rows, now: AsRead | None = None) -> AsRead:
    """How the tabs of a log, as they are in the sheet, would be read if its settings also had `rows`.

    `now`: how they are read without any, where that is known.
    """
    if now is not None and not any(rows.values()):
        return now
    changed: list[Grid] = []
    for workbook in dict.fromkeys(grid.workbook for grid in grids):
        its_grids = [grid for grid in grids if grid.workbook == workbook]
        changed += with_settings(its_grids, rows.get(workbook, []))
    brought = shaped(changed)
    return AsRead(brought, parse(brought))
