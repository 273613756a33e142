"""How long members stay: Kaplan-Meier over memberships. A person in two circles has two memberships."""

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
    """Rows of the members tab known on as_of, with since (datetime64[s]), days (float64) and has_left (bool).

    A member without a joining date counts from the circle's start, if that is known. Leaving on or after the day the
    circle ends does not count as leaving. days: from `since` until leaving, the circle's end or as_of; NaN if `since`
    is missing or later than that.
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
    """Memberships; hit = had not left by as_of. Those whose days are not known are left out."""
    rows = memberships(facts)
    return units(
        rows,
        on=rows["since"],
        hit=~rows["has_left"],
        excluded=[
            (rows["since"].isna(), "joining date not recorded"),
            (rows["days"].isna(), "left before joining"),
        ],
    )


def still_members(facts: Facts, frame: pd.DataFrame) -> tuple[Estimate, dict[str, Estimate]]:
    """Share still a member after 12 months and its 95 % log-log interval, for the program and by circle.

    None if nobody was followed for 12 months, and no interval before anyone left. Circles without
    memberships have no entry.
    """
    rows = frame[frame["reason"].isna().to_numpy()]
    days, left = memberships(facts).loc[rows.index, "days"], ~rows["hit"]
    circle = rows["circle"].cat
    whole = survival.on_day(DAYS, days, left, np.zeros(len(rows)), 1)
    by_circle = survival.on_day(DAYS, days, left, circle.codes, len(circle.categories))
    return _estimates(whole)[0], dict(zip(circle.categories, _estimates(by_circle), strict=True))


def _estimates(left: pd.DataFrame) -> list[Estimate]:
    """The share who stayed and its interval, from the rows of `survival.on_day`."""
    stayed = survival.kept(left).to_numpy()
    return [tuple(None if np.isnan(value) else value for value in row) for row in stayed.tolist()]  # type: ignore[misc]


def followed_parts(facts: Facts, frame: pd.DataFrame) -> MoreParts:
    """More parts of retention, for the program and by circle: left (int), followed_12_months (int: memberships followed
    for at least 12 months, or until the member left)."""
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
    """`survival.curve` of leaving, for the program or one circle.

    Added columns, which charts draw: those of `survival.kept`.
    """
    rows = memberships(facts).dropna(subset="days")
    if circle is not None:
        rows = rows[rows["circle"] == circle]
    found = survival.curve(rows["days"], rows["has_left"])
    return found.join(survival.kept(found))


DEFINITIONS = (
    Definition(
        "retention",
        "Still a member after 12 months",
        "The share of members still in their circle 12 months after joining (Kaplan-Meier). Members who joined less "
        "than 12 months ago count only for the time they have been in.",
        retention,
        (("members", "left"),),
        estimate=still_members,
        more=followed_parts,
        windowed=False,
        part="Members",
        about_people=True,
    ),
)
