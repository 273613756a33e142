"""What every workbook can do, no matter where its cells are stored.

A workbook is a set of tabs; a tab read at one moment is a `Grid`; all grids read at one moment are a `Snapshot`.
Nothing here knows what the cells mean: that is up to `lib.log`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, runtime_checkable

Cell = object
"""A cell's value as its source gives it: str, float, int, bool, date, datetime or None. "" and None are both blank."""


class WorkbookError(Exception):
    """A workbook cannot be read or written; the message is one line that says what its owner can do."""


class WorkbookBusy(WorkbookError):
    """Something prevents it for the moment: the file is open elsewhere, or somebody else is saving it."""


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
    """One cell: workbook id, tab title, row number as people count (the header is row 1), column from 0."""

    workbook: str
    tab: str
    row: int
    column: int

    @property
    def a1(self) -> str:
        return f"{column_letters(self.column)}{self.row}"


Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class SheetNote:
    """Something to tell about a cell (such as D7) or a whole tab (row None) of the sheet, found before it was read."""

    workbook: str
    tab: str
    row: int | None
    cell: str
    severity: Severity
    rule: str
    found: str
    expected: str


class Origin(Protocol):
    """Where the cells of a grid are in the sheet, if the grid was made from tabs of another shape (`lib.bring`)."""

    @property
    def sources(self) -> Sequence[Grid]:
        """The tabs it was made from, as they were read."""
        ...

    @property
    def header_rows(self) -> Sequence[int]:
        """The row of the headers in each of these tabs."""
        ...

    @property
    def is_derived(self) -> bool:
        """Whether nothing of it is in the sheet: all of it follows from other tabs."""
        ...

    @property
    def no_records(self) -> Mapping[int, str]:
        """Rows of the grid that hold no record (a total, a heading, a row prepared for later), and why."""
        ...

    @property
    def guests(self) -> Collection[int]:
        """Rows of the grid about people whom the sheet calls guests."""
        ...

    @property
    def notes(self) -> Sequence[SheetNote]:
        """What to tell about cells of the sheet."""
        ...

    def address(self, row: int, column: int) -> CellAddress | None:
        """The cell of the sheet behind the cell in `row` (from 1) and `column` (from 0); None if it was derived."""
        ...


@dataclass(frozen=True, slots=True)
class FarCell:
    """A cell that is left out, since it is far from the rest of its tab: row from 1, column from 0, text shortened."""

    row: int
    column: int
    text: str

    @property
    def a1(self) -> str:
        return f"{column_letters(self.column)}{self.row}"


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one tab, column by column.

    `columns[j]` holds the cells of column j from row 1 (the header) down; columns can differ in length, since sources
    cut off trailing blanks. `merged` lists merged ranges as (first row, first column, last row, last column), rows from
    1 and columns from 0. `day_first` says whether the workbook's locale writes short dates with the day first, None if
    unknown. `epoch_1904`: serial dates count from 1904. `far` lists cells that are in the tab but not in `columns`.
    `origin` says where the cells are in the sheet, if that is not simply their own row and column.
    """

    workbook: str
    tab: str
    columns: Sequence[Sequence[Cell]]
    sheet_id: int | None = None
    merged: tuple[tuple[int, int, int, int], ...] = ()
    epoch_1904: bool = False
    day_first: bool | None = None
    origin: Origin | None = None
    far: tuple[FarCell, ...] = ()

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
    """One of several workbooks in a snapshot: its id, the revision of its grids (None if it was never read),
    and what went wrong when it was read at that revision, or listed."""

    id: str
    revision: str | None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All tabs of a workbook as they were at `revision`, read at `read_at` (aware, UTC).

    `problems` names parts that could not be read this time (such as one of several workbooks), in words for the banner.
    `parts` are the workbooks that it was read from, if there are several; each grid names its own. `title` is the
    workbook's name for people at that time, "" if it was not read.
    """

    revision: str
    grids: tuple[Grid, ...]
    read_at: datetime
    problems: tuple[str, ...] = ()
    parts: tuple[PartState, ...] = ()
    title: str = ""

    def has_read(self, workbook: str) -> bool:
        """Whether all grids of the workbook with this id are as new as the snapshot, or as its own revision."""
        if not self.parts:
            return not self.problems
        return any(
            part.id == workbook and part.revision is not None and not part.problems for part in self.parts
        )


@dataclass(frozen=True, slots=True)
class RowChange:
    """New values for some cells of one existing row.

    Columns are named by their headers as they are in the tab. `row` is where the row was in the snapshot, and `key` the
    cells that together identify it: the key decides, the row is only where to look first. `before` and `after` hold one
    value per changed column (None = blank). Cells of `key` and `before` are raw, as in the snapshot's grid. Those of
    `after` are str (always written as text, never as a formula), bool, int, float, or a date or datetime, which the
    workbook writes as its own kind of date. A key column can change too. `header_row` is the row of the headers.
    """

    workbook: str
    tab: str
    row: int
    key: Mapping[str, Cell]
    before: Mapping[str, Cell]
    after: Mapping[str, Cell]
    header_row: int = 1


@dataclass(frozen=True, slots=True)
class RowAddition:
    """One new row below the last one of a tab. `operation` is a unique id: applied twice, it still adds one row.

    `values` are as `RowChange.after`. `key` names the headers whose cells together must be new in the tab (if empty,
    this is not checked). `last` names a cell that the row needs in order to count, and that is not part of its key: if
    rows cannot be written in one go, it is written at the very end. `headers`: if there is no such tab, it is created
    with these headers in row 1. `header_row` is the row of the headers.
    """

    workbook: str
    tab: str
    values: Mapping[str, Cell]
    operation: str
    key: tuple[str, ...] = ()
    last: str = ""
    headers: tuple[str, ...] = ()
    header_row: int = 1


@dataclass(frozen=True, slots=True)
class CellConflict:
    """A cell that no longer holds what the editor saw. `change` is the change in conflict, `address` the cell now.

    `before` is what the editor saw, `theirs` what the cell holds now, `mine` what the editor wants.
    """

    address: CellAddress
    column: str
    before: Cell
    theirs: Cell
    mine: Cell
    change: RowChange


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of `apply`: all of it is written or, if anything prevented that, nothing.

    `written` holds the changes and then the journal, as given; `rows` the row where each is now. If nothing is written,
    `conflicts` has the conflicts cell by cell, and `refused` the other reasons in words (a row that is gone, a formula,
    a protected cell, a key in use). `revision` is the new one if the source gives it at once, else None. `notes` say
    what happened along the way that a person should look at; they are very rare.
    """

    revision: str | None = None
    written: tuple[RowChange | RowAddition, ...] = ()
    rows: tuple[int, ...] = ()
    conflicts: tuple[CellConflict, ...] = ()
    refused: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class UnknownOutcome(WorkbookError):
    """The source stopped answering in the middle of a save.

    Applying the same changes and journal again (same operations) finds out what was written and completes it.
    """


class Workbook(Protocol):
    """A place that holds tabs of cells and can be read."""

    @property
    def id(self) -> str:
        """A stable id of this workbook, the `workbook` of its grids."""
        ...

    @property
    def title(self) -> str:
        """The name shown to people."""
        ...

    def revision(self) -> str:
        """A text that changes whenever a cell may have changed; cheap, never reads cells. Raises WorkbookError."""
        ...

    def read(self, *, force: bool = False) -> Snapshot:
        """All tabs as they are now; `force` reuses nothing from an earlier read. Raises WorkbookError."""
        ...

    def link(self, cell: CellAddress) -> str | None:
        """A URL that opens the workbook at `cell`, or None if there is no such thing."""
        ...


@runtime_checkable
class HoldingWorkbook(Protocol):
    """A workbook that keeps what it read in memory, and can keep something else in its place."""

    def hold(self, grids: Iterable[Grid]) -> None:
        """Keep these in place of the tabs of the same workbook and name: what they leave out is forgotten."""
        ...


@runtime_checkable
class ResumableWorkbook(Protocol):
    """A workbook that can continue from a snapshot that an earlier process saved."""

    def resume(self, snapshot: Snapshot) -> None:
        """Use the snapshot as the last read: parts that have not changed since are not read again."""
        ...


@runtime_checkable
class WorkbookOfParts(Protocol):
    """A workbook made of others, of which it reads only those whose revision changed."""

    def expect_change(self, workbooks: Collection[str]) -> None:
        """Let the next read also read these (by id), whatever their revision: it can lag behind the cells."""
        ...


@runtime_checkable
class WritableWorkbook(Workbook, Protocol):
    """A workbook that accepts edits: all of a call's changes and journal rows are written, or none."""

    def apply(
        self, changes: Sequence[RowChange | RowAddition], journal: Sequence[RowAddition] = ()
    ) -> Outcome:
        """Write `changes`, together with the journal rows that describe them.

        Raises WorkbookError if the source refuses or cannot be reached (nothing is written then), and UnknownOutcome if
        it is not known what was written.
        """
        ...

    def tidy(self) -> tuple[str, ...]:
        """Clean up after a save that was interrupted; out: what was found and done, in words (() if nothing).

        Raises WorkbookError.
        """
        ...
