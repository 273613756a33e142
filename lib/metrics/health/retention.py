"""How long members stay: Kaplan-Meier over memberships, a person in two circles in each."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.core.lookup import positions_in
from lib.metrics.core.rates import Estimate, MoreParts, units
from lib.metrics.core.remember import remembered
from lib.metrics.statistics import survival

DAYS = 365
"""12 months."""


@remembered
def memberships(facts: Facts) -> pd.DataFrame:
    """Rows of the tab members known on as_of, with since (datetime64[s]), days (float64) and has_left (bool).

    Who joined on a day that is not recorded has been in since the circle's start, where that is known. Leaving with
    the circle's end, or after it, is no leaving: the circle left. days: from since until leaving, the circle's end or
    as_of; NaN without a start or where it is after leaving.
    """
    members, circles = facts.log.members, facts.log.circles
    at = positions_in(members["circle"], pd.Index(circles["circle"]))
    started, ended = (
        circles[column].reset_index(drop=True).reindex(at).set_axis(members.index)
        for column in ("started", "ended")
    )
    since = members["joined"].fillna(started)
    last_day = ended.where(ended <= facts.as_of, facts.as_of)
    has_left = (members["left"] <= facts.as_of) & ~(members["left"] >= ended)
    days = (members["left"].where(has_left, last_day) - since).dt.days.astype("float64")
    found = members.assign(since=since, days=days.where(days >= 0), has_left=has_left)
    return found[since.isna() | (since <= facts.as_of)]


def retention(facts: Facts) -> pd.DataFrame:
    """Memberships; hit = did not leave by as_of; those whose days are not known are left out."""
    rows = memberships(facts)
    return units(
        rows,
        on=rows["since"],
        hit=~rows["has_left"],
        excluded=[
            (rows["since"].isna(), "joining not recorded"),
            (rows["days"].isna(), "left before joining"),
        ],
    )


def still_in(facts: Facts, frame: pd.DataFrame) -> tuple[Estimate, dict[str, Estimate]]:
    """Share still in after 12 months and its 95 % log-log interval, of the program and by circle.

    None where nobody was followed for 12 months. Circles without memberships have no entry.
    """
    rows = frame[frame["reason"].isna().to_numpy()]
    days, left = memberships(facts).loc[rows.index, "days"], ~rows["hit"]
    circle = rows["circle"].cat
    whole = survival.on_day(DAYS, days, left, np.zeros(len(rows)), 1)
    by_circle = survival.on_day(DAYS, days, left, circle.codes, len(circle.categories))
    return _estimates(whole)[0], dict(zip(circle.categories, _estimates(by_circle), strict=True))


def _estimates(left: pd.DataFrame) -> list[Estimate]:
    """1 - share, from what `survival.on_day` gives."""
    kept = 1 - left[["share", "high", "low"]].to_numpy()
    return [tuple(None if np.isnan(value) else value for value in row) for row in kept.tolist()]  # type: ignore[misc]


def followed_parts(facts: Facts, frame: pd.DataFrame) -> MoreParts:
    """More parts of retention, program and circles: left (int), followed_12_months (int: memberships seen for at
    least 12 months, or until leaving before)."""
    rows = frame[frame["reason"].isna().to_numpy()]
    left, days = ~rows["hit"].to_numpy(), memberships(facts).loc[rows.index, "days"].to_numpy()
    circles = facts.log.circles["circle"].to_list()
    at = positions_in(rows["circle"].astype("str"), pd.Index(circles))
    gone, followed = (np.bincount(at[mask], minlength=len(circles)) for mask in (left, left | (days >= DAYS)))

    def parts(left: int, followed: int) -> dict[str, Any]:
        return {"left": left, "followed_12_months": followed}

    by_circle = zip(circles, gone.tolist(), followed.tolist(), strict=True)
    return parts(int(gone.sum()), int(followed.sum())), {
        circle: parts(*counts) for circle, *counts in by_circle
    }


@remembered
def curve(facts: Facts, circle: str | None = None) -> pd.DataFrame:
    """`survival.curve` of leaving, of the program or of one circle: kept (float64) = 1 - share is what charts draw."""
    rows = memberships(facts).dropna(subset="days")
    if circle is not None:
        rows = rows[rows["circle"] == circle]
    found = survival.curve(rows["days"], rows["has_left"])
    return found.assign(kept=1 - found["share"], kept_low=1 - found["high"], kept_high=1 - found["low"])


DEFINITIONS = (
    Definition(
        "retention",
        "Still in after 12 months",
        "The share of members still in their circle 12 months after joining, counting also those who joined less than "
        "12 months ago for as long as they are in (Kaplan-Meier).",
        retention,
        (("members", "left"),),
        estimate=still_in,
        more=followed_parts,
        windowed=False,
        part="Members",
    ),
)
