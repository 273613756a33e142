"""A figure against the period before: its value then, and whether the difference is more than the usual ups and downs.

The usual ups and downs are those of the months before the period, back to the last shift or redesign; with fewer than 5
of them, those of the whole log's chart, once that has limits. A change is real
if the period's months are a special cause against those limits, and the two periods lie further apart than chance would
explain (`lib.metrics.statistics.shifts`); a shift that began earlier makes nothing new. An unfinished month is not
compared. Where a redesign between the two periods started new limits, the months since are also judged by the
limits before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from lib.metrics.core.figure import MOST_LOST, Figure
from lib.metrics.core.newest import silent_since
from lib.metrics.core.period import DATES, Period
from lib.metrics.core.remember import remembered
from lib.metrics.core.series import ONE_EACH, Series
from lib.metrics.dictionary import DICTIONARY
from lib.metrics.program import redesign
from lib.metrics.program.program import Program
from lib.metrics.statistics import shifts
from lib.metrics.statistics.before_after import MIN_POINTS

Word: TypeAlias = Literal["improving", "worsening", "changing", "steady"]
_BY_STATUS = ("open", "overdue", "flow")
_OF_A_DAY = ("open", "overdue", "asks")
_USUAL = "within its usual ups and downs"


@dataclass(frozen=True, slots=True)
class Change:
    """`before`: the figure in the period before. `word`: improving, worsening or (if neither direction is better)
    changing for a real change; steady within the usual ups and downs; None if there are too few months to say."""

    before: Figure
    word: Word | None

    def words(self, now: Figure) -> str:
        """From the value before to the one now: "up from 72 % (within its usual ups and downs)"."""
        return f"{moved(self.before, now)} ({in_words(self.word)})"


def in_words(word: Word | None) -> str:
    """What a change is, in words for the middle of a sentence."""
    if word is None:
        return "too few months to say if that is usual"
    if word == "steady":
        return _USUAL
    return {"improving": "better than", "worsening": "worse than", "changing": "unlike"}[word] + (
        " its usual ups and downs"
    )


def in_difference(word: Word | None) -> str:
    """The same of a difference: "more than the usual ups and downs"."""
    if word is None:
        return "based on too few months to say if it is usual"
    return "within the usual ups and downs" if word == "steady" else "more than the usual ups and downs"


def moved(before: Figure, now: Figure) -> str:
    """up from 72 %, down from 84 %, or as before."""
    if before.text == now.text:
        return "as before"
    return f"{'up' if number(now) > number(before) else 'down'} from {before.text}"


def number(figure: Figure) -> float:
    """The value as a number, NaN without one."""
    return float(figure.value) if isinstance(figure.value, float | int) else np.nan


@remembered
def change(program: Program, key: str) -> Change | None:
    """The figure `key` against the period before; None without such a period, without a value then or now, if the log
    cannot show the figure for that time, and if a figure of the period is asked for that began after the newest record:
    its 0 says nothing."""
    now, before = program.figures[key], before_of(program, key)
    if before is None or np.isnan(number(now)) or np.isnan(number(before)) or now.is_small or before.is_small:
        return None
    definition = DICTIONARY.get(key)
    if definition is not None and definition.windowed and silent_since(program.facts):
        return None
    return Change(before, _word(program, key, number(now) - number(before)))


def before_of(program: Program, key: str) -> Figure | None:
    """The figure `key` in the period before, also one of too few for a percentage; None without such a period, and if
    the log cannot show the figure for that time. It may have no value."""
    if not is_known_before(program) or not is_recorded_before(program, key) or not is_dated(program, key):
        return None
    return _before(program, key)


@remembered
def is_known_before(program: Program) -> bool:
    """Whether the log knows of anything by the end of the period before: a session, an action or an adoption. If not,
    a count of 0 is no value to compare with."""
    if program.earlier is None:
        return False
    facts = program.earlier.facts
    adopted = facts.log.adoptions["date"]
    return not facts.held.empty or not facts.actions.empty or bool((adopted <= facts.as_of).any())


@remembered
def is_recorded_before(program: Program, key: str) -> bool:
    """Whether any action or ask, for a count of them, was known by the end of the period before: 0 of nothing recorded
    is no value to compare with, and "0, as before" claims that somebody looked."""
    if program.earlier is None:
        return True
    definition, facts = DICTIONARY.get(key), program.earlier.facts
    if key == "asks":
        return not facts.asks.empty
    is_count = definition is not None and definition.unit == "count"
    return not is_count or definition.needs[0][0] != "actions" or not facts.actions.empty  # type: ignore[union-attr]


@remembered
def is_dated(program: Program, key: str) -> bool:
    """Whether the log knows what `open`, `overdue` and `asks` were at the end of the period before: not if more than a
    tenth of what was there then, or all, has been done or answered on a day that nobody recorded. They and the actions
    finished are not compared either if as many have a status that was not understood."""
    actions, number = program.facts.actions, program.figures[key].n or 0
    if key in _BY_STATUS and int(actions["is_unclear"].sum()) > MOST_LOST * number:
        return False
    if program.earlier is None or key not in _OF_A_DAY:
        return True
    then, facts = program.earlier.as_of, program.facts
    if key == "asks":
        undated = facts.asks["answered"].isna() & ~facts.asks["is_open"] & ~facts.asks["is_unclear"]
        number = int((undated & ~(facts.asks["raised"] > then)).sum())
    else:
        undated = actions["is_done"] & actions["done_on"].isna()
        number = int((undated & ~(actions["created"] > then)).sum())
    return number <= MOST_LOST * (program.earlier.figures[key].n or 0)


def _before(program: Program, key: str) -> Figure | None:
    definition = DICTIONARY.get(key)
    if definition is not None and definition.windowed:
        return program.before.figures[key] if program.before else None
    can_tell = definition is None or definition.retold
    return program.earlier.figures[key] if program.earlier and can_tell else None


def _word(program: Program, key: str, difference: float) -> Word | None:
    if key not in program.series:
        return None
    series, good = program.series[key], DICTIONARY[key].improvement
    found, side = _new_side(program, series), np.sign(difference)
    if found is None:
        found = _side_in_whole_log(program, series)
    if not side or (found != side and redesign.shift_between(program, key, program.period) != side):
        return None if found is None else "steady"
    if good == "neutral":
        return "changing"
    return "improving" if (difference > 0) == (good == "up") else "worsening"


def _new_side(program: Program, series: Series) -> int | None:
    """`shifts.new_side` of the period's months."""
    rows = _months_to_compare(series, program.period)
    if not rows or ONE_EACH in series.notes:
        return None
    phases, values = series.columns["phase"], series.columns["value"]
    earlier = values[: rows[0]][phases[: rows[0]] == phases[max(rows[0] - 1, 0)]]
    compared = [row for row in months_in(series, _period_before(program)) if row < rows[0]]
    return shifts.new_side(
        earlier,
        values[compared],
        values[rows],
        str(program.facts.log.settings["control_rules"]),
    )


def _side_in_whole_log(program: Program, series: Series) -> int | None:
    """The side of the period's special causes on the chart of the whole log: 1 above, -1 below, 0 without one or with
    both; None if its limits rest on too few months, or if a redesign between the two periods started new ones. For a
    period with too few months before it: a chart has limits from MIN_POINTS months on."""
    rows, points = _months_to_compare(series, program.period), series.compared
    if not rows or not rows[0] or ONE_EACH in series.notes:
        return None
    first = min([row for row in months_in(series, _period_before(program)) if row < rows[0]], default=rows[0])
    since = points.iloc[first : rows[-1] + 1]
    phase = points[
        (points["phase"] == points["phase"].iloc[rows[-1]]) & (points.index <= points.index[rows[-1]])
    ]
    if since["phase"].nunique() > 1 or phase["value"].notna().sum() < MIN_POINTS:
        return None
    latest = points.iloc[rows]
    special = latest[latest["special"].fillna(False).astype(bool)]
    sides = set(np.sign(special["value"] - special["mean"]).tolist())
    return int(sides.pop()) if len(sides) == 1 else 0


def _period_before(program: Program) -> Period:
    period = program.period
    return Period(DATES, "", period.start_before, period.end_before)


def _months_to_compare(series: Series, period: Period) -> list[int]:
    """`months_in` without an unfinished month."""
    return [row for row in months_in(series, period) if row < series.judged]


def months_in(series: Series, period: Period) -> list[int]:
    """Positions of the monthly points that begin in the period; if none does, the one in which it ends."""
    names = series.columns["period"].tolist()
    first = "" if period.start is None else f"{period.start:%Y-%m}"
    if period.start is not None and period.start.day > 1:
        first += "+"  # the month of the start began before it
    last = "9999" if period.end is None else f"{period.end:%Y-%m}"
    rows = [place for place, name in enumerate(names) if first <= name <= last]
    known = [place for place, name in enumerate(names) if name <= last]
    return rows or known[-1:]
