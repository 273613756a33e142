"""Attendance that no session can be made of: marks under quarters or months, and counts of how often somebody came."""

from __future__ import annotations

from collections.abc import Sequence

from lib.bring.shapes.grid_cells import is_mark
from lib.bring.shapes.row_texts import is_date_or_period
from lib.bring.table import Table, text_of
from lib.log.format.words import word_form
from lib.workbook.base import Grid

RULE = "marks without a day"
_FARTHEST = 20
_COUNTS = frozenset(
    map(
        word_form,
        "meetings attended|sessions attended|number attended|attended|% attended|attendance %|attendance rate|"
        "% attendance|no. attended|meetings held|expected to attend|meetings expected to attend|possible|"
        "actual|present|expected|anzahl teilnahmen|teilnahmen|présences|asistencias|aanwezig|presenças".split(
            "|"
        ),
    )
)
"""Headers over how often somebody came."""
NO_DAYS = "its marks stand under quarters, months or weeks: Pharos needs the day of each session"
COUNTS = "it counts how often each person came: Pharos needs a row or column for each session, with its day"


def note_marks_without_days(tables: Sequence[Table]) -> None:
    """Say of lists of members that also have marks under quarters or months that these are not read."""
    for table in tables:
        if headers := _periods(table.grid, table.header_row):
            table.note(None, "", "warning", RULE, ", ".join(headers), f"attendance by day; {NO_DAYS}")


def why_not_read(grid: Grid) -> str:
    """Why a tab that looks like attendance cannot be read as such; "" for any other tab."""
    for row in range(1, min(grid.height, _FARTHEST) + 1):
        headers = [text_of(grid.cell(row, at)) for at in range(len(grid.columns))]
        if sum(map(bool, headers)) < 2:
            continue
        if _periods(grid, row):
            return NO_DAYS
        counted = [at for at, text in enumerate(headers) if word_form(text.rstrip(": ")) in _COUNTS]
        if len(counted) > 1 and all(_are_numbers(grid, row, at) for at in counted):
            return COUNTS
    return ""


def _periods(grid: Grid, row: int) -> list[str]:
    """The headers of a row that name a quarter, month or week above marks, if there are at least two of them."""
    found = []
    for at in range(len(grid.columns)):
        header = text_of(grid.cell(row, at))
        if not header or not is_date_or_period(header) or header.isdigit():
            continue
        cells = [cell for cell in grid.columns[at][row:] if text_of(cell)]
        if all(map(is_mark, cells)):
            found.append((header, bool(cells)))
    return [header for header, _ in found] if sum(is_used for _, is_used in found) > 1 else []


def _are_numbers(grid: Grid, row: int, at: int) -> bool:
    texts = [text for cell in grid.columns[at][row:] if (text := text_of(cell))]
    return bool(texts) and all(
        text.rstrip(" %").replace(",", ".").replace(".", "", 1).isdigit() for text in texts
    )
