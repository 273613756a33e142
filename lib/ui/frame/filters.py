"""The filter bar: in the URL, kept across pages, and the same on every page."""

from __future__ import annotations

from datetime import date
from typing import Literal

import pandas as pd
import streamlit as st

from lib.log.format.model import CircleLog
from lib.source.program import Filters
from lib.ui.frame.carried import Carried
from lib.ui.widgets.text import name

PERIODS = {"all": None, "12m": 12, "6m": 6, "3m": 3}
_PERIOD_NAMES = {"all": "Whole log", "12m": "Last 12 months", "6m": "Last 6 months", "3m": "Last 3 months"}

_KEYS = ("circle", "period", "as_of", "sponsor", "priority", "function", "region")


def bar(log: CircleLog) -> Filters:
    """Draw the bar with the circles, sponsors, priorities, functions and regions of `log`, and return the choice."""
    carried = Carried()
    carried.offer("period", "all", _period, PERIODS.__contains__)
    carried.offer("as_of", date.today(), _day, lambda day: isinstance(day, date))
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        circles = _choose(carried, "Circle", "circle", log.circles["circle"], width=340)
        period = st.selectbox(
            "Period",
            list(PERIODS),
            format_func=_PERIOD_NAMES.__getitem__,
            key="period",
            bind="query-params",
            width=180,
        )
        as_of = st.date_input(
            "As of",
            value=date.today(),
            key="as_of",
            bind="query-params",
            format="YYYY-MM-DD",
            width=150,
            help="Show the program as it was known on this day.",
        )
        with st.popover("More filters", icon=":material/filter_list:"):
            sponsors = _choose(carried, "Sponsor", "sponsor", log.circles["sponsor"], only_emails=True)
            priorities = _choose(carried, "Strategic priority", "priority", log.circles["priority"])
            st.caption(
                "The next two filters narrow the teams that a practice can reach, never figures about people."
            )
            functions = _choose(carried, "Team function", "function", log.teams["function"])
            regions = _choose(carried, "Team region", "region", log.teams["region"])
    carried.keep(_KEYS)
    day = as_of if isinstance(as_of, date) else date.today()
    return Filters(
        circles, sponsors, priorities, functions, regions, _start(PERIODS[period or "all"], day), day
    )


def _start(months: int | None, day: date) -> date | None:
    if months is None:
        return None
    return (pd.Timestamp(day) - pd.DateOffset(months=months) + pd.Timedelta(days=1)).date()


def _choose(
    carried: Carried,
    label: str,
    key: str,
    values: pd.Series,
    *,
    width: int | Literal["stretch"] = "stretch",
    only_emails: bool = False,
) -> tuple[str, ...]:
    options = sorted(values.dropna().unique(), key=str.casefold)
    if only_emails:
        options = [option for option in options if "@" in option]
    carried.offer(
        key,
        [],
        lambda labels: [option for option in options if name(option) in labels],
        lambda values: set(values) <= set(options),
    )
    chosen = st.multiselect(
        label,
        options,
        format_func=name,
        key=key,
        bind="query-params",
        placeholder="All",
        width=width,
    )
    return tuple(chosen)


def _period(labels: list[str]) -> str | None:
    return next((key for key, label in _PERIOD_NAMES.items() if label == labels[-1]), None)


def _day(texts: list[str]) -> date | None:
    try:
        return date.fromisoformat(texts[-1])
    except ValueError:
        return None
