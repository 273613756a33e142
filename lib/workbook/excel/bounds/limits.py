"""How large a workbook file may be, and everything in it: all bounds of reading, in one place.

Two sets: UPLOAD for a file that a person sends, CONFIGURED for the file that the server's settings name.
"""

from __future__ import annotations

from dataclasses import dataclass

MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one kind of file. Sizes are in bytes.

    A file may unpack to `unpacked` bytes, or to `ratio` times its own size up to `unpacked_at_most`. `cells` counts
    cells with content; `positions` all cells of the rectangles from A1 to each tab's last cell, as a reader allocates.
    `texts`: the text of all cells together. `memory` and `seconds` (of the processor) bound a process that reads the
    file; it may take twice as long on a busy machine.
    """

    file: int
    unpacked: int
    ratio: int
    unpacked_at_most: int
    parts: int
    tabs: int
    cells: int
    positions: int
    texts: int
    memory: int
    seconds: float

    def unpacked_for(self, file_size: int) -> int:
        """How many bytes a file of this size may unpack to."""
        return max(self.unpacked, min(self.ratio * file_size, self.unpacked_at_most))


UPLOAD = Limits(
    file=20 * MB,
    unpacked=200 * MB,
    ratio=0,
    unpacked_at_most=200 * MB,
    parts=2_000,
    tabs=200,
    cells=2_000_000,
    positions=4_000_000,
    texts=100 * MB,
    memory=500 * MB,
    seconds=10.0,
)
CONFIGURED = Limits(
    file=200 * MB,
    unpacked=200 * MB,
    ratio=40,
    unpacked_at_most=600 * MB,
    parts=10_000,
    tabs=500,
    cells=10_000_000,
    positions=20_000_000,
    texts=500 * MB,
    memory=2_000 * MB,
    seconds=60.0,
)

SPARSE_POSITIONS = 4_000_000
"""A tab's rectangle may have this many cells, however few of them hold something."""
SPARSE_RATIO = 8
"""A larger rectangle needs content in one of this many cells."""
ROOMY_POSITIONS = 1_000_000
"""In a smaller rectangle, cells far from the others are read like any other."""
FAR_ROWS = 1_000
"""Cells below this many empty rows are far from the table above."""
FAR_COLUMNS = 100
"""Cells right of this many empty columns are far from the table."""
MOST_FAR_CELLS = 100
"""More cells than these are a second table, which is never left out."""

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
"""The size of a sheet."""
LONGEST_TEXT = 400_000
"""Bytes of XML between two tags: Excel's longest text has 32,767 characters, and an escaped one up to ten bytes."""
LONGEST_TAG = 16_000
MOST_ATTRIBUTES = 200
"""Readers compare each attribute of a tag with all others."""
LONGEST_CELL_TAG = 1_000
DEEPEST = 200
"""Elements within elements. Spreadsheets nest about ten."""
MOST_SLOW_CELLS = 2_000_000
"""Cells of a sheet that has to be read element by element, blank ones included."""
MOST_SLOW_ELEMENTS = 8_000_000
MOST_TAGS = 5_000_000
"""Tags of a sheet, and ten more for each of its cells."""
MOST_OTHER_TAGS = 1_000_000
"""Tags of a sheet that are neither rows nor cells nor in them."""
MOST_MERGES = 100_000
SMALL_PART = 16 * MB
"""The list of tabs, relations and formats: parts that readers hold as objects."""
SMALL_PART_ELEMENTS = 500_000
LONGEST_FORMAT = 1_000
"""A number format is read again for each cell format that uses it."""
CHUNK = 1 << 20
"""Bytes unpacked at a time."""
BIGGEST_ROW = 8 << 20
"""XML of one row that is looked at as a whole; larger ones are read element by element."""
