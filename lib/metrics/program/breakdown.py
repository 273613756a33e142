"""A figure of action follow-through broken down by circle, strategic priority, kind or outcome."""

from __future__ import annotations

import pandas as pd

from lib.metrics.core import groups, rates
from lib.metrics.core.groups import Dimension
from lib.metrics.dictionary import DICTIONARY
from lib.metrics.program.program import Program
from lib.metrics.statistics.intervals import wilson


def by(program: Program, key: str, dimension: Dimension) -> pd.DataFrame:
    """The figure `key` of the program's period in each group, by name; the groups add up to the figure.

    Columns: group (str), n, N (int64), value (float64: n / N, NaN if N = 0), low, high (float64: Wilson's 95 %
    interval) and the figure's sub-counts (int64). No units give no rows. If N < 5, show only the fraction.

    Raises ValueError for a figure that cannot be broken down, and for figures of circles by kind or outcome. For
    implementation_days n / N is the share done so far: `implementation.by_group` has the days.
    """
    of = DICTIONARY[key].of if key in DICTIONARY else None
    if of is None:
        raise ValueError(f"{key} cannot be broken down")
    frame, facts = program.units[key], program.facts
    rows = facts.all_actions.loc[frame.index, groups.COLUMNS] if of == "actions" else frame[["circle"]]
    label = groups.labels(facts.log, rows, dimension)
    table = rates.totals(frame, [label.to_numpy(dtype=object)])
    low, high = wilson(table["n"], table["N"])
    n, N = table["n"], table["N"]
    found = pd.DataFrame({"n": n, "N": N, "value": n / N.where(N > 0), "low": low, "high": high})
    found = pd.concat([found, table.drop(columns=["n", "N"])], axis=1)
    found.insert(0, "group", pd.Series(table.index, index=table.index, dtype="str"))
    return found.reset_index(drop=True)
