"""What became of the decisions that were asked of sponsors."""

from __future__ import annotations

import numpy as np
import pandas as pd

from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.core.rates import units
from lib.metrics.sponsorship.acts import acts

WHOLE_PROGRAM = ""
"""Stands for the circle in units that belong to none: they count for the program only."""


def decisions_made(facts: Facts) -> pd.DataFrame:
    """Decisions asked by as_of; hit = made by then. A unit belongs to the day it was asked, else to that of its review.

    From the decisions tab; where it is blank or missing, from the counts of sponsor_acts, one unit for each decision
    asked. Parts: declined, deferred, waiting.
    """
    if facts.log.decisions.empty:
        return _from_acts(facts)
    rows = known(facts)
    state = rows["state"]
    return units(
        rows.assign(circle=rows["circle"].fillna(WHOLE_PROGRAM)),
        on=rows["on"],
        hit=state == "made",
        excluded=[
            (rows["unclear"], "status not understood"),
            (rows["on"].isna(), "day asked not recorded"),
        ],
        parts={name: state == word for name, word in _STATES.items()},
    )


_STATES = {"declined": "declined", "deferred": "deferred", "waiting": "asked"}


def known(facts: Facts) -> pd.DataFrame:
    """Decisions known on as_of: rows of the decisions tab with on (datetime64[s]: asked, else the day of the review),
    state (str: asked, made, declined or deferred; a blank status, and an answer after as_of, means asked) and unclear
    (bool)."""
    log = facts.log
    rows = log.decisions
    reviewed = dict(zip(log.reviews["review"], log.reviews["date"], strict=True))
    of_review = pd.Series([reviewed.get(key) for key in rows["review"]], rows.index, dtype="datetime64[s]")
    on = rows["asked"].fillna(of_review).astype("datetime64[s]")
    later = rows["answered"] > facts.as_of
    state = rows["status"].astype("str").fillna("asked").mask(later, "asked")
    unclear = log.unclear("decisions", "status") & rows["status"].isna()
    return rows.assign(on=on, state=state, unclear=unclear)[on.isna() | (on <= facts.as_of)]


def _from_acts(facts: Facts) -> pd.DataFrame:
    rows = acts(facts)
    asked = rows["decisions_asked"]
    rows = rows[~rows["by_lead"] & (asked > 0).fillna(False)]
    times = rows["decisions_asked"].to_numpy(dtype=np.int64)
    each = rows.loc[rows.index.repeat(times)].reset_index(drop=True)
    place = np.arange(len(each)) - np.repeat(np.cumsum(times) - times, times)
    made = each["decisions_made"]
    hit = pd.Series(place, dtype="Int64") < made
    nothing = pd.Series(False, index=each.index)
    return units(
        each.assign(circle=each["circle"].fillna(WHOLE_PROGRAM)),
        on=each["date"],
        hit=hit.fillna(False).astype(bool),
        excluded=[(made.isna(), "decisions made not recorded")],
        parts=dict.fromkeys(("declined", "deferred"), nothing) | {"waiting": ~hit.fillna(True).astype(bool)},
    )


DEFINITIONS = (
    Definition(
        "decisions_made",
        "Decisions made",
        "Of the decisions asked of sponsors, the share that was made. Those declined or deferred count as not made and "
        "are shown apart.",
        decisions_made,
        (("decisions", "status"),),
        or_needs=(("sponsor_acts", "decisions_asked"),),
        group="sponsorship",
        is_habit=False,
        part="Sponsors",
    ),
)
