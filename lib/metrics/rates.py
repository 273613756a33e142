"""Units -> figures: one way from single facts to a rate, whatever the figure, the circle or the period.

A frame of units has one row a thing that could count: circle (str), on (datetime64[s]: the day it belongs to), hit
(bool: counts in n), reason (str: why it counts in neither n nor N; missing where it counts in N) and any number of
bool columns of sub-counts. Program, circle and month figures are sums over the same rows, so they always add up.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

BASE = ("circle", "on", "hit", "reason")


def units(
    rows: pd.DataFrame,
    *,
    on: pd.Series,
    hit: pd.Series,
    excluded: Sequence[tuple[pd.Series, str]] = (),
    parts: dict[str, pd.Series] | None = None,
    apart: dict[str, pd.Series] | None = None,
) -> pd.DataFrame:
    """A frame of units from `rows` (needs `circle`): the first matching reason of `excluded` takes a row out.

    `parts` counts sub-groups of the rows in N, `apart` groups of all rows. No rows give an empty frame.
    """
    reason = pd.Series(pd.NA, index=rows.index, dtype="str")
    for mask, why in excluded:
        reason = reason.mask(mask.fillna(False).astype(bool) & reason.isna(), why)
    counted = reason.isna()
    frame = {
        "circle": rows["circle"],
        "on": on,
        "hit": hit.fillna(False).astype(bool) & counted,
        "reason": reason,
    }
    for name, part in (parts or {}).items():
        frame[name] = part.fillna(False).astype(bool) & counted
    for name, part in (apart or {}).items():
        frame[name] = part.fillna(False).astype(bool)
    return pd.DataFrame(frame)


def part_names(frame: pd.DataFrame) -> list[str]:
    """The sub-count columns of a frame of units."""
    return [name for name in frame.columns if name not in BASE]


def totals(frame: pd.DataFrame, by: str | pd.Series | None = None) -> pd.DataFrame:
    """n, N and sub-counts (int64), one row in all or one row a group of `by`; no units give one row of zeros."""
    counts = frame[["hit", *part_names(frame)]].assign(counted=frame["reason"].isna()).astype("int64")
    counts = counts.rename(columns={"hit": "n", "counted": "N"})
    if by is None:
        return counts.sum().to_frame().T
    return counts.groupby(frame[by] if isinstance(by, str) else by, sort=True).sum()


def exclusions(frame: pd.DataFrame, by: str | None = None) -> pd.Series:
    """How many units each reason took out, indexed by reason or by (group, reason)."""
    out = frame[frame["reason"].notna()]
    return out.groupby([by, "reason"] if by else "reason", observed=True).size()


def by_month(frame: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """n, N and value (float64, NaN where N = 0) for every month from `first` to `last`, indexed by "2026-03"."""
    months = pd.period_range(first, last, freq="M")
    counted = frame[frame["reason"].isna() & frame["on"].notna()]
    place = counted["on"].to_numpy().astype("datetime64[M]").astype("int64") - months[0].ordinal
    inside = (place >= 0) & (place < len(months))
    place, hits = place[inside], counted["hit"].to_numpy()[inside]
    n = np.bincount(place[hits], minlength=len(months)).astype("int64")
    total = np.bincount(place, minlength=len(months)).astype("int64")
    value = np.divide(n, total, out=np.full(len(months), np.nan), where=total > 0)
    return pd.DataFrame({"n": n, "N": total, "value": value}, index=months.astype(str))
