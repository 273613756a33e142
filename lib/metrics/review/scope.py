"""What a review is about: whose it is, its circles, its period, and the key that two people would both use for it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import pandas as pd

from lib.access import addresses
from lib.access.addresses import address
from lib.access.redaction import KEPT
from lib.log.format.model import CircleLog
from lib.metrics.core import period
from lib.metrics.core.facts import Facts
from lib.metrics.core.period import REVIEW, Period
from lib.metrics.desk import waiting


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose review it is: `sponsor`, an email ("" for the whole program), and the `circles` it is about, by name."""

    sponsor: str
    circles: tuple[str, ...]

    def key(self, day: pd.Timestamp) -> str:
        """The key of a review of this scope held on `day`. It is the same for everyone who freezes it, so that the
        second one learns of it. An address does not show in it."""
        if not self.sponsor:
            return f"R-{day:%Y-%m-%d}"
        digest = hashlib.blake2s(address(self.sponsor).encode(), digest_size=3).hexdigest()
        return f"R-{day:%Y-%m-%d}-{digest}"


def whole_program(log: CircleLog) -> Scope:
    """The review of all circles, which is no single sponsor's."""
    return Scope("", tuple(sorted(log.circles["circle"], key=str.casefold)))


def of_sponsor(log: CircleLog, email: str) -> Scope:
    """The review of the circles that `email` sponsors."""
    circles = log.circles
    own = circles.loc[addresses.names(circles["sponsor"], email), "circle"]
    return Scope(address(email), tuple(sorted(own, key=str.casefold)))


def since_last(facts: Facts, sponsor: str) -> Period | None:
    """The period since the last review: of the sponsor, else of the whole program; None if none is recorded."""
    last = waiting.last_review(facts, sponsor)
    return None if last is None else period.named(REVIEW, facts.as_of, [last])


def readable(facts: Facts) -> pd.DataFrame:
    """Reviews held by as_of whose text the viewer may read, the latest first: rows of the reviews tab."""
    rows = facts.log.reviews
    is_hidden = (rows["summary"] == KEPT) | (rows["figures"] == KEPT)
    rows = rows[(rows["date"] <= facts.as_of) & ~is_hidden.fillna(False)]
    return rows.sort_values(["date", "_row"], ascending=False, kind="stable")
