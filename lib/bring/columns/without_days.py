"""Attendance that no session can be made of: marks under quarters or months, and counts of how often somebody came."""

from __future__ import annotations

from collections.abc import Sequence

from lib.bring.list_headers import LIST_HEADERS
from lib.bring.shapes.grid_cells import is_mark
from lib.bring.shapes.headings.names_down import columns_of_names
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
_OF_PEOPLE = frozenset(map(word_form, LIST_HEADERS["attendees"])) | frozenset(
    map(
        word_form,
        "# attended|number of attendees|no. of attendees|attendee count|attendance count|headcount|# attendees|"
        "number present|no. present|anzahl teilnehmer|teilnehmerzahl|nombre de participants|nombre de présents|"
        "número de asistentes|n.º de asistentes|aantal deelnemers|aantal aanwezigen|número de participantes".split(
            "|"
        ),
    )
)
"""Headers over how many came to a session, or who they were."""
NO_DAYS = "its marks stand under quarters, months or weeks: Pharos needs the day of each session"
COUNTS = "it counts how often each person came: Pharos needs a row or column for each session, with its day"
NO_DAY = (
    "it lists who came, and no day: write the day of the meeting in a row above the names, or as the tab's title, such "
    "as 2026-01-15"
)
ONLY_COUNTS = (
    "it counts how many came, and names nobody: Pharos needs who was there, such as a column Attendees with names "
    "in the row of each session"
)


def note_marks_without_days(tables: Sequence[Table]) -> None:
    """Say of lists of members that also have marks under quarters or months that these are not read."""
    for table in tables:
        if headers := _periods(table.grid, table.header_row):
            table.note(None, "", "warning", RULE, ", ".join(headers), f"attendance by day; {NO_DAYS}")


def why_not_read(grid: Grid) -> str:
    """Why a tab that looks like attendance cannot be read as such; "" for any other tab."""
    for row in range(1, min(grid.height, _FARTHEST) + 1):
        headers = [text_of(grid.cell(row, at)) for at in range(len(grid.columns))]
        if columns_of_names(grid, row):
            return NO_DAY
        if sum(map(bool, headers)) < 2:
            continue
        if _periods(grid, row):
            return NO_DAYS
        if _has_counts_by_day(grid, row, headers):
            return ONLY_COUNTS
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


def _has_counts_by_day(grid: Grid, row: int, headers: Sequence[str]) -> bool:
    """Whether two or more days or months have only numbers below them, one of which is more than 1."""
    days = [at for at, text in enumerate(headers) if text and not text.isdigit() and is_date_or_period(text)]
    texts = [text for at in days for cell in grid.columns[at][row:] if (text := text_of(cell))]
    return (
        len(days) > 1
        and all(_are_numbers(grid, row, at) for at in days)
        and any(text.isdigit() and int(text) > 1 for text in texts)
    )


def read_counts(sessions: Sequence[Table]) -> None:
    """Of lists of meetings that have how many came, and not who: say so, and take a session to which somebody came as
    held, where no column says whether it was."""
    for table in sessions:
        of_people = [column for column in table.columns if word_form(column.name) in _OF_PEOPLE]
        counts = [[text_of(cell) for cell in column.cells] for column in of_people]
        if not any(map(any, counts)) or not all(not text or text.isdigit() for its in counts for text in its):
            continue
        names = ", ".join(column.name for column in of_people)
        table.note(None, "", "warning", "only how many came", names, ONLY_COUNTS)
        if not table.has("held") and not table.has("status"):
            came = [any(text.strip("0") for text in its) for its in zip(*counts, strict=True)]
            table.derive("status", ["held" if is_some else None for is_some in came])


def _are_numbers(grid: Grid, row: int, at: int) -> bool:
    texts = [text for cell in grid.columns[at][row:] if (text := text_of(cell))]
    return bool(texts) and all(
        text.rstrip(" %").replace(",", ".").replace(".", "", 1).isdigit() for text in texts
    )
