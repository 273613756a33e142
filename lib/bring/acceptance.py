"""What was confirmed, as rows of the settings tab: the sheet itself stays as it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from lib.bring.proposal import TabGuess
from lib.log.format.cells import shown
from lib.log.format.schema import TABS
from lib.log.reading.naming import Naming, folded
from lib.workbook.base import Grid


def settings_rows(guesses: Iterable[TabGuess], naming: Naming | None = None) -> list[tuple[str, str]]:
    """The rows of the settings tab that make the guesses true: names and values, only where they are needed."""
    naming = naming or Naming()
    tabs: dict[str, list[str]] = {}
    rows: list[tuple[str, str]] = []
    for guess in guesses:
        if not guess.tab:
            continue
        tabs.setdefault(guess.tab, []).append(guess.title)
        for column in guess.columns:
            is_known = folded(column.header) == column.column or naming.is_translated(
                TABS[guess.tab], column.header
            )
            if column.column and not is_known:
                rows.append((f"column.{guess.tab}.{column.column}", column.header))
    named = [
        (f"tab.{tab}", ", ".join(titles))
        for tab, titles in tabs.items()
        if [folded(title) for title in titles] != [tab]
        and any(folded(title) not in naming.tabs for title in titles)
    ]
    return [*named, *dict.fromkeys(rows)]


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
    columns = []
    for header, column in zip(headers, own.columns, strict=True):
        more = names if header == "name" else values if header == "value" else [""] * len(names)
        columns.append([*column, *[""] * (own.height - len(column)), *more])
    return tuple(replace(own, columns=columns) if grid is own else grid for grid in grids)
