"""The logs of tests/data/cases, read the way a server reads them: in whatever shape they were kept."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

from lib.bring.shaping import shaped
from lib.log.format.model import CircleLog
from lib.log.reading.parse import parse
from lib.metrics.program.program import Program, measure
from lib.workbook.excel.workbook import ExcelWorkbook

CASES = Path(__file__).parent / "cases"
AS_OF = pd.Timestamp("2026-07-15")
"""The day on which all of them are measured."""


@cache
def case(name: str) -> CircleLog:
    """The log whose file name starts with `name`; there is exactly one."""
    (path,) = CASES.glob(f"{name}*.xlsx")
    return parse(shaped(ExcelWorkbook(path).read().grids))


@cache
def measured(name: str) -> Program:
    """The program of such a log, on AS_OF."""
    return measure(case(name), AS_OF)


def cells(log: CircleLog, rule: str, day: pd.Timestamp = AS_OF) -> set[str]:
    """Where a rule has checks for a reader on `day`, as "tab!cell"."""
    checks = log.checks_on(day)
    checks = checks[checks["rule"] == rule]
    return set(checks["tab"] + "!" + checks["cell"])
