"""What an entry of the metric dictionary says of a figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import pandas as pd

from lib.metrics.core.facts import Facts
from lib.metrics.core.rates import Estimate, MoreParts, Tally

Group: TypeAlias = Literal["health", "coaching", "follow_through", "diffusion"]


@dataclass(frozen=True, slots=True)
class Definition:
    """What a figure means and how it is counted.

    `needs` lists what it cannot be known without: a tab and one column or several of which one is enough. `units`
    gives its frame of units, or `tally` its counts by circle; `more` from the units of the period the parts that are
    no sums over them, `estimate` the value where it is no n/N, of the program and by circle. A figure that is no
    share shows n as its value. `windowed` figures count what falls in the period; the others describe the day as_of,
    and are `retold` of earlier days where the log's dates tell them. `target` names its setting. `group` is the part
    of the program it belongs to; `is_habit`: something circles do, that may go with other habits.
    """

    key: str
    label: str
    definition: str
    units: Callable[[Facts], pd.DataFrame] | None = None
    needs: tuple[tuple[str, ...], ...] = ()
    unit: Literal["share", "ratio", "count", "days"] = "share"
    target: str | None = None
    improvement: Literal["up", "down", "neutral"] = "up"
    windowed: bool = True
    has_series: bool = False
    more: Callable[[Facts, Any], MoreParts] | None = None
    tally: Callable[[Facts], Tally] | None = None
    estimate: Callable[[Facts, Any], tuple[Estimate, dict[str, Estimate]]] | None = None
    retold: bool = False
    group: Group = "health"
    is_habit: bool = True
    interval: bool = False
