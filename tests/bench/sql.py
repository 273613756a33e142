"""A log in PostgreSQL: `python -m tests.bench.sql [--circles 400 2000 10000] [--months 24]`.

Starts a server of its own, loads a made-up log, and copies it within the database until it has so many circles. Said
are, for each size: the seconds in which the driver alone reads the same rows, from the database to a checked log and to
the first page, the memory that takes, and the figures of all pages. Each size is measured in a process of its own.
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
from typing import Any

import pandas as pd
import psycopg

from lib.bring.workbook import BroughtWorkbook
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
BASE = 400
"""Circles of the log that is made up; larger ones are copies of it under other keys."""
_KEYS = {
    "circle",
    "session",
    "member",
    "action",
    "insight",
    "ask",
    "team",
    "practice",
    "milestone",
    "decision",
}
"""Columns of keys, wherever they stand; a copy's end in its number."""


def grids(circles: int, months: int) -> list[Grid]:
    """A made-up log as tabs."""
    tables = make.program(circles, months, seed=7, end=LAST_DAY, errors=False)
    found = []
    for tab, rows in tables.items():
        names = TABS[tab].column_names
        found.append(Grid("made", tab, [[name, *(row[name] for row in rows)] for name in names]))
    return found


def multiplied(server: Postgres, schema: str, times: int) -> None:
    """Copy rows `times` - 1 times; keys, and references to them, end in the number of the copy."""
    with server.connect() as connection:
        connection.execute(f"SET search_path = {schema}")
        for tab in TABS.values():
            known = connection.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_schema = %s AND table_name = %s "
                "AND column_name <> 'pharos_row' ORDER BY ordinal_position", [schema, tab.name]
            ).fetchall()  # fmt: skip
            if not known or tab.name in ("settings", "edits", "practices"):
                continue
            names = [name for (name,) in known]
            values = []
            for name in names:
                column = tab.column(name)
                if column.kind == "references":
                    values.append(f"regexp_replace(\"{name}\", '(\\s*)(,|$)', '~' || n || '\\2', 'g')")
                elif (
                    name in tab.key[:1] or column.kind == "reference" or name in _KEYS or column.person
                ) and column.refers_to != "practices":
                    values.append(f"\"{name}\" || '~' || n")
                else:
                    values.append(f'"{name}"')
            listed = ", ".join(f'"{name}"' for name in names)
            connection.execute(
                f"INSERT INTO {tab.name} ({listed}) SELECT {', '.join(values)} "
                f"FROM {tab.name}, generate_series(2, {times}) n ORDER BY n, pharos_row"
            )
        connection.execute("ANALYZE")


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
    """Measure one thing in this process; out: seconds by name, cells, and the most memory in MB."""
    start = time.perf_counter()
    found: dict[str, float] = {}
    if what == "nothing":
        return {"cpu": time.process_time()}
    if what == "driver":
        found["cells"] = driver_alone(url, schema)
        found["driver"] = time.perf_counter() - start
        found["driver_cpu"] = time.process_time()
    else:
        snapshot = BroughtWorkbook(SqlWorkbook(url, schema, kinds_of=kind_of_column)).read()
        found["read"] = time.perf_counter() - start
        log = parse.Reader()(snapshot.grids)
        found["log"] = time.perf_counter() - start
        found["log_cpu"] = time.process_time()
        found["checks"] = len(log.checks)
        program = measure(log, pd.Timestamp(LAST_DAY))
        for key in ON_OVERVIEW:
            _ = program.figures[key], program.series[key]
        by_need(program)
        program_in_one_sentence(program)
        found["page"] = time.perf_counter() - start
        found["page_cpu"] = time.process_time()
        start = time.perf_counter()
        for key in KEYS:
            _ = program.figures[key], program.series.get(key)
        found["figures"] = time.perf_counter() - start
        found["circles"] = len(program.circles)
    found["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    return found


def apart(url: str, schema: str, what: str) -> dict[str, float]:
    """`one` in a process of its own."""
    asked = [sys.executable, "-m", "tests.bench.sql", "--one", what, "--schema", schema]
    ran = subprocess.run(asked, env={**os.environ, "PHAROS_BENCH_URL": url}, capture_output=True, text=True)
    if ran.returncode:
        raise RuntimeError(ran.stderr)
    measured: dict[str, float] = json.loads(ran.stdout.splitlines()[-1])
    return measured


def report(sizes: list[int], months: int) -> None:
    """Print a line for each size."""
    with running() as server:
        for circles in sizes:
            schema = f"log_{circles}"
            base = min(BASE, circles)
            load(SqlWorkbook(server.url(), schema, kinds_of=kind_of_column).database, grids(base, months))
            if circles > base:
                multiplied(server, schema, -(-circles // base))
            alone = min(
                (apart(server.url(), schema, "driver") for _ in range(2)), key=lambda each: each["driver"]
            )
            ours = min((apart(server.url(), schema, "log") for _ in range(2)), key=lambda each: each["page"])
            driver = alone["driver"]
            print(f"PostgreSQL, {ours['circles']:,.0f} circles, {alone['cells']:,.0f} cells")
            print(f"  driver alone                {driver:6.2f} s   {alone['memory']:,.0f} MB")
            for name, words in (("read", "read"), ("log", "to a checked log"), ("page", "to the first page")):
                print(f"  {words:27} {ours[name]:6.2f} s   {ours[name] / driver:.2f} x driver (at most 3)")
            of_start = apart(server.url(), schema, "nothing")["cpu"]
            cpu = {name: ours[f"{name}_cpu"] - of_start for name in ("log", "page")}
            mine = alone["driver_cpu"] - of_start
            print(
                f"  processor time alone        driver {mine:.2f} s, checked log {cpu['log']:.2f} s "
                f"({cpu['log'] / mine:.2f} x), first page {cpu['page']:.2f} s ({cpu['page'] / mine:.2f} x)"
            )
            each = ours["figures"] / ours["circles"] * 1000
            print(f"  all figures                 {ours['figures']:6.2f} s   {each:.2f} ms a circle")
            print(
                f"  peak memory                 {ours['memory']:6,.0f} MB  {ours['checks']:,.0f} checks",
                flush=True,
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--circles", type=int, nargs="+", default=[400])
    parser.add_argument("--months", type=int, default=24)
    parser.add_argument("--one", choices=("driver", "log", "nothing"), help=argparse.SUPPRESS)
    parser.add_argument("--schema", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(one(os.environ["PHAROS_BENCH_URL"], options.schema, options.one)))
    else:
        report(options.circles, options.months)


if __name__ == "__main__":
    main()
