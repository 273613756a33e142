"""Peer coaching: who has a partner, and whether they check in. An empty log gives empty frames of units."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.metrics.core import newest
from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.core.lists import listed
from lib.metrics.core.lookup import positions_in
from lib.metrics.core.rates import units
from lib.metrics.core.remember import remembered

NEVER = 10**7
"""More days than there can be between any two days in a log."""


def partners(facts: Facts, rows: pd.DataFrame) -> pd.DataFrame:
    """Who is whose buddy among some rows of the members tab: one names the other, in the same circle.

    Columns: one, other (int64, positions in `rows`); each pair once in both directions.
    """
    people = pd.Index(facts.log.members["member"].unique())
    circle, width = pd.factorize(rows["circle"])[0], max(len(people), 1)
    one, named = listed(rows["buddy"], people)
    keys = pd.Index(circle * width + positions_in(rows["member"], people))
    other = keys.get_indexer(circle[one] * width + named)
    known = (other >= 0) & (other != one)
    one, other = one[known], other[known]
    both = pd.DataFrame({"one": np.append(one, other), "other": np.append(other, one)})
    return both.drop_duplicates().sort_values(["one", "other"]).reset_index(drop=True)


def paired(facts: Facts) -> pd.DataFrame:
    """Active members; hit = in a pair or a triad of active members of their circle.

    It is enough for one of two members to name the other. Parts: pairs, triads (members in each), larger (members in a
    group of more than three, which is neither).
    """
    rows = facts.active_members
    size = group_sizes(partners(facts, rows), len(rows))
    parts = {"pairs": size == 2, "triads": size == 3}
    return units(
        rows, on=rows["joined"], hit=parts["pairs"] | parts["triads"], parts={**parts, "larger": size > 3}
    )


def group_sizes(edges: pd.DataFrame, count: int) -> NDArray[np.int64]:
    """For each of `count` people, how many are linked with them, directly or not, including themselves (int64).

    `edges`: see `partners`.
    """
    group, before = np.arange(count), None
    while before is None or (group != before).any():  # everyone takes the lowest number among their partners
        before = group.copy()
        np.minimum.at(group, edges["one"].to_numpy(), before[edges["other"].to_numpy()])
    return np.bincount(group, minlength=count)[group]


def checkins(facts: Facts) -> pd.DataFrame:
    """Spans (see `spans`); hit = a check-in is dated in the span. A unit belongs to the last day of its span."""
    rows = spans(facts)
    return units(rows, on=rows["last_day"], hit=rows["hit"], excluded=[(rows["is_after_log"], newest.AFTER)])


@remembered
def spans(facts: Facts) -> pd.DataFrame:
    """Spans of one cadence each, ended before as_of, during which a member and a buddy were in the circle together.

    One row per member and span; the spans follow one another from the first day with a buddy. Columns: circle, member
    (category), last_day (datetime64[s]), hit (bool: a check-in with this member, under either name, is dated in it),
    is_after_log (bool: it began after the log's newest record).
    """
    members = facts.log.members.reset_index(drop=True)
    together = _together(facts, members)
    cadence = together["cadence_days"].to_numpy()
    days = (together["until"] - together["since"]).to_numpy()
    count = np.where(cadence > 0, days // np.maximum(cadence, 1), 0).clip(0)
    place = np.repeat(np.arange(len(together)), count)
    number = np.arange(len(place)) - np.repeat(np.cumsum(count) - count, count)
    held_of, held_in = _held_checkins(facts, members, together)
    width = int(number.max(initial=0)) + 1
    inside = held_in < width
    last_day = together["since"].to_numpy()[place] + (number + 1) * cadence[place] - 1
    first_day = pd.Series((last_day - cadence[place] + 1).astype("datetime64[D]").astype("datetime64[s]"))
    return pd.DataFrame(
        {
            "circle": together["circle"].astype("category").array.take(place),
            "member": together["member"].astype("category").array.take(place),
            "last_day": last_day.astype("datetime64[D]").astype("datetime64[s]"),
            "hit": np.isin(place * width + number, held_of[inside] * width + held_in[inside]),
            "is_after_log": newest.began_after(facts, first_day),
        }
    )


def _together(facts: Facts, members: pd.DataFrame) -> pd.DataFrame:
    """Members who have had a buddy in the circle, one row each.

    Columns: circle, member (str), since, until (int64, days since 1970: the first day together with a buddy, and the
    day after the last, at most as_of), cadence_days (int64, 0 if not known).
    """
    circles = facts.log.circles
    at = positions_in(members["circle"], pd.Index(circles["circle"]))
    today = day_numbers(pd.Series([facts.as_of]), NEVER)[0]
    began, ended = day_numbers(facts.began, -NEVER)[at], day_numbers(circles["ended"], NEVER)[at]
    since = np.maximum(day_numbers(members["joined"], -NEVER), began)
    until = np.minimum(np.minimum(day_numbers(members["left"], NEVER), ended), today)
    links = partners(facts, members)
    one, other = links["one"].to_numpy(), links["other"].to_numpy()
    first, last = np.full(len(members), NEVER), np.full(len(members), -NEVER)
    np.minimum.at(first, one, since[other])
    np.maximum.at(last, one, until[other])
    since, until = np.maximum(since, first), np.minimum(until, last)
    rows = np.flatnonzero((since > -NEVER) & (since < NEVER))
    cadence = circles["cadence_days"].to_numpy(dtype=np.int64, na_value=0)
    return pd.DataFrame(
        {
            "circle": members["circle"].take(rows).array,
            "member": members["member"].take(rows).array,
            "since": since[rows],
            "until": until[rows],
            "cadence_days": cadence[at[rows]],
        }
    )


def day_numbers(days: pd.Series, missing: int) -> NDArray[np.int64]:
    """Days since 1970; `missing` where a day is missing."""
    numbers = days.to_numpy().astype("datetime64[D]").astype(np.int64)
    return np.where(days.isna(), missing, numbers)


def _held_checkins(
    facts: Facts, members: pd.DataFrame, together: pd.DataFrame
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Check-ins held by as_of, once for each of the two: position in `together` and number of the span (from 0)."""
    rows = facts.log.coaching
    is_checkin = (rows["step"] == "check-in") & (rows["date"] <= facts.as_of)
    rows = rows.loc[is_checkin, ["circle", "member", "buddy", "date"]]
    people, circles = pd.Index(members["member"].unique()), pd.Index(facts.log.circles["circle"])
    width = max(len(people), 1)
    keys = pd.Index(
        positions_in(together["circle"], circles) * width + positions_in(together["member"], people)
    )
    circle = positions_in(rows["circle"], circles)
    who = np.concatenate(
        [keys.get_indexer(circle * width + positions_in(rows[end], people)) for end in ("member", "buddy")]
    )
    days = np.tile(day_numbers(rows["date"], NEVER), 2)
    days, who = days[who >= 0], who[who >= 0]
    passed = days - together["since"].to_numpy()[who]
    return who[passed >= 0], (passed // np.maximum(together["cadence_days"].to_numpy()[who], 1))[passed >= 0]


DEFINITIONS = (
    Definition(
        "paired",
        "Paired",
        "The share of active members who are in a pair or a triad of active members.",
        paired,
        (("members", "buddy"),),
        windowed=False,
        group="coaching",
        part="Coaching",
        about_people=True,
    ),
    Definition(
        "checkins",
        "Check-ins held",
        "The share of expected check-ins that were held. Each pair is expected to check in once per cadence of its "
        "circle, or every 28 days where none is recorded. Time after the newest record is left out.",
        checkins,
        (("coaching", "step"), ("members", "buddy")),
        needs_rows=("coaching",),
        has_series=True,
        group="coaching",
        part="Coaching",
        about_people=True,
    ),
)
