"""What every workbook can do, wherever its cells live.

A workbook is a set of tabs; a tab read at one moment is a `Grid`; all grids read at one moment are a `Snapshot`.
Nothing here knows what the cells mean: that is `lib.log`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, runtime_checkable

import numpy as np
import pandas as pd

Cell = object
"""A cell's value as its source gives it: str, float, int, bool, date, datetime or None. "" and None are both blank."""


class WorkbookError(Exception):
    """A workbook that cannot be read or written, said in one line that tells its owner what to do."""


def column_letters(index: int) -> str:
    """Letters of the column at `index` (0 is A, 25 is Z, 26 is AA)."""
    letters = ""
    index += 1
    while index:
        index, remainder = divmod(index - 1, 26)
        letters = chr(65 + remainder) + letters
    return letters


@dataclass(frozen=True, slots=True)
class CellAddress:
    """One cell: workbook id, tab title, row number as people count them (the header is row 1), column from 0."""

    workbook: str
    tab: str
    row: int
    column: int

    @property
    def a1(self) -> str:
        return f"{column_letters(self.column)}{self.row}"


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one tab, column by column.

    `columns[j]` holds the cells of column j from row 1 (the header) downwards; columns may be of unequal length, since
    sources cut trailing blanks. `merged` lists merged ranges as (first row, first column, last row, last column),
    rows from 1 and columns from 0. `day_first` says how the workbook's locale writes short dates, None if unknown.
    """

    workbook: str
    tab: str
    columns: Sequence[Sequence[Cell]]
    sheet_id: int | None = None
    merged: tuple[tuple[int, int, int, int], ...] = ()
    epoch_1904: bool = False
    day_first: bool | None = None

    @property
    def height(self) -> int:
        return max((len(column) for column in self.columns), default=0)

    def cell(self, row: int, column: int) -> Cell:
        """The cell in `row` (from 1) and `column` (from 0); None outside the grid."""
        if not (0 <= column < len(self.columns) and 1 <= row <= len(self.columns[column])):
            return None
        return self.columns[column][row - 1]


@dataclass(frozen=True, slots=True)
class PartState:
    """One of several workbooks in a snapshot: its id, the revision that its grids stand for (None where it was never
    listed well) and what went wrong when it was read at that revision."""

    id: str
    revision: str | None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All tabs of a workbook as they stood at `revision`, read at `read_at` (aware, UTC).

    `problems` names parts that could not be read this time (one of several workbooks, say) in words for the banner.
    `parts` are the workbooks that it was read from, where these are several; each grid names its own. `title` is the
    workbook's name for people at that time, "" where it was not asked.
    """

    revision: str
    grids: tuple[Grid, ...]
    read_at: datetime
    problems: tuple[str, ...] = ()
    parts: tuple[PartState, ...] = ()
    title: str = ""


@dataclass(frozen=True, slots=True)
class RowChange:
    """New values for some cells of one existing row.

    Columns go by the title of their header as it stands in the tab. `row` is where the row stood in the snapshot and
    `key` the cells that together tell it from all others: the key decides, the row is only where to look first.
    `before` and `after` hold one value a changed column (None = blank). Cells of `key` and `before` are raw, as the
    snapshot's grid had them. Those of `after` are str (always written as text, never as a formula), bool, int, float,
    or a date or datetime, which the workbook writes as its own kind of date. A key column may change too.
    """

    workbook: str
    tab: str
    row: int
    key: Mapping[str, Cell]
    before: Mapping[str, Cell]
    after: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class RowAddition:
    """One new row below the last one of a tab. `operation` is a unique id: applied twice it still adds one row.

    `values` are as `RowChange.after`. `key` names the headers whose cells together must be new in the tab (none: not
    checked). `last` names a cell without which the row does not count, and which is not part of its key: where rows
    cannot be written in one go, it is written at the very end. `headers` makes the tab, with these titles in row 1,
    where there is none of that name.
    """

    workbook: str
    tab: str
    values: Mapping[str, Cell]
    operation: str
    key: tuple[str, ...] = ()
    last: str = ""
    headers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CellConflict:
    """A cell that no longer holds what the editor saw. `change` is the one in conflict, `address` where it is now."""

    address: CellAddress
    column: str
    before: Cell
    theirs: Cell
    mine: Cell
    change: RowChange


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an apply: all of it is written or, where anything stood in the way, nothing.

    `written` holds the changes and then the journal, as given; `rows` the row that each stands in now. Where nothing is
    written: `conflicts` cell by cell, and what else stood in the way in words (a row that is gone, a formula, a
    protected cell, a key in use). `revision` is the new one where the source tells at once, else None. `notes` say what
    happened on the way that a person should look at; there are hardly ever any.
    """

    revision: str | None = None
    written: tuple[RowChange | RowAddition, ...] = ()
    rows: tuple[int, ...] = ()
    conflicts: tuple[CellConflict, ...] = ()
    refused: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class UnknownOutcome(WorkbookError):
    """The source stopped answering in the middle of a save.

    Applying the same changes and journal again (same operations) finds out what was written, and finishes.
    """


class Workbook(Protocol):
    """A place that holds tabs of cells and can be read."""

    @property
    def id(self) -> str:
        """Stable name of this workbook, the `workbook` of its grids."""
        ...

    @property
    def title(self) -> str:
        """Name for people."""
        ...

    def revision(self) -> str:
        """What changes whenever a cell may have changed; cheap, never reads cells."""
        ...

    def read(self, *, force: bool = False) -> Snapshot:
        """All tabs, now; `force` trusts nothing that was kept from an earlier read. Raises WorkbookError."""
        ...

    def link(self, cell: CellAddress) -> str | None:
        """A URL that opens the workbook at `cell`, or None where there is no such thing."""
        ...


@runtime_checkable
class ResumableWorkbook(Protocol):
    """A workbook that can go on from a snapshot that an earlier process kept."""

    def resume(self, snapshot: Snapshot) -> None:
        """Take the snapshot for what was last read: of it, what did not change since is not read again."""
        ...


@runtime_checkable
class WritableWorkbook(Workbook, Protocol):
    """A workbook that takes edits: all of a call's changes and journal rows are written, or none."""

    def apply(
        self, changes: Sequence[RowChange | RowAddition], journal: Sequence[RowAddition] = ()
    ) -> Outcome:
        """Write `changes` and the journal rows that describe them together.

        Raises WorkbookError where the source refuses or cannot be reached (nothing is written then), and
        UnknownOutcome where that is not known.
        """
        ...

    def tidy(self) -> tuple[str, ...]:
        """Clear what a save that ended midway left behind; out: what was found and done, in words.

        Raises WorkbookError.
        """
        ...


Severity = Literal["error", "warning", "note"]


def a1_of(rows: pd.Series, column: int) -> pd.Series:
    """A1 addresses of many rows of one column: rows int (from 1) in, str out; empty in, empty out."""
    return column_letters(column) + rows.astype(np.int64).astype("str")
