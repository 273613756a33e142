"""Grids -> CircleLog: every cell is used, missing, or named in a check; every row is used, or set aside and listed."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd

from lib.log.format.frames import empty_frame, empty_set_aside, missing, repeated
from lib.log.format.model import CircleLog
from lib.log.format.record_days import record_days
from lib.log.format.schema import REQUIRED_TABS, SETTINGS, SURVEY_TABS, TABS, Tab
from lib.log.reading import (
    addresses,
    contradictions,
    cross_checks,
    headers,
    merged,
    no_dates,
    order_checks,
    references,
)
from lib.log.reading.checks import Checklist
from lib.log.reading.naming import Naming, namings
from lib.log.reading.no_effect import list_rows_without_effect
from lib.log.reading.several_workbooks import with_unique_keys
from lib.log.reading.tabs import grids_by_tab
from lib.log.reading.thresholds import read_settings
from lib.log.reading.typed_columns import SWAPPED
from lib.log.reading.undone import RULE, UNDONE, undone_rows
from lib.log.reading.unplanned import unplanned_rows
from lib.log.reading.values import Converted, Misfit, convert, shown
from lib.words.phrases import counted, listed, plural
from lib.workbook.base import Cell, Grid, Severity, column_letters
from lib.workbook.common.coded import CodedColumn
from lib.workbook.common.gc_pause import paused_collection
from lib.workbook.common.placeholder import WORDS, is_placeholder

_NO_WORDS: Mapping[str, str] = MappingProxyType({})

UNFINISHED = ("edits", "at")
"""The cell of a journal row that has a placeholder while its save is under way: it is read as blank."""


@dataclass
class _TabRows:
    """The rows of one grid: the usable ones, those set aside, the keys of those, and how many rows were found."""

    frame: pd.DataFrame
    set_aside: pd.DataFrame
    lost_keys: list[str]
    found: int


def parse(grids: Iterable[Grid], *, schema: Mapping[str, Tab] = TABS) -> CircleLog:
    """Read the grids of one or several workbooks as one log.

    In: any grids; tabs that the schema does not know are left alone. Out: a CircleLog with all tabs of the schema, in
    which every row found is either used or set aside. Never raises because of what a cell holds.
    """
    with paused_collection():
        return _parse(tuple(grids), schema, _read_grid)


class Reader:
    """`parse` for a log that is read again and again: a grid seen before (the same object) is not converted again.

    Of 300 spreadsheets, usually one has changed, and a save changes a few tabs of one. Threads take turns.
    """

    def __init__(self, schema: Mapping[str, Tab] = TABS) -> None:
        self._schema = schema
        self._last_reads: dict[int, tuple[Grid, Naming, _GridRead]] = {}
        self._turn = threading.Lock()

    def __call__(self, grids: Iterable[Grid]) -> CircleLog:
        """The log, as `parse` would return it."""
        with self._turn:
            return self._read(tuple(grids))

    def _read(self, grids: tuple[Grid, ...]) -> CircleLog:
        used: dict[int, tuple[Grid, Naming, _GridRead]] = {}

        def read(grid: Grid, tab: Tab, naming: Naming) -> _GridRead:
            last = self._last_reads.get(id(grid))
            if last is None or last[0] is not grid or last[1] != naming:
                last = (grid, naming, _read_grid(grid, tab, naming))
            used[id(grid)] = last
            return last[2]

        with paused_collection():
            log = _parse(grids, self._schema, read)
        self._last_reads = used
        return log


@dataclass
class _GridRead:
    """What was read from one grid: its rows, its checks, and which columns it has."""

    rows: _TabRows
    checklist: Checklist
    recorded: set[tuple[str, str]]
    not_understood: Mapping[tuple[str, str], frozenset[tuple[str, int]]]
    assumed: Mapping[tuple[str, str], frozenset[tuple[str, int]]]


def _read_grid(grid: Grid, tab: Tab, naming: Naming) -> _GridRead:
    checklist = Checklist(titles={(grid.workbook, tab.name): grid.tab})
    recorded: set[tuple[str, str]] = set()
    not_understood: dict[tuple[str, str], frozenset[tuple[str, int]]] = {}
    assumed: dict[tuple[str, str], frozenset[tuple[str, int]]] = {}
    rows = _read_tab(grid, tab, naming, checklist, recorded, not_understood, assumed)
    return _GridRead(rows, checklist, recorded, not_understood, assumed)


def _parse(
    grids: tuple[Grid, ...], schema: Mapping[str, Tab], read: Callable[[Grid, Tab, Naming], _GridRead]
) -> CircleLog:
    checklist = Checklist()
    naming = namings(grids, schema)
    by_tab = grids_by_tab(grids, schema, naming, checklist)
    tabs: dict[str, pd.DataFrame] = {}
    set_aside = [empty_set_aside()]
    rows_found: dict[str, int] = {}
    rows_used: Mapping[str, int] = rows_found
    recorded: set[tuple[str, str]] = set()
    lost_keys: dict[str, list[str]] = {}
    not_understood: dict[tuple[str, str], frozenset[tuple[str, int]]] = {}
    assumed: dict[tuple[str, str], frozenset[tuple[str, int]]] = {}
    for name, tab in schema.items():
        rows = []
        for grid in by_tab[name]:
            grid_read = read(grid, tab, naming.get(grid.workbook, Naming()))
            checklist.extend(grid_read.checklist)
            recorded |= grid_read.recorded
            for place, refused in grid_read.not_understood.items():
                not_understood[place] = not_understood.get(place, frozenset()) | refused
            for place, blank in grid_read.assumed.items():
                assumed[place] = assumed.get(place, frozenset()) | blank
            rows.append(grid_read.rows)
        frames = [part.frame for part in rows if len(part.frame)]
        tabs[name] = _together(frames) if frames else empty_frame(name)
        set_aside += [part.set_aside for part in rows if len(part.set_aside)]
        rows_found[name] = sum(part.found for part in rows)
        lost_keys[name] = [key for part in rows for key in part.lost_keys]
    if schema is TABS:
        list_rows_without_effect(grids, naming, checklist)
        undone = _without_undone(tabs, lost_keys, checklist)
        set_aside.append(undone)
        undone_in = Counter(undone["tab"])
        rows_used = {name: found - undone_in[name] for name, found in rows_found.items()}
    unplanned = unplanned_rows(tabs) if schema is TABS else frozenset()
    tabs = with_unique_keys(tabs, schema)
    guests = {
        (grid.workbook, row)
        for grid in by_tab.get("attendance", ())
        if grid.origin
        for row in grid.origin.guests
    }
    resolved = references.resolve(tabs, schema, frozenset(recorded), lost_keys, checklist, guests)
    set_aside.append(resolved.set_aside)
    if schema is TABS:
        set_aside.append(cross_checks.run(resolved.tabs, frozenset(recorded), checklist, not_understood))
        contradictions.run(resolved.tabs, frozenset(recorded), checklist, not_understood)
        no_dates.run(resolved.tabs, frozenset(recorded), not_understood, checklist)
    missing = tuple(name for name, tab in schema.items() if tab.required and not by_tab[name])
    settings = (
        read_settings(resolved.tabs["settings"], checklist) if "settings" in resolved.tabs else SETTINGS
    )
    return CircleLog(
        tabs=MappingProxyType(resolved.tabs),
        recorded=frozenset(recorded),
        settings=settings,
        checks=addresses.in_the_sheet(checklist.frame(), grids),
        set_aside=pd.concat(set_aside, ignore_index=True),
        missing_tabs=missing,
        rows_found=MappingProxyType(rows_found),
        not_understood=MappingProxyType(not_understood),
        assumed=MappingProxyType(assumed),
        dated_checks=order_checks.dated(resolved.tabs, checklist) if schema is TABS else None,
        plausible_until=order_checks.plausible_until(resolved.tabs) if schema is TABS else None,
        derived_members=frozenset(
            grid.workbook
            for grid in by_tab.get("members", ())
            if grid.origin is not None and grid.origin.is_derived
        ),
        derived_tabs=frozenset(
            name
            for name, grids_of_it in by_tab.items()
            if grids_of_it and all(grid.origin is not None and grid.origin.is_derived for grid in grids_of_it)
        ),
        record_days=record_days(resolved.tabs),
        unplanned=unplanned,
        unread_tabs=_unread_tabs(by_tab, resolved.tabs, rows_used, recorded),
    )


def _together(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """The rows of all frames; those of a single one, as of most tabs, are not copied."""
    return pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0].reset_index(drop=True)


def _without_undone(
    tabs: dict[str, pd.DataFrame], lost_keys: dict[str, list[str]], checklist: Checklist
) -> pd.DataFrame:
    """Take rows whose save was undone out of `tabs`; out: them as rows set aside, with one note for each tab."""
    by_tab: dict[str, list[int]] = {}
    for row in undone_rows(tabs):
        by_tab.setdefault(row.tab, []).append(row.index)
    aside = [empty_set_aside()]
    for name, indices in by_tab.items():
        rows = tabs[name].loc[indices]
        if _is_referred_to(TABS[name]):
            lost_keys[name] += rows[TABS[name].key[0]].dropna().to_list()
        for workbook, part in rows.groupby("_workbook", sort=False):
            checklist.about_tab(
                str(workbook),
                name,
                "note",
                RULE,
                f"{counted(len(part), 'row')} {UNDONE}",
                "nothing to do: they count nowhere; delete them in the sheet, or change one to make it a record",
            )
        aside.append(
            pd.DataFrame(
                {"workbook": rows["_workbook"], "tab": name, "row": rows["_row"], "reason": UNDONE}
            ).astype({"tab": "str", "reason": "str"})
        )
        tabs[name] = tabs[name].drop(index=indices).reset_index(drop=True)
    return pd.concat(aside, ignore_index=True)


def _unread_tabs(
    by_tab: Mapping[str, list[Grid]],
    tabs: Mapping[str, pd.DataFrame],
    rows_found: Mapping[str, int],
    recorded: set[tuple[str, str]],
) -> tuple[str, ...]:
    """Tabs with content of which no row could be used: their header was not found, or every row lacks a required cell.

    A tab with nothing below its header is empty, not unread.
    """
    with_header = {tab for tab, _ in recorded}
    return tuple(
        name
        for name, frame in tabs.items()
        if frame.empty
        and (
            rows_found[name] > 0
            or (name not in with_header and any(_has_content_below(grid) for grid in by_tab[name]))
        )
    )


def _has_content_below(grid: Grid) -> bool:
    return any(
        shown(grid.cell(row, position)).strip()
        for position in range(len(grid.columns))
        for row in range(2, grid.height + 1)
    )


def parse_survey(grids: Iterable[Grid]) -> CircleLog:
    """Read a survey workbook (its pulse tab) the same way."""
    return parse(grids, schema=SURVEY_TABS)


def _read_tab(
    grid: Grid,
    tab: Tab,
    naming: Naming,
    checklist: Checklist,
    recorded: set[tuple[str, str]],
    not_understood: dict[tuple[str, str], frozenset[tuple[str, int]]],
    assumed: dict[tuple[str, str], frozenset[tuple[str, int]]],
) -> _TabRows:
    _list_far_cells(grid, checklist)
    for note in grid.origin.notes if grid.origin else ():
        checklist.about_tab(
            note.workbook, note.tab, note.severity, note.rule, note.found, note.expected, cell=note.cell
        )
    positions = headers.positions(grid, tab, naming, checklist)
    recorded.update((tab.name, name) for name in positions)
    height = grid.height - 1
    if height < 1 or not positions:
        return _TabRows(empty_frame(tab.name), empty_set_aside(), [], 0)
    merged.list_merges(grid, positions, checklist)
    converted: dict[str, Converted] = {}
    has_content = np.zeros(height, dtype=bool)
    for name, position in positions.items():
        cells, filled = merged.without_merges(grid, position, height)
        if (tab.name, name) == UNFINISHED:
            cells = ["" if is_placeholder(cell) else cell for cell in cells]
        converted[name] = convert(
            cells,
            tab.column(name),
            day_first=grid.day_first if naming.day_first is None else naming.day_first,
            epoch_1904=grid.epoch_1904,
            own_words=naming.words.get((tab.name, name), _NO_WORDS),
        )
        is_content = ~converted[name].says_nothing
        is_content[filled] = False
        has_content |= is_content
    has_content &= ~_being_saved(grid, tab, positions, height, checklist)
    is_record = has_content.copy()
    for row in grid.origin.no_records if grid.origin else ():
        is_record[row - 2] = False
    for name, position in positions.items():
        _list_misfits(grid, tab, name, position, converted[name].misfits, is_record, checklist)
        if refused := _refused(grid, converted[name].misfits, is_record):
            not_understood[tab.name, name] = refused
    values = {
        column.name: converted[column.name].values if column.name in converted else missing(column, height)
        for column in tab.columns
    }
    for column in tab.columns:
        is_blank = pd.isna(values[column.name]) if column.default is not None else np.zeros(0, dtype=bool)
        if is_blank.any():
            blank = (np.flatnonzero(is_blank) + 2).tolist()
            assumed[tab.name, column.name] = frozenset((grid.workbook, row) for row in blank)
            values[column.name] = pd.Series(values[column.name]).fillna(column.default).array
    values["_workbook"] = repeated(grid.workbook, height)
    values["_row"] = np.arange(2, height + 2, dtype="int64")
    frame = pd.DataFrame(values, copy=False)
    if not has_content.all():
        frame = frame[has_content]
    frame, apart = _without_no_records(frame, grid, tab)
    lacking = _lacking_required(frame, tab, positions, converted, checklist)
    if lacking is None:
        return _TabRows(frame, apart, [], len(frame) + len(apart))
    aside = frame.loc[lacking.notna(), ["_workbook", "_row"]].rename(
        columns={"_workbook": "workbook", "_row": "row"}
    )
    aside = aside.assign(tab=tab.name, reason=lacking[lacking.notna()])[["workbook", "tab", "row", "reason"]]
    lost_keys = frame.loc[lacking.notna(), tab.key[0]].dropna().to_list() if _is_referred_to(tab) else []
    aside = pd.concat([apart, aside], ignore_index=True) if len(apart) else aside
    return _TabRows(frame[lacking.isna()], aside, lost_keys, len(frame) + len(apart))


def _without_no_records(frame: pd.DataFrame, grid: Grid, tab: Tab) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows that hold a record, and those set aside because they hold none (a total, a heading)."""
    reasons = grid.origin.no_records if grid.origin else {}
    if not reasons:
        return frame, empty_set_aside()
    apart = frame[frame["_row"].isin(reasons.keys())]
    aside = apart[["_workbook", "_row"]].rename(columns={"_workbook": "workbook", "_row": "row"})
    aside = aside.assign(tab=tab.name, reason=apart["_row"].map(reasons).astype("str"))
    return frame.drop(apart.index), aside[["workbook", "tab", "row", "reason"]]


def _may_hold(cells: Iterable[Cell], words: str) -> bool:
    """Whether a text among the cells contains these words: found in all of them at once."""
    return words in "\n".join([cell for cell in cells if cell.__class__ is str])  # type: ignore[misc]


def _being_saved(
    grid: Grid, tab: Tab, positions: dict[str, int], height: int, checklist: Checklist
) -> np.ndarray:
    """Which rows Pharos is saving at this moment, or stopped saving: each is left out and named in a check.

    The journal's rows stay, without their time: that shows that a save has not ended.
    Their last cell, which is never part of a key that other rows refer to, still has its placeholder.
    """
    found = np.zeros(height, dtype=bool)
    if tab.name == UNFINISHED[0]:
        return found
    required = {column.name for column in tab.columns if column.required} - set(tab.key)
    for name, position in positions.items():
        if required and name not in required:
            continue
        below = grid.columns[position][1:]
        texts = below.cells if isinstance(below, CodedColumn) else below
        marks = {cell for cell in texts if is_placeholder(cell)} if _may_hold(texts, WORDS) else set()
        for row, cell in enumerate(below) if marks else ():
            if isinstance(cell, str) and cell in marks and not found[row]:
                found[row] = True
                checklist.about_tab(
                    grid.workbook,
                    grid.tab,
                    "note",
                    "row being saved",
                    shown(cell),
                    "nothing to do: it is read when it is saved; if this stays for minutes, clear the row",
                    cell=f"{column_letters(position)}{row + 2}",
                )
    return found


def _is_referred_to(tab: Tab) -> bool:
    """Whether rows of other tabs may refer to rows of this one by a single key."""
    return len(tab.key) == 1 or tab.name == "members"


def _list_far_cells(grid: Grid, checklist: Checklist) -> None:
    for cell in grid.far:
        checklist.about_tab(
            grid.workbook,
            grid.tab,
            "warning",
            "far from the table",
            cell.text,
            "cells next to the table; this one is left out, so move or delete it",
            cell=cell.a1,
        )


def _list_misfits(
    grid: Grid,
    tab: Tab,
    name: str,
    position: int,
    misfits: tuple[Misfit, ...],
    has_content: np.ndarray,
    checklist: Checklist,
) -> None:
    if not misfits:
        return
    refused: Severity = "error" if tab.column(name).required else "warning"
    for misfit in misfits:
        rows = (misfit.positions[has_content[misfit.positions]] + 2).tolist()
        severity: Severity = "note" if misfit.accepted else "error" if misfit.rule == SWAPPED else refused
        checklist.about_cells(
            grid.workbook,
            grid.tab,
            name,
            position,
            severity,
            misfit.rule,
            misfit.found,
            misfit.expected,
            rows,
        )


def _refused(grid: Grid, misfits: tuple[Misfit, ...], is_record: np.ndarray) -> frozenset[tuple[str, int]]:
    """The rows whose cell was refused: it says something that was not understood."""
    return frozenset(
        (grid.workbook, int(at) + 2)
        for misfit in misfits
        if not misfit.accepted
        for at in misfit.positions
        if is_record[at]
    )


def _lacking_required(
    frame: pd.DataFrame,
    tab: Tab,
    positions: dict[str, int],
    converted: dict[str, Converted],
    checklist: Checklist,
) -> pd.Series | None:
    """Why each row cannot be used (str; missing where it can be; None if all can); blank required cells get a check."""
    reasons = None
    for column in tab.columns:
        if not column.required:
            continue
        lacking = frame[column.name].isna()
        if not lacking.any():
            continue
        if reasons is None:
            reasons = pd.Series(np.nan, index=frame.index, dtype="str")
        reasons = reasons.where(~lacking | reasons.notna(), f"{column.name} is missing or unreadable")
        if column.name in positions:
            blank = lacking & converted[column.name].blank[frame.index]
            if not blank.any():
                continue
            above = frame[column.name].ffill()
            expected = pd.Series(f"{column.expected}: every row needs it", index=frame.index, dtype="str")
            if column.kind == "reference":
                expected = expected.mask(
                    above.notna(), expected + " (left empty below " + above.astype("str") + "?)"
                )
            checklist.about_rows(
                frame[blank], tab.name, column.name, "error", "required cell empty", "", expected[blank]
            )
    return reasons


def missing_tabs(log: CircleLog) -> str:
    """Which required tabs the workbook lacks, as a clause; "" where it lacks none."""
    if not log.missing_tabs:
        return ""
    lacking = len(log.missing_tabs)
    return (
        f"the required {listed(log.missing_tabs)} {plural(lacking, 'tab is', 'tabs are')} missing "
        f"(required tabs: {listed(REQUIRED_TABS)})"
    )
