"""What waits for one person: asks put to them, decisions asked of them, milestones due, their next review."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import pandas as pd

from lib.access import addresses
from lib.access.asks import sponsors_asked
from lib.metrics.core.facts import Facts
from lib.metrics.sponsorship import acts, answers, decisions, milestones

AHEAD_DAYS = 30
"""How far ahead milestones are listed."""


def asks_of(facts: Facts, email: str) -> pd.DataFrame:
    """Open asks that are addressed to `email`, the oldest first: rows of `facts.asks`; none without an email."""
    rows = facts.asks
    rows = rows[rows["is_open"]]
    asked = sponsors_asked(rows, facts.log)
    return rows[addresses.names(asked, email)].sort_values("raised", kind="stable")


def answered_for(facts: Facts, email: str) -> pd.DataFrame:
    """Asks addressed to `email` that someone else answered in the last 30 days, the latest first: rows of `facts.asks`.
    Where `answered_by` is blank, the journal may know who answered; else nobody does."""
    rows = facts.asks
    since = facts.as_of - pd.Timedelta(days=AHEAD_DAYS)
    rows = rows[~rows["is_open"] & (rows["answered"] >= since)]
    rows = rows[addresses.names(sponsors_asked(rows, facts.log), email)]
    known = answers.sponsors(facts).answered_by
    places = zip(rows["_workbook"], rows["_row"].tolist(), strict=True)
    by_journal = pd.Series([known.get(place) for place in places], index=rows.index, dtype="str")
    rows = rows.assign(answered_by=rows["answered_by"].fillna(by_journal))
    rows = rows[rows["answered_by"].notna()]
    return rows[~addresses.names(rows["answered_by"], email)].sort_values("answered", ascending=False)


def decisions_of(facts: Facts, email: str) -> pd.DataFrame:
    """Decisions asked of `email` that are neither made nor declined, the oldest first: rows of `decisions.known`."""
    rows = decisions.known(facts)
    rows = rows[rows["state"].isin(["asked", "deferred"]) & ~rows["unclear"]]
    return rows[addresses.names(rows["asked_of"], email)].sort_values("on", kind="stable")


def milestones_of(facts: Facts, own: Collection[str]) -> pd.DataFrame:
    """Milestones of the circles `own` and of the whole program that are overdue or due within 30 days; see `ahead`."""
    rows = milestones.ahead(facts, AHEAD_DAYS)
    return rows[rows["circle"].isna() | rows["circle"].isin(list(own))]


@dataclass(frozen=True, slots=True)
class NextReview:
    """When someone's next review is due, and whether a review set that day (else: counted from the last one)."""

    day: pd.Timestamp
    is_set: bool


def last_review(facts: Facts, email: str = "") -> pd.Timestamp | None:
    """The day of the last review before as_of: the person's own, else anyone's; None without any. `acts.reviews`."""
    rows = acts.reviews(facts.log)
    rows = rows[rows["date"] < facts.as_of]
    own = rows[addresses.names(rows["sponsor"], email)]
    last: Any = (own if len(own) else rows)["date"].max()
    return None if pd.isna(last) else pd.Timestamp(last)


def next_review(facts: Facts, email: str) -> NextReview | None:
    """The next review of a sponsor: the day that their last review set, else review_every_days after it. None if no
    review of theirs is recorded."""
    rows = facts.log.reviews
    rows = rows[addresses.names(rows["sponsor"], email) & (rows["date"] <= facts.as_of)]
    rows = rows.sort_values("date", kind="stable")
    if len(rows) and rows["next_review"].iloc[-1] > rows["date"].iloc[-1]:
        return NextReview(rows["next_review"].iloc[-1], True)
    held = acts.reviews(facts.log)
    held = held[addresses.names(held["sponsor"], email) & (held["date"] <= facts.as_of)]
    last: Any = held["date"].max()
    if pd.isna(last):
        return None
    every = pd.Timedelta(days=int(float(facts.log.settings["review_every_days"])))
    return NextReview(pd.Timestamp(last) + every, False)
