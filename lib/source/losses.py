"""What a workbook lost since its last good state: the header of a tab, or more than half of a tab's rows.

A header row deleted by accident, or a tab that someone cleared or renamed, would drop its part of the log without a
word. `found` compares two states of a workbook, tab by tab. Rows that only moved within their tab are not lost.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import pandas as pd

from lib.bring.origin import sources_of
from lib.log.format.model import CircleLog
from lib.log.format.schema import TABS, Tab
from lib.log.reading.naming import Naming, columns_of, folded, namings, settings_in
from lib.words.phrases import counted, listed, plural
from lib.workbook.base import Cell, Grid, Snapshot

FEWEST_ROWS = 8
"""In a tab with fewer rows than this, people delete half of them on purpose."""
_LACKS_A_CELL = "is missing or unreadable"
"""How the reason ends for which a row is set aside if one of its own required cells is blank or cannot be read."""
_NAMED = 3
_OWN = ("settings", "edits", "sent")
"""Tabs that Pharos writes for itself."""


@dataclass(frozen=True, slots=True)
class Loss:
    """A tab that lost its header or most of its rows.

    `workbook` and `tab` say where (the tab by its title in the last good state; the workbook is "" if no single one
    lost it). `state`: what the tab is now, in words that follow "is" or "has been"; `is_empty`: it has no rows left.
    `since`: when this was first seen (aware, UTC); it is not compared. `circles`: those of its workbook, if the log
    comes from several.
    """

    workbook: str
    tab: str
    state: str
    is_empty: bool
    since: datetime = field(compare=False)
    circles: tuple[str, ...] = ()

    def clause(self, since: str = "") -> str:
        """The loss in words: "the actions tab is empty"; with a time, "the actions tab has been empty since 10:32"."""
        of = f" of {listed(self.circles, most=2)}" if self.circles else ""
        is_now, when = ("has been", f" since {since}") if since else ("is", "")
        return f"the {self.tab} tab{of} {is_now} {self.state}{when}"


@dataclass(frozen=True, slots=True)
class Held:
    """A state of the workbook that is not shown because of its losses. `revision` is its own."""

    revision: str
    losses: tuple[Loss, ...]

    @property
    def token(self) -> str:
        """Identifies this state and its losses, so that nobody accepts another one than they saw."""
        seen = (self.revision, *(f"{loss.workbook} {loss.clause()}" for loss in self.losses))
        return hashlib.blake2s("\n".join(seen).encode("utf-8", "replace"), digest_size=8).hexdigest()

    @property
    def is_empty(self) -> bool:
        """Whether no tab in question has a row left."""
        return all(loss.is_empty for loss in self.losses)

    @property
    def refusal(self) -> str:
        """Why nothing can be saved to this state, as a sentence without its period."""
        lost = listed([loss.clause() for loss in self.losses], most=_NAMED)
        return (
            f"Nothing can be saved while {lost}: bring back what is missing in the workbook, or have an administrator "
            "or lead accept the loss in the banner above the page"
        )


def found(good: Iterable[Grid], good_log: CircleLog, new: Snapshot, log: CircleLog) -> tuple[Loss, ...]:
    """The losses of `new` and its log compared with the last good grids and their log; () if there are none.

    A required tab must keep the columns that its rows need. Any tab with at least `FEWEST_ROWS` complete rows must keep
    half of them. A workbook that is no longer among several was taken out on purpose, so its tabs are not compared.
    Logs of another schema, such as the survey's, have no losses. What the settings say anew about the same cells, such
    as a translation that is undone, loses nothing.
    """
    good = tuple(good)
    before, after = _tabs(good, good_log), _tabs(new.grids, log)
    still_there = {grid.workbook for grid in new.grids}
    is_one_of_several = len({workbook for workbook, _ in before}) > 1
    losses: dict[tuple[str, str], Loss] = {}
    for (workbook, name), was in before.items():
        now = after.get((workbook, name))
        if workbook in still_there and (state := _state(TABS[name], was, now)):
            circles = _circles(good_log, workbook) if is_one_of_several else ()
            is_empty = state == _EMPTY
            losses[workbook, name] = Loss(workbook, was.title, state, is_empty, new.read_at, circles)
    lost_tabs = {name for _, name in losses}
    for name in log.missing_tabs:
        if name in TABS and name not in good_log.missing_tabs and name not in lost_tabs:
            losses["", name] = Loss("", name, _MISSING, False, new.read_at)
    is_read_anew = bool(losses) and _is_only_read_anew(good, new.grids)
    return tuple(loss for (_, name), loss in losses.items() if name in _OWN or not is_read_anew)


def _is_only_read_anew(good: tuple[Grid, ...], new: tuple[Grid, ...]) -> bool:
    """Whether every setting is still there, with whatever value, and all tabs but Pharos's own have the same cells."""
    was, now = _settings(good), _settings(new)
    return was <= now and _cells(good) == _cells(new)


def _settings(grids: tuple[Grid, ...]) -> set[tuple[str, str]]:
    """The names in the settings tab of each workbook."""
    tabs = (grid for grid in sources_of(grids) if folded(grid.tab) == "settings")
    return {(grid.workbook, folded(name)) for grid in tabs for _, name, _, _ in settings_in(grid) if name}


def _cells(grids: tuple[Grid, ...]) -> dict[tuple[str, str], Sequence[Sequence[Cell]]]:
    """The cells of the tabs as they are in the sheet, without those that Pharos writes for itself."""
    return {
        (grid.workbook, grid.tab): grid.columns for grid in sources_of(grids) if folded(grid.tab) not in _OWN
    }


def dated(losses: Iterable[Loss], earlier: Held | None) -> tuple[Loss, ...]:
    """`losses`, those that were held back before with the time when they were first seen."""
    since = {loss: loss.since for loss in earlier.losses} if earlier else {}
    return tuple(replace(loss, since=since.get(loss, loss.since)) for loss in losses)


_MISSING, _EMPTY = "missing", "empty"


@dataclass(frozen=True, slots=True)
class _TabState:
    """One tab of one workbook: its title, the required columns that its header lacks, whether it has no column at all,
    whether all its cells are blank, how many rows have all the cells they need, and how many have any."""

    title: str
    lacks: tuple[str, ...]
    has_no_header: bool
    is_blank: bool
    rows: int
    rows_with_content: int


def _tabs(grids: Iterable[Grid], log: CircleLog) -> dict[tuple[str, str], _TabState]:
    """The state of every tab of the format, by workbook and name; of two tabs with one name, the first is read."""
    grids = tuple(grids)
    naming, (rows, incomplete) = namings(grids, TABS), _rows(log)
    tabs: dict[tuple[str, str], _TabState] = {}
    for grid in grids:
        names = naming.get(grid.workbook, Naming())
        name = names.tab(grid.tab, TABS)
        if grid.origin is not None and grid.origin.is_derived:
            continue
        if name not in TABS or name not in log.tabs or (grid.workbook, name) in tabs:
            continue
        columns = columns_of(grid, TABS[name], names)
        lacks = tuple(
            column.name for column in TABS[name].columns if column.required and column.name not in columns
        )
        tabs[grid.workbook, name] = _TabState(
            grid.tab,
            lacks,
            not columns,
            not columns and _is_blank(grid),
            0 if lacks else rows[grid.workbook, name],
            rows[grid.workbook, name] + incomplete[grid.workbook, name],
        )
    return tabs


def _rows(log: CircleLog) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    """Complete and incomplete rows by workbook and tab.

    A row set aside because of other rows is complete. A row without a cell that it needs is not: what a save that was
    interrupted left is such a row, and so is its journal row, which has no time yet; both go again without a loss.
    """
    complete: Counter[tuple[str, str]] = Counter()
    incomplete: Counter[tuple[str, str]] = Counter()
    for name, frame in log.tabs.items():
        is_begun = frame["at"].isna() if name == "edits" else pd.Series(False, index=frame.index)
        for rows, workbooks in (
            (complete, frame.loc[~is_begun, "_workbook"]),
            (incomplete, frame.loc[is_begun, "_workbook"]),
        ):
            for workbook, count in workbooks.value_counts().items():
                rows[str(workbook), name] += int(count)
    lacking = log.set_aside["reason"].str.endswith(_LACKS_A_CELL)
    for rows, aside in ((complete, log.set_aside[~lacking]), (incomplete, log.set_aside[lacking])):
        for workbook, name in zip(aside["workbook"], aside["tab"], strict=True):
            rows[workbook, name] += 1
    return complete, incomplete


def _is_blank(grid: Grid) -> bool:
    return all(cell is None or cell == "" for column in grid.columns for cell in column)


def _state(tab: Tab, was: _TabState, now: _TabState | None) -> str:
    """What a tab that lost something is now; "" if it lost nothing that matters."""
    rows = now.rows if now else 0
    lost_header = tab.required and not was.lacks and (now is None or bool(now.lacks))
    lost_rows = was.rows >= FEWEST_ROWS and 2 * rows < was.rows
    if not lost_header and not lost_rows:
        return ""
    if now is None:
        return _MISSING
    if now.is_blank or (not now.rows_with_content and not now.lacks):
        return _EMPTY
    if now.has_no_header:
        return "without its header row"
    if now.lacks:
        return f"missing its {listed(now.lacks)} {plural(len(now.lacks), 'column')}"
    can_be_used = " that can be used" if now.rows_with_content > rows else ""
    return f"down to {rows:,} of {counted(was.rows, 'row')}{can_be_used}"


def _circles(log: CircleLog, workbook: str) -> tuple[str, ...]:
    circles = log.tabs["circles"]
    return tuple(circles.loc[circles["_workbook"] == workbook, "circle"])
