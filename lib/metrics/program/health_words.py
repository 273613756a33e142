"""The figures of health and coaching in words: which habits hold, which slip, which circles to look at first."""

from __future__ import annotations

from collections.abc import Sequence

from lib.metrics.core.figure import Figure
from lib.metrics.dictionary import DICTIONARY, keys_in, parts_of
from lib.metrics.program import compare, status
from lib.metrics.program.program import Program

PARTS = parts_of("health", "coaching")
"""The parts in which pages show the figures of health and coaching."""
KEYS = keys_in(*PARTS)
MOST_NAMED = 4


def holds(program: Program) -> str:
    """Which habits meet their target whatever the usual ups and downs, and which are better than they used to be."""
    if none := _nothing_yet(program):
        return none
    met = [_with_target(figure) for figure in _judged(program) if figure.status == "meets"]
    better = [_value(program.figures[key]) for key in _changing(program, "improving")]
    told = [f"{_listed(met)} {'meets its target' if len(met) == 1 else 'meet their targets'}"] if met else []
    told += [f"better than usual lately: {_listed(better)}"] if better else []
    steady, known = len(_changing(program, "steady")), len(_changing(program, None))
    told += [f"{steady} of {known} habits {'is' if steady == 1 else 'are'} steady"] if steady else []
    return (
        _sentence(told)
        or "No habit meets its target in all its ups and downs, and none is better than usual."
    )


def slips(program: Program) -> str:
    """Which habits miss their target, which meet it only at times, and which are worse than they used to be."""
    if _nothing_yet(program):
        return "Nothing to tell yet."
    told = []
    for state, one, many in (
        ("misses", "misses its target", "miss their targets"),
        ("hit-and-miss", "meets its target only at times", "meet their targets only at times"),
    ):
        found = [_with_target(figure) for figure in _judged(program) if figure.status == state]
        told += [f"{_listed(found)} {one if len(found) == 1 else many}"] if found else []
    worse = [_value(program.figures[key]) for key in _changing(program, "worsening")]
    told += [f"worse than usual lately: {_listed(worse)}"] if worse else []
    return _sentence(told) or "No habit misses its target, and none is worse than usual."


def look_first(program: Program) -> str:
    """Which circles need help, and below which target circles are most often."""
    judged = status.by_need(program.status)
    need = judged.loc[judged["status"] == status.NEEDS_HELP, "circle"].to_list()
    told = [f"{_listed(need, MOST_NAMED)} {'needs' if len(need) == 1 else 'need'} help"] if need else []
    table = compare.table(program, tuple(figure.key for figure in _with_targets(program)))
    table = table[table["state"].isin(["meets", "misses"])]
    missed = table[table["state"] == "misses"].groupby("key", sort=False).size().sort_values(ascending=False)
    if len(missed):
        key, count = str(missed.index[0]), int(missed.iloc[0])
        of = int((table["key"] == key).sum())
        told.append(f"most often below target: {DICTIONARY[key].label}, in {count:,} of {_circles(of)}")
    if told:
        return _sentence(told)
    if judged.empty:
        return "No circle is active on this day."
    if (judged["status"] == status.TOO_EARLY).all():
        return f"Too early to tell: no circle has held {status.MIN_HELD} sessions."
    return "No circle needs help, and none is below a target."


def _nothing_yet(program: Program) -> str:
    told = any(not program.figures[key].is_small for key in KEYS if DICTIONARY[key].has_series)
    return "" if told else "Too early to tell: fewer than 5 of anything are recorded."


def _with_targets(program: Program) -> list[Figure]:
    return [program.figures[key] for key in KEYS if DICTIONARY[key].target]


def _judged(program: Program) -> list[Figure]:
    return [figure for figure in _with_targets(program) if not figure.is_small]


def _changing(program: Program, change: str | None) -> list[str]:
    """Habits whose latest month says so, or anything at all (None); those too few for a percent are not told."""
    charted = [key for key in KEYS if key in program.series and not program.figures[key].is_small]
    said = {key: program.series[key].change for key in charted}
    return [key for key, word in said.items() if word and change in (word, None)]


def _value(figure: Figure) -> str:
    return f"{figure.label} {figure.text}"


def _with_target(figure: Figure) -> str:
    return f"{figure.label} {figure.text} (target {round(100 * (figure.target or 0))} %)"


def _listed(parts: Sequence[str], most: int = 6) -> str:
    """a, b and c; of many the first ones and how many more."""
    shown, more = list(parts[:most]), len(parts) - most
    last = f"{more:,} more" if more > 0 else shown.pop()
    return f"{', '.join(shown)} and {last}" if shown else last


def _circles(count: int) -> str:
    return "1 circle" if count == 1 else f"{count:,} circles"


def _sentence(parts: Sequence[str]) -> str:
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}." if text else ""
