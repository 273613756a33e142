"""What is measured for a viewer with some filters, once per revision, scope and filters."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

import pandas as pd

from lib.log.format.model import CircleLog
from lib.metrics.core.period import WHOLE, Period
from lib.metrics.diffusion import adoptions, sources, spreading
from lib.metrics.program.program import Program, measure
from lib.source.compact import Compact
from lib.source.letting_go import Detailed, per_revision

T = TypeVar("T")

MOST_FIRST_SIGHTS = 64 * 1024 * 1024
"""Bytes kept of what pages show first, over all filters: 4-13 kB for each page and filter."""
MOST_MEASURED, MOST_DETAILED = 32, 8
"""Filters whose figures are kept, about 0.3 MB for each; those asked for last keep what they were counted from, another
1.5-2.2 MB for each."""


@dataclass(frozen=True, slots=True)
class Filters:
    """The state of the filter bar. An empty tuple matches all."""

    circles: tuple[str, ...] = ()
    sponsors: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    period: Period = WHOLE
    as_of: date | None = None

    @property
    def pick_circles(self) -> bool:
        """Whether the filters may leave circles out."""
        return bool(self.circles or self.sponsors or self.priorities or self.programs)


@dataclass(frozen=True)
class Spread:
    """How practices spread: `events` from `adoptions.adoption_events`, `table` from `sources.diffusion_table`."""

    events: pd.DataFrame
    table: pd.DataFrame


@per_revision(max_entries=16)
def spread(
    workbook: str,
    revision: str,
    scope: str,
    functions: tuple[str, ...],
    regions: tuple[str, ...],
    as_of: date,
    _log: CircleLog,
) -> Spread:
    """Spread among the teams of some functions and regions. Circle filters do not change it, so it ignores them."""
    chosen, day = _log.filtered(functions=functions, regions=regions), pd.Timestamp(as_of)
    events = adoptions.adoption_events(chosen, day)
    return Spread(events, sources.diffusion_table(chosen, day, events=events))


@per_revision(max_entries=512)
def derived(key: tuple[object, ...], what: Hashable, _find: Callable[[], T]) -> T:
    """What a page works out from a view's program beyond its figures, once per state of the view (`key`).

    `what` identifies the result, uniquely across all pages.
    """
    return _find()


@per_revision()
def _first_sights() -> Compact:
    return Compact(MOST_FIRST_SIGHTS)


def first_sight(key: tuple[object, ...], what: Hashable, find: Callable[[], T]) -> T:
    """What a page shows as it opens, once per state of the view (`key`): text and other small things, kept for far more
    filters than their figures are. `what`: as in `derived`."""
    return _first_sights().get((key, what), find)


def first_sights_taken(key: tuple[object, ...]) -> dict[Hashable, bytes]:
    """All first sights of one state of a view, packed for another process of this server; none is kept here."""
    taken = _first_sights().taken()
    return {name[1]: packed for name, packed in taken.items() if isinstance(name, tuple) and name[0] == key}


def keep_first_sights(key: tuple[object, ...], packed: Mapping[Hashable, bytes]) -> None:
    """Keep what another process of this server found with the same code."""
    for what, answer in packed.items():
        _first_sights().put((key, what), answer)


def knows(key: tuple[object, ...], what: Hashable) -> bool:
    """Whether that first sight is kept."""
    return (key, what) in _first_sights()


def measured(workbook: str, revision: str, scope: str, filters: Filters, log: CircleLog) -> Program:
    """All figures for some filters, once per revision, scope and filters. `log` is the redacted one.

    What does not depend on the period is counted once for all periods, and what was found for all circles serves for
    some of them.
    """
    chosen = replace(filters, period=WHOLE)
    whole = _whole(workbook, revision, scope, chosen, log, _of_all(workbook, revision, scope, filters, log))
    program = _within(workbook, revision, scope, filters, whole)
    if filters.pick_circles:  # all circles serve for some of them
        _DETAILED.note(program)
    return program


def measured_in_passing(
    workbook: str, revision: str, scope: str, filters: Filters, log: CircleLog
) -> Program:
    """The same for one who goes through many filters: it takes no place from figures that viewers look at. The last one
    is kept, for other pages with the same filters."""
    of_all = _of_all(workbook, revision, scope, filters, log)
    return _passed(workbook, revision, scope, filters, log, of_all)


@per_revision(max_entries=1)
def _passed(
    workbook: str, revision: str, scope: str, filters: Filters, _log: CircleLog, _of_all: Program | None
) -> Program:
    return _measured(filters, _log, _of_all).within(filters.period)


_DETAILED = Detailed(MOST_DETAILED)


def _of_all(workbook: str, revision: str, scope: str, filters: Filters, log: CircleLog) -> Program | None:
    """All circles on the same day; None where the filters leave them all."""
    every = replace(filters, period=WHOLE, circles=(), sponsors=(), priorities=(), programs=())
    return _whole(workbook, revision, scope, every, log, None) if filters.pick_circles else None


@per_revision(max_entries=MOST_MEASURED)
def _whole(
    workbook: str, revision: str, scope: str, filters: Filters, _log: CircleLog, _of_all: Program | None
) -> Program:
    return _measured(filters, _log, _of_all)


def _measured(filters: Filters, log: CircleLog, of_all: Program | None) -> Program:
    chosen = log.filtered(
        circles=filters.circles,
        sponsors=filters.sponsors,
        priorities=filters.priorities,
        programs=filters.programs,
        functions=filters.functions,
        regions=filters.regions,
    )
    return measure(chosen, pd.Timestamp(filters.as_of or date.today()), whole=of_all)


@per_revision(max_entries=MOST_MEASURED)
def _within(workbook: str, revision: str, scope: str, filters: Filters, _whole: Program) -> Program:
    return _whole.within(filters.period)


@per_revision(max_entries=MOST_MEASURED)
def of_practice(key: tuple[object, ...], practice: str, _program: Program) -> Program:
    """All figures of one practice alone, once per state of a view (`key`)."""
    facts = spreading.for_practice(_program.facts, practice)
    return measure(facts.log, facts.as_of, period=_program.period)
