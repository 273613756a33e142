"""Several tables in one tab, such as who was there above what was agreed: each becomes a tab of its own to read.

Between two tables there is a blank row or a heading, and their headers differ: rows that repeat the headers of the
table above go on with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lib.bring.headers_say import are_marks, is_roster, signature
from lib.bring.parts.meeting_forms import meetings_apart
from lib.bring.parts.subitems import rows_of_subitems
from lib.bring.parts.tab_part import part_of, title_of
from lib.bring.shape_guess import guess_by_shape
from lib.bring.synonyms import columns_for
from lib.bring.table import text_of
from lib.log.format.folding import fold
from lib.log.format.schema import TABS
from lib.log.reading.naming import Naming, folded
from lib.workbook.base import Grid

_ATTENDANCE = TABS["attendance"]
_MOST_ROWS = 2_000
"""A longer tab is one table."""
_HEAD = 4
"""Rows of a block in which its headers are looked for."""
_MOST_TABLES = 12


def split(grids: Iterable[Grid], named: Mapping[str, Naming]) -> tuple[Grid, ...]:
    """The grids with each tab of several tables as one grid for each table; tabs with the format's own names, and those
    that the settings name as a whole, stay as they are. `named`: the settings by workbook."""
    found: list[Grid] = []
    for grid in grids:
        naming = named.get(grid.workbook, Naming())
        is_whole = folded(grid.tab) in naming.tabs or folded(grid.tab) in TABS
        found += [grid] if is_whole or grid.origin is not None else _parts(grid)
    return tuple(found)


def split_as_named(grids: Iterable[Grid], naming: Naming) -> tuple[Grid, ...]:
    """The grids of one workbook with those tabs split of which the settings name a table."""
    found: list[Grid] = []
    for grid in grids:
        numbers = range(1, _MOST_TABLES + 1)
        is_named = bool(naming.tabs) and any(
            folded(title_of(grid, number)) in naming.tabs for number in numbers
        )
        found += _parts(grid) if is_named and grid.origin is None else [grid]
    return tuple(found)


@dataclass(frozen=True)
class _Block:
    rows: Sequence[int]
    kind: str = ""
    headers: tuple[str, ...] = ()


def _parts(grid: Grid) -> list[Grid]:
    if grid.height > _MOST_ROWS:
        return [grid]
    if (minutes := meetings_apart(grid)) is not None:
        return [*minutes]
    if (of_board := rows_of_subitems(grid)) is not None:
        return [part_of(grid, number, rows) for number, rows in enumerate(of_board, start=1)]
    runs = list(_runs(grid))
    if len(runs) < 2 or len(grid.columns) < 2:
        return [grid]
    blocks: list[_Block] = []
    above: list[int] = []
    for run in runs:
        block = _block(grid, above, run)
        last = next((each for each in reversed(blocks) if each.kind), None)
        if not block.kind and last is None:
            above += run
        elif not block.kind or (last is not None and block.headers == last.headers):
            blocks[-1] = _Block([*blocks[-1].rows, *run], blocks[-1].kind, blocks[-1].headers)
        else:
            blocks.append(block)
    if not 1 < len(blocks) <= _MOST_TABLES:
        return [grid]
    return [part_of(grid, number, [*above, *block.rows]) for number, block in enumerate(blocks, start=1)]


def _runs(grid: Grid) -> Iterator[list[int]]:
    """Rows without a blank one among them; a heading above at least two cells begins a run too."""
    counts = [
        sum(bool(text_of(grid.cell(row, at))) for at in range(len(grid.columns)))
        for row in range(1, grid.height + 1)
    ]
    run: list[int] = []
    for row, count in enumerate(counts, start=1):
        is_heading = count == 1 and row < len(counts) and counts[row] > 1
        if run and (not count or is_heading):
            yield run
            run = []
        if count:
            run.append(row)
    if run:
        yield run


def _block(grid: Grid, above: Sequence[int], run: Sequence[int]) -> _Block:
    """What the rows of a run are, with the titles above all of them; a block without a kind for none."""
    part = part_of(grid, 1, [*above, *run])
    first = len(above) + 1
    for row in range(first, min(first + _HEAD, part.height + 1)):
        texts = [text for at in range(len(part.columns)) if (text := text_of(part.cell(row, at)))]
        if len(texts) < 2 or row == part.height:
            continue
        kind = signature(part, row) or ("members" if is_roster(part, row) else "")
        if kind or is_list_of_presence(part, row):
            return _Block(run, kind or "attendance", tuple(map(fold, texts)))
    shape = guess_by_shape(part, Naming(), "", is_settled=False)
    if shape is None or shape.header_row < first:
        return _Block(run)
    headers = [text_of(part.cell(shape.header_row, at)) for at in range(len(part.columns))]
    return _Block(run, "attendance", tuple(fold(text) for text in headers if text))


def is_list_of_presence(grid: Grid, row: int) -> bool:
    """Whether the headers in a row stand over names and over whether each was there: the list of one meeting."""
    headers = {at: text for at in range(len(grid.columns)) if (text := text_of(grid.cell(row, at)))}
    has_name = any(columns_for(text, _ATTENDANCE).get("member", 0.0) >= 95.0 for text in headers.values())
    present = [
        at for at, text in headers.items() if columns_for(text, _ATTENDANCE).get("present", 0.0) >= 95.0
    ]
    return has_name and any(
        are_marks([text for cell in grid.columns[at][row:] if (text := text_of(cell))]) for at in present
    )
