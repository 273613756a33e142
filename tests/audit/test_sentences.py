"""Every sentence that is said of a random log is true of its cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache

import pandas as pd
import pytest

from lib.metrics.core import period as periods
from lib.metrics.diffusion import sources
from lib.metrics.program import summary
from lib.metrics.program.program import Program, measure
from tests.audit import made, overview
from tests.audit.claims import Registry, Said, audit
from tests.audit.recount import Recount
from tests.data.logs import log
from tests.examples import examples

AS_OF = pd.Timestamp(made.AS_OF)
PERIODS = {
    "all": ("Over the whole log", ""),
    "3m": ("In the last 3 months", "the 3 months before"),
    "12m": ("In the last 12 months", "the 12 months before"),
}


def day(stamp: pd.Timestamp | None) -> date | None:
    return None if stamp is None else stamp.date()


@cache
def of(seed: int, key: str) -> tuple[Program, Said]:
    """A random log, measured, and what its sentences are checked against."""
    tables = made.tables(seed)
    program = measure(log(tables), AS_OF, period=periods.named(key, AS_OF))
    now = Recount(tables, day(program.period.start), day(program.period.end))
    before = Recount(tables, day(program.period.start_before), day(program.period.end_before)) if key != "all" else None
    return program, Said(now, before, *PERIODS[key], lambda name: program.figures[name].as_json())


SEEDS = range(examples(60))


def read_through(key: str, texts: Callable[[Program], Iterable[tuple[str, Registry]]]) -> None:
    """Audit the texts of many logs; the first wrong sentence fails, with the seed of its log."""
    for seed in SEEDS:
        program, said = of(seed, key)
        for text, registry in texts(program):
            try:
                audit(text, registry, said)
            except AssertionError as error:
                raise AssertionError(f"log {seed}, period {key}: {error}\n{text}") from error


@pytest.mark.parametrize("key", PERIODS)
def test_the_overview(key: str) -> None:
    def texts(program: Program) -> Iterable[tuple[str, Registry]]:
        table = sources.diffusion_table(program.facts.log, program.as_of)
        yield summary.health(program), overview.HEALTH
        yield summary.needs(program), overview.NEEDS
        yield summary.outcome(program, table), overview.OUTCOME

    read_through(key, texts)
