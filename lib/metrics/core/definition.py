"""What an entry of the metric dictionary says of a figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

import pandas as pd

from lib.metrics.core.facts import Facts
from lib.metrics.core.rates import Estimate, MoreParts, Tally

Group: TypeAlias = Literal["health", "coaching", "follow_through", "diffusion"]
Part: TypeAlias = Literal[
    "Sessions",
    "Cases",
    "Taking turns",
    "Members",
    "Coaching",
    "Six figures",
    "More figures",
    "Adoption",
    "Spread",
    "Lasting",
]
PARTS: tuple[Part, ...] = get_args(Part)
"""The parts of pages that show figures as tiles, in their order: five of health, two of actions, three of
lighthouses."""


@dataclass(frozen=True, slots=True)
class Definition:
    """What a figure means and how it is counted.

    `needs` lists what it cannot be known without: a tab and one column or several of which one is enough. `units`
    gives its frame of units, or `tally` its counts by circle; `more` from the units of the period the parts that are
    no sums over them, `estimate` the value where it is no n/N, of the program and by circle. A figure that is no
    share shows n as its value. `windowed` figures count what falls in the period; the others describe the day as_of,
    and are `retold` of earlier days where the log's dates tell them. `target` names its setting. `group` is the part
    of the program it belongs to; `is_habit`: something circles do, that may go with other habits.

    `part` is the part of a page that shows it as a tile (None: no tile, its page draws it in another way); those with
    a lower `place` come first there. `of`: whose units it counts, where it can be broken down (actions by circle,
    priority, kind and outcome; circles by circle and priority). `has_column`: whether tables that set circles or groups
    side by side have a column for it. `on_overview`: whether the overview shows its tile too.
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
    part: Part | None = None
    place: int = 0
    of: Literal["actions", "circles"] | None = None
    has_column: bool = True
    on_overview: bool = False
