"""A log in PostgreSQL: `python -m tests.bench.sql [--circles 400 2000 10000] [--months 24] [--figures]`.

Starts a server of its own and loads a made-up log of each size. Said are, for each: the seconds and the processor time
(this process's and the server's) in which the driver alone reads the same rows, and in which they become a checked log
and the figures of the first page, step by step, the memory that takes, and how each step grows from the size before.
`--figures` also counts all figures and names those that grow faster than the log. Each size is measured in processes of
their own, one after the other.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import psycopg

from lib.bring.workbook import as_brought
from lib.demo import make
from lib.log.format.schema import TABS
from lib.log.reading import parse
from lib.metrics.desk.own import program_in_one_sentence
from lib.metrics.dictionary import ON_OVERVIEW
from lib.metrics.program.by_need import by_need
from lib.metrics.program.program import KEYS, measure
from lib.source.opening import kind_of_column
from lib.workbook.base import Grid
from lib.workbook.sql.load import load
from lib.workbook.sql.workbook import SqlWorkbook
from tests.servers.postgres import Postgres, running

LAST_DAY = date(2026, 6, 30)
STEPS = {
    "read": "cells from the database",
    "shape": "the shape of each tab",
    "log": "a checked log",
    "page": "figures of the first page",
}
"""What happens between the database and the first page, in order."""
BUDGET = 3.0
"""How much longer than the driver alone a checked log may take."""
FASTER_THAN_THE_LOG = 1.5
"""How much faster than the number of circles a figure's time may grow before it is named."""
_WORTH_NAMING = 1.0
"""Seconds from which a figure's time says anything."""


def grids(circles: int, months: int) -> list[Grid]:
    """A made-up log as tabs."""
    tables = make.program(circles, months, seed=7, end=LAST_DAY, errors=False)
    found = []
    for tab, rows in tables.items():
        names = TABS[tab].column_names
        found.append(Grid("made", tab, [[name, *(row[name] for row in rows)] for name in names]))
    return found


def driver_alone(url: str, schema: str) -> int:
    """Read all rows of all tables with psycopg and its server-side cursor; out: the cells."""
    cells = 0
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        tables = connection.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = %s", [schema]
        ).fetchall()
        for (name,) in tables:
            if name.startswith("pharos_"):
                continue
            with connection.cursor(name="all") as cursor:
                cursor.itersize = 20_000
                cursor.execute(f'SELECT * FROM {schema}."{name}" ORDER BY pharos_row')
                rows: list[tuple[Any, ...]] = []
                while batch := cursor.fetchmany(20_000):
                    rows += batch
                cells += len(rows) * (len(rows[0]) - 1) if rows else 0
    return cells


def one(url: str, schema: str, what: str) -> dict[str, float]:
    """Measure one thing in this process; out: by name, seconds (`_cpu`: of this process's processor time) since the
    start, cells, circles, checks, and the most memory in MB."""
    found: dict[str, float] = {}
    since, cpu = time.perf_counter(), time.process_time()

    def done(name: str) -> None:
        found[name] = time.perf_counter() - since
        found[f"{name}_cpu"] = time.process_time() - cpu

    if what == "driver":
        found["cells"] = driver_alone(url, schema)
        done("driver")
    else:
        snapshot = SqlWorkbook(url, schema, kinds_of=kind_of_column).read()
        done("read")
        snapshot = as_brought(snapshot)
        done("shape")
        log = parse.Reader()(snapshot.grids)
        done("log")
        program = measure(log, pd.Timestamp(LAST_DAY))
        for key in ON_OVERVIEW:
            _ = program.figures[key], program.series[key]
        by_need(program)
        program_in_one_sentence(program)
        done("page")
        found["checks"], found["circles"] = len(log.checks), len(program.circles)
        if what == "figures":
            for key in KEYS:
                start = time.process_time()
                _ = program.figures[key], program.series.get(key)
                found[f"figure {key}"] = time.process_time() - start
            done("figures")
    found["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    return found


def apart(server: Postgres, schema: str, what: str) -> dict[str, float]:
    """`one` in a process of its own; `server_cpu`: the processor time of the database meanwhile."""
    before = _server_seconds(server)
    asked = [sys.executable, "-m", "tests.bench.sql", "--one", what, "--schema", schema]
    ran = subprocess.run(
        asked, env={**os.environ, "PHAROS_BENCH_URL": server.url()}, capture_output=True, text=True
    )
    if ran.returncode:
        raise RuntimeError(ran.stderr)
    measured: dict[str, float] = json.loads(ran.stdout.splitlines()[-1])
    return measured | {"server_cpu": _server_seconds(server) - before}


def _server_seconds(server: Postgres) -> float:
    """The processor time of the server's processes that have ended: one for each connection."""
    time.sleep(0.5)  # until the last one has
    parts = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(parts[13]) + int(parts[14])) / os.sysconf("SC_CLK_TCK")


def report(sizes: list[int], months: int, *, figures: bool = False, rounds: int = 2) -> None:
    """Print what was measured of each size."""
    with running() as server:
        before: dict[str, float] = {}
        for circles in sizes:
            schema = f"log_{circles}"
            load(SqlWorkbook(server.url(), schema, kinds_of=kind_of_column).database, grids(circles, months))
            with server.connect() as connection:
                connection.execute("VACUUM ANALYZE")
            found = [
                (apart(server, schema, "driver"), apart(server, schema, "log")) for _ in range(rounds)
            ]  # in turn
            alone = min((pair[0] for pair in found), key=lambda each: each["driver"])
            ours = min((pair[1] for pair in found), key=lambda each: each["log"])
            if figures:
                ours = apart(server, schema, "figures") | ours
            _print(alone, ours, before)
            before = ours


def _print(alone: dict[str, float], ours: dict[str, float], before: dict[str, float]) -> None:
    """The lines of one size; `before`: those of the size before."""
    driver, driver_cpu = alone["driver"], alone["driver_cpu"] + alone["server_cpu"]
    print(
        f"PostgreSQL, {ours['circles']:,.0f} circles, {alone['cells']:,.0f} cells, {ours['checks']:,.0f} checks"
    )
    print(
        f"  driver alone                {driver:7.2f} s  processor {alone['driver_cpu']:.2f} s, the server's "
        f"{alone['server_cpu']:.2f} s  {alone['memory']:,.0f} MB"
    )
    since = 0.0
    for name, words in STEPS.items():
        grown = _grown(name, ours, before)
        print(f"  {words:27} {ours[name] - since:7.2f} s  {(ours[name] - since) / ours['page']:4.0%}{grown}")
        since = ours[name]
    for name, words in (("log", "to a checked log"), ("page", "to the first page")):
        cpu = ours[f"{name}_cpu"] + ours["server_cpu"]
        print(
            f"  {words:27} {ours[name]:7.2f} s  {ours[name] / driver:.2f} x driver (at most {BUDGET:.0f}); processor "
            f"with the server's {cpu:.2f} s, {cpu / driver_cpu:.2f} x"
        )
    print(f"  peak memory                 {ours['memory']:7,.0f} MB")
    if "figures" in ours:
        counted = sum(seconds for name, seconds in ours.items() if name.startswith("figure "))
        print(
            f"  all other figures           {counted:7.2f} s  {counted / ours['circles'] * 1000:.1f} ms a circle"
        )
        for name, seconds in ours.items():
            allowed = before.get(name, seconds) * ours["circles"] / before.get("circles", ours["circles"])
            if name.startswith("figure ") and seconds > max(_WORTH_NAMING, FASTER_THAN_THE_LOG * allowed):
                print(f"    {name.removeprefix('figure ')} grows faster than the log: {seconds:.1f} s")
    sys.stdout.flush()


def _grown(name: str, ours: dict[str, float], before: dict[str, float]) -> str:
    """How much more processor time a step takes than at the size before, for each circle."""
    if not before:
        return ""
    names = list(STEPS)
    earlier = names[names.index(name) - 1] if name != names[0] else ""
    now, then = (
        (each[f"{name}_cpu"] - each.get(f"{earlier}_cpu", 0.0)) / each["circles"] for each in (ours, before)
    )
    return f"  {now / then:.2f} x as much for each circle as before"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--circles", type=int, nargs="+", default=[400])
    parser.add_argument("--months", type=int, default=24)
    parser.add_argument("--figures", action="store_true", help="count all figures too")
    parser.add_argument("--one", choices=("driver", "log", "figures"), help=argparse.SUPPRESS)
    parser.add_argument("--schema", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(one(os.environ["PHAROS_BENCH_URL"], options.schema, options.one)))
    else:
        report(options.circles, options.months, figures=options.figures)


if __name__ == "__main__":
    main()
