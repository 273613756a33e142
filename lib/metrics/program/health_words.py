"""The figures of health and coaching in words: which habits hold, which slip, and where to look first."""

from __future__ import annotations

from lib.metrics.core.figure import Figure
from lib.metrics.dictionary import DICTIONARY, keys_in, parts_of
from lib.metrics.program import compare, status, unread
from lib.metrics.program.program import Program
from lib.words.phrases import counted, listed, plural, sentence
from lib.words.shares import exact_percent

PARTS = parts_of("health", "coaching")
"""The page parts that show the figures of health and coaching."""
KEYS = keys_in(*PARTS)
MOST_FIGURES, MOST_CIRCLES = 6, 4
"""The most figures and circles that a sentence names."""


def holds(program: Program) -> str:
    """Which habits meet their target whatever the usual ups and downs, and which are better than they used to be."""
    if not _has_enough(program):
        return _not_recorded(program) or "Too early to tell: no habit has 5 records yet."
    met = [_with_target(figure) for figure in _judged(program) if figure.status == "meets"]
    better = [_value(program.figures[key]) for key in _changing(program, "improving")]
    steady, known = len(_changing(program, "steady")), len(_changing(program, None))
    meet = plural(len(met), "meets its target", "meet their targets")
    words = sentence(
        f"{listed(met, MOST_FIGURES)} {meet}" if met else "",
        f"better than usual lately: {listed(better, MOST_FIGURES)}" if better else "",
        f"{steady} of {counted(known, 'habit')} {plural(steady, 'is', 'are')} steady" if steady else "",
    )
    return words or "No habit meets its target every time, and none is better than usual."


def slips(program: Program) -> str:
    """Which habits miss their target, which meet it only sometimes, and which are worse than they used to be."""
    if not _has_enough(program):
        return _not_recorded(program) or "Nothing to report yet."
    clauses = []
    for state, one, many in (
        ("misses", "misses its target", "miss their targets"),
        ("hit-and-miss", "meets its target only sometimes", "meet their targets only sometimes"),
    ):
        some = [_with_target(figure) for figure in _judged(program) if figure.status == state]
        clauses += [f"{listed(some, MOST_FIGURES)} {plural(len(some), one, many)}"] if some else []
    worse = [_value(program.figures[key]) for key in _changing(program, "worsening")]
    clauses += [f"worse than usual lately: {listed(worse, MOST_FIGURES)}"] if worse else []
    return sentence(*clauses) or "No habit misses its target, and none is worse than usual."


def look_first(program: Program) -> str:
    """Which circles need help, and which target circles miss most often."""
    judged = status.by_need(program.status)
    need = judged.loc[judged["status"] == status.NEEDS_HELP, "circle"].to_list()
    clauses = [f"{listed(need, MOST_CIRCLES)} {plural(len(need), 'needs', 'need')} help"] if need else []
    table = compare.table(program, tuple(figure.key for figure in _with_targets(program)))
    table = table[table["state"].isin(["meets", "misses"])]
    missed = table[table["state"] == "misses"].groupby("key", sort=False).size().sort_values(ascending=False)
    if len(missed):
        key, count = str(missed.index[0]), int(missed.iloc[0])
        of = counted(int((table["key"] == key).sum()), "circle")
        clauses.append(f"most often below target: {DICTIONARY[key].label}, in {count:,} of {of}")
    if clauses:
        return sentence(*clauses)
    if lacking := _not_recorded(program):
        return lacking
    if judged.empty:
        return "No circle is active on this day."
    if (judged["status"] == status.TOO_EARLY).all():
        return f"Too early to tell: no circle has held {status.MIN_HELD} sessions yet."
    return "No circle needs help, and none is below a target."


def _not_recorded(program: Program) -> str:
    return sentence(unread.in_words(program.facts.log, unread.ABOUT_CIRCLES))


def _has_enough(program: Program) -> bool:
    """Whether any habit with a series has enough records to be judged."""
    return any(not program.figures[key].is_small for key in KEYS if DICTIONARY[key].has_series)


def _with_targets(program: Program) -> list[Figure]:
    return [program.figures[key] for key in KEYS if DICTIONARY[key].target]


def _judged(program: Program) -> list[Figure]:
    return [figure for figure in _with_targets(program) if not figure.is_small]


def _changing(program: Program, change: str | None) -> list[str]:
    """Keys of the habits with this change in their latest month, or with any (None); none with N < 5."""
    charted = [key for key in KEYS if key in program.series and not program.figures[key].is_small]
    changes = {key: program.series[key].change for key in charted}
    return [key for key, word in changes.items() if word and change in (word, None)]


def _value(figure: Figure) -> str:
    return f"{figure.label} {figure.text}"


def _with_target(figure: Figure) -> str:
    return f"{figure.label} {figure.text} (target {exact_percent(figure.target or 0)})"
