"""Which functions could sit together in the next roster: they wait for each other and share no circle."""

from __future__ import annotations

import numpy as np
import pandas as pd

from lib.metrics.core.facts import Facts
from lib.metrics.core.lookup import folded
from lib.metrics.core.remember import remembered_any_time
from lib.metrics.dependencies.bottlenecks import grid
from lib.metrics.dependencies.waiting import MIXED, UNKNOWN


@remembered_any_time
def mixes(facts: Facts, of_owners: bool = True) -> pd.DataFrame:
    """Pairs of functions of which one waits for the other, and that are together in no active circle: those that wait
    for each other first, then the greatest weight. `of_owners`: as in `waiting`.

    Columns: first, second (str: the two functions by name, never persons), waiting_first, waiting_second (int64: what
    waits at the first for the second, and the other way round), mutual (bool: both wait), weight (float64: sum of
    open x median days; NaN if no day is known). No pairs if the log records no member's function, because nobody can
    say then who shares a circle.
    """
    table = waiting_for_another(facts, of_owners)
    first = np.where(table["at"] < table["function"], table["at"], table["function"])
    second = np.where(table["at"] < table["function"], table["function"], table["at"])
    forward = (table["at"] == first).to_numpy(dtype=bool)
    rows = pd.DataFrame(
        {
            "first": pd.Series(first, dtype="str"),
            "second": pd.Series(second, dtype="str"),
            "waiting_first": np.where(forward, table["open"], 0),
            "waiting_second": np.where(forward, 0, table["open"]),
            "weight": table["weight"].to_numpy(),
        }
    )
    pairs = rows.groupby(["first", "second"], sort=True).agg(
        waiting_first=("waiting_first", "sum"),
        waiting_second=("waiting_second", "sum"),
        weight=("weight", lambda some: some.sum(min_count=1)),
    )
    pairs = pairs.reset_index().astype(
        {"waiting_first": "int64", "waiting_second": "int64", "weight": "float64"}
    )
    pairs.insert(4, "mutual", (pairs["waiting_first"] > 0) & (pairs["waiting_second"] > 0))
    together = sharing(facts)
    if not together:
        return pairs.iloc[:0]
    apart = [
        frozenset((one.casefold(), other.casefold())) not in together
        for one, other in zip(pairs["first"], pairs["second"], strict=True)
    ]
    pairs = pairs[np.array(apart, dtype=bool)]
    order = np.lexsort((pairs["second"], pairs["first"], -pairs["weight"].fillna(-1.0), ~pairs["mutual"]))
    return pairs.take(order).reset_index(drop=True)


def waiting_for_another(facts: Facts, of_owners: bool = True) -> pd.DataFrame:
    """Rows of `grid` where one known function waits for another one: not what waits in circles without a main function,
    or for the function itself."""
    table = grid(facts, of_owners)
    return table[~table["at"].isin([MIXED, UNKNOWN]) & (folded(table["at"]) != folded(table["function"]))]


@remembered_any_time
def sharing(facts: Facts) -> frozenset[frozenset[str]]:
    """The pairs of functions (folded) that are together in an active circle, and each function that is in one alone (a
    set of one name); empty if no function is recorded."""
    members = facts.active_members.dropna(subset="function")
    by_circle = folded(members["function"]).groupby(members["circle"].astype("str").to_numpy()).unique()
    return frozenset(
        frozenset((one, other)) for names in by_circle for one in names.tolist() for other in names.tolist()
    )
