"""How old the newest record of a log is: a log that nobody keeps up looks like a program where nothing happens."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.log.format.model import CircleLog
from lib.log.format.record_days import is_recorded, record_days
from lib.metrics.core.facts import Facts
from lib.metrics.core.remember import remembered
from lib.words.phrases import counted, sentence


def newest_record(log: CircleLog, as_of: pd.Timestamp) -> pd.Timestamp | None:
    """The latest day by as_of on which anything is recorded; None if nothing is."""
    days = record_days(log.tabs)
    known = int(np.searchsorted(days, as_of.to_datetime64(), "right"))
    return pd.Timestamp(days[known - 1]) if known else None


AFTER = "after the log's newest record"
"""Why a stretch of time counts in nothing: the log ended before it began, and nobody knows what happened in it."""


def began_after(facts: Facts, first_days: pd.Series) -> NDArray[np.bool_]:
    """Which stretches of time, by their first day, began after the newest record of the whole log: what was missed in
    them is not known. None where the log has no record."""
    newest = _newest_day(facts)
    if newest is None:
        return np.zeros(len(first_days), dtype=bool)
    return np.asarray(first_days.to_numpy() > newest)


def _newest_day(facts: Facts) -> np.datetime64 | None:
    days = facts.log.record_days
    known = int(np.searchsorted(days, facts.as_of.to_datetime64(), "right"))
    return days[known - 1] if known else None


def silent_since(facts: Facts) -> str:
    """That nothing is recorded in a period that began after the newest record, as a clause; "" where something may
    be."""
    if facts.start is None:
        return ""
    newest = _newest_day(facts)
    if newest is None or facts.start.to_datetime64() <= newest:
        return ""
    return "nothing is recorded in this period"


def silent_until(facts: Facts, day: pd.Timestamp) -> str:
    """That the log's first record is of a later day, as a clause: there is nothing to compare with; else ""."""
    days = facts.log.record_days
    return f"nothing is recorded by {day:%-d %b %Y}" if len(days) and days[0] > day else ""


@remembered
def stale_in_words(facts: Facts, withheld: frozenset[str] = frozenset()) -> str:
    """That nothing was logged for more than stale_days, in a sentence; "" if something was, or if nothing is known.

    `withheld`: circles whose figures about people the viewer may not see; what buddies did there is left out.
    """
    log = facts.log.counted
    people = log.coaching[~log.coaching["circle"].isin(withheld)]
    seen, limit = log.with_tabs(coaching=people), int(float(facts.log.settings["stale_days"]))
    if is_recorded(seen.tabs, facts.as_of, limit):
        return ""
    last = newest_record(seen, facts.as_of)
    if last is None:
        return ""
    age = (facts.as_of - last).days
    return sentence(
        f"The newest record is of {last:%-d %b %Y}, {counted(age, 'day')} before {facts.as_of:%-d %b %Y}",
        "what happened since may be missing, and what was open then still counts as open",
    )
