"""The process that reads a file for lib.workbook.excel.untrusted: a request and bytes in, JSON out, within bounds.

It opens no other file and imports little, so that its memory can be bounded closely.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from io import StringIO
from itertools import zip_longest
from pathlib import PurePath
from typing import TYPE_CHECKING

import orjson

from lib.workbook.base import Grid, WorkbookError
from lib.workbook.common.bounded_process import bound_this_process
from lib.workbook.excel import reading
from lib.workbook.excel.bounds.limits import MB, Limits

if TYPE_CHECKING:
    from _csv import Reader

_DELIMITERS = ",;\t|"
_SAMPLE = 20_000
"""Characters that show what separates the values."""
_END = "\ue000end\ue000"
"""A last line that no file has: a quotation mark that is never closed takes it into its cell."""
_SAYS_DELIMITER = re.compile(r"\"?sep=(.)\"?\r?\n", re.IGNORECASE)
"""A first line that is no row: it tells a spreadsheet what separates the values."""


def main() -> None:
    """Read a request and a file from standard input; write grids or an error to standard output, as lines of JSON."""
    request = orjson.loads(sys.stdin.buffer.readline())
    bounds = Limits(**request["limits"])
    bound_this_process(memory=bounds.memory, seconds=bounds.seconds)
    try:
        grids = read(sys.stdin.buffer.read(), request["workbook"], request["suffix"], bounds)
        for grid in grids:
            for line in _lines(grid):
                sys.stdout.buffer.write(line)
        sys.stdout.buffer.write(_line({"grids": len(grids)}))
    except WorkbookError as error:
        sys.stdout.buffer.write(_line({"error": " ".join(str(error).split())}))
    except MemoryError:
        most = f"{bounds.memory / MB:,.0f} MB"
        error = {"error": f"takes more than {most} of memory to read; remove old tabs, or split it"}
        sys.stdout.buffer.write(_line(error))


def read(content: bytes, workbook: str, suffix: str, bounds: Limits) -> tuple[Grid, ...]:
    """The grids of a file in any format that Pharos reads. Raises WorkbookError, without a path."""
    if suffix in {".csv", ".tsv"}:
        return (_read_text(content, workbook, bounds),)
    reading.refuse_what_is_no_workbook(content, suffix)
    file = reading.measured(content, bounds)
    return (
        reading.read_measured(workbook, file) if file else reading.read_unmeasured(workbook, content, bounds)
    )


def _read_text(content: bytes, workbook: str, bounds: Limits) -> Grid:
    """A file of separated values as one grid of texts; the tab's title is the file's name without its ending."""
    text = _decoded(content)
    csv.field_size_limit(len(text) + len(_END) + 1)
    said = _SAYS_DELIMITER.match(text)
    text = text[said.end() :] if said else text
    delimiter = said[1] if said else _delimiter(text[:_SAMPLE])
    try:
        try:
            rows = _rows(text, delimiter, bounds)
        except csv.Error:
            rows = _rows_with_stray_quotes(text, delimiter, bounds, first=2 if said else 1)
    except csv.Error as error:
        raise WorkbookError(f"is damaged or not a file of separated values ({error})") from error
    return Grid(
        workbook, PurePath(workbook).stem, [list(column) for column in zip_longest(*rows, fillvalue="")]
    )


def _rows(text: str, delimiter: str, bounds: Limits) -> list[list[str]]:
    """The rows of separated values whose quotation marks are in order. Raises csv.Error, WorkbookError."""
    lines = csv.reader(StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True, strict=True)
    return [row for row, _ in _bounded(lines, bounds)]


def _rows_with_stray_quotes(text: str, delimiter: str, bounds: Limits, first: int) -> list[list[str]]:
    """The rows of separated values with a quotation mark that others would not write there, such as `"Ok" then`.

    `first`: the line of the file that is the first of `text`. Raises WorkbookError where such a mark takes rows below
    into its cell.
    """
    lines = list(StringIO(f"{text}{_END}" if text.endswith(("\n", "\r")) else f"{text}\n{_END}", newline=""))
    rows, begins = [], 0
    for row, last in _bounded(csv.reader(lines, delimiter=delimiter, skipinitialspace=True), bounds):
        if row == [_END]:
            break
        if last - begins > 1 and not _is_in_order(lines[begins:last], delimiter):
            raise WorkbookError(
                f"has a quotation mark in the row that begins in line {first + begins:,} which takes the rows below it "
                "into its cell; close it, or remove it"
            )
        rows.append(row)
        begins = last
    return rows


def _is_in_order(lines: Sequence[str], delimiter: str) -> bool:
    """Whether lines are one row whose quotation marks are all where they belong, and closed."""
    try:
        return len(list(csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True))) == 1
    except csv.Error:
        return False


def _bounded(lines: Reader, bounds: Limits) -> Iterator[tuple[list[str], int]]:
    """The rows of a reader, each with the number of lines read so far. Raises WorkbookError for too many."""
    count = cells = widest = 0
    for row in lines:
        count, cells, widest = count + 1, cells + len(row), max(widest, len(row))
        if cells > bounds.cells or count * widest > bounds.positions:
            raise WorkbookError(
                f"has more than {bounds.cells:,} cells by row {count:,}, which is the most that are read"
            )
        yield row, lines.line_num


def _delimiter(sample: str) -> str:
    """What separates the values: the sign that parts most rows into the same number of values; a comma if none does."""
    best, most = ",", (0, 0)
    for sign in _DELIMITERS:
        lines = csv.reader(StringIO(sample, newline=""), delimiter=sign, skipinitialspace=True)
        try:
            widths = Counter(len(row) for row in lines if len(row) > 1)
        except csv.Error:
            continue
        width, rows = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        if (rows, width) > most:
            best, most = sign, (rows, width)
    return best


def _decoded(content: bytes) -> str:
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return content.decode("utf-16", "replace")
    if b"\0" in content:
        raise WorkbookError("is not a text file")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _lines(grid: Grid) -> Iterator[bytes]:
    """A grid as lines of JSON: what it is, then each of its columns."""
    yield _line(
        {
            "tab": grid.tab,
            "columns": len(grid.columns),
            "merged": grid.merged,
            "epoch_1904": grid.epoch_1904,
            "far": [(cell.row, cell.column, cell.text) for cell in grid.far],
        }
    )
    for column in grid.columns:
        yield _line(column)


def _line(value: object) -> bytes:
    options = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_APPEND_NEWLINE
    return orjson.dumps(value, default=_as_object, option=options)


def _as_object(value: object) -> dict[str, object]:
    """A cell that JSON has no word for, with its kind."""
    if isinstance(value, datetime):
        return {"datetime": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, time):
        return {"time": value.isoformat()}
    if isinstance(value, timedelta):
        return {"seconds": value.total_seconds()}
    raise TypeError(f"no JSON for {type(value).__name__}")
