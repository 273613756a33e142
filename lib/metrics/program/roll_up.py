"""Groups of circles side by side: by program, by when they began, and by how old they were.

Every figure of a group is a ratio of sums over its circles, so it is what the page shows when it is filtered to that
group. Circles too small to be reported are left out, as everywhere (`lib.metrics.core.small_groups`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd

from lib.metrics.core import rates, small_groups
from lib.metrics.core.figure import Figure
from lib.metrics.core.period import WHOLE
from lib.metrics.core.remember import remembered
from lib.metrics.dictionary import DICTIONARY, ON_OVERVIEW
from lib.metrics.program import compare, status
from lib.metrics.program.program import Program
from lib.metrics.statistics.intervals import wilson

By: TypeAlias = Literal["program", "start", "age"]
NO_PROGRAM, NO_START = "No program named", "Start not recorded"
MOST_QUARTERS = 8
"""Circles that began in more quarters than this are grouped by half-year."""
AGES = ("First half-year", "Second half-year", "Third half-year", "Fourth half-year", "Later")
_MONTHS_A_BAND = 6


@dataclass(frozen=True, slots=True)
class Group:
    """Some circles: how many of them there are, the most sessions that any of them has held, and the headline figures
    (`status`, then those of the overview; without `status` for ages)."""

    name: str
    circles: int
    held: int
    figures: Mapping[str, Figure]

    @property
    def is_too_early(self) -> bool:
        """Whether none of its circles has held enough sessions to be judged."""
        return self.held < status.MIN_HELD


def names_programs(program: Program) -> bool:
    """Whether there is more than one group of circles by program, so that they can be compared."""
    return program.counted.log.circles["program"].nunique(dropna=False) > 1


@remembered
def by_program(program: Program) -> tuple[Group, ...]:
    """The programs by name, those that are too early after the others; circles of none come last of each. No
    circles: ()."""
    circles = _circles(program)
    return _early_last(_groups(program, circles["program"].astype("str").fillna(NO_PROGRAM)), NO_PROGRAM)


@remembered
def by_start(program: Program) -> tuple[Group, ...]:
    """Circles by the quarter in which they began, or the half-year if there are more than 8 quarters, the oldest first;
    those that are too early after the others.

    A circle began on its start, else with its first session. One that begins after as_of is in no group.
    """
    circles, facts = _circles(program), program.counted
    began = facts.began[~facts.began.index.duplicated()].reindex(circles["circle"]).set_axis(circles.index)
    known = began[~(began > facts.as_of)]
    quarters = known.dropna().dt.to_period("Q").sort_values()
    is_fine = quarters.nunique() <= MOST_QUARTERS
    names = pd.Series(
        [f"Q{each.quarter} {each.year}" if is_fine else _half(each) for each in quarters],
        index=quarters.index,
        dtype="str",
    )
    order = list(dict.fromkeys(names))
    named = names.reindex(known.index).astype("str").fillna(NO_START)
    return _early_last(_groups(program, named, [*order, NO_START]), NO_START)


@remembered
def by_age(program: Program) -> tuple[Group, ...]:
    """What circles did in each half-year of their lives, over the whole log up to as_of: the headline figures without
    `status`. `circles`: how many have reached that age. Ages that no circle has reached have no group."""
    whole, circles = program.within(WHOLE), _circles(program)
    facts = program.counted
    if circles.empty:
        return ()
    began = facts.began[~facts.began.index.duplicated()]
    ended = circles.set_index("circle")["ended"]
    last = ended.where(ended < facts.as_of, facts.as_of)
    oldest = _age(last, began.reindex(last.index))
    held = _held(program)
    aged = {key: _by_age(whole, key, began) for key in ON_OVERVIEW}
    found = []
    for place, name in enumerate(AGES):
        reached = oldest.index[oldest >= place]
        if len(reached):
            figures = {key: each[place] for key, each in aged.items()}
            small = {
                key: len(program.withheld & set(reached)) if DICTIONARY[key].about_people else 0
                for key in figures
            }
            shown = {
                key: small_groups.left_out(figure, small[key], len(reached))
                for key, figure in figures.items()
            }
            most = int(held.reindex(reached).fillna(0).max())
            found.append(Group(name, len(reached), most, shown))
    return tuple(found)


BY: Mapping[By, Callable[[Program], tuple[Group, ...]]] = {
    "program": by_program,
    "start": by_start,
    "age": by_age,
}


def table(groups: Sequence[Group]) -> pd.DataFrame:
    """The groups as numbers, a row per group and figure: group, figure, left_out (str), circles, n, N (int64), value
    (float64; NaN where there is none, or it is too early), too_early (bool)."""
    rows = [
        (
            group.name,
            figure.label,
            group.circles,
            figure.n or 0,
            figure.N or 0,
            np.nan if group.is_too_early else figure.value,
            group.is_too_early,
            compare.why(figure),
        )
        for group in groups
        for figure in group.figures.values()
    ]
    names = ["group", "figure", "circles", "n", "N", "value", "too_early", "left_out"]
    return pd.DataFrame(rows, columns=names).astype({"value": "float64"})


def together(whole: Figure, parts: Sequence[Figure]) -> Figure:
    """The figure of several circles from the figures of each, as a ratio of sums. `whole`: the same figure of the
    program. No parts, or none that counts anything: N = 0 and value None. Only for figures that are n/N."""
    small = sum(part.is_withheld for part in parts)
    if whole.missing and not whole.is_withheld:
        return whole
    n, N = (sum(getattr(part, name) or 0 for part in parts) for name in ("n", "N"))
    excluded: dict[str, int] = {}
    for part in parts:
        for reason, count in part.excluded.items():
            excluded[reason] = excluded.get(reason, 0) + count
    return small_groups.left_out(_rate(whole, n, N, excluded), small, len(parts))


def _rate(whole: Figure, n: int, N: int, excluded: Mapping[str, int]) -> Figure:
    low, high = None, None
    if N and DICTIONARY[whole.key].interval:
        low, high = map(float, wilson(n, N))
    return replace(
        whole,
        value=n / N if N else None,
        n=n,
        N=N,
        low=low,
        high=high,
        excluded=excluded,
        parts={},
        missing=None,
        status=None,
        verdict=None,
    )


def _circles(program: Program) -> pd.DataFrame:
    """The circles of the log, each once: its first row."""
    circles = program.counted.log.circles
    return circles[circles["circle"].notna() & ~circles["circle"].duplicated()]


def _held(program: Program) -> pd.Series:
    """How many sessions each circle has held by as_of (int64, by circle); those without any have no row."""
    return program.counted.held["circle"].astype("str").value_counts()


def _groups(program: Program, names: pd.Series, order: Sequence[str] = ()) -> list[Group]:
    """A group for each name in `names` (by the index of the circles tab), sorted, or in `order`."""
    circles, held, judged = _circles(program), _held(program), program.status
    members = circles["circle"].reindex(names.index).groupby(names).agg(list)
    found = []
    for name in [each for each in order if each in members.index] or sorted(members.index, key=str.casefold):
        of = members[name]
        on_track = status.program_figure(judged[judged["circle"].isin(of)])
        figures = {"status": on_track} | {
            key: together(program.figures[key], [program.circles[circle][key] for circle in of])
            for key in ON_OVERVIEW
        }
        found.append(Group(name, len(of), int(held.reindex(of).fillna(0).max()), figures))
    return found


def _early_last(groups: Sequence[Group], unnamed: str) -> tuple[Group, ...]:
    return tuple(sorted(groups, key=lambda group: (group.is_too_early, group.name == unnamed)))


def _by_age(whole: Program, key: str, began: pd.Series) -> list[Figure]:
    """A figure in each of AGES."""
    frame, figure = whole.units[key], whole.figures[key]
    if figure.missing and not figure.is_withheld:
        return [figure] * len(AGES)
    start = frame["circle"].astype("str").map(began)
    age = _age(frame["on"], start)
    found = []
    for place in range(len(AGES)):
        rows = frame[(age == place).to_numpy()]
        tally = rates.tally(rows)
        n, N = (int(tally.counts[name].sum()) for name in ("n", "N"))
        found.append(_rate(figure, n, N, rates.left_out(tally.excluded)))
    return found


def _age(on: pd.Series, began: pd.Series) -> pd.Series:
    """The place in AGES of a day in the life of a circle that began then; -1 before it, NaN where either is unknown."""
    months = (on.dt.year - began.dt.year) * 12 + on.dt.month - began.dt.month - (on.dt.day < began.dt.day)
    return pd.Series(np.floor(months / _MONTHS_A_BAND), index=on.index).clip(-1, len(AGES) - 1)


def _half(quarter: pd.Period) -> str:
    return f"{'First' if quarter.quarter < 3 else 'Second'} half of {quarter.year}"
