"""Changes of the program's design that were followed by a real shift of a habit.

The months since a change are held against the limits of the months before it, by the rules that also judge what a
change of the design was to move (`lib.metrics.statistics.before_after`), so that no two pages disagree about a change.
It says what moved after a change, never because of it.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from lib.metrics.core.design_changes import changes
from lib.metrics.core.period import Period
from lib.metrics.core.remember import remembered
from lib.metrics.core.series import Months
from lib.metrics.dictionary import DICTIONARY, keys_in, parts_of
from lib.metrics.program.program import Program
from lib.metrics.statistics.before_after import MIN_POINTS, SETTLED, compare
from lib.words.phrases import counted, inside, listed, sentence
from lib.words.shares import percent

MOST_HABITS, MOST_NAMED = 4, 2
MIN_SINCE = 3
"""Months since a redesign that a comparison of two periods needs."""
_HABITS = keys_in(*parts_of("health", "coaching"))


@dataclass(frozen=True, slots=True)
class Shift:
    """A habit before and since a change: means of the months (shares), how many months, and whether it shifted: 1 up,
    -1 down, 0 neither."""

    key: str
    before: float
    after: float
    months_before: int
    months_after: int
    side: int

    @property
    def is_better(self) -> bool:
        return (self.side > 0) == (DICTIONARY[self.key].improvement == "up")


def first_words(program: Program, most: int = MOST_HABITS) -> str:
    """The latest redesign that was followed by a real shift, in a sentence; "" without one. `most`: habits to name."""
    found = shifts(program)
    if not found:
        return ""
    known, moved = found[0]
    names = listed([f"“{what}” ({date:%-d %b %Y})" for what, date in known], MOST_NAMED)
    clauses = [
        f"{inside(DICTIONARY[each.key].label)} moved {'up' if each.side > 0 else 'down'} from "
        f"{percent(each.before)} to {percent(each.after)}"
        for each in moved[:most]
    ]
    more = len(moved) - len(clauses)
    if more:
        clauses.append(f"{counted(more, 'more habit')} shifted")
    months = max(each.months_after for each in moved)
    so_far = f", {counted(months, 'month')} so far" if months < SETTLED else ""
    return sentence(f"after {names}, {listed(clauses)}: a real shift{so_far}")


@remembered
def shifts(program: Program) -> list[tuple[list[tuple[str, pd.Timestamp]], list[Shift]]]:
    """Changes of the whole program followed by a real shift, the latest month first: those of the month, each with its
    date, and the habits that shifted, the largest shift first."""
    known = changes(program.facts)
    found = []
    for _, month in known.groupby(known["date"].dt.to_period("M"), sort=True):
        every = [
            shift_after(program.months[key], month["date"].iloc[0], _rules(program), whole_months=True)
            for key in charted()
        ]
        moved = [each for each in every if each is not None and each.side]
        if moved:
            moved.sort(key=lambda each: -abs(each.after - each.before))
            found.append((list(zip(month["what"], month["date"], strict=True)), moved))
    return found[::-1]


def charted() -> list[str]:
    """The habits whose months are held against those before a change."""
    return [key for key in _HABITS if DICTIONARY[key].has_series and DICTIONARY[key].unit == "share"]


def _rules(program: Program) -> str:
    return str(program.facts.log.settings["control_rules"])


def shift_between(program: Program, key: str, period: Period) -> int:
    """The side of the shift after the latest redesign with new limits between the middle of the period before and the
    end of this one; 0 if there is none."""
    if period.start is None or period.start_before is None:
        return 0
    middle = period.start_before + (period.start - period.start_before) / 2
    return _side_since(program, key, middle, period.end)


def word_since(program: Program, key: str) -> Literal["improving", "worsening", "steady"]:
    """What the habit did after the latest redesign with new limits: steady without a shift, or without a redesign."""
    known = changes(program.facts)
    dates = known.loc[known["rebase"], "date"]
    side = _side_since(program, key, dates.max(), None) if len(dates) else 0
    if not side:
        return "steady"
    return "improving" if (side > 0) == (DICTIONARY[key].improvement == "up") else "worsening"


def _side_since(program: Program, key: str, first: pd.Timestamp, last: pd.Timestamp | None) -> int:
    known = changes(program.facts)
    inside = known["rebase"] & (known["date"] >= first)
    if last is not None:
        inside &= known["date"] <= last
    for date in known.loc[inside, "date"].to_list()[::-1]:
        found = shift_after(program.months[key], date, _rules(program), least=MIN_SINCE)
        if found is not None and found.side:
            return found.side
    return 0


def shift_after(
    months: Months, date: pd.Timestamp, rules: str, least: int = MIN_POINTS, *, whole_months: bool = False
) -> Shift | None:
    """The months from the change on against the limits of those before it, back to the limits' last start; None with
    fewer than MIN_POINTS months before or `least` since, or without limits. `whole_months`: the month of the change
    counts only if it came on the first day, as for what a change of the design was to move."""
    month = f"{date:%Y-%m}"
    split = bisect_left(months.names, month)
    if not split or split == len(months.names):
        return None
    values, phases = months.values, months.phases
    earlier = values[:split][phases[:split] == phases[split - 1]]
    since = values[split:][phases[split:] == phases[split]]
    if whole_months and date.day > 1 and months.names[split] == month:
        since = since[1:]
    found = compare(earlier, since, rules, least)
    if found.before is None or found.after is None or found.side is None:
        return None
    return Shift(months.key, found.before, found.after, found.points_before, found.points_after, found.side)
