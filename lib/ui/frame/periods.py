"""The choice of the period in the filter bar, and the days of "two dates"."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import streamlit as st

from lib.log.format.model import CircleLog
from lib.metrics.core import period
from lib.metrics.core.period import DATES, PERIODS, REVIEW, Period
from lib.metrics.core.remember import remembered
from lib.metrics.sponsorship import acts
from lib.ui.frame.carried import Carried

KEYS = ("period", "from", "to")
EARLIEST = date(1990, 1, 1)
LATEST = date(2100, 12, 31)
DAYS = 90
"""How long a period of two dates is until someone chooses its first day."""


def choose(carried: Carried, log: CircleLog) -> str:
    """Draw the list of periods and return the key of the chosen one; first the one of the setting `period`."""
    keys, usual = _offered(log)
    carried.offer("period", usual, lambda texts: key_of(texts[-1]), keys.__contains__, labels=PERIODS)
    chosen = st.selectbox(
        "Period",
        keys,
        index=keys.index(usual),
        format_func=PERIODS.__getitem__,
        key="period",
        bind="query-params",
        width=190,
    )
    return chosen or usual


@remembered
def _offered(log: CircleLog) -> tuple[list[str], str]:
    """The keys of the periods to choose from, and the usual one."""
    reviews = acts.reviews(log)["date"].to_list()
    keys = [key for key in PERIODS if key != REVIEW or len(reviews)]
    return keys, period.usual_key(log.settings["period"], reviews)


@remembered
def _named(log: CircleLog, key: str, as_of: date) -> Period:
    return period.named(key, pd.Timestamp(as_of), acts.reviews(log)["date"])


def resolve(carried: Carried, key: str, as_of: date, log: CircleLog) -> Period:
    """The chosen period on the day `as_of`. For two dates, draws their fields; if they are the wrong way round, says so
    and takes the earlier one as the first."""
    if key != DATES:
        return _named(log, key, as_of)
    until = day_of(carried.asked("to")) if carried.asked("to") and not any(carried.asked("from")) else None
    usual = until if until is not None and is_day(until) else as_of
    first = _day_field(carried, "From", "from", max(usual - timedelta(days=DAYS), EARLIEST))
    last = _day_field(carried, "To", "to", as_of)
    if first > last:
        carried.say(
            f"The period's first day, {first}, is after its last day, {last}. They were taken the other way round."
        )
        first, last = last, first
    return period.between(pd.Timestamp(first), pd.Timestamp(last), pd.Timestamp(as_of))


def _day_field(carried: Carried, label: str, key: str, usual: date) -> date:
    carried.offer(key, usual, day_of, is_day)
    found = st.date_input(
        label,
        value=usual,
        min_value=EARLIEST,
        max_value=LATEST,
        key=key,
        bind="query-params",
        format="YYYY-MM-DD",
        width=140,
    )
    return found if isinstance(found, date) else usual


def key_of(text: str) -> str | None:
    """The key of a period from an address: a key such as 6m, or the period's name. None for anything else."""
    known = {name.casefold(): key for key, name in PERIODS.items()} | {key: key for key in PERIODS}
    return known.get(text.strip().casefold())


def day_of(texts: list[str]) -> date | None:
    """A day from an address; None unless it is written like 2026-06-30."""
    try:
        return date.fromisoformat(texts[-1])
    except ValueError:
        return None


def is_day(day: object) -> bool:
    """Whether `day` is a day that the fields accept."""
    return isinstance(day, date) and EARLIEST <= day <= LATEST
