"""What a control chart draws, and where: points, phases and design changes as frames, and the scales they need."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from lib.charts import control_words as words
from lib.metrics.dictionary import DICTIONARY
from lib.metrics.series import By, Series

HALF_A_MONTH = 15.2
SMALLEST_SHARE_SPAN = 0.4
LATE = 0.6
Span = tuple[pd.Timestamp, pd.Timestamp]


def points(series: Series) -> pd.DataFrame:
    """The points of a series as they are drawn and told: with at (datetime64[ns], where a point stands), when, said,
    counted, usual, why (str: period, value, n of N, usual range, special cause in words; "" where there is none)."""
    found, by, unit = series.points, words.grain(series), DICTIONARY[series.key].unit
    tell = words.teller(unit)
    lines = zip(found["mean"], found["lower"], found["upper"], strict=True)
    counts = zip(found["n"], found["N"], strict=True)
    texts = {
        "when": words.periods(found["period"], by),
        "said": ["" if np.isnan(value) else tell(value) for value in found["value"]],
        "counted": [f"{n:,} of {N:,}" if unit == "share" else f"{n:,}" for n, N in counts],
        "usual": [
            "" if np.isnan(mean) else f"{tell(low)} to {tell(high)}, mean {tell(mean)}"
            for mean, low, high in lines
        ],
        "why": words.explained(found, by),
    }
    said = {name: pd.Series(text, index=found.index, dtype="str") for name, text in texts.items()}
    return found.assign(at=starts(found["period"], by), **said)


def starts(names: pd.Series, by: By) -> pd.Series:
    """The first day of each period (datetime64[ns])."""
    if by == "quarter":
        days = pd.PeriodIndex(names.str.replace("-", "", regex=False), freq="Q").to_timestamp()
        return pd.Series(days, index=names.index).astype("datetime64[ns]")
    return pd.to_datetime(names).astype("datetime64[ns]")


def phases(series: Series) -> pd.DataFrame:
    """One row a phase with limits: since, until (datetime64[ns]: half a period around its points), mean, lower, upper
    (float64)."""
    found = series.points.assign(at=starts(series.points["period"], words.grain(series)))
    spans = found[found["mean"].notna()].groupby("phase")
    rows = spans.agg(
        since=("at", "min"),
        until=("at", "max"),
        mean=("mean", "first"),
        lower=("lower", "first"),
        upper=("upper", "first"),
    )
    free = half(words.grain(series))
    return rows.assign(since=rows["since"] - free, until=rows["until"] + free).reset_index(drop=True)


def markers(series: Series, changes: pd.DataFrame | None) -> pd.DataFrame:
    """Design changes within the series, oldest first, those before the same point as one.

    Columns: at (datetime64[ns]: before the first point they concern), what, day (str), is_late (bool: a name would not
    fit to the right of it), ink (str, one for all).
    """
    by = words.grain(series)
    at = starts(series.points["period"], by)
    if changes is None or changes.empty or at.empty:
        return _no_markers()
    dates = changes["date"].astype("datetime64[ns]")
    begins = dates if by == "session" else dates.dt.to_period("M" if by == "month" else "Q").dt.start_time
    before = pd.Timedelta(hours=12) if by == "session" else half(by)
    each = pd.DataFrame(
        {
            "at": begins - before,
            "what": changes["what"].fillna("a change without a name").astype("str"),
            "day": dates.dt.strftime("%Y-%m-%d").astype("str"),
        }
    )[(begins >= at.min()) & (begins <= at.max())]
    if each.empty:
        return _no_markers()
    found = each.groupby("at", as_index=False, sort=True).agg({"what": "; ".join, "day": ", ".join})
    is_late = found["at"] > at.min() + LATE * (at.max() - at.min())
    return found.assign(is_late=is_late, ink="ink")


def _no_markers() -> pd.DataFrame:
    columns = {"at": "datetime64[ns]", "what": "str", "day": "str", "is_late": "bool", "ink": "str"}
    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in columns.items()})


def span(alike: Iterable[Series]) -> Span:
    """From half a period before the first point of all to half a period after the last."""
    bounds = []
    for series in alike:
        if len(series.points):
            by = words.grain(series)
            at = starts(series.points["period"], by)
            bounds.append((at.min() - half(by), at.max() + half(by)))
    return min(first for first, _ in bounds), max(last for _, last in bounds)


def reach(alike: Sequence[Series], target: float | None) -> tuple[float, float]:
    """The scale that holds all values, limits and the target; shares in tenths, at least 40 percentage points wide."""
    drawn = np.concatenate(
        [series.points[["value", "lower", "upper"]].to_numpy().ravel() for series in alike]
    )
    drawn = np.append(drawn[~np.isnan(drawn)], [] if target is None else [target])
    if DICTIONARY[alike[0].key].unit != "share":
        return 0.0, float(drawn.max(initial=1.0)) * 1.08
    high = min(float(np.ceil(10 * drawn.max(initial=0.1) + 0.2)) / 10, 1.0)
    low = max(float(np.floor(10 * drawn.min(initial=0.9) - 0.2)) / 10, 0.0)
    low = max(round(min(low, high - SMALLEST_SHARE_SPAN), 1), 0.0)
    return low, min(round(max(high, low + SMALLEST_SHARE_SPAN), 1), 1.0)


def half(by: By) -> pd.Timedelta:
    """What stands free on both sides of a point."""
    return pd.Timedelta(days={"month": HALF_A_MONTH, "quarter": 3 * HALF_A_MONTH, "session": 5}[by])
