"""What circles ask of sponsors, and what was reached."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from lib.metrics.dictionary import ASKS_DEFINITION
from lib.metrics.facts import Facts
from lib.metrics.figure import Figure
from lib.metrics.follow_through import between

ASK_AGE_BANDS = {"0-14": (0, 14), "15-30": (15, 30), "> 30": (31, None)}
"""Days since an ask was raised."""


def asks(facts: Facts) -> Figure:
    """Open asks on as_of: value = n = how many, N = how many were raised in the period; by age and kind."""
    return _figure(_counts(facts).sum(), facts)


def asks_by_circle(facts: Facts) -> dict[str, Figure]:
    """The same figure for every circle of the log."""
    counts = _counts(facts)
    by_circle = counts.groupby(facts.asks["circle"]).sum()
    records = dict(zip(by_circle.index, by_circle.to_dict("records"), strict=True))
    none = dict.fromkeys(counts.columns, 0)
    return {circle: _figure(records.get(circle, none), facts) for circle in facts.log.circles["circle"]}


def _counts(facts: Facts) -> pd.DataFrame:
    """One row an ask, one 0/1 column a count."""
    rows = facts.asks
    is_open, age_days = rows["is_open"], rows["age_days"]
    raised = facts.in_period(rows["raised"])
    columns = {
        "open": is_open,
        **{band: is_open & between(age_days, low, high) for band, (low, high) in ASK_AGE_BANDS.items()},
        "escalated": is_open & (age_days > float(facts.log.settings["escalate_days"])),
        "raised": raised,
        "answered": raised & ~is_open,
        **{f"kind {kind}": is_open & (rows["kind"] == kind) for kind in rows["kind"].cat.categories},
    }
    return pd.DataFrame(columns).astype("int64")


def _figure(counts: Mapping[str, int] | pd.Series, facts: Facts) -> Figure:
    missing = None if facts.log.has("asks") else "not recorded: no tab asks"
    plain = ("raised", "answered", "escalated", *ASK_AGE_BANDS)
    kinds = {
        name.removeprefix("kind "): int(n)
        for name, n in counts.items()
        if str(name).startswith("kind ") and n
    }
    return Figure(
        "asks",
        "Open asks",
        ASKS_DEFINITION,
        unit="count",
        value=None if missing else float(counts["open"]),
        n=int(counts["open"]),
        N=int(counts["raised"]),
        parts={name: int(counts[name]) for name in plain} | {"kinds": kinds},
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
