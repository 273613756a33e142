"""In which row of a tab its headers stand."""

from __future__ import annotations

from collections.abc import Callable

from lib.bring.shapes.names_apart import parts_of_name
from lib.log.format.schema import Tab
from lib.log.reading.naming import LISTS, NONE, Naming, folded
from lib.log.reading.values import shown
from lib.workbook.base import Grid

FARTHEST = 20
"""Rows from the top in which headers are looked for; one further down has to be named in the settings."""


def header_row(
    grid: Grid, tab: Tab, naming: Naming, meaning: Callable[[str], str | None] | None = None
) -> int:
    """The row (from 1) of the headers of `tab` in `grid`: as the settings say, else the one with most known headers.

    A title row may hold a word that is also a header, so one known header is not enough to move down, unless the
    settings name it. `meaning`: what else a header may mean (text -> column), for tabs whose headers nobody has
    translated yet. 1 where no row is known.
    """
    if named := naming.header_rows.get(tab.name):
        return named
    counts = [_known(grid, row, tab, naming, meaning) for row in range(1, min(grid.height, FARTHEST) + 1)]
    most = max(counts, default=0)
    if most == 1 and not counts[0]:
        known = (row for row, count in enumerate(counts, start=1) if count)
        return next((row for row in known if _names_a_header(grid, row, tab, naming)), 1)
    return counts.index(most) + 1 if most >= 2 else 1


def _names_a_header(grid: Grid, row: int, tab: Tab, naming: Naming) -> bool:
    """Whether a header of the row is one that a settings row names, beside another filled cell."""
    texts = [text for at in range(len(grid.columns)) if (text := shown(grid.cell(row, at)).strip())]
    return len(texts) > 1 and any(
        naming.is_translated(tab, text) and naming.column(tab, text) in tab.column_names for text in texts
    )


def _known(
    grid: Grid, row: int, tab: Tab, naming: Naming, meaning: Callable[[str], str | None] | None
) -> int:
    known, names = set(), tab.column_names
    cells = [grid.cell(row, position) for position in range(len(grid.columns))]
    for cell in cells:
        if not isinstance(cell, str) or not cell.strip():
            continue
        text = shown(cell)
        name = naming.column(tab, text)
        if name not in names and meaning is not None:
            name = meaning(text) or ""
        if name in names:
            known.add(name)
    if tab.name in ("members", "attendance") and parts_of_name([*map(shown, cells)]) is not None:
        known |= {"first name", "last name"}
    return len(known)


def names_by_position(grid: Grid, tab: Tab, naming: Naming, row: int) -> dict[int, tuple[str, ...]]:
    """Which column or columns of the format each header means (position from 0), translations first.

    A settings row may let one header mean two columns, such as planned and held, a list of people, or nothing at all:
    () for one that is not to be read.
    """
    headers = [shown(grid.cell(row, position)) for position in range(len(grid.columns))]
    names: dict[int, tuple[str, ...]] = {}
    taken: set[str] = set()
    for is_translated in (True, False):
        for position, header in enumerate(headers):
            if not header.strip() or naming.is_translated(tab, header) is not is_translated:
                continue
            meant = naming.columns.get((tab.name, folded(header)), (folded(header),))
            known = (*tab.column_names, *LISTS.get(tab.name, ()))
            new = tuple(name for name in meant if name in known and name not in taken)
            if meant == (NONE,):
                names[position] = ()
            elif new:
                names[position] = new
                taken |= {*new}
    return names


def table_above(grid: Grid, header_row: int) -> list[int]:
    """The rows above the headers that make a table of their own: three or more with three filled cells each; [] for
    titles, legends and a second row of headers."""
    rows = [
        row
        for row in range(1, header_row)
        if sum(bool(shown(grid.cell(row, at)).strip()) for at in range(len(grid.columns))) >= 3
    ]
    return rows if len(rows) >= 3 else []
