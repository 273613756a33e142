"""What circles ask of sponsors, and the milestones they reached. Asks are as of as_of, whatever the period."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.metrics.core.facts import Facts
from lib.metrics.core.figure import Figure
from lib.metrics.core.lazy import Lazily, Once
from lib.metrics.core.lookup import positions_in
from lib.metrics.core.remember import remembered
from lib.metrics.follow_through.actions import UNCLEAR, between

ASKS_LABEL = "Open asks"
ASKS_DEFINITION = "What circles have asked of sponsors that has not been answered yet, by age and kind."

ASK_AGE_BANDS = {"0-14": (0, 14), "15-30": (15, 30), "> 30": (31, None)}
"""Days since an ask was raised."""


def asks(facts: Facts) -> Figure:
    """Open asks on as_of: value = n = how many, N = how many were raised in the period.

    An ask whose status was not understood is neither open nor answered: it is left out.

    Parts: open asks by age (ASK_AGE_BANDS), escalated (open for longer than the setting escalate_days), kinds ({kind:
    open}, only those that occur, "not recorded" for a blank kind); raised and, of those, answered (in the period).
    """
    return _figure({name: int(np.count_nonzero(column)) for name, column in _counts(facts).items()}, facts)


def asks_by_circle(facts: Facts) -> Mapping[str, Figure]:
    """The same figure for every circle in the log, counted when one is asked for."""
    circles = facts.log.circles["circle"]

    def counts() -> dict[str, Mapping[str, int]]:
        columns, place = _counts(facts), positions_in(facts.asks["circle"], pd.Index(circles))
        sums = [
            np.bincount(place[column & (place >= 0)], minlength=len(circles)).tolist()
            for column in columns.values()
        ]
        return {
            circle: dict(zip(columns, each, strict=True))
            for circle, *each in zip(circles, *sums, strict=True)
        }

    found = Once(counts)
    return Lazily(circles, lambda circle: _figure(found()[circle], facts))


@remembered
def _counts(facts: Facts) -> dict[str, NDArray[np.bool_]]:
    """Which asks are in each count."""
    rows = facts.asks
    is_open, age_days = rows["is_open"], rows["age_days"]
    raised = facts.in_period(rows["raised"]) & ~rows["is_unclear"]
    columns = {
        "unclear": rows["is_unclear"],
        "open": is_open,
        **{band: is_open & between(age_days, *bounds) for band, bounds in ASK_AGE_BANDS.items()},
        "escalated": is_open & (age_days > float(facts.log.settings["escalate_days"])),
        "raised": raised,
        "answered": raised & ~is_open,
        **{f"kind {kind}": is_open & (rows["kind"] == kind) for kind in rows["kind"].cat.categories},
        "kind not recorded": is_open & rows["kind"].isna(),
    }
    return {name: column.to_numpy(dtype=bool) for name, column in columns.items()}


def _figure(counts: Mapping[str, int], facts: Facts) -> Figure:
    lacking = facts.log.lacks("asks")
    missing = f"not recorded: {lacking}" if lacking else None
    is_all_unclear = bool(counts["unclear"]) and not counts["raised"] and not counts["open"]
    plain = ("raised", "answered", "escalated", *ASK_AGE_BANDS)
    kinds = {name.removeprefix("kind "): n for name, n in counts.items() if name[:5] == "kind " and n}
    return Figure(
        "asks",
        ASKS_LABEL,
        ASKS_DEFINITION,
        unit="count",
        value=None if missing or is_all_unclear else float(counts["open"]),
        n=counts["open"],
        N=counts["raised"],
        parts={name: counts[name] for name in plain} | {"kinds": kinds},
        excluded={UNCLEAR: counts["unclear"]} if counts["unclear"] else {},
        missing=missing,
    )


def open_asks(facts: Facts) -> pd.DataFrame:
    """Open asks, oldest first; no rows without any.

    Columns: ask, circle, what, function, sponsor (str), raised (datetime64[s]), kind (category), age_days (int64: days
    from raised to as_of), escalates (bool: older than the setting escalate_days).
    """
    columns = ["ask", "circle", "raised", "what", "kind", "function", "sponsor", "age_days"]
    rows = facts.asks.loc[facts.asks["is_open"], columns].sort_values("raised", kind="stable")
    return rows.assign(escalates=rows["age_days"] > float(facts.log.settings["escalate_days"]))


def newest_milestones(facts: Facts) -> pd.DataFrame:
    """Milestones reached by as_of, newest first; no rows without any.

    Columns: milestone, circle (str), reached, shared (datetime64[s]), story (category).
    """
    rows = facts.log.milestones
    rows = rows[rows["reached"] <= facts.as_of].sort_values("reached", ascending=False, kind="stable")
    return rows[["milestone", "circle", "reached", "story", "shared"]]
