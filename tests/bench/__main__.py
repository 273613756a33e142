"""`make bench`: the speed budgets, in seconds and as ratios within one run, and how well minutes are understood.

`python -m tests.bench [--circles 400] [--months 24]` makes a log of that size and measures on it.
"""

from __future__ import annotations

import argparse
import gc
import os
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import TypeVar

import pandas as pd

from lib import figures
from lib.bring.shaping import shaped
from lib.demo import make
from lib.log.format.model import CircleLog
from lib.log.reading import parse
from lib.metrics.core.facts import Facts
from lib.metrics.dictionary import DICTIONARY
from lib.metrics.follow_through import attention
from lib.metrics.program.compare import keys_of
from lib.metrics.program.program import KEYS, Program, measure
from lib.workbook.excel.workbook import ExcelWorkbook
from tests.bench import runs

LAST_DAY = date(2026, 6, 30)
T = TypeVar("T")


def best_of(times: int, work: Callable[[], T]) -> tuple[float, T]:
    """The seconds of the fastest of several runs, and what the last one returned."""
    seconds = []
    for _ in range(times):
        gc.collect()
        start = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - start)
    return min(seconds), result


def calamine_read(path: Path) -> int:
    """Read every sheet as Python rows, as calamine returns them; out: the number of cells."""
    import python_calamine

    with python_calamine.CalamineWorkbook.from_path(path) as book:
        sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    return sum(len(rows) * len(rows[0]) for rows in sheets if rows)


def excel(path: Path) -> CircleLog:
    """Measure reading: calamine alone, grids, the shapes that people keep, and a checked log, as pages read it."""
    alone, cells = best_of(3, lambda: calamine_read(path))
    reading, snapshot = best_of(3, lambda: ExcelWorkbook(path).read())
    shaping, grids = best_of(3, lambda: shaped(snapshot.grids))
    parsing, log = best_of(3, lambda: parse.parse(grids))
    print(f"workbook of {cells:,} cells, {path.stat().st_size / 1e6:.1f} MB")
    print(f"  calamine alone              {alone:6.2f} s")
    print(f"  file to grids               {reading:6.2f} s   {reading / alone:.2f} x calamine alone")
    print(f"  shapes of its tabs          {shaping:6.2f} s   {shaping / alone:.2f} x")
    print(f"  grids to checked log        {parsing:6.2f} s   {parsing / alone:.2f} x")
    whole = reading + shaping + parsing
    print(f"  file to checked log         {whole:6.2f} s   {whole / alone:.2f} x")
    return log


def counted(program: Program, keys: Iterable[str]) -> Program:
    """The program with these figures, its circles' figures and their series all counted, which happens on first use."""
    for key in keys:
        _ = program.figures[key], program.series.get(key)
    return program


def all_figures(log: CircleLog) -> None:
    """Measure every figure of the pages, and the whole JSON."""
    as_of = pd.Timestamp(LAST_DAY)
    of_health = (*keys_of("health", "coaching"), "status")
    counting, _ = best_of(5, lambda: counted(measure(log, as_of), of_health))
    measuring, program = best_of(3, lambda: counted(measure(log, as_of), KEYS))
    whole, _ = best_of(1, lambda: figures.as_json(log, as_of))
    print(f"figures of {len(program.circles)} circles, {len(log.sessions):,} sessions")
    print(f"  of health and coaching      {counting:6.2f} s   (at most 0.6)")
    print(f"  program, circles, series    {measuring:6.2f} s")
    print(f"  whole JSON, with practices  {whole:6.2f} s")


def follow_through(log: CircleLog, count: int = 40_000) -> None:
    """Measure all action follow-through figures of program and circles; `log`'s actions are repeated to `count`."""
    as_of, actions = pd.Timestamp(LAST_DAY), log.actions
    repeats = range(1, -(-count // len(actions)))
    copies = [actions.assign(action=actions["action"] + f" {copy}") for copy in repeats]
    many = log.with_tabs(actions=pd.concat([actions, *copies], ignore_index=True).head(count))
    keys = [key for key, definition in DICTIONARY.items() if definition.group == "follow_through"]
    counting, _ = best_of(5, lambda: list(map(measure(many, as_of).figures.get, keys)))
    listing, listed = best_of(3, lambda: attention.attention(Facts(many, as_of)))
    print(f"follow-through of {len(many.actions):,} actions")
    print(f"  {len(keys)} figures                  {counting:6.2f} s   (at most 0.5)")
    print(f"  list of {len(listed):,} open ones     {listing:6.2f} s")


def spread() -> None:
    """Measure how far practices travel: everything about one practice, and the figures for all."""
    from tests.bench import spread as bench_spread

    log = bench_spread.large_log()
    names = log.practices["practice"]
    bench_spread.one_practice(log, names[0])  # imports that happen on first use
    one, _ = best_of(5, lambda: bench_spread.one_practice(log, names[3]))
    every, _ = best_of(3, lambda: bench_spread.all_practices(log))
    print(f"spread of {len(names)} practices, {len(log.teams):,} teams, {len(log.adoptions):,} adoption rows")
    print(f"  everything of one           {one:6.2f} s   (at most 0.15)")
    print(f"  figures of all              {every:6.2f} s   (at most 3)")


def page(path: Path, name: str) -> None:
    """Measure a page in AppTest: the first run, the same again, and a run after another circle is selected."""
    from streamlit.testing.v1 import AppTest

    os.environ["PHAROS_WORKBOOK"] = str(path)
    app = AppTest.from_file(str(Path(__file__).parents[2] / "app.py"), default_timeout=300)
    app.switch_page(f"pages/{name}.py")
    first, _ = best_of(1, app.run)
    again, _ = best_of(3, app.run)
    options = app.multiselect(key="circle").options
    chosen = iter(options)
    filtered, _ = best_of(3, lambda: app.multiselect(key="circle").set_value([next(chosen)]).run())
    print(f"{name} (AppTest, script only)")
    print(f"  first run                   {first:6.2f} s")
    print(f"  rerun, nothing changed      {again:6.2f} s")
    print(f"  rerun, another circle       {filtered:6.2f} s   {filtered / again:.2f} x nothing changed")


def google() -> None:
    """Measure a million cells as Google sends them: decoded, typed, parsed, and gspread's get_all_records."""
    from tests.bench import google as bench_google

    found = bench_google.measure()
    typed, records = found["typed_per_decode"], found["records_per_typed"]
    print(f"Google's answer of {found['cells']:,.0f} cells, {found['body_mb']:.0f} MB")
    print(f"  orjson decodes it           {found['decode_s']:6.2f} s")
    print(f"  decoded and typed           {found['typed_s']:6.2f} s   {typed:.2f} x orjson (at most 2.0)")
    print(
        f"  decoded to a checked log    {found['log_s']:6.2f} s   {found['log_per_decode']:.2f} x orjson (at most 5)"
    )
    print(f"  get_all_records of all tabs {found['records_s']:6.2f} s   {records:.1f} x typed (at least 8)")
    print(
        f"  peak of Python's memory     {found['log_peak_mb']:6.0f} MB  orjson alone {found['decode_peak_mb']:.0f} MB"
    )


def database(circles: int, months: int) -> None:
    """Measure a log in PostgreSQL, if its programs are installed."""
    from tests.bench import sql
    from tests.servers import postgres

    if postgres.programs() is None:
        print("PostgreSQL is not installed: its rows are left out")
        return
    sql.report([circles], months)


def minutes() -> None:
    """State how well minutes are understood, per style."""
    from tests.bench import minutes as bench_minutes

    seconds, found = best_of(1, bench_minutes.scores)
    count = sum(1 for _ in bench_minutes.documents())
    bench_minutes.report(found, count)
    print(f"  read in {seconds:.2f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the speed budgets.")
    parser.add_argument("--circles", type=int, default=400)
    parser.add_argument("--months", type=int, default=24)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "big.xlsx"
        seconds, _ = best_of(
            1, lambda: make.write(make.program(options.circles, options.months, seed=7, end=LAST_DAY), path)
        )
        print(f"demo of {options.circles} circles, {options.months} months: {seconds:.1f} s")
        log = excel(path)
        all_figures(log)
        follow_through(log)
        spread()
        for name in ("program/overview", "program/health", "program/actions", "circle/circle"):
            page(path, name)
        runs.report(path)
    google()
    database(options.circles, options.months)
    minutes()


if __name__ == "__main__":
    main()
