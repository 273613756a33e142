"""What is measured for a viewer with some filters, once per revision, scope and filters."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

import pandas as pd
import streamlit as st

from lib.log.format.model import CircleLog
from lib.metrics.core.period import WHOLE, Period
from lib.metrics.diffusion import adoptions, sources, spreading
from lib.metrics.program.program import Program, measure

T = TypeVar("T")


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


@st.cache_resource(max_entries=16, show_spinner=False)
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


@st.cache_resource(max_entries=512, show_spinner=False)
def derived(key: tuple[object, ...], what: Hashable, _find: Callable[[], T]) -> T:
    """What a page works out from a view's program beyond its figures, once per state of the view (`key`).

    `what` identifies the result, uniquely across all pages.
    """
    return _find()


def measured(workbook: str, revision: str, scope: str, filters: Filters, log: CircleLog) -> Program:
    """All figures for some filters, once per revision, scope and filters. `log` is the redacted one.

    What does not depend on the period is counted once for all periods, and what was found for all circles serves for
    some of them.
    """
    chosen = replace(filters, period=WHOLE)
    every = replace(chosen, circles=(), sponsors=(), priorities=(), programs=())
    of_all = _whole(workbook, revision, scope, every, log, None) if filters.pick_circles else None
    whole = _whole(workbook, revision, scope, chosen, log, of_all)
    return _within(workbook, revision, scope, filters, whole)


@st.cache_resource(max_entries=64, show_spinner=False)
def _whole(
    workbook: str, revision: str, scope: str, filters: Filters, _log: CircleLog, _of_all: Program | None
) -> Program:
    chosen = _log.filtered(
        circles=filters.circles,
        sponsors=filters.sponsors,
        priorities=filters.priorities,
        programs=filters.programs,
        functions=filters.functions,
        regions=filters.regions,
    )
    return measure(chosen, pd.Timestamp(filters.as_of or date.today()), whole=_of_all)


@st.cache_resource(max_entries=64, show_spinner=False)
def _within(workbook: str, revision: str, scope: str, filters: Filters, _whole: Program) -> Program:
    return _whole.within(filters.period)


@st.cache_resource(max_entries=64, show_spinner=False)
def of_practice(key: tuple[object, ...], practice: str, _program: Program) -> Program:
    """All figures of one practice alone, once per state of a view (`key`)."""
    facts = spreading.for_practice(_program.facts, practice)
    return measure(facts.log, facts.as_of, period=_program.period)
