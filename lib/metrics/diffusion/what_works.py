"""What works for whom: effects that teams report, place by place.

Rates of different places are never pooled: a practice tried mostly where everything works would look better than it
is (Simpson 1951). `lib.metrics.diffusion.within_places` compares two practices. Teams choose what they try, so this
shows association, not cause.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.access.redaction import KEPT
from lib.log.format.frames import among, items
from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.core.figure import MIN_FOR_PERCENT
from lib.metrics.core.lookup import folded, positions_in
from lib.metrics.core.rates import MoreParts, units
from lib.metrics.core.remember import remembered, remembered_any_time
from lib.metrics.diffusion import spreading
from lib.metrics.diffusion.adoptions import last_of_each
from lib.metrics.diffusion.spreading import RECORDS
from lib.metrics.statistics.intervals import wilson

By: TypeAlias = Literal["function", "region", "size", "conditions"]
DIMENSIONS: tuple[By, ...] = ("function", "region", "size", "conditions")
CONCLUSIVE = ("worked", "mixed", "did not work")
TOO_EARLY = "too early"
SIZES = {"up to 9 people": 9, "10 to 24": 24, "25 to 49": 49, "50 and more": np.inf}
"""Band -> the largest size of a team in it."""
HIDDEN_BELOW, GREY_BELOW = MIN_FOR_PERCENT, 20
NOT_RECORDED = "not recorded"


@remembered_any_time
def tried(facts: Facts) -> pd.DataFrame:
    """Every team that tried a practice or went further: one row per practice and team, sorted by both.

    Columns: practice, team, circle, function, region, size (str: one of SIZES), conditions (str, as written); effect
    (str: the latest of CONCLUSIVE, else "too early", else missing); on (datetime64[s]: the day of that row, else of the
    first row). Places that are not recorded are NOT_RECORDED; conditions hidden from the viewer are missing.
    """
    rows = spreading.stages(facts)
    rows = rows[rows["stage"] != "told"]
    pair, effect = rows["pair"].to_numpy(), rows["effect"].astype("str")
    conditions = rows["conditions"].where(rows["conditions"] != KEPT)
    begins = np.flatnonzero(np.append(True, pair[1:] != pair[:-1])[: len(pair)])
    conclusive, early = (
        last_of_each(mask.to_numpy(dtype=bool), begins)
        for mask in (among(effect, CONCLUSIVE), effect == TOO_EARLY)
    )
    reported = np.where(conclusive >= 0, conclusive, early)
    noted = last_of_each(conditions.notna().to_numpy(), begins)
    noted = np.where(np.append(conditions.notna().to_numpy(), False)[reported], reported, noted)
    found = rows[["practice", "team", "circle"]].take(begins).reset_index(drop=True)
    teams, at = facts.log.teams, positions_in(found["team"], spreading.team_keys(facts))
    size = teams["size"].to_numpy(dtype=np.float64, na_value=np.nan)[at]
    bands = np.where(np.isnan(size), len(SIZES), np.searchsorted(list(SIZES.values()), np.nan_to_num(size)))
    return found.assign(
        **{name: teams[name].fillna(NOT_RECORDED).array[at] for name in ("function", "region")},
        size=pd.Series(pd.Index([*SIZES, NOT_RECORDED], dtype="str").take(bands)),
        conditions=_picked(conditions, noted),
        effect=_picked(effect, reported),
        on=rows["date"].to_numpy()[np.where(reported >= 0, reported, begins)],
    )


def _picked(values: pd.Series, at: NDArray[np.int64]) -> pd.Series:
    """`values` (str) at these positions, missing for position -1."""
    return pd.Series(values.array.take(at, allow_fill=True), dtype="str")


def what_works(facts: Facts) -> pd.DataFrame:
    """Teams that tried a practice; hit = it worked. Parts: mixed, did not work."""
    rows = tried(facts)
    effect = rows["effect"]
    return units(
        rows,
        on=rows["on"],
        hit=effect == "worked",
        excluded=[
            ((effect == TOO_EARLY).fillna(False).astype(bool), "too early to tell"),
            (effect.isna(), "effect not recorded"),
        ],
        parts={word: (effect == word).fillna(False).astype(bool) for word in CONCLUSIVE[1:]},
    )


def function_parts(facts: Facts, frame: pd.DataFrame) -> MoreParts:
    """More parts of what_works, for the program only: by_function, {function: [worked, tried]} if at least 5 tried."""
    known = frame[frame["reason"].isna()]
    hits = (
        known["hit"].groupby(tried(facts).loc[known.index, "function"]).agg(["sum", "size"]).astype("int64")
    )
    hits = hits[hits["size"] >= HIDDEN_BELOW]
    return {"by_function": dict(zip(hits.index.to_list(), hits.to_numpy().tolist(), strict=True))}, {}


@remembered
def _conclusive(facts: Facts) -> pd.DataFrame:
    """Rows of `tried` whose effect is one of CONCLUSIVE, and worked (bool)."""
    rows = tried(facts)
    rows = rows[among(rows["effect"], CONCLUSIVE)].reset_index(drop=True)
    return rows.assign(worked=(rows["effect"] == "worked").to_numpy(dtype=bool))


def in_strata(facts: Facts, by: By) -> pd.DataFrame:
    """practice, stratum (str, missing if not recorded) and worked (bool): one row per conclusive effect, or, by
    conditions, one row for each condition of it."""
    rows = _conclusive(facts)
    if by != "conditions":
        stratum = rows[by].where(rows[by] != NOT_RECORDED)
        return pd.DataFrame({"practice": rows["practice"], "stratum": stratum, "worked": rows["worked"]})
    named = items(rows["conditions"])
    at = named.index.to_numpy()
    codes, first = pd.factorize(folded(named))
    spelled = named.array[np.unique(codes, return_index=True)[1]] if len(named) else named.array
    once = np.unique(at * max(len(first), 1) + codes, return_index=True)[1]
    columns = {name: rows[name].array[at[once]] for name in ("practice", "worked")}
    return pd.DataFrame({"stratum": spelled[codes[once]]} | columns).astype({"stratum": "str"})


def by_stratum(rows: pd.DataFrame) -> pd.DataFrame:
    """worked and tried (int64) by stratum (the index, sorted by name). `rows`: of `in_strata`."""
    codes, names = pd.factorize(rows["stratum"], sort=True)
    known, worked = codes >= 0, rows["worked"].to_numpy()
    counts = {
        name: np.bincount(codes[mask], minlength=len(names)).astype(np.int64)
        for name, mask in (("worked", known & worked), ("tried", known))
    }
    return pd.DataFrame(counts, index=pd.Index(names, dtype="str", name="stratum"))


def strata(facts: Facts, by: By) -> pd.DataFrame:
    """Worked / tried in each function, region, size or condition; practices may be pooled, but never places. A team
    counts in each of its conditions.

    Columns: stratum (str), worked, tried (int64), value, low, high (float64, Wilson 95 %, NaN where hidden), shown
    (str: "full", "grey" if fewer than 20 tried, "hidden" if fewer than 5). Best first, hidden ones last, ties by name.
    """
    counts = by_stratum(in_strata(facts, by))
    worked, tries = counts["worked"].to_numpy(), counts["tried"].to_numpy()
    visible = tries >= HIDDEN_BELOW
    value, low, high = (
        np.where(visible, share, np.nan) for share in (worked / tries, *wilson(worked, tries))
    )
    shown = np.where(tries >= GREY_BELOW, "full", np.where(visible, "grey", "hidden"))
    order = np.lexsort((np.arange(len(counts)), -value))
    return pd.DataFrame(
        {
            "stratum": counts.index.take(order),
            "worked": worked[order],
            "tried": tries[order],
            "value": value[order],
            "low": low[order],
            "high": high[order],
            "shown": pd.Series(shown[order], dtype="str"),
        }
    )


def contradictions(table: pd.DataFrame) -> list[str]:
    """Sentences about places of `strata` that disagree: 95 % intervals that do not overlap with that of the best."""
    seen = table[table["shown"] != "hidden"]
    if len(seen) < 2:
        return []
    best = seen.iloc[0]
    worse = seen[seen["high"] < best["low"]]
    return [
        f"Works more often in {best['stratum']} ({best['worked']:,} of {best['tried']:,}) than in {row['stratum']} "
        f"({row['worked']:,} of {row['tried']:,})"
        for row in worse.to_dict("records")
    ]


DEFINITIONS = (
    Definition(
        "what_works",
        "Tried and worked",
        "Teams that tried a practice and report that it worked, of those with a known effect. Results are shown place "
        "by place, never as one overall rate, which would depend on where a practice happened to be tried.",
        what_works,
        (*RECORDS, ("adoptions", "effect")),
        unit="count",
        windowed=False,
        more=function_parts,
        group="diffusion",
        is_habit=False,
        part="Lasting",
    ),
)
