"""How actions come and go: cumulative flow, arrivals and departures, work in progress and its age, throughput.

An action comes on the day it was created and goes on the day it was done or cancelled, never before it came. An action
without a creation date was there before the first day. One that is done without a date counts as done before the first
day, because nobody knows when. One that is cancelled without a date never came. This way the number open on any day is
the figure `open` of that day.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.metrics.core.facts import Facts
from lib.metrics.core.figure import MIN_FOR_PERCENT
from lib.metrics.core.lookup import positions_in
from lib.metrics.core.remember import remembered, remembered_any_time
from lib.metrics.follow_through import implementation
from lib.metrics.follow_through.loops import day_number

THROUGHPUT_WEEKS = 12
"""How many weeks up to as_of are used to measure how fast actions get done."""
AGE_MARKS = (50, 85, 95)
"""Percentages: a mark is the age by which that many percent of the actions were done."""
_BEFORE, _NEVER = -(10**8), 10**8
"""Day numbers before and after any day in a log."""


def stays(facts: Facts) -> pd.DataFrame:
    """When each action known on as_of came and went: rows of facts.all_actions except those that never came
    or whose status was not understood.

    Columns: circle (str); came, went (int64: days since 1970-01-01; far before any day in the log if not dated, far
    after if still open); done, cancelled (bool).
    """
    return _stays(facts.any_time)


@remembered
def _stays(facts: Facts) -> pd.DataFrame:
    rows = facts.all_actions.loc[
        ~facts.all_actions["is_unclear"], ["circle", "created", "closed", "is_done", "is_cancelled"]
    ]
    rows = rows[~(rows["is_cancelled"] & rows["closed"].isna())]
    ended, undated = (rows["is_done"] | rows["is_cancelled"]).to_numpy(), rows["closed"].isna().to_numpy()
    came = np.where(rows["created"].isna() | (ended & undated), _BEFORE, day_number(rows["created"]))
    went = np.where(undated, _BEFORE, day_number(rows["closed"]))
    went = np.where(ended, np.maximum(went, came), _NEVER)
    return pd.DataFrame(
        {
            "circle": rows["circle"],
            "came": came,
            "went": went,
            "done": rows["is_done"],
            "cancelled": rows["is_cancelled"],
        }
    )


@remembered
def cumulative_flow(facts: Facts) -> pd.DataFrame:
    """One row per day of the period up to its last known day; without a start, from the log's first dated action.

    Columns: day (datetime64[s]); arrived, done, cancelled, open (int64: counts up to the end of that day, including
    those before the period; arrived = done + cancelled + open); arrivals, finished, dropped (int64: came, done and
    cancelled on that day). If nothing is dated by then, there are no rows.
    """
    return _daily(stays(facts), facts.start, facts.last_day)


def _daily(rows: pd.DataFrame, start: pd.Timestamp | None, end: pd.Timestamp) -> pd.DataFrame:
    came, went = rows["came"].to_numpy(), rows["went"].to_numpy()
    dated = np.concatenate([came, went])
    dated = dated[(dated > _BEFORE) & (dated < _NEVER)]
    first = int(dated.min(initial=_NEVER)) if start is None or not len(dated) else _number(start)
    days = np.arange(first, _number(end) + 1)
    events = {"arrivals": came, "finished": went[rows["done"]], "dropped": went[rows["cancelled"]]}
    each = {name: _per_day(on, days) for name, on in events.items()}
    before = {name: int((on < first).sum()) for name, on in events.items()}
    arrived, done, cancelled = (before[name] + np.cumsum(each[name]) for name in events)
    return pd.DataFrame(
        {
            "day": days.astype("datetime64[D]").astype("datetime64[s]"),
            "arrived": arrived,
            "done": done,
            "cancelled": cancelled,
            "open": arrived - done - cancelled,
            **each,
        }
    )


def _number(day: pd.Timestamp) -> int:
    return int(day.to_datetime64().astype("datetime64[D]").astype(np.int64))


def _per_day(on: NDArray[np.int64], days: NDArray[np.int64]) -> NDArray[np.int64]:
    if not len(days):
        return np.zeros(0, dtype=np.int64)
    inside = on[(on >= days[0]) & (on <= days[-1])]
    return np.bincount(inside - days[0], minlength=len(days)).astype(np.int64)


def open_on(facts: Facts, day: pd.Timestamp) -> int:
    """How many of the actions known on as_of were open at the end of an earlier day; undated ones as in `stays`."""
    rows, number = stays(facts), _number(day)
    return int(((rows["came"] <= number) & (rows["went"] > number)).sum())


@remembered_any_time
def weekly(facts: Facts, weeks: int = THROUGHPUT_WEEKS) -> pd.DataFrame:
    """The last full weeks up to as_of, oldest first: at most `weeks`, and none before the first dated action.

    Columns: first, last (datetime64[s]), arrivals, finished, dropped (int64), open (int64, at the end of `last`).
    """
    found = _daily(stays(facts), None, facts.as_of)
    full = min(weeks, len(found) // 7)
    rows = found.iloc[len(found) - 7 * full :]
    sums = {
        name: rows[name].to_numpy().reshape(full, 7).sum(axis=1)
        for name in ("arrivals", "finished", "dropped")
    }
    days = rows["day"].to_numpy().reshape(full, 7)
    return pd.DataFrame(
        {"first": days[:, 0], "last": days[:, -1], **sums, "open": rows["open"].to_numpy()[6::7]}
    )


@remembered_any_time
def age_marks(facts: Facts) -> dict[int, float | None]:
    """The age in days by which 50, 85 and 95 % of all actions in the log were done, from `implementation.curve_of_all`.

    None where the curve does not get that high (each action cancelled or still open lowers it), and where fewer than 5
    actions are followed. The mark at 50 is the median that the figure implementation_days gives for the whole log.
    """
    found = implementation.curve_of_all(facts)
    if found.empty or found["at_risk"].iloc[0] < MIN_FOR_PERCENT:
        return dict.fromkeys(AGE_MARKS)
    return {mark: implementation.day_done(found, mark / 100) for mark in AGE_MARKS}


@remembered
def aging(facts: Facts) -> pd.DataFrame:
    """Open actions on as_of, oldest first, those without a creation date last.

    Columns: those of facts.open_actions; age_days (float64); past (Int64: the highest of AGE_MARKS whose age the action
    has passed, 0 for none, missing where its age is not known); done_later (float64: of the log's actions that were
    still open at that age, the share done later, up to the longest time any was followed; NaN where fewer than 5 were).
    """
    rows = facts.open_actions
    age_days = (facts.as_of - rows["created"]).dt.days.astype("float64")
    marks = age_marks(facts)
    past = pd.Series(0, index=rows.index, dtype="Int64").mask(age_days.isna())
    for mark in AGE_MARKS:
        if (day := marks[mark]) is not None:
            past = past.mask(age_days > day, mark)
    return rows.assign(age_days=age_days, past=past, done_later=_done_later(facts, age_days)).sort_values(
        ["age_days", "action"], ascending=[False, True], na_position="last"
    )


def _done_later(facts: Facts, age_days: pd.Series) -> NDArray[np.float64]:
    """(I(last) - I(age)) / (1 - I(age) - C(age)), where I is the incidence of done and C that of cancelled."""
    done, cancelled = implementation.curve_of_all(facts), implementation.cancelled_of_all(facts)
    if done.empty:
        return np.full(len(age_days), np.nan)
    at = np.searchsorted(done["days"].to_numpy(), age_days.to_numpy(), side="right") - 1
    finished, dropped = done["share"].to_numpy(), cancelled["share"].to_numpy()
    followed = np.append(done["at_risk"].to_numpy()[1:], 0)[at]
    still_open = 1 - finished[at] - dropped[at]
    known = age_days.notna().to_numpy() & (followed >= MIN_FOR_PERCENT)
    return np.divide(finished[-1] - finished[at], still_open, out=np.full(len(at), np.nan), where=known)


def counts(facts: Facts) -> pd.DataFrame:
    """One row per circle of the log (the index): open_before (before the period), arrived and cancelled (during it),
    open (on its last day), all int64; open = open_before + arrived - cancelled - those done in the period."""
    rows = stays(facts)
    circles = pd.Index(facts.log.circles["circle"])
    came, went = rows["came"].to_numpy(), rows["went"].to_numpy()
    first = _number(facts.start) if facts.start is not None else _BEFORE + 1
    last = _number(facts.last_day)
    left = (went >= first) & (went <= last)
    masks = {
        "open_before": (came < first) & (went >= first),
        "arrived": (came >= first) & (came <= last),
        "cancelled": rows["cancelled"].to_numpy() & left,
        "open": (came <= last) & (went > last),
    }
    group = positions_in(rows["circle"], circles)
    return pd.DataFrame(
        {name: np.bincount(group[mask], minlength=len(circles)) for name, mask in masks.items()}, circles
    )
