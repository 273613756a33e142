"""How long Google's cells take to become a typed log, compared with orjson alone and with gspread's own records.

`python -m tests.bench.google [circles]` prints the times; `make bench` calls `measure`. Answers come from memory, so
that no network or server is measured; gspread is the real one. `--once` measures a single run of each step with the
memory of the whole process, for logs too large to repeat (3,000 circles have 10 million cells, a spreadsheet's limit).
"""

from __future__ import annotations

import gc
import io
import resource
import sys
import time
import tracemalloc
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime
from itertools import zip_longest
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import gspread
import orjson
import pandas as pd
import requests
from requests.adapters import BaseAdapter

from lib.demo import make
from lib.log.format.schema import TABS
from lib.log.reading.merged import without_merges
from lib.log.reading.parse import parse
from lib.log.reading.values import convert
from lib.workbook.base import Grid
from lib.workbook.common.gc_pause import paused_collection
from lib.workbook.google.reading import values_of

Rows = list[list[Any]]
DAY_0 = date(1899, 12, 30)


def tables(circles: int, months: int = 24) -> dict[str, Rows]:
    """A demo log by tab: the header and the rows."""
    program = make.program(circles, months, seed=7, end=date(2026, 6, 30))
    return {
        tab: [list(rows[0]), *(list(row.values()) for row in rows)] for tab, rows in program.items() if rows
    }


def columns_body(rows: Mapping[str, Rows]) -> bytes:
    """The answer of `values:batchGet` by columns, unformatted: serial dates, trailing blanks cut off."""
    ranges = []
    for tab, lines in rows.items():
        columns = [[_unformatted(cell) for cell in column] for column in zip_longest(*lines)]
        for column in columns:
            while column and column[-1] == "":
                column.pop()
        ranges.append({"range": f"{tab}!A1:Z{len(lines)}", "majorDimension": "COLUMNS", "values": columns})
    return orjson.dumps({"spreadsheetId": "x", "valueRanges": ranges})


def rows_body(tab: str, lines: Rows) -> bytes:
    """The answer of `values.get` by rows, formatted, as `get_all_records` requests it."""
    values = [["" if cell is None else str(cell) for cell in line] for line in lines]
    return orjson.dumps({"range": f"{tab}!A1:Z{len(lines)}", "majorDimension": "ROWS", "values": values})


def _unformatted(cell: Any) -> Any:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        cell = cell.date()
    return (cell - DAY_0).days if isinstance(cell, date) else cell


class Memory(BaseAdapter):
    """Answers gspread's requests for one spreadsheet from memory."""

    def __init__(self, rows: Mapping[str, Rows]) -> None:
        super().__init__()
        sheets = [
            {"properties": {"sheetId": n, "title": tab, "index": n, "gridProperties": {}}}
            for n, tab in enumerate(rows)
        ]
        self._book = orjson.dumps({"spreadsheetId": "x", "properties": {"title": "x"}, "sheets": sheets})
        self._values = {tab: rows_body(tab, lines) for tab, lines in rows.items()}

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        name = unquote(urlsplit(str(request.url)).path).rpartition("/values/")[2].partition("!")[0].strip("'")
        response = requests.Response()
        response.status_code, response.url = 200, str(request.url)
        response.raw = io.BytesIO(self._values.get(name, self._book))
        return response

    def close(self) -> None:
        """Nothing is open."""


def all_records(sheets: Sequence[gspread.Worksheet]) -> int:
    return sum(len(sheet.get_all_records()) for sheet in sheets)


def grids(body: bytes) -> list[Grid]:
    """Grids as GoogleWorkbook makes them."""
    return [
        Grid("x", part["range"].rpartition("!")[0], part.get("values", []), day_first=False)
        for part in values_of(body)
    ]


def typed(body: bytes) -> list[pd.DataFrame]:
    """A frame per tab, with every column of the schema typed."""
    with paused_collection():
        return [_typed_tab(grid) for grid in grids(body)]


def _typed_tab(grid: Grid) -> pd.DataFrame:
    tab, rows = TABS[grid.tab], grid.height - 1
    columns = {}
    for position, column in enumerate(grid.columns):
        title = str(column[0])
        if title in tab.column_names:
            cells, _ = without_merges(grid, position, rows)
            columns[title] = convert(cells, tab.column(title), day_first=False, epoch_1904=False).values
    return pd.DataFrame(columns, copy=False)


def best_of_each(rounds: int, work: Mapping[str, Callable[[], Any]]) -> dict[str, float]:
    """The processor seconds of the fastest of several runs of each, in turn: a busy machine slows all of them alike."""
    seconds = dict.fromkeys(work, float("inf"))
    for _ in range(rounds):
        for name, run in work.items():
            gc.collect()
            start = time.process_time()
            run()
            seconds[name] = min(seconds[name], time.process_time() - start)
    return seconds


def peak(work: Callable[[], Any]) -> float:
    """The peak MB of Python's own memory during a run, without what it used before, and without Arrow's."""
    gc.collect()
    tracemalloc.start()
    try:
        kept = work()
        del kept
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()


def measure(circles: int = 330) -> dict[str, float]:
    """The seconds, ratios within this run and peaks in MB for a demo log of about a million cells."""
    rows = tables(circles)
    body = columns_body(rows)
    session = requests.Session()
    session.mount("https://", Memory(rows))
    sheets = gspread.Client(auth=None, session=session).open_by_key("x").worksheets()  # type: ignore[arg-type]
    work: dict[str, Callable[[], Any]] = {
        "decode": lambda: orjson.loads(body),
        "typed": lambda: typed(body),
        "log": lambda: parse(grids(body)),
    }
    seconds = best_of_each(15, work)
    seconds |= best_of_each(2, {"records": lambda: all_records(sheets)})
    return {
        "cells": float(sum(frame.size for frame in typed(body))),
        "body_mb": len(body) / 1e6,
        **{f"{name}_s": value for name, value in seconds.items()},
        "typed_per_decode": seconds["typed"] / seconds["decode"],
        "log_per_decode": seconds["log"] / seconds["decode"],
        "records_per_typed": seconds["records"] / seconds["typed"],
        "records_per_log": seconds["records"] / seconds["log"],
        "decode_peak_mb": peak(work["decode"]),
        "log_peak_mb": peak(work["log"]),
        "records_peak_mb": peak(lambda: all_records(sheets)),
    }


def once(circles: int) -> dict[str, float]:
    """The processor seconds of one run of each step, and the process's memory in MB: before the run, with the answer's
    body and Pharos' imports in it, and the highest until the log is checked. Another process makes the answer up, and
    orjson's decode of it, which no page needs, comes last.
    """
    with ProcessPoolExecutor(1, get_context("spawn")) as elsewhere:
        body = elsewhere.submit(_body, circles).result()
    gc.collect()
    measured: dict[str, float] = {"body_mb": len(body) / 1e6, "before_mb": _resident_mb()}
    for name, run in (
        ("log", lambda: parse(grids(body))),
        ("typed", lambda: typed(body)),
        ("decode", lambda: orjson.loads(body)),
    ):
        start = time.process_time()
        result = run()
        measured[f"{name}_s"] = time.process_time() - start
        measured[f"after_{name}_mb"] = _resident_mb()
        if name == "log":
            measured["highest_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
        if name == "typed":
            measured["cells"] = float(sum(frame.size for frame in result))
        del result
        gc.collect()
    measured["typed_per_decode"] = measured["typed_s"] / measured["decode_s"]
    measured["log_per_decode"] = measured["log_s"] / measured["decode_s"]
    return measured


def _body(circles: int) -> bytes:
    return columns_body(tables(circles))


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    for name, value in (once if "--once" in sys.argv else measure)(*numbers).items():
        print(f"{name:18} {value:14,.3f}")
