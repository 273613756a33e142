"""A workbook file read in a process of its own, which may use so much memory and time and no more.

A file that a person sends can be made to exhaust whatever reads it. The server only hands over bytes and gets cells
back as JSON; a process that does not finish is killed, and the person gets one sentence.
"""

from __future__ import annotations

import tempfile
import threading
from datetime import UTC, date, datetime, time, timedelta
from pathlib import PurePath
from typing import IO, Any

import orjson

from lib.workbook.base import Cell, FarCell, Grid, Snapshot, WorkbookError
from lib.workbook.common import bounded_process
from lib.workbook.excel.bounds.limits import MB, UPLOAD, Limits
from lib.workbook.excel.bounds.regular_file import too_large

AT_ONCE = 2
"""Files that are read at the same time; others wait for their turn."""
SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv")
_CODE = bounded_process.code_of("lib.workbook.excel.worker")
_turns = threading.BoundedSemaphore(AT_ONCE)


def read_upload(data: bytes, name: str, *, limits: Limits = UPLOAD) -> Snapshot:
    """The tabs of a file that a person sent under this `name`, whose ending says its format (SUFFIXES).

    Out: a snapshot whose grids have `name` as their workbook; a .csv or .tsv file is one grid of texts. Raises
    WorkbookError with one sentence that begins with the name: for a file of another kind, damaged, protected or larger
    than `limits`, and for one that takes too much memory or time.
    """
    title = PurePath(name.replace("\\", "/")).name[-120:] or "the file"
    suffix = PurePath(title).suffix.lower()
    try:
        if len(data) > limits.file:
            is_text = suffix in (".csv", ".tsv")
            raise WorkbookError(too_large(len(data), limits.file, is_text=is_text))
        if suffix not in SUFFIXES:
            raise WorkbookError(
                "is not a workbook: choose a file that ends in .xlsx, .xlsm, .xls, .ods or .csv"
            )
        grids = read_apart(data, title, suffix, limits)
    except WorkbookError as error:
        raise WorkbookError(f"{title}: {error}") from error
    return Snapshot("upload", grids, datetime.now(UTC), title=PurePath(title).stem)


def read_apart(data: bytes, workbook: str, suffix: str, limits: Limits) -> tuple[Grid, ...]:
    """The grids of a file's bytes, read in another process; `workbook` is their id.

    Raises WorkbookError, without a path.
    """
    if not _turns.acquire(timeout=limits.seconds):
        raise WorkbookError("has to wait, since other files are being read; try again in a minute")
    try:
        with tempfile.TemporaryFile() as question, tempfile.TemporaryFile() as answer:
            request = {"workbook": workbook, "suffix": suffix, "limits": limits}
            question.write(orjson.dumps(request) + b"\n")
            question.write(data)
            question.seek(0)
            code = _run(question, answer, limits)
            answer.seek(0)
            return _grids(answer, code, workbook, limits)
    finally:
        _turns.release()


def _run(question: IO[bytes], answer: IO[bytes], limits: Limits) -> int:
    """Run the reading process to its end or that of its time; out: its exit code."""
    return bounded_process.run(_CODE, question, answer, seconds=limits.seconds)


def _grids(answer: IO[bytes], code: int, workbook: str, limits: Limits) -> tuple[Grid, ...]:
    """The grids in the process's answer, which is whole only if its last line says how many they are."""
    grids: list[Grid] = []
    try:
        for line in answer if code == 0 else ():
            content = orjson.loads(line)
            if "error" in content:
                raise WorkbookError(str(content["error"])[:2_000])
            if "grids" in content and content["grids"] == len(grids):
                return tuple(grids)
            grids.append(_grid(content, answer, workbook))
    except (ValueError, KeyError, TypeError):
        code = 1
    is_late = code == bounded_process.OUT_OF_TIME
    bound = f"{limits.seconds:.0f} s" if is_late else f"{limits.memory / MB:,.0f} MB of memory"
    raise WorkbookError(f"takes more than {bound} to read; remove old tabs, or save it again in Excel")


def _grid(content: dict[str, Any], answer: IO[bytes], workbook: str) -> Grid:
    return Grid(
        workbook,
        content["tab"],
        [list(map(_cell, orjson.loads(answer.readline()))) for _ in range(content["columns"])],
        merged=tuple(tuple(area) for area in content["merged"]),
        epoch_1904=content["epoch_1904"],
        far=tuple(FarCell(*cell) for cell in content["far"]),
    )


def _cell(cell: Any) -> Cell:
    """A cell from its JSON. null is a number that JSON has no word for."""
    if cell is None:
        return float("nan")
    if type(cell) is not dict:
        return cell
    kind, value = next(iter(cell.items()))
    return _KINDS[kind](value)


_KINDS: dict[str, Any] = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
    "seconds": lambda seconds: timedelta(seconds=seconds),
}
