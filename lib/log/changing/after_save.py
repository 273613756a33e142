"""The log after a save, without reading all of it again.

Only the cells that were written are converted, and only their frames are rebuilt. If the meaning of a cell may depend
on more than its row (a key that other rows refer to, a date that shows how to read others, a name that identifies a
person), everything is read again instead: rare, and always right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from lib.log.changing.after_save_rules import ReadAgain, Surroundings
from lib.log.format.frames import dtype_of
from lib.log.format.model import CircleLog
from lib.log.format.record_days import record_days
from lib.log.format.schema import TABS, Column, Tab
from lib.log.reading.naming import Naming, columns_of, namings
from lib.log.reading.parse import parse
from lib.log.reading.undone import UNDO
from lib.log.reading.values import convert
from lib.workbook.base import Cell, Grid, Outcome, RowAddition, RowChange
from lib.workbook.common import grids_after_save
from lib.workbook.common.cells import header_text


def patched(
    log: CircleLog,
    grids: Iterable[Grid],
    outcome: Outcome,
    read: Callable[[Iterable[Grid]], CircleLog] = parse,
) -> tuple[CircleLog, tuple[Grid, ...]]:
    """`log`, which `read` made from `grids`, and those grids, both with what `outcome` says was written.

    The frames, `recorded` and `rows_found` are the same as if the new grids were read. The checks of written cells are
    dropped; new ones come with the next read.
    """
    before = tuple(grids)
    after = grids_after_save.patched(before, outcome)
    try:
        return _patched(log, before, after, outcome), after
    except ReadAgain:
        return read(after), after


def _patched(log: CircleLog, before: Sequence[Grid], after: Sequence[Grid], outcome: Outcome) -> CircleLog:
    places = _Places(before, after)
    surroundings = Surroundings(log)
    if _is_about_unclear(log, outcome, places) or _is_told_by_journal(outcome, places):
        raise ReadAgain
    by_tab: dict[str, list[RowChange | RowAddition]] = {}
    for written in outcome.written:
        tab = places.tab(written.workbook, written.tab)
        if tab == "settings":
            raise ReadAgain
        if tab in TABS:
            by_tab.setdefault(tab, []).append(written)
    rows_found, recorded = dict(log.rows_found), set(log.recorded)
    assumed = {place: set(rows) for place, rows in log.assumed.items()}
    for name in TABS:
        for workbook, changes in _by_workbook(by_tab.get(name, ())).items():
            grid = places.grid(workbook, name)
            columns = places.columns(grid, TABS[name])
            additions = [change for change in changes if isinstance(change, RowAddition)]
            frame = surroundings.frame(name)
            frame = _changed(frame, TABS[name], grid, columns, changes, places, surroundings)
            _assume(assumed, TABS[name], grid, columns, changes)
            if additions:
                frame = _extended(frame, TABS[name], grid, columns, len(additions), surroundings)
                rows_found[name] = rows_found.get(name, 0) + len(additions)
                recorded |= {(name, column) for column in columns}
            surroundings.set_frame(name, frame)
    surroundings.check_years()
    return replace(
        log,
        tabs=MappingProxyType(dict(surroundings.frames)),
        recorded=frozenset(recorded),
        rows_found=MappingProxyType(rows_found),
        record_days=record_days(surroundings.frames),
        assumed=MappingProxyType({place: frozenset(rows) for place, rows in assumed.items() if rows}),
        checks=_remaining_checks(log.checks, outcome, places),
    )


def _is_about_unclear(log: CircleLog, outcome: Outcome, places: _Places) -> bool:
    """Whether a cell was written that could not be read before: it may be clear now."""
    for change in outcome.written if log.not_understood else ():
        tab = TABS.get(places.tab(change.workbook, change.tab))
        if not isinstance(change, RowChange) or tab is None:
            continue
        grid = places.grid(change.workbook, tab.name)
        positions = places.positions(grid)
        names = {position: name for name, position in places.columns(grid, tab).items()}
        for title in change.after:
            rows = log.not_understood.get((tab.name, names.get(positions.get(title, -1), "")), frozenset())
            if (change.workbook, change.row) in rows:
                return True
    return False


def _is_told_by_journal(outcome: Outcome, places: _Places) -> bool:
    """Whether the journal says more of the save than its cells do: it undid another one, so that rows which that added
    are no records any more, or are again; or it logged a session that was not planned."""
    for written in outcome.written:
        if places.tab(written.workbook, written.tab) != "edits" or not isinstance(written, RowAddition):
            continue
        texts = [str(value) for value in written.values.values()]
        if any(text.startswith(UNDO.format("")) for text in texts):
            return True
        if "sessions" in texts and any('"held"' in text or text == "planned" for text in texts):
            return True
    return False


def _changed(
    frame: pd.DataFrame,
    tab: Tab,
    grid: Grid,
    columns: Mapping[str, int],
    changes: Sequence[RowChange | RowAddition],
    places: _Places,
    surroundings: Surroundings,
) -> pd.DataFrame:
    """The frame with the changed cells of one workbook's rows."""
    titles = {position: name for name, position in columns.items()}
    cells: dict[str, dict[int, Cell]] = {}
    for change in changes:
        if isinstance(change, RowChange):
            positions = places.positions(grid)
            for title in change.after:
                name = titles.get(positions.get(title, -1))
                if name is not None:
                    cells.setdefault(name, {})[change.row] = grid.cell(change.row, columns[name])
                    surroundings.check_cell(
                        tab, tab.column(name), places.old(grid, change.row, columns[name])
                    )
    if not cells:
        return frame
    index = _index_of(frame, grid.workbook, {row for rows in cells.values() for row in rows})
    if any(last_row > 1 for _, _, last_row, _ in grid.merged):
        raise ReadAgain
    new: dict[str, pd.Series] = {}
    for name, rows in cells.items():
        column = tab.column(name)
        values = _typed(list(rows.values()), column, grid, surroundings)
        if column.required and values.isna().any():
            raise ReadAgain
        series = frame[name].copy()
        series.iloc[[index[row] for row in rows]] = values.array
        new[name] = series
    return frame.assign(**new)


def _assume(
    assumed: dict[tuple[str, str], set[tuple[str, int]]],
    tab: Tab,
    grid: Grid,
    columns: Mapping[str, int],
    changes: Sequence[RowChange | RowAddition],
) -> None:
    """Bring `assumed` up to date: in the rows that were written, which columns hold their default."""
    added = sum(isinstance(change, RowAddition) for change in changes)
    rows = {change.row for change in changes if isinstance(change, RowChange)}
    rows |= set(range(grid.height - added + 1, grid.height + 1))
    for column in tab.columns:
        if column.default is None:
            continue
        cells = [grid.cell(row, columns[column.name]) if column.name in columns else None for row in rows]
        blank = pd.Series(
            convert(cells, column, day_first=grid.day_first, epoch_1904=grid.epoch_1904).values
        ).isna()
        kept = assumed.setdefault((tab.name, column.name), set())
        kept -= {(grid.workbook, row) for row in rows}
        kept |= {(grid.workbook, row) for row, is_blank in zip(rows, blank, strict=True) if is_blank}


def _extended(
    frame: pd.DataFrame,
    tab: Tab,
    grid: Grid,
    columns: Mapping[str, int],
    count: int,
    surroundings: Surroundings,
) -> pd.DataFrame:
    """The frame with the last `count` rows of the grid added below the other rows of its workbook."""
    rows = range(grid.height - count + 1, grid.height + 1)
    if any(last_row > 1 for _, _, last_row, _ in grid.merged):
        raise ReadAgain
    typed = {
        name: _typed([grid.cell(row, position) for row in rows], tab.column(name), grid, surroundings)
        for name, position in columns.items()
    }
    new = pd.DataFrame(
        {
            column.name: typed.get(column.name, pd.Series(pd.NA, index=range(count)).astype(dtype_of(column)))
            for column in tab.columns
        }
    )
    for column in tab.columns:
        if column.required and new[column.name].isna().any():
            raise ReadAgain
        if column.default is not None:
            new[column.name] = new[column.name].fillna(column.default)
    new["_workbook"] = pd.Series(grid.workbook, index=new.index, dtype="str")
    new["_row"] = np.arange(rows.start, rows.stop, dtype="int64")
    surroundings.check_new_rows(tab, new)
    of_workbook = np.flatnonzero((frame["_workbook"] == grid.workbook).to_numpy())
    if not len(of_workbook) and len(frame):
        raise ReadAgain
    end = of_workbook[-1] + 1 if len(of_workbook) else 0
    parts = [part for part in (frame.iloc[:end], new, frame.iloc[end:]) if len(part)]
    return pd.concat(parts, ignore_index=True)[list(frame.columns)]


def _typed(cells: list[Cell], column: Column, grid: Grid, surroundings: Surroundings) -> pd.Series:
    """Cells as the column's values, references spelled as their targets; ReadAgain if any cell leaves a doubt."""
    converted = convert(cells, column, day_first=grid.day_first, epoch_1904=grid.epoch_1904)
    if converted.misfits or (column.kind == "date" and any(isinstance(cell, str) and cell for cell in cells)):
        raise ReadAgain
    values = pd.Series(converted.values)
    if column.default is not None:
        values = values.fillna(column.default)
    if column.kind == "date":
        surroundings.check_dates(values)
    return surroundings.spelled(values, column, grid.workbook) if column.refers_to else values


def _index_of(frame: pd.DataFrame, workbook: str, rows: Iterable[int]) -> dict[int, int]:
    """Row number in the workbook -> position in the frame.

    Raises ReadAgain if one of `rows` is not in the frame: it was set aside, and may be usable now.
    """
    wanted = set(rows)
    found = np.flatnonzero(frame["_row"].isin(wanted) & (frame["_workbook"] == workbook))
    index = dict(zip(frame["_row"].to_numpy()[found].tolist(), found.tolist(), strict=True))
    if index.keys() != wanted:
        raise ReadAgain
    return index


def _by_workbook(changes: Iterable[RowChange | RowAddition]) -> dict[str, list[RowChange | RowAddition]]:
    by_workbook: dict[str, list[RowChange | RowAddition]] = {}
    for change in changes:
        by_workbook.setdefault(change.workbook, []).append(change)
    return by_workbook


def _remaining_checks(checks: pd.DataFrame, outcome: Outcome, places: _Places) -> pd.DataFrame:
    """The checks of cells that the save did not write."""
    written = set()
    for change in outcome.written:
        tab = TABS.get(places.tab(change.workbook, change.tab))
        if isinstance(change, RowChange) and tab is not None:
            grid = places.grid(change.workbook, tab.name)
            positions = places.positions(grid)
            at = {position: name for name, position in places.columns(grid, tab).items()}
            for title in change.after:
                written.add((change.workbook, change.tab, change.row, at.get(positions.get(title, -1), "")))
    if not written or checks.empty:
        return checks
    rows = checks["row"].isin({row for _, _, row, _ in written})
    if not rows.any():
        return checks
    some = checks[rows]
    where = zip(some["workbook"], some["tab"], some["row"].astype("int64"), some["column"], strict=True)
    gone = some.index[[place in written for place in where]]
    return checks.drop(index=gone).reset_index(drop=True)


class _Places:
    """Which grid and position belongs to which tab and column of the schema."""

    def __init__(self, before: Sequence[Grid], after: Sequence[Grid]) -> None:
        naming = namings(after, TABS)
        self._naming = {grid.workbook: naming.get(grid.workbook, Naming()) for grid in after}
        self._before = {(grid.workbook, grid.tab): grid for grid in before}
        self._after: dict[tuple[str, str], Grid] = {}
        self._columns: dict[tuple[str, str], dict[str, int]] = {}
        self._positions: dict[tuple[str, str], dict[str, int]] = {}
        for grid in after:
            self._after.setdefault((grid.workbook, self.tab(grid.workbook, grid.tab)), grid)

    def tab(self, workbook: str, title: str) -> str:
        """The tab that a title means in a workbook."""
        return self._naming[workbook].tab(title, TABS)

    def grid(self, workbook: str, tab: str) -> Grid:
        """The grid that is read as `tab`. Raises ReadAgain for a tab that the save made, except the journal."""
        grid = self._after[workbook, tab]
        if (workbook, grid.tab) not in self._before and tab != "edits":
            raise ReadAgain
        return grid

    def columns(self, grid: Grid, tab: Tab) -> dict[str, int]:
        """Column of the schema -> position in the grid (from 0)."""
        where = grid.workbook, grid.tab
        if where not in self._columns:
            self._columns[where] = columns_of(grid, tab, self._naming[grid.workbook])
        return self._columns[where]

    def positions(self, grid: Grid) -> dict[str, int]:
        """Title -> position (from 0); of two equal titles, the first."""
        where = grid.workbook, grid.tab
        if where not in self._positions:
            titles = [header_text(grid.cell(1, position)) for position in range(len(grid.columns))]
            self._positions[where] = {title: at for at, title in reversed(list(enumerate(titles)))}
        return self._positions[where]

    def old(self, grid: Grid, row: int, column: int) -> Any:
        """The cell before the save."""
        before = self._before.get((grid.workbook, grid.tab))
        return before.cell(row, column) if before else None
