"""Peer coaching: who has a partner, and whether they talk. An empty log gives empty frames of units."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.metrics.facts import Facts, places, remembered
from lib.metrics.listed import listed
from lib.metrics.rates import units


def partners(facts: Facts, rows: pd.DataFrame) -> pd.DataFrame:
    """Who is whose buddy among some rows of the tab members: one names the other, in the same circle.

    Columns one, other (int64, positions in `rows`), each pair both ways round, once.
    """
    people = pd.Index(facts.log.members["member"].unique())
    circle, width = pd.factorize(rows["circle"])[0], max(len(people), 1)
    one, named = listed(rows["buddy"], people)
    keys = pd.Index(circle * width + places(rows["member"], people))
    other = keys.get_indexer(circle[one] * width + named)
    known = (other >= 0) & (other != one)
    one, other = one[known], other[known]
    both = pd.DataFrame({"one": np.append(one, other), "other": np.append(other, one)})
    return both.drop_duplicates().sort_values(["one", "other"]).reset_index(drop=True)


def paired(facts: Facts) -> pd.DataFrame:
    """Active members; hit = in a pair or a triad of active members of the circle, who name each other or one of whom
    does. `pairs`, `triads`: members in each; `larger`: in a group of more, which is neither."""
    rows = facts.active_members
    size = group_sizes(partners(facts, rows), len(rows))
    parts = {"pairs": size == 2, "triads": size == 3}
    return units(
        rows, on=rows["joined"], hit=parts["pairs"] | parts["triads"], parts={**parts, "larger": size > 3}
    )


def group_sizes(edges: pd.DataFrame, count: int) -> NDArray[np.int64]:
    """How many are linked with each of `count`, directly or not, themselves included."""
    group, before = np.arange(count), None
    while before is None or (group != before).any():  # everyone takes the lowest number among their partners
        before = group.copy()
        np.minimum.at(group, edges["one"].to_numpy(), before[edges["other"].to_numpy()])
    return np.bincount(group, minlength=count)[group]


def checkins(facts: Facts) -> pd.DataFrame:
    """Spans (see `spans`); hit = a check-in dated in it. A unit belongs to the last day of its span."""
    rows = spans(facts)
    return units(rows, on=rows["last_day"], hit=rows["hit"])


@remembered
def spans(facts: Facts) -> pd.DataFrame:
    """Spans of one cadence, over before as_of, that a member with a buddy was in the circle together with one.

    They follow one another from the first day of both. Columns: circle, member (str), last_day (datetime64[s]), hit
    (bool: a check-in is dated in it, whoever of the two the log names first).
    """
    members = facts.log.members.reset_index(drop=True)
    together = _together(facts, members)
    cadence = together["cadence_days"].to_numpy()
    days = (together["until"] - together["since"]).dt.days.to_numpy()
    count = np.where(cadence > 0, days // np.maximum(cadence, 1), 0).clip(0)
    place = np.repeat(np.arange(len(together)), count)
    number = np.arange(len(place)) - np.repeat(np.cumsum(count) - count, count)
    held_of, held_in = _held_checkins(facts, members, together)
    width = int(number.max(initial=0)) + 1
    inside = held_in < width
    last_day = together["since"].to_numpy()[place] + ((number + 1) * cadence[place] - 1).astype(
        "timedelta64[D]"
    )
    return (
        together[["circle", "member"]]
        .take(place)
        .reset_index(drop=True)
        .assign(
            last_day=pd.Series(last_day, dtype="datetime64[s]"),
            hit=np.isin(place * width + number, held_of[inside] * width + held_in[inside]),
        )
    )


def _together(facts: Facts, members: pd.DataFrame) -> pd.DataFrame:
    """Members who have had a buddy in the circle: circle, member (str), since, until (datetime64[s]: the first day
    together with one, the day after the last, as_of where that is to come), cadence_days (int64), row (in members)."""
    circles = facts.log.circles
    at = places(members["circle"], pd.Index(circles["circle"]))
    began, ended = (
        values.reset_index(drop=True).reindex(at).set_axis(members.index)
        for values in (facts.began, circles["ended"])
    )
    since = members["joined"].where(members["joined"] >= began, began).fillna(members["joined"])
    until = members["left"].fillna(ended).fillna(facts.as_of)
    until = until.where(~(until > ended), ended)
    until = until.where(until < facts.as_of, facts.as_of)
    links = partners(facts, members)
    one, other = links["one"].to_numpy(), links["other"].to_numpy()
    first = pd.Series(since.to_numpy()[other]).groupby(one).min()
    last = pd.Series(until.to_numpy()[other]).groupby(one).max()
    rows = first.index.to_numpy(dtype=np.int64)
    mine = pd.DataFrame({"since": since.take(rows).array, "until": until.take(rows).array})
    cadence = circles["cadence_days"].to_numpy(dtype=np.int64, na_value=0)
    return pd.DataFrame(
        {
            "circle": members["circle"].take(rows).array,
            "member": members["member"].take(rows).array,
            "since": mine["since"].where(mine["since"] > first.array, first.array),
            "until": mine["until"].where(mine["until"] < last.array, last.array),
            "cadence_days": cadence[at[rows]],
            "row": rows,
        }
    ).dropna(subset="since", ignore_index=True)


def _held_checkins(
    facts: Facts, members: pd.DataFrame, together: pd.DataFrame
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Whose check-ins were held (positions in `together`), and in which of their spans (from 0)."""
    rows = facts.log.coaching
    rows = rows[(rows["step"] == "check-in") & (rows["date"] <= facts.as_of)]
    people, circles = pd.Index(members["member"].unique()), pd.Index(facts.log.circles["circle"])
    width = max(len(people), 1)
    keys = pd.Index(places(together["circle"], circles) * width + places(together["member"], people))
    circle = places(rows["circle"], circles)
    who = np.concatenate(
        [keys.get_indexer(circle * width + places(rows[end], people)) for end in ("member", "buddy")]
    )
    days = np.tile(rows["date"].to_numpy(), 2)
    days, who = days[who >= 0], who[who >= 0]
    passed = (days - together["since"].to_numpy()[who]).astype("timedelta64[D]").astype(np.int64)
    return who[passed >= 0], (passed // np.maximum(together["cadence_days"].to_numpy()[who], 1))[passed >= 0]
