"""How old the newest record of a log is: a log that nobody keeps up looks like a program where nothing happens."""

from __future__ import annotations

import pandas as pd

from lib.log.format.model import CircleLog
from lib.metrics.core.facts import Facts
from lib.metrics.core.remember import remembered
from lib.words.phrases import counted, sentence

_DAYS = (
    ("sessions", "held"),
    ("actions", "created"),
    ("actions", "closed"),
    ("adoptions", "date"),
    ("asks", "raised"),
    ("asks", "answered"),
    ("sponsor_acts", "date"),
    ("milestones", "reached"),
    ("coaching", "date"),
    ("practices", "added"),
    ("reviews", "date"),
    ("decisions", "asked"),
    ("decisions", "answered"),
    ("changes", "date"),
)
"""The columns that say when something happened."""


def newest_record(log: CircleLog, as_of: pd.Timestamp) -> pd.Timestamp | None:
    """The latest day by as_of on which anything is recorded; None if nothing is."""
    found = []
    for tab, column in _DAYS:
        days = log.tabs[tab][column]
        found.append(days[days <= as_of].max())
    last = pd.Series(found, dtype="datetime64[s]").max()
    return None if pd.isna(last) else pd.Timestamp(last)


@remembered
def stale_in_words(facts: Facts, withheld: frozenset[str] = frozenset()) -> str:
    """That nothing was logged for more than stale_days, in a sentence; "" if something was, or if nothing is known.

    `withheld`: circles whose figures about people the viewer may not see; what buddies did there is left out.
    """
    log = facts.log.counted
    people = log.coaching[~log.coaching["circle"].isin(withheld)]
    last = newest_record(log.with_tabs(coaching=people), facts.as_of)
    limit = int(float(facts.log.settings["stale_days"]))
    if last is None or (age := (facts.as_of - last).days) <= limit:
        return ""
    return sentence(
        f"The newest record is of {last:%-d %b %Y}, {counted(age, 'day')} before {facts.as_of:%-d %b %Y}",
        "what happened since may be missing",
    )
