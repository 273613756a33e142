"""The figures of health and coaching in words: one list of habits, each in one place, and where to look first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from lib.metrics.core.figure import Figure
from lib.metrics.core.verdict import against_target
from lib.metrics.dictionary import DICTIONARY, keys_in, parts_of
from lib.metrics.program import compare, mine, redesign, status, unread
from lib.metrics.program.change import change, months_in, moved
from lib.metrics.program.program import Program
from lib.words.phrases import counted, listed, plural, sentence

PARTS = parts_of("health", "coaching")
"""The page parts that show the figures of health and coaching."""
KEYS = keys_in(*PARTS)
HABITS = tuple(key for key in KEYS if DICTIONARY[key].has_series)
"""What circles do month by month, and so can be said to hold or slip."""
MOST_FIGURES, MOST_CIRCLES = 3, 4
"""The most figures and circles that a sentence names."""


@dataclass(frozen=True)
class Habits:
    """Every habit in one list (keys). `holds`: no real change, and at or above its target or without one. `improving`
    and `slipping`: better or worse than the usual ups and downs. `short`: no real change, and below its target, or
    never done. `unjudged`: no real change, and for a reason not held against its target. `early`: fewer than 5 records
    in the period, or too few months to say if it moved. `missing`: not recorded."""

    holds: tuple[str, ...]
    improving: tuple[str, ...]
    slipping: tuple[str, ...]
    short: tuple[str, ...]
    unjudged: tuple[str, ...]
    early: tuple[str, ...]
    missing: tuple[str, ...]


def habits(program: Program) -> Habits:
    """Each habit of HABITS in exactly one list."""
    lists: dict[str, list[str]] = {name: [] for name in Habits.__annotations__}
    for key in HABITS:
        lists[_place(program, key)].append(key)
    return Habits(**{name: tuple(keys) for name, keys in lists.items()})


def _place(program: Program, key: str) -> str:
    figure, series = program.figures[key], program.series.get(key)
    if figure.missing or (figure.value is None and figure.excluded):
        return "missing"
    if figure.is_small or series is None or np.isnan(series.columns["mean"]).all():
        return "early"
    word = _word(program, key)
    if word is None:
        return "early"
    if word in ("improving", "worsening"):
        return "improving" if word == "improving" else "slipping"
    if figure.unjudged:
        return "unjudged"
    return "short" if figure.is_met is False or _is_never(figure) else "holds"


def _is_never(figure: Figure) -> bool:
    """Whether it was recorded and did not happen once: what nobody does is no habit that holds."""
    return figure.unit == "share" and not figure.n and DICTIONARY[figure.key].improvement == "up"


def _word(program: Program, key: str) -> str | None:
    """The real change against the period before, as the tile says it; where nothing before the period is known, that of
    the latest month or, if it is steady, of the latest redesign. None where it cannot be said."""
    found = change(program, key)
    if found is not None:
        return found.word
    if program.period.has_before and not _has_latest_month(program, key):
        return None
    word = program.series[key].change
    return redesign.word_since(program, key) if word == "steady" else word


def _has_latest_month(program: Program, key: str) -> bool:
    """Whether the latest month with a value is in the period; an unfinished one is not looked at."""
    series = program.series[key]
    values = series.columns["value"][: series.judged]
    known = np.flatnonzero(~np.isnan(values))
    return bool(len(known)) and int(known[-1]) in months_in(series, program.period)


def answers(program: Program, own: Iterable[str] = ()) -> list[tuple[str, str]]:
    """The questions of the health page with their answers: first a redesign that was followed by a real shift, then
    the viewer's `own` circles."""
    found = habits(program)
    first, whose = redesign.first_words(program), mine.habits(program, own)
    return [
        *([("What did the redesign change?", first)] if first else []),
        *([("How are your circles doing?", whose)] if whose else []),
        ("What holds?", holds(program, found)),
        ("What improves?", improves(program, found)),
        ("What slips?", slips(program, found)),
        ("Where should I look first?", look_first(program)),
    ]


def holds(program: Program, found: Habits) -> str:
    """Which habits hold, how many habits there are in all, and which cannot be judged."""
    known = len(HABITS) - len(found.missing)
    if known == len(found.early):
        return (
            _not_recorded(program)
            or f"Too early to tell: {program.period.inside}, no habit has enough records and months."
        )
    with_target = [
        _with_target(program, key) for key in found.holds if program.figures[key].target is not None
    ]
    others = [_value(program.figures[key]) for key in found.holds if program.figures[key].target is None]
    first = f"{program.period.opening}, {len(found.holds)} of {counted(known, 'recorded habit')} hold"
    clauses = [
        f"steady, with a target: {listed(with_target, MOST_FIGURES)}" if with_target else "",
        f"steady, without a target to say if that is enough: {listed(others, MOST_FIGURES)}"
        if others
        else "",
    ]
    rest = [
        sentence(
            f"{why}: {listed([program.figures[key].label for key in keys], MOST_FIGURES)}" if keys else ""
        )
        for why, keys in (
            ("too early to tell", found.early),
            ("steady, and not judged against its target", found.unjudged),
        )
    ]
    return " ".join(filter(None, [f"{first}{plural(len(found.holds), 's', '')}.", sentence(*clauses), *rest]))


def improves(program: Program, found: Habits) -> str:
    """Which habits are better than their usual ups and downs, and whether that is good enough."""
    if not found.improving:
        return f"{_none_judged(found)} better than its usual ups and downs {program.period.inside}."
    return sentence(_several(program, found.improving))


def slips(program: Program, found: Habits) -> str:
    """Which habits are worse than their usual ups and downs, and which stay below their target."""
    clauses = []
    if found.slipping:
        clauses.append(f"worse than the usual ups and downs: {_several(program, found.slipping)}")
    if found.short:
        below = [_with_target(program, key) for key in found.short]
        clauses.append(f"steady, but not good enough: {listed(below, MOST_FIGURES)}")
    none = f"{_none_judged(found)} worse than its usual ups and downs {program.period.inside}"
    is_judged = len(HABITS) > len(found.missing) + len(found.early)
    return sentence(*clauses) or f"{none}{_none_below(program) if is_judged else ''}."


def _none_judged(found: Habits) -> str:
    """The start of a sentence that says something of none of the habits, or of none that can be judged."""
    judged = len(HABITS) - len(found.missing) - len(found.early)
    if not judged:
        return "It is too early to say if a habit is"
    known = len(HABITS) - len(found.missing)
    return "No habit is" if judged == known else "No habit that can be judged is"


def _none_below(program: Program) -> str:
    """That no habit is below its target, if any is held against one and none is; else ""."""
    met = [program.figures[key].is_met for key in HABITS]
    return ", and none is below its target" if True in met and False not in met else ""


def look_first(program: Program) -> str:
    """Which circles need help, and which target circles miss most often; if neither, which are worth watching."""
    judged = status.by_need(program.status)
    need = judged.loc[judged["status"] == status.NEEDS_HELP, "circle"].to_list()
    clauses = [f"{listed(need, MOST_CIRCLES)} {plural(len(need), 'needs', 'need')} help"] if need else []
    keys = tuple(key for key in KEYS if DICTIONARY[key].target)
    table = compare.table(program, keys)
    table = table[table["state"].isin(["reached", "missed"])]
    missed = table[table["state"] == "missed"].groupby("key", sort=False).size().sort_values(ascending=False)
    if len(missed):
        key, count = str(missed.index[0]), int(missed.iloc[0])
        of = counted(int((table["key"] == key).sum()), "circle")
        clauses.append(f"most often below target: {DICTIONARY[key].label}, in {count:,} of {of}")
    if clauses:
        return sentence(*clauses)
    if lacking := _not_recorded(program):
        return lacking
    if why := unread.none_active(program.facts):
        return sentence(why)
    if (judged["status"] == status.TOO_EARLY).all():
        return f"Too early to tell: no circle has held {status.MIN_HELD} sessions yet."
    number = int((~judged["status"].isin(list(status.UNJUDGED))).sum())
    if not number:
        return "No circle can be judged yet."
    none = "No circle needs help" if number == len(judged) else "No judged circle needs help"
    watched = judged.loc[judged["status"] == status.WATCH, "circle"].to_list()
    below = ", and none is below a target" if len(table) else ""
    if below and (known := table["key"].nunique()) < len(keys):
        below += f" ({known} of {len(keys)} can be judged)"
    watch = f"{listed(watched, MOST_CIRCLES)} {plural(len(watched), 'is', 'are')} worth watching"
    return sentence(f"{none}{below}", *([watch] if watched else []))


def _not_recorded(program: Program) -> str:
    return sentence(unread.in_words(program.facts.log, unread.ABOUT_CIRCLES))


def _value(figure: Figure) -> str:
    return f"{figure.label} {figure.text}{f' ({figure.caveat})' if figure.caveat else ''}"


def _moved(program: Program, key: str) -> str:
    """Participation 78 %, up from 72 %, which is below its target of 80 %."""
    figure, found = program.figures[key], change(program, key)
    before = f", {moved(found.before, figure)}" if found else ""
    against = against_target(figure)
    return f"{_value(figure)}{before}{f', which {against}' if against else ''}"


def _several(program: Program, keys: tuple[str, ...]) -> str:
    """The first habits with their values then and now, and how many more there are."""
    words = [_moved(program, key) for key in keys[:MOST_FIGURES]]
    more = len(keys) - len(words)
    return "; ".join([*words, *([f"{more:,} more"] if more else [])])


def _with_target(program: Program, key: str) -> str:
    """Participation 86 % (at or above its target of 80 %, met in 8 of 9 months)."""
    figure = program.figures[key]
    against = against_target(figure).removeprefix("is ").replace(" (", ", ").replace(")", "")
    return f"{_value(figure)} ({against})" if against else f"{_value(figure)} ({figure.fraction})"
