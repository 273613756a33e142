"""Practice by context: where each practice worked, was mixed or did not work, and which places contradict others."""

from __future__ import annotations

import numpy as np
import pandas as pd

from lib.log.format.frames import items
from lib.metrics.core.facts import Facts
from lib.metrics.core.lookup import folded
from lib.metrics.core.remember import remembered
from lib.metrics.diffusion.what_works import CONCLUSIVE, GREY_BELOW, HIDDEN_BELOW, NOT_RECORDED, By, tried
from lib.metrics.statistics.intervals import wilson

MOSTLY, NOT_MOSTLY, MIXED = "mostly worked", "mostly did not work", "mixed"
_COUNTS = [word.replace(" ", "_") for word in CONCLUSIVE]


@remembered
def grid(facts: Facts, by: By) -> pd.DataFrame:
    """Effects of each practice in each function, region, size or condition: one row per pair with a known effect, by
    practice and context. A team counts in each of its conditions; contexts that are not recorded have no row.

    Columns: practice, context (str); tried (int64: teams with a known effect); worked, mixed, did_not_work (Int64),
    value, low, high (float64: worked / tried with Wilson's 95 % interval) - missing where fewer than 5 tried; shown
    (str: full, grey if fewer than 20 tried, hidden if fewer than 5), word (str: MOSTLY if the interval is above one
    half, NOT_MOSTLY if it is below, else MIXED; missing where hidden).
    """
    rows = tried(facts)
    rows = rows[rows["effect"].isin(CONCLUSIVE)].reset_index(drop=True)
    if by == "conditions":
        named = items(rows["conditions"])
        at = named.index.to_numpy(dtype=np.int64)
        codes, _ = pd.factorize(folded(named), sort=True)
        spelled = named.groupby(codes).min() if len(named) else named
        context = pd.Series(spelled.reindex(codes).array, dtype="str") if len(named) else named.astype("str")
        rows = rows.take(at).reset_index(drop=True).assign(context=context.array, at=at)
        rows = rows.drop_duplicates(["at", "context"]).drop(columns="at")
    else:
        rows = rows.assign(context=rows[by])[(rows[by] != NOT_RECORDED).to_numpy(dtype=bool)]
    hits = {
        name: (rows["effect"] == word).astype("int64") for name, word in zip(_COUNTS, CONCLUSIVE, strict=True)
    }
    counts = pd.DataFrame(hits).groupby([rows["practice"], rows["context"]], sort=True).sum().reset_index()
    tries = counts[_COUNTS].sum(axis=1).to_numpy(dtype=np.int64)
    worked, visible = counts["worked"].to_numpy(), tries >= HIDDEN_BELOW
    value, low, high = (
        np.where(visible, part, np.nan) for part in (worked / np.maximum(tries, 1), *wilson(worked, tries))
    )
    word = np.where(low > 0.5, MOSTLY, np.where(high < 0.5, NOT_MOSTLY, MIXED))
    shown = np.where(tries >= GREY_BELOW, "full", np.where(visible, "grey", "hidden"))
    hidden = {name: counts[name].astype("Int64").where(pd.Series(visible), pd.NA) for name in _COUNTS}
    return pd.DataFrame(
        {
            "practice": counts["practice"].astype("str"),
            "context": counts["context"].astype("str"),
            "tried": tries,
            **hidden,
            "value": value,
            "low": low,
            "high": high,
            "shown": pd.Series(shown, dtype="str"),
            "word": pd.Series(word, dtype="str").where(pd.Series(visible)),
        }
    )


def contradictions(table: pd.DataFrame) -> pd.DataFrame:
    """Contexts that disagree about a practice: of each practice in a `grid`, every context whose 95 % interval lies
    below that of the context where it works best.

    Columns: practice, best, worse (str: contexts), best_worked, best_tried, worse_worked, worse_tried (int64); by
    practice, the greatest difference first. Hidden contexts contradict nothing.
    """
    seen = table[table["shown"] != "hidden"].sort_values(
        ["practice", "value", "low", "context"], ascending=[True, False, False, True], kind="stable"
    )
    best = seen.drop_duplicates("practice")
    pairs = seen.merge(best, on="practice", suffixes=("", "_best"))
    pairs = pairs[pairs["high"] < pairs["low_best"]].sort_values(
        ["practice", "value", "context"], kind="stable"
    )
    return pd.DataFrame(
        {
            "practice": pairs["practice"].astype("str"),
            "best": pairs["context_best"].astype("str"),
            "worse": pairs["context"].astype("str"),
            "best_worked": pairs["worked_best"].astype("int64"),
            "best_tried": pairs["tried_best"].astype("int64"),
            "worse_worked": pairs["worked"].astype("int64"),
            "worse_tried": pairs["tried"].astype("int64"),
        }
    ).reset_index(drop=True)


def failures(table: pd.DataFrame) -> pd.DataFrame:
    """The contexts of a `grid` where a practice mostly did not work: rows with that word, the lowest share first."""
    rows = table[(table["word"] == NOT_MOSTLY).to_numpy(dtype=bool, na_value=False)]
    return rows.sort_values(["value", "practice", "context"], ignore_index=True)
