"""What the metric dictionary says about a figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

import pandas as pd

from lib.metrics.core.facts import Facts
from lib.metrics.core.rates import Estimate, MoreParts, Tally

Group: TypeAlias = Literal[
    "health", "coaching", "follow_through", "diffusion", "impact", "library", "sponsorship"
]
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
    "Sponsors",
]
PARTS: tuple[Part, ...] = get_args(Part)
"""The page parts that show figures as tiles, in page order: five of health, two of actions, three of lighthouses, one
of the overview."""


@dataclass(frozen=True, slots=True)
class Definition:
    """What a figure means and how it is counted.

    `needs` lists what it cannot be known without: each entry is a tab and one or more columns, any one of them enough.
    `or_needs` is what is enough in place of all of `needs`. `needs_rows`: tabs of which at least one must hold a row,
    for a figure that would count 0 of what other tabs make it expect. `of_sessions`: a count of what held sessions
    brought; a period without any gives no value. No count of a period after the newest record gives one either.
    `units` gives its frame of units, or `tally` its counts by circle. `more` takes the units of the period and gives
    the parts that are not sums over units, `estimate` the value if it is not n/N; both for the program and by circle.
    A figure whose `unit` is count shows n as its value; a number is what its `estimate` gives, such as a median.
    `interval`: n/N is shown with Wilson's 95 % interval.
    `windowed` figures count what falls in the period; the others describe the day as_of, and `retold` ones can also be
    counted as of earlier days, because the log dates what they need. `has_series`: it has a monthly series in
    `Program.series`. `target` names its setting. `group` is the part of the program it belongs to. `is_habit`: it is
    something circles do, which may go together with other habits. `about_people`: it is about what members did; where
    the viewer may not see them it is shown only for circles that are large enough (`lib.metrics.core.small_groups`).

    `part` is the page part that shows it as a tile (None: no tile, its page draws it in another way); a lower `place`
    comes first there. `of`: whose units it counts, if it can be broken down (actions by circle, priority, kind and
    outcome; circles by circle and priority). `has_column`: whether tables that compare circles or groups have a column
    for it. `on_overview`: whether the overview shows its tile too.
    """

    key: str
    label: str
    definition: str
    units: Callable[[Facts], pd.DataFrame] | None = None
    needs: tuple[tuple[str, ...], ...] = ()
    unit: Literal["share", "ratio", "count", "days", "number"] = "share"
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
    about_people: bool = False
    interval: bool = False
    part: Part | None = None
    place: int = 0
    of: Literal["actions", "circles"] | None = None
    has_column: bool = True
    on_overview: bool = False
    or_needs: tuple[tuple[str, ...], ...] = ()
    needs_rows: tuple[str, ...] = ()
    of_sessions: bool = False
