"""Changes to the program's design: each is marked on every trend, and some start new limits."""

from __future__ import annotations

from bisect import bisect_left

import pandas as pd

from lib.metrics.core.facts import Facts
from lib.metrics.core.points import By, names_of
from lib.metrics.core.remember import remembered_any_time


@remembered_any_time
def changes(facts: Facts, circle: str | None = None) -> pd.DataFrame:
    """Changes to the program's design known by as_of, oldest first: the whole program's, and those of `circle`.

    Columns: date (datetime64[s]), what, circle (str), rebase (bool: new limits start here). Every trend marks them.
    """
    if circle is None and facts.whole is not None:
        return changes(facts.whole)
    rows = facts.log.changes
    concerned = (
        rows["circle"].isna() if circle is None else rows["circle"].isna() | (rows["circle"] == circle)
    )
    rows = rows.loc[concerned & (rows["date"] <= facts.as_of), ["date", "what", "circle", "rebase"]]
    return rows.assign(rebase=rows["rebase"].fillna(False).astype(bool)).sort_values("date", kind="stable")


def phases_from(names: list[str], facts: Facts, by: By, circle: str | None) -> list[int]:
    """Positions in `names` where new limits start: the period of each change that asks for them."""
    return sorted({bisect_left(names, start) for start in _rebased_in(facts, by, circle)} - {len(names)})


@remembered_any_time
def _rebased_in(facts: Facts, by: By, circle: str | None) -> list[str]:
    if circle is None and facts.whole is not None:
        return _rebased_in(facts.whole, by, None)
    known = changes(facts, circle)
    dates = known.loc[known["rebase"], "date"]
    if by == "session":
        return dates.dt.strftime("%Y-%m-%d").to_list()
    return names_of(pd.PeriodIndex(dates, freq="M" if by == "month" else "Q"))
