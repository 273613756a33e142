"""What the viewer's own circles add to each answer, before what is said of the whole program.

Every function gives "" if none of the circles is in the program, or if they are all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import wraps

from lib.metrics.core.figure import Figure
from lib.metrics.dictionary import DICTIONARY, keys_in, parts_of
from lib.metrics.program import status
from lib.metrics.program.program import Program
from lib.words.phrases import counted, listed, plural, sentence

MOST_CIRCLES, MOST_FIGURES = 4, 4
_STATES = {
    status.NEEDS_HELP: ("needs help", "need help"),
    status.WATCH: ("is worth watching", "are worth watching"),
    status.TOO_EARLY: ("is too new to judge", "are too new to judge"),
    status.ON_TRACK: ("is on track", "are on track"),
}

Words = Callable[[Program, list[str]], str]


def _about_some(words: Words) -> Callable[[Program, Iterable[str]], str]:
    @wraps(words)
    def about(program: Program, circles: Iterable[str]) -> str:
        wanted = set(circles)
        own = [circle for circle in program.circles if circle in wanted]
        return words(program, own) if own and len(own) < len(program.circles) else ""

    return about


@_about_some
def health(program: Program, own: list[str]) -> str:
    """How the viewer's circles are doing, by name."""
    judged = program.status[program.status["circle"].isin(own)]
    if judged.empty:
        return f"Your {plural(len(own), 'circle is', 'circles are')} not active on this day."
    clauses = []
    for state, (one, many) in _STATES.items():
        names = judged.loc[judged["status"] == state, "circle"].to_list()
        if names:
            clauses.append(f"{listed(names, MOST_CIRCLES)} {plural(len(names), one, many)}")
    others = [circle for circle in own if circle not in set(judged["circle"])]
    if others:
        clauses.append(
            f"{listed(others, MOST_CIRCLES)} {plural(len(others), 'is', 'are')} not active on this day"
        )
    return f"Your {plural(len(own), 'circle', 'circles')}: {'; '.join(clauses)}."


@_about_some
def needs(program: Program, own: list[str]) -> str:
    """What waits in the viewer's circles now: open asks and overdue actions."""
    clauses = []
    for key, one in (("asks", "ask waiting for an answer"), ("overdue", "overdue action")):
        if not program.figures[key].missing:
            n = _total(program, key, own).n or 0
            many = one.replace("ask ", "asks ") if key == "asks" else f"{one}s"
            clauses.append(counted(n, one, many) if n else f"no {many}")
    return sentence(f"in your {plural(len(own), 'circle', 'circles')}: {listed(clauses)}") if clauses else ""


@_about_some
def outcome(program: Program, own: list[str]) -> str:
    """How many actions the viewer's circles finished in the period."""
    figure = program.figures["flow"]
    if figure.missing:
        return ""
    done = _total(program, "flow", own).n or 0
    whose = plural(len(own), "circle", "circles")
    finished = counted(done, "action") if done else "no action"
    return f"Your {whose} finished {finished} {program.period.inside}."


@_about_some
def habits(program: Program, own: list[str]) -> str:
    """Which targets the viewer's circles reach together in the period, and which not."""
    found = [
        _total(program, key, own)
        for key in keys_in(*parts_of("health", "coaching"))
        if DICTIONARY[key].target
    ]
    return _against_targets(found, own)


@_about_some
def actions(program: Program, own: list[str]) -> str:
    """Whether the viewer's circles do what they decide."""
    found = [_total(program, key, own) for key in ("on_time", "loop_closed")]
    words = _against_targets(found, own)
    if program.figures["open"].missing:
        return words
    n = _total(program, "open", own).n or 0
    is_open = f"{counted(n, 'action')} {plural(n, 'is', 'are')} open" if n else "no action is open"
    return f"{words} {sentence(is_open)}" if words else sentence(f"in your circles, {is_open}")


def _against_targets(figures: list[Figure], own: list[str]) -> str:
    judged = [each for each in figures if each.is_met is not None]
    if not judged:
        return ""
    clauses = []
    for words, is_met in (("below target", False), ("at or above target", True)):
        some = [f"{each.label} {each.text} ({each.fraction})" for each in judged if each.is_met is is_met]
        if some:
            clauses.append(f"{words}: {listed(some, MOST_FIGURES)}")
    return sentence(f"in your {plural(len(own), 'circle', 'circles')}, {'; '.join(clauses)}")


def _total(program: Program, key: str, own: list[str]) -> Figure:
    """The figure of some circles together: a ratio of their sums."""
    figures = [program.circles[circle][key] for circle in own]
    n, total = (sum(getattr(figure, name) or 0 for figure in figures) for name in ("n", "N"))
    value = float(n) if program.figures[key].unit == "count" else n / total if total else None
    return replace(
        program.figures[key],
        n=n,
        N=total,
        value=value,
        low=None,
        high=None,
        status=None,
        verdict=None,
        parts={},
    )
