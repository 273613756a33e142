"""From units to figures: one way from single facts to a rate, whatever the figure, the circle or the period.

A frame of units has one row per thing that could count: circle (category), on (datetime64[s]: the day it belongs to),
hit (bool: counts in n), reason (category: why it counts in neither n nor N; missing if it counts in N) and any number
of bool columns for sub-counts. Figures of the program, a circle or a month are sums over the same rows, so they always
add up.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.log.format.narrowed import rows_of

BASE = ("circle", "on", "hit", "reason")

Mask: TypeAlias = "pd.Series | NDArray[np.bool_]"
MoreParts: TypeAlias = tuple[dict[str, Any], dict[str, dict[str, Any]]]
"""Parts of the program's figure, and of each circle's figure by circle, as plain JSON types."""
Estimate: TypeAlias = tuple[float | None, float | None, float | None]
"""A value that is not n/N, and its 95 % interval."""


def units(
    rows: pd.DataFrame,
    *,
    on: pd.Series,
    hit: Mask,
    excluded: Sequence[tuple[Mask, str]] = (),
    parts: Mapping[str, Mask] | None = None,
    apart: Mapping[str, Mask] | None = None,
) -> pd.DataFrame:
    """A frame of units with the index of `rows`, which need the column `circle`.

    `excluded`: masks with the reason why they leave a row out; the first that matches applies. `parts` counts subgroups
    of the rows in N, `apart` groups of all rows. A missing truth value is false. No rows give an empty frame.
    """
    reason = np.full(len(rows), -1)
    for code, (mask, _) in reversed(list(enumerate(excluded))):
        reason[_true(mask)] = code
    counted = reason < 0
    frame: dict[str, Any] = {
        "circle": _as_category(rows["circle"]),
        "on": on.to_numpy(),
        "hit": _true(hit) & counted,
        "reason": pd.Categorical.from_codes(
            reason, dtype=_named(tuple(why for _, why in excluded)), validate=False
        ),
    }
    frame |= {name: _true(part) & counted for name, part in (parts or {}).items()}
    frame |= {name: _true(part) for name, part in (apart or {}).items()}
    return pd.DataFrame(frame, index=rows.index)


@lru_cache(maxsize=256)
def _named(words: tuple[str, ...]) -> pd.CategoricalDtype:
    """A category of these words, made once: making one costs more than a circle's units."""
    return pd.CategoricalDtype(pd.Index(words, dtype="str"))


def _true(mask: Mask) -> NDArray[np.bool_]:
    return mask.to_numpy(dtype=bool, na_value=False) if isinstance(mask, pd.Series) else mask


def _as_category(names: pd.Series) -> pd.Categorical:
    if isinstance(names.dtype, pd.CategoricalDtype):
        return names.array
    codes, distinct = pd.factorize(names)
    return pd.Categorical.from_codes(codes, distinct)


def of_circles(frame: pd.DataFrame, circles: Collection[str]) -> pd.DataFrame:
    """The units of some circles, with their index; other circles are no categories any more."""
    circle = frame["circle"].array
    kept = [code for code, name in enumerate(circle.categories.to_list()) if name in circles]
    names = circle.categories[kept]
    rows = rows_of(frame, names)
    columns = {name: column.array.take(rows) for name, column in frame.items()}
    new = np.searchsorted(kept, circle.codes[rows])
    columns["circle"] = pd.Categorical.from_codes(new, dtype=_named(tuple(names)), validate=False)
    return pd.DataFrame(columns, index=frame.index.take(rows), copy=False)


def part_names(frame: pd.DataFrame) -> list[str]:
    """The sub-count columns of a frame of units."""
    return [name for name in frame.columns if name not in BASE]


def totals(frame: pd.DataFrame, by: Any = None) -> pd.DataFrame:
    """n, N and sub-counts (int64): one row in total, or one per group of `by` ("circle", or anything groupby takes).

    No units: one row of zeros in total, no rows by group.
    """
    columns = {"n": frame["hit"].to_numpy(), "N": frame["reason"].array.codes < 0}
    columns |= {name: frame[name].to_numpy() for name in part_names(frame)}
    if by is None:
        return pd.DataFrame({name: [np.count_nonzero(column)] for name, column in columns.items()})
    if by == "circle":
        circle = frame["circle"].array
        sums = {name: _count(circle.codes[column], circle.categories) for name, column in columns.items()}
        return pd.DataFrame(sums, index=circle.categories)
    counts = pd.DataFrame(columns, index=frame.index).astype("int64")
    return counts.groupby(by, observed=True, sort=True).sum()


def _count(codes: NDArray[np.integer[Any]], names: pd.Index) -> NDArray[np.int64]:
    return np.bincount(codes[codes >= 0], minlength=len(names)).astype("int64")


def exclusions_by_circle(frame: pd.DataFrame) -> dict[str, dict[str, int]]:
    """How many units each reason left out, circle -> reason -> count; only circles with such units."""
    circle, reason = frame["circle"].array, frame["reason"].array
    out = reason.codes >= 0
    if not out.any():
        return {}
    names, reasons = circle.categories.to_list(), reason.categories.to_list()
    cells = circle.codes[out].astype(np.int64) * len(reasons) + reason.codes[out]
    counts = np.bincount(cells, minlength=len(names) * len(reasons))
    found: dict[str, dict[str, int]] = {}
    for cell in np.flatnonzero(counts).tolist():
        found.setdefault(names[cell // len(reasons)], {})[reasons[cell % len(reasons)]] = int(counts[cell])
    return found


@dataclass(frozen=True)
class Tally:
    """A figure counted by circle, where single units would be too many or meaningless.

    `counts`: one row per circle (the index); columns n, N and sub-counts (int64). `excluded`: circle, reason -> count.
    """

    counts: pd.DataFrame
    excluded: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def tally(frame: pd.DataFrame) -> Tally:
    """A frame of units counted by circle."""
    return Tally(totals(frame, "circle"), exclusions_by_circle(frame))


def tally_of(tally: Tally, circles: Collection[str]) -> Tally:
    """The counts of some circles."""
    places = np.sort(tally.counts.index.get_indexer(pd.Index(list(circles))))
    counts = tally.counts.take(places[places >= 0])
    return Tally(
        counts, {circle: tally.excluded[circle] for circle in counts.index if circle in tally.excluded}
    )


def left_out(reasons: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """Exclusions of all circles, added up by reason."""
    found: dict[str, int] = {}
    for counts in reasons.values():
        for why, count in counts.items():
            found[why] = found.get(why, 0) + count
    return found


def crossed(
    frame: pd.DataFrame, part: NDArray[np.integer[Any]], names: Sequence[str], circles: Sequence[str]
) -> tuple[dict[str, list[int]], dict[str, dict[str, list[int]]]]:
    """[n, N] of each part of the units, by the part's name, in total and by circle; parts with N = 0 are left out.

    `part`: the position of each unit's part in `names`; `circles`: the circles to list, each with an entry.
    """
    code = pd.Index(circles).get_indexer(frame["circle"].cat.categories)[frame["circle"].cat.codes.to_numpy()]
    cell, shape = code * len(names) + part, (len(circles), len(names))
    counts = np.stack(
        [
            np.bincount(cell[mask.to_numpy()], minlength=shape[0] * shape[1]).reshape(shape)
            for mask in (frame["hit"], frame["reason"].isna())
        ],
        axis=2,
    )

    def by_name(cells: NDArray[np.integer[Any]]) -> dict[str, list[int]]:
        return {name: pair for name, pair in zip(names, cells.tolist(), strict=True) if pair[1]}

    by_circle = {circle: by_name(cells) for circle, cells in zip(circles, counts, strict=True)}
    return by_name(counts.sum(axis=0)), by_circle


def medians(values: pd.Series, of: pd.Series, circles: Sequence[str], count: str, median: str) -> MoreParts:
    """How many values there are and their median (float, None without any), in total and by circle, as parts named
    `count` and `median`. `of`: the circle of each value; missing values do not count."""

    def parts(size: float, middle: float) -> dict[str, Any]:
        return {count: int(size), median: float(middle) if size else None}

    values = values.astype("float64")
    found = values.groupby(of.astype("str")).agg(["count", "median"]).reindex(pd.Index(circles))
    rows = zip(circles, found["count"].fillna(0).tolist(), found["median"].tolist(), strict=True)
    return parts(values.count(), values.median()), {
        circle: parts(size, middle) for circle, size, middle in rows
    }
