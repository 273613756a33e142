"""Dates that contradict the rest of the log: out of their neighbors' order, or after the day of the reader.

Like other cross-checks, they list the cell and leave the value as it is.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.log.format.frames import rows_where
from lib.log.reading.checks import Checklist

APART_DAYS = 60
"""A session that was moved by a few weeks is no mistake; one that is this far from both neighbors is."""
MOST_OUT_OF_ORDER = 0.25
"""In a tab that is not sorted by date, every other session lies outside its neighbors: nothing can be said there."""
HAPPENED = (
    ("sessions", "held"),
    ("actions", "closed"),
    ("asks", "answered"),
    ("decisions", "answered"),
    ("milestones", "reached"),
    ("milestones", "shared"),
    ("adoptions", "date"),
    ("circles", "norms_agreed"),
    ("lighthouses", "stage_on"),
    ("lighthouses", "embed_on"),
)
"""Columns of what has happened: a day after today is a mistake."""
FAR_DAYS = 180
"""A day this long after everything new in the log cannot be right."""


def out_of_order(sessions: pd.DataFrame, recorded: frozenset[tuple[str, str]], checklist: Checklist) -> None:
    """Add a check for each session whose date lies far outside the dates of the rows above and below it.

    Neighbors are the rows of the same circle in its workbook, in the order of the tab.
    """
    for column in ("planned", "held"):
        if ("sessions", column) not in recorded:
            continue
        dated = rows_where(sessions, sessions[column].notna())
        of_circle = (
            dated.groupby(["_workbook", "circle"], sort=False, observed=True)
            .ngroup()
            .to_numpy()
            .astype(np.int64)
        )
        in_order = np.argsort(of_circle, kind="stable")
        in_order = in_order[of_circle[in_order] >= 0]
        days = dated[column].to_numpy().astype("datetime64[D]").astype(np.int64)
        at = _outside_their_neighbors(days[in_order], of_circle[in_order])
        if not len(at):
            continue
        found = dated.iloc[in_order[at]]
        above, below = (days[in_order[at + step]].astype("datetime64[D]") for step in (-1, 1))
        first, last = (
            pd.Series(day.astype("datetime64[s]"), index=found.index)
            for day in (np.minimum(above, below), np.maximum(above, below))
        )
        expected = "a date from " + _day(first) + " to " + _day(last) + ", as the rows above and below"
        checklist.about_rows(
            found, "sessions", column, "warning", "out of order", _day(found[column]), expected
        )


def _outside_their_neighbors(days: NDArray[np.int64], group: NDArray[np.int64]) -> NDArray[np.int64]:
    """Positions of the days that lie more than APART_DAYS outside the two next to them, which are in order.

    `group`: whose day each is, the days of each group one after the other.
    """
    if len(days) < 3:
        return np.zeros(0, dtype=np.int64)
    sizes, is_same = np.bincount(group), group[1:] == group[:-1]
    rises = np.bincount(group[1:][is_same & (np.diff(days) >= 0)], minlength=len(sizes))
    signed = np.where(rises >= sizes / 2, 1, -1)[group] * days
    above, own, below = signed[:-2], signed[1:-1], signed[2:]
    outside = (above <= below) & ((own < above - APART_DAYS) | (own > below + APART_DAYS))
    at = np.flatnonzero(outside & (group[:-2] == group[2:])) + 1
    found = np.bincount(group[at], minlength=len(sizes))
    is_sorted = found <= np.maximum(1, MOST_OUT_OF_ORDER * sizes)
    return at[is_sorted[group[at]]]


def last_new_day(tabs: Mapping[str, pd.DataFrame]) -> pd.Timestamp | None:
    """The last day on which the log has something new: an action, an ask, an adoption or a held session (by its planned
    day, if it has one). None if nothing is dated."""
    sessions = tabs["sessions"]
    held = sessions["held"]
    days = [
        sessions["planned"].fillna(held).where(held.notna()),
        tabs["actions"]["created"],
        tabs["asks"]["raised"],
        tabs["adoptions"]["date"],
    ]
    last = pd.concat([day.astype("datetime64[s]") for day in days]).max()
    return None if pd.isna(last) else pd.Timestamp(last)


def plausible_until(tabs: Mapping[str, pd.DataFrame]) -> pd.Timestamp | None:
    """The last day on which an action can have been closed: FAR_DAYS after `last_new_day`; None if that is None."""
    last = last_new_day(tabs)
    return None if last is None else last + pd.Timedelta(days=FAR_DAYS)


def dated(tabs: Mapping[str, pd.DataFrame], checklist: Checklist) -> pd.DataFrame:
    """Checks that apply to readers before a certain day: the columns of checks, on (datetime64[s]), that day, and since
    (datetime64[s]), the first day on which they apply, missing if they always do.

    One for each date of HAPPENED after everything new in the log. A reader on an earlier day than `on` sees a date that
    has not come yet. To a reader in the past of the log (before `since`) it is a mistake only if it can never be right:
    of what was new on that day, much was finished later.
    """
    found = Checklist(checklist.positions, checklist.titles)
    horizon = last_new_day({**tabs, "adoptions": tabs["adoptions"].iloc[:0]})
    for tab, column in HAPPENED:
        frame = tabs[tab]
        is_late = frame[column].notna() if horizon is None else frame[column] > horizon
        if tab == "sessions":
            is_late &= frame["status"] != "cancelled"
        rows = rows_where(frame, is_late)
        if rows.empty:
            continue
        expected = "a day that has come by now; is the year right?"
        found.about_rows(rows, tab, column, "warning", "in the future", _day(rows[column]), expected)
    frame = found.frame()
    on = pd.to_datetime(frame["found"]).astype("datetime64[s]")
    since = pd.Series(pd.NaT if horizon is None else horizon, index=frame.index, dtype="datetime64[s]")
    if horizon is not None:
        since = since.mask(on > horizon + pd.Timedelta(days=FAR_DAYS))
    return frame.assign(on=on, since=since)


def _day(dates: pd.Series) -> pd.Series:
    return dates.astype("str") if dates.empty else dates.dt.strftime("%Y-%m-%d").astype("str")
