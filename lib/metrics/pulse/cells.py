"""The cells of the published pulse that a view shows, with the number of members who could have answered."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from lib.log.format.folding import fold
from lib.log.format.model import CircleLog
from lib.metrics.core.days import is_active
from lib.metrics.core.lookup import positions_in
from lib.metrics.pulse import disclosure
from lib.metrics.pulse.definitions import PULSE
from lib.metrics.pulse.disclosure import BELOW, NO_ANSWERS, TABLE


def closed_on(wave: str) -> pd.Timestamp:
    """The last day of a wave's quarter."""
    return pd.Period(wave.replace("-", ""), freq="Q").end_time.normalize()


def of_period(table: pd.DataFrame, start: pd.Timestamp | None, last: pd.Timestamp) -> pd.DataFrame:
    """The rows of a published table whose waves closed from `start` (None: no start) to `last`. Waves are never cut."""
    closes = table["wave"].map({wave: closed_on(wave) for wave in table["wave"].unique()})
    return table[(closes <= last) & (closes >= (start if start is not None else pd.Timestamp.min))]


def in_view(table: pd.DataFrame, log: CircleLog, chosen: Collection[str] | None) -> pd.DataFrame:
    """One row per wave, key of PULSE and circle in view, and one without a circle for all of them together.

    In: rows of a published table, the unfiltered log, the circles that a filter leaves (None: no filter).
    Out: wave, key, circle (str), cell (str: circle or total), state (str: published, below the reporting threshold, no
    answers), n (Int64: answers counted; missing below the threshold), N (Int64: members active when the wave closed;
    missing for a circle that is not in the log, and for all together if such a circle answered), left_out (Int64),
    value, low, high (float64), bound (str). No rows for an empty table.

    A circle is left out of a wave if it has no answers and had no members when the wave closed.

    All together: without a filter, the published total, out of all members; with a filter, the published cells of the
    chosen circles combined, out of the members of those chosen circles that are not below the threshold.
    """
    circles = _circles(table, log, chosen)
    together = table[table["cell"] == "total"] if chosen is None else disclosure.whole(circles)
    together = together.merge(_members_together(circles, chosen), how="left", on=TABLE)
    cells = pd.concat([circles, together.assign(cell="total", circle=None)], ignore_index=True)
    keys = {
        key: cells[cells["question"] == definition.question].assign(key=key)
        for key, definition in PULSE.items()
    }
    keys["response_rate"] = _response(keys["response_rate"])
    kinds = {"n": "Int64", "N": "Int64", "left_out": "Int64"} | dict.fromkeys(
        ("value", "low", "high"), "float64"
    )
    texts = dict.fromkeys(("wave", "key", "circle", "cell", "state", "bound"), "str")
    frame = pd.concat(keys.values(), ignore_index=True)
    return frame[
        ["wave", "key", "circle", "cell", "state", "n", "N", "left_out", "value", "low", "high", "bound"]
    ].astype(kinds | texts)


def _circles(table: pd.DataFrame, log: CircleLog, chosen: Collection[str] | None) -> pd.DataFrame:
    """Every circle of the log or survey, for every wave and question: the columns of the published table, and N."""
    cells = table[table["cell"] == "circle"]
    by_fold = {fold(name): name for name in log.circles["circle"]}
    spelling = {name: by_fold.get(fold(name), name) for name in cells["circle"].unique()}
    spelled = cells["circle"].map(spelling).astype("str")
    names = pd.Index([*log.circles["circle"], *spelled]).unique()
    if chosen is not None:
        names = names[names.isin(list(chosen))]
    waves, questions = sorted(cells["wave"].unique()), sorted(cells["question"].unique())
    every = pd.MultiIndex.from_product([waves, questions, names], names=[*TABLE, "circle"])
    rows = cells.assign(circle=spelled).set_index([*TABLE, "circle"]).reindex(every).reset_index()
    silent = rows["state"].isna()
    rows = rows.assign(
        cell="circle",
        state=rows["state"].mask(silent, NO_ANSWERS),
        n=rows["n"].mask(silent, 0),
        bound=rows["bound"].mask(silent, ""),
    )
    rows = rows.merge(_members(log, waves), how="left", on=["wave", "circle"])
    gone = (rows["N"] == 0).fillna(False) & silent
    return rows[~gone].reset_index(drop=True)


def _members(log: CircleLog, waves: list[str]) -> pd.DataFrame:
    """wave, circle (str), N (Int64): members active on the day each wave closed, for every circle in the log."""
    circles, members = log.circles, log.counted.members
    names = pd.Index(circles["circle"])
    place = positions_in(members["circle"], names)
    counts = np.zeros((len(waves), len(names)), dtype="int64")
    for row, day in enumerate(map(closed_on, waves)):
        runs = is_active(circles["started"], circles["ended"], day).to_numpy()
        active = is_active(members["joined"], members["left"], day).to_numpy() & (place >= 0)
        counts[row] = np.bincount(place[active], minlength=len(names)) * runs
    where = pd.MultiIndex.from_product([waves, names], names=["wave", "circle"])
    return pd.DataFrame({"N": counts.ravel()}, index=where).astype("Int64").reset_index()


def _members_together(circles: pd.DataFrame, chosen: Collection[str] | None) -> pd.DataFrame:
    counted = circles if chosen is None else circles[circles["state"] != BELOW]
    together = counted.groupby(TABLE)["N"].sum()
    answered = counted[counted["state"] != NO_ANSWERS].set_index(TABLE)["N"]
    is_unknown = together.index.isin(answered.index[answered.isna()])
    return together.mask(is_unknown).reset_index()


def _response(safety: pd.DataFrame) -> pd.DataFrame:
    """The cells of safety as response rates, n out of N; no value where N is 0, missing or smaller than n."""
    n, N = safety["n"].astype("Float64"), safety["N"].astype("Float64")
    is_share = (safety["state"] != BELOW) & (N > 0) & (n <= N)
    share = (n / N.where(N > 0)).where(is_share.fillna(False))
    return safety.assign(
        value=share.astype("float64"), left_out=safety["left_out"], low=np.nan, high=np.nan, bound=""
    )
