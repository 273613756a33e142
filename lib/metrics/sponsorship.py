"""What circles ask of sponsors, and what was reached."""

from __future__ import annotations

import pandas as pd

from lib.metrics.dictionary import ASKS_DEFINITION
from lib.metrics.facts import Facts
from lib.metrics.figure import Figure
from lib.metrics.follow_through import between

ASK_AGE_BANDS = {"0-14": (0, 14), "15-30": (15, 30), "> 30": (31, None)}
"""Days since an ask was raised."""


def asks(facts: Facts) -> Figure:
    """Open asks on as_of: value = n = how many, N = how many were raised in the period; by age and kind."""
    return _figure(facts.asks, facts)


def asks_by_circle(facts: Facts) -> dict[str, Figure]:
    """The same figure for every circle of the log."""
    groups = dict(list(facts.asks.groupby("circle")))
    none = facts.asks.iloc[:0]
    return {circle: _figure(groups.get(circle, none), facts) for circle in facts.log.circles["circle"]}


def _figure(asks: pd.DataFrame, facts: Facts) -> Figure:
    missing = None if facts.log.has("asks") else "not recorded: no tab asks"
    is_open = asks["is_open"]
    raised = facts.in_period(asks["raised"])
    answered = raised & ~is_open
    ages = asks.loc[is_open, "age_days"]
    kinds = asks.loc[is_open, "kind"].value_counts()
    parts: dict[str, object] = {
        band: int(between(ages, low, high).sum()) for band, (low, high) in ASK_AGE_BANDS.items()
    }
    parts["escalated"] = int((ages > float(facts.log.settings["escalate_days"])).sum())
    parts["raised"], parts["answered"] = int(raised.sum()), int(answered.sum())
    parts["kinds"] = {str(kind): int(count) for kind, count in kinds.items() if count}
    n = int(is_open.sum())
    return Figure(
        "asks",
        "Open asks",
        ASKS_DEFINITION,
        unit="count",
        value=None if missing else float(n),
        n=n,
        N=int(raised.sum()),
        parts=parts,
        missing=missing,
    )


def open_asks(facts: Facts) -> pd.DataFrame:
    """Open asks, oldest first: ask, circle, raised, what, kind, function, sponsor, age_days, escalates (bool)."""
    columns = ["ask", "circle", "raised", "what", "kind", "function", "sponsor", "age_days"]
    rows = facts.asks.loc[facts.asks["is_open"], columns].sort_values("raised", kind="stable")
    return rows.assign(escalates=rows["age_days"] > float(facts.log.settings["escalate_days"]))


def newest_milestones(facts: Facts) -> pd.DataFrame:
    """Milestones reached by as_of, newest first: milestone, circle, reached, story, shared."""
    rows = facts.log.milestones
    rows = rows[rows["reached"] <= facts.as_of].sort_values("reached", ascending=False, kind="stable")
    return rows[["milestone", "circle", "reached", "story", "shared"]]
