"""Where functions hold each other up: function by function, the bottleneck, and how much waited each month."""

from __future__ import annotations

import numpy as np
import pandas as pd

from lib.metrics.core.facts import Facts
from lib.metrics.core.lookup import folded
from lib.metrics.core.remember import remembered_any_time
from lib.metrics.dependencies.waiting import functions, waiting
from lib.words.phrases import counted, plural, sentence

MONTHS = 12


@remembered_any_time
def grid(facts: Facts, of_owners: bool = True) -> pd.DataFrame:
    """What waits at each function for each function: one row per pair with anything, by both names.

    `of_owners`: as in `waiting`. Columns: at, function (str), open (int64: actions and asks), blocked, asks (int64: of
    these), median_days (float64:
    half of those with a day have waited so long or longer; NaN without any), weight (float64: open x median_days).
    """
    return _summed(waiting(facts, of_owners), ["at", "function"])


@remembered_any_time
def bottlenecks(facts: Facts) -> pd.DataFrame:
    """What waits for each function, the greatest weight first, then by count and name.

    Columns: function, open, blocked, asks, median_days, weight (as in `grid`), waiting_functions, circles (int64: where
    it waits), share (float64: of everything that waits).
    """
    rows = waiting(facts)
    found = _summed(rows, ["function"])
    by = rows.groupby("function", sort=True)
    found["waiting_functions"] = by["at"].nunique().to_numpy(dtype=np.int64)
    found["circles"] = by["circle"].nunique().to_numpy(dtype=np.int64)
    found["share"] = found["open"] / max(len(rows), 1)
    order = np.lexsort((found.index, -found["open"], -found["weight"].fillna(-1.0)))
    return found.take(order).reset_index(drop=True)


def _summed(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    found = (
        rows.assign(ask=rows["kind"] == "ask")
        .groupby(by, sort=True)
        .agg(
            open=("days", "size"),
            blocked=("blocked", "sum"),
            asks=("ask", "sum"),
            median_days=("days", "median"),
        )
        .reset_index()
        .astype({"open": "int64", "blocked": "int64", "asks": "int64", "median_days": "float64"})
    )
    return found.assign(weight=found["open"] * found["median_days"])


def bottleneck_in_words(facts: Facts) -> str:
    """The function for which most waits, by count x median age, in a sentence; "" if nothing waits, if of some function
    no age is known, or if two functions have the same weight."""
    table = bottlenecks(facts)
    if table.empty or table["weight"].isna().any():
        return ""
    if len(table) > 1 and table["weight"].iloc[1] == table["weight"].iloc[0]:
        return ""
    first = table.iloc[0]
    blocked = f", {first['blocked']:,} of them blocked" if first["blocked"] else ""
    rows = waiting(facts)
    has_all_days = rows.loc[rows["function"] == first["function"], "days"].notna().all()
    whom = "them" if has_all_days else "those with a day"
    half = (
        f"half of {whom} for {counted(int(first['median_days']), 'day')} or longer"
        if first["open"] > 1
        else f"for {counted(int(first['median_days']), 'day')}"
    )
    return sentence(
        f"{counted(int(first['open']), 'open action or ask', 'open actions and asks')} "
        f"{plural(int(first['open']), 'waits', 'wait')} for {first['function']}{blocked}, {half}: the most of any "
        "function, by how many wait and how long"
    )


@remembered_any_time
def trend(facts: Facts) -> pd.DataFrame:
    """How many actions and asks waited for each function at the end of each of the last 12 months, and on as_of; not
    before the first action or ask of the log.

    Columns: day (datetime64[s]), function (str), open (int64); by day and function, with zeros; no rows if nothing ever
    waited then. What was done without a day is not known to have waited on any day, and is left out.
    """
    spans = _spans(facts)
    month = facts.as_of.to_period("M")
    last_days = [
        period.end_time.normalize() for period in pd.period_range(month - MONTHS + 1, month - 1, freq="M")
    ]
    first = pd.concat([facts.all_actions["created"], facts.asks["raised"]]).min()
    last_days = [day for day in last_days if not day < first]
    names = sorted(spans["function"].unique())
    rows = []
    for day in [*last_days, facts.as_of]:
        there = spans[(spans["since"] <= day) & ~(spans["until"] <= day)]
        counts = there["function"].value_counts()
        rows += [(day, name, int(counts.get(name, 0))) for name in names]
    found = pd.DataFrame(rows, columns=["day", "function", "open"])
    return found.astype({"day": "datetime64[s]", "function": "str", "open": "int64"})


def _spans(facts: Facts) -> pd.DataFrame:
    """function (str), since, until (datetime64[s], NaT while open): actions and asks that ever waited for one."""
    actions, asks = facts.actions, facts.asks
    actions = actions[
        actions["depends_on"].notna()
        & ~actions["is_unclear"]
        & ~(actions["is_done"] & actions["done_on"].isna())
    ]
    asks = asks[asks["function"].notna() & ~(~asks["is_open"] & asks["answered"].isna())]
    parts = [
        pd.DataFrame({"function": rows[name].str.strip(), "since": rows[since], "until": rows[until]})
        for rows, name, since, until in (
            (actions, "depends_on", "created", "done_on"),
            (asks, "function", "raised", "answered"),
        )
    ]
    found = pd.concat(parts, ignore_index=True)
    found = found[(found["function"] != "") & found["since"].notna()]
    spelled = functions(facts).reindex(folded(found["function"])).set_axis(found.index)
    return found.assign(function=spelled.fillna(found["function"]).astype("str"))
