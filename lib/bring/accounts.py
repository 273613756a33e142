"""What became of every row of a workbook: used, set aside, no record, or not read. The four add up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import pandas as pd

from lib.bring.columns.without_days import why_not_read
from lib.bring.forms.told import answers_of
from lib.bring.header_row import table_above
from lib.bring.origin import TabOrigin, place_of, sources_of, tabs_read
from lib.bring.parts.turned import TurnedTab
from lib.bring.parts.turned_account import TabAccount, account_of_turned
from lib.log.format.cells import shown
from lib.log.format.column_texts import different
from lib.log.format.model import CircleLog
from lib.log.format.schema import TABS
from lib.log.format.words import fillers, word_form
from lib.log.reading.naming import Naming, folded, namings
from lib.workbook.base import Cell, Grid

USED, ASIDE, NO_RECORD, NOT_READ = "used", "set aside", "no record", "not read"
FATES = (USED, ASIDE, NO_RECORD, NOT_READ)
_OWN = ("settings", "edits", "sent")
_TAB_NOT_READ = "this tab is not read"
_NOTHING_READ = "only columns that are not read have something in them"
_ABOVE = "a table above the one that is read: give it a tab of its own"
_LONGEST = 200


def accounts(grids: Sequence[Grid], log: CircleLog) -> list[TabAccount]:
    """An account of every tab of the sheet except settings and journal, in the order of the workbook.

    In: `grids` as `shaped` returned them, and the log that was parsed from them. A row counts as found if any of its
    cells below the headers says something. A row with several records is used if one of them is; an answer of a form
    about sessions, if it is about one.
    """
    named = namings(grids, TABS)
    fates: dict[tuple[str, str], _Fates] = defaultdict(_Fates)
    read_as: dict[tuple[str, str], dict[str, int]] = {}
    for grid in grids:
        tab = named.get(grid.workbook, Naming()).tab(grid.tab, TABS)
        if tab in TABS and tab not in _OWN:
            _note_tab(grid, tab, log, fates, read_as)
    for grid in grids:
        if answers := answers_of(grid):
            read_as.setdefault((grid.workbook, grid.tab), {"attendance": 1})
            fates[grid.workbook, grid.tab].note_answers(answers)
    own = tuple(
        grid for grid in grids if grid.origin is None or not grid.origin.is_derived or grid.origin.no_records
    )  # a grid of which no mark could be used has no cell in the log, and its rows are counted all the same
    return [
        account_of_turned(source, grids)
        if isinstance(source.origin, TurnedTab)
        else _account(source, read_as.get((source.workbook, source.tab)), fates[source.workbook, source.tab])
        for source in tabs_read(own)
        if folded(source.tab) not in _OWN
    ]


@dataclass(slots=True)
class _Fates:
    """What became of rows of one tab: those that are used, and why others are not, by row: a fate and words."""

    used: set[int] = field(default_factory=set)
    others: dict[int, tuple[str, str]] = field(default_factory=dict)

    def note(self, row: int, fate: str, reason: str) -> None:
        """Note that a row is not used; of several fates, the first of FATES counts."""
        known = self.others.get(row)
        if known is None or FATES.index(fate) < FATES.index(known[0]):
            self.others[row] = fate, reason

    def note_answers(self, answers: Mapping[int, str]) -> None:
        """Note the answers of a form: by row why one is not used, "" where it is."""
        for row, why in answers.items():
            if row in self.used or row in self.others:
                continue
            if why:
                self.others[row] = ASIDE, why
            else:
                self.used.add(row)


def _note_tab(
    grid: Grid,
    tab: str,
    log: CircleLog,
    fates: dict[tuple[str, str], _Fates],
    read_as: dict[tuple[str, str], dict[str, int]],
) -> None:
    """Note what became of the rows of one grid, and where the headers of the tabs behind it are."""
    origin = grid.origin if isinstance(grid.origin, TabOrigin) else None
    sources = zip(origin.sources, origin.header_rows, strict=True) if origin else [(grid, 1)]
    for source, header_row in sources:
        read_as.setdefault((source.workbook, source.tab), {})[tab] = header_row
    frame = log.tabs[tab]
    used = frame.loc[frame["_workbook"] == grid.workbook, "_row"].to_numpy("int64")
    if origin is None:
        fates[grid.workbook, grid.tab].used.update(used.tolist())
    else:
        for source, rows in origin.rows_by_source(used):
            fates[source.workbook, source.tab].used.update(rows)
    aside = log.set_aside[(log.set_aside["tab"] == tab) & (log.set_aside["workbook"] == grid.workbook)]
    reasons = grid.origin.no_records if grid.origin else {}
    for row, reason in zip(aside["row"].tolist(), aside["reason"], strict=True):
        fate = NO_RECORD if row in reasons else ASIDE
        _note(grid, origin, int(row), fate, str(reason), fates)
    for row, reason in reasons.items():
        _note(grid, origin, row, NO_RECORD, reason, fates)


def _note(
    grid: Grid,
    origin: TabOrigin | None,
    row: int,
    fate: str,
    reason: str,
    fates: dict[tuple[str, str], _Fates],
) -> None:
    source, at = grid, row
    if origin is not None:
        try:
            source, at, _ = origin.of(row)
        except IndexError:
            return
    fates[source.workbook, source.tab].note(at, fate, reason)


def _account(source: Grid, read_as: dict[str, int] | None, fates: _Fates) -> TabAccount:
    header_row = min(read_as.values()) if read_as else 1
    above = table_above(source, header_row)
    found = frozenset((*above, *_rows_with_content(source, header_row)))
    used = found & fates.used
    by_fate: dict[str, set[int]] = {fate: set() for fate in FATES}
    reasons: dict[int, str] = {}
    why = "" if used else why_not_read(source)
    unread = why or (_NOTHING_READ if read_as else _TAB_NOT_READ)
    for row in found - used:
        fate, reason = fates.others.get(row, (NOT_READ, ""))
        by_fate[fate].add(row)
        known = (why if fate == ASIDE else "") or reason
        reasons[row] = known or (_ABOVE if row in above else unread)
    in_sheet = partial(_rows_in_sheet, source)
    return TabAccount(
        source.workbook,
        source.tab,
        tuple(read_as or ()),
        in_sheet(found),
        in_sheet(used),
        in_sheet(by_fate[ASIDE]),
        in_sheet(by_fate[NO_RECORD]),
        in_sheet(by_fate[NOT_READ]),
        {place_of(source, row, 0).row: reason for row, reason in reasons.items()},
    )


def _rows_in_sheet(source: Grid, rows: Collection[int]) -> frozenset[int]:
    """The rows of the whole tab that are these rows of one that may be a part of it."""
    if source.origin is None:
        return frozenset(rows)
    return frozenset(place_of(source, row, 0).row for row in rows)


def _rows_with_content(grid: Grid, header_row: int) -> list[int]:
    says = np.zeros(max(grid.height - header_row, 0), bool)
    for column in grid.columns:
        cells = column[header_row:]
        if not says[: len(cells)].all():
            says[: len(cells)] |= _which_say(cells)
    return (np.flatnonzero(says) + header_row + 1).tolist()


def _which_say(cells: Sequence[Cell]) -> np.ndarray:
    """Which cells (bool, one per cell) say something: more than a dash, and no box that is not ticked."""
    empty = {
        text
        for text in different(cells)
        if isinstance(text, str) and (not text.strip() or word_form(text) in fillers())
    }
    says = (cell is not None and cell is not False and cell not in empty for cell in cells)
    return np.fromiter(says, bool, len(cells))


def summary(found: Sequence[TabAccount]) -> pd.DataFrame:
    """One row per tab: tab, read as (str), found, used, set aside, no record, not read (int64), and their sum last.

    Of the last three, only those that are not 0 everywhere.
    """
    rows: list[list[object]] = [
        [
            account.title,
            ", ".join(account.read_as) or NOT_READ,
            *(
                len(rows)
                for rows in (
                    account.found,
                    account.used,
                    account.set_aside,
                    account.no_records,
                    account.not_read,
                )
            ),
        ]
        for account in found
    ]
    frame = pd.DataFrame(rows, columns=["tab", "read as", "found", *FATES])
    counts = ["found", *FATES]
    frame[counts] = frame[counts].astype("int64")
    if len(frame) > 1:
        frame.loc[len(frame)] = ["all tabs", "", *frame[counts].sum().tolist()]
    return frame.drop(columns=[fate for fate in FATES[1:] if not frame[fate].any()])


def left_out(grids: Sequence[Grid], found: Sequence[TabAccount], most: int = 500) -> pd.DataFrame:
    """The rows that are not used, at most `most`: tab (str), row (int64), why and its cells (str)."""
    sources = {
        (grid.workbook, grid.tab): whole for grid in tabs_read(grids) for whole in sources_of((grid,))
    }  # rows are those of the whole tab
    rows: list[tuple[str, int, str, str]] = []
    for account in found:
        source = sources[account.workbook, account.title]
        rows.extend(
            (account.title, row, account.reasons[row], row_text(source, row))
            for row in sorted(account.reasons)[: most - len(rows)]
        )
    return pd.DataFrame(rows, columns=["tab", "row", "why", "cells"]).astype({"row": "int64"})


def row_text(grid: Grid, row: int) -> str:
    """The filled cells of a row as one text, shortened."""
    cells = (shown(grid.cell(row, at)).strip() for at in range(len(grid.columns)))
    text = " · ".join(cell for cell in cells if cell)
    return f"{text[:_LONGEST]}…" if len(text) > _LONGEST else text
