"""Two practices compared within places: Mantel and Haenszel (1959).

Adding up all places would favor the practice that was tried where everything works (Simpson 1951). Teams choose what
they try, so this shows association, not cause.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from lib.metrics.core.facts import Facts
from lib.metrics.diffusion.practice_titles import title
from lib.metrics.diffusion.what_works import HIDDEN_BELOW, By, by_stratum, in_strata
from lib.words.phrases import counted

ERROR = 0.05
"""A difference is reported as one if chance alone would produce it less often than this."""


@dataclass(frozen=True)
class Comparison:
    """Two practices compared within places.

    `table`: stratum (str), one_worked, one_tried, other_worked, other_tried (int64) for places where both were tried;
    one_rate, other_rate (float64, NaN if fewer than 5 tried). `odds_ratio`, `low`, `high`, `p`: Mantel-Haenszel, `one`
    against `other`, None if nothing can be compared. `contradicts`: whether places disagree about which one works more
    often, or adding them up would reverse the answer. `words`: the result in a sentence.
    """

    table: pd.DataFrame
    odds_ratio: float | None
    low: float | None
    high: float | None
    p: float | None
    contradicts: bool
    words: str


def tried_together(facts: Facts, practice: str, by: By = "function") -> list[str]:
    """The other practices with a conclusive effect in a place where `practice` has one too: those that share the most
    places first, then by key."""
    rows = in_strata(facts, by).dropna(subset="stratum").drop_duplicates(["practice", "stratum"])
    own = rows.loc[rows["practice"] == practice, "stratum"]
    shared = rows[(rows["practice"] != practice) & rows["stratum"].isin(own)].groupby("practice").size()
    return sorted(shared.index, key=lambda key: (-int(shared[key]), key))


def compare(facts: Facts, one: str, other: str, by: By = "function") -> Comparison:
    """Whether practice `one` works more often than `other` within the same function, region, size or condition.

    Only places where both have a conclusive effect count; other places say nothing about the difference.
    """
    rows = in_strata(facts, by)
    counts = [by_stratum(rows[rows["practice"] == practice]) for practice in (one, other)]
    both = pd.concat(counts, axis=1, join="inner").sort_index()
    both.columns = pd.Index(["one_worked", "one_tried", "other_worked", "other_tried"])
    table = both.rename_axis("stratum").reset_index()
    return compared(table, *(title(facts, practice) for practice in (one, other)))


def compared(table: pd.DataFrame, one: str, other: str) -> Comparison:
    """The same from a table of counts, `Comparison.table` without the rates. `one`, `other`: names for the words."""
    rates = {
        f"{which}_rate": (table[f"{which}_worked"] / table[f"{which}_tried"]).where(
            table[f"{which}_tried"] >= HIDDEN_BELOW
        )
        for which in ("one", "other")
    }
    table = table.assign(**rates)
    test = mantel_haenszel(table)
    if test is None:
        nothing = _nothing(table, one, other)
        return Comparison(table, None, None, None, None, False, nothing)
    ratio, low, high, p = test
    gap = (table["one_rate"] - table["other_rate"]).dropna()
    sums = table[["one_worked", "one_tried", "other_worked", "other_tried"]].sum()
    pooled = sums["one_worked"] / sums["one_tried"] - sums["other_worked"] / sums["other_tried"]
    disagree = bool((gap > 0).any() and (gap < 0).any())
    is_reversed = bool(not disagree and (ratio - 1) * pooled < 0)
    everywhere = bool(len(gap)) and not disagree and bool((gap != 0).all())
    words = _words(one, other, len(table), test, everywhere) + _warning(disagree, is_reversed)
    return Comparison(table, ratio, low, high, p, disagree or is_reversed, words)


def mantel_haenszel(table: pd.DataFrame) -> tuple[float, float, float, float] | None:
    """Common odds ratio of working, its 95 % interval (Robins, Breslow and Greenland 1986) and p of the test with
    continuity correction, from counts as in `Comparison.table`; None without an informative place. If one practice
    always works or never works, the ratio is infinite or 0 and has no interval (NaN)."""
    counts = table[["one_worked", "one_tried", "other_worked", "other_tried"]].to_numpy(dtype=np.float64)
    a, c = counts[:, 0], counts[:, 2]
    b, d = counts[:, 1] - a, counts[:, 3] - c
    is_informative = ((a + b) > 0) & ((c + d) > 0) & ((a + c) > 0) & ((b + d) > 0)
    with_one, with_other = bool((a * d)[is_informative].any()), bool((b * c)[is_informative].any())
    if not (with_one or with_other):
        return None
    from statsmodels.stats.contingency_tables import StratifiedTable

    found = StratifiedTable([np.array([[a[i], b[i]], [c[i], d[i]]]) for i in np.flatnonzero(is_informative)])
    p = float(found.test_null_odds(correction=True).pvalue)
    if not (with_one and with_other):
        return float("inf") if with_one else 0.0, float("nan"), float("nan"), p
    low, high = found.oddsratio_pooled_confint()
    return float(found.oddsratio_pooled), float(low), float(high), p


def _nothing(table: pd.DataFrame, one: str, other: str) -> str:
    """Why two practices cannot be compared."""
    if not len(table):
        return f"Nothing to compare yet: {one} and {other} have no known effects in the same places."
    return f"Nothing to compare: wherever both were tried, {one} and {other} both worked every time, or both never did."


def _words(
    one: str, other: str, places: int, test: tuple[float, float, float, float], everywhere: bool
) -> str:
    ratio, low, high, p = test
    first, second = (one, other) if ratio >= 1 else (other, one)
    chance = "p < 0.001" if p < 0.001 else f"p = {p:.3f}"
    odds = f"odds ratio {ratio:.2f}, {low:.2f} to {high:.2f}" if 0 < ratio < np.inf else "no odds ratio"
    tested = f"Mantel-Haenszel over {counted(places, 'place')}: {odds}, {chance}"
    surely = p < ERROR
    if everywhere:
        by_chance = "" if surely else ", though no more than chance would explain"
        return f"Wherever both were tried, {first} works more often than {second}{by_chance} ({tested})."
    if surely:
        return f"Compared within the same places, {first} works more often than {second} ({tested})."
    return f"Compared within the same places, {one} and {other} differ no more than chance would explain ({tested})."


def _warning(disagree: bool, is_reversed: bool) -> str:
    if disagree:
        return " Places disagree: look at each of them."
    if is_reversed:
        return " Adding up all places would say the opposite, because the two were tried in different places."
    return ""
