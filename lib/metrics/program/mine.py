"""What the viewer's own circles add to each answer, before what is said of the whole program.

Every function gives "" if none of the circles is in the program, or if they are all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import wraps

from lib.metrics.core import absence, rates
from lib.metrics.core.figure import BELOW, Figure
from lib.metrics.dictionary import DICTIONARY, keys_in, parts_of
from lib.metrics.program import status
from lib.metrics.program.program import Program
from lib.words.phrases import counted, listed, plural, sentence

MOST_CIRCLES, MOST_FIGURES = 4, 4
_STATES = {
    status.NEEDS_HELP: ("needs help", "need help"),
    status.WATCH: ("is worth watching", "are worth watching"),
    status.TOO_EARLY: ("has held fewer than 3 sessions", "have held fewer than 3 sessions"),
    status.NOT_JUDGED: ("is not judged", "are not judged"),
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


def before_all(own: str, *of_all: str) -> tuple[str, ...]:
    """What is said of the viewer's own circles, then of all circles; the latter says so where both are there. Empty
    words are left out."""
    rest = [words for words in of_all if words]
    if own and rest:
        rest[0] = f"All circles: {rest[0]}"
    return tuple(filter(None, (own, *rest)))


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
    clauses: list[str] = []
    for key, one, many in (
        ("asks", "ask waiting for an answer", "asks waiting for an answer"),
        ("overdue", "overdue action", "overdue actions"),
    ):
        found = _total(program, key, own)
        if program.figures[key].missing:
            continue
        if found.n:
            clauses.append(counted(found.n, one, many))
        else:
            why = absence.unknown(program.facts, key, own)  # type: ignore[arg-type]
            if why or found.value is not None:
                clauses.append(absence.said(f"no {many}", one, why))
    return (
        sentence(f"in your {plural(len(own), 'circle', 'circles')}: {'; '.join(clauses)}") if clauses else ""
    )


@_about_some
def outcome(program: Program, own: list[str]) -> str:
    """How many actions the viewer's circles finished in the period."""
    figure = program.figures["flow"]
    if figure.missing or program.period.is_ahead:
        return ""
    done = _total(program, "flow", own).n or 0
    whose = plural(len(own), "circle", "circles")
    if done:
        return f"Your {whose} finished {counted(done, 'action')} {program.period.inside}."
    if why := absence.unknown(program.facts, "finished", own):
        return sentence(f"in your {whose}, {absence.said('', 'finished action', why)}")
    if program.facts.actions["circle"].isin(own).any():
        return f"Your {whose} finished no action {program.period.inside}."
    if not program.facts.all_actions["circle"].isin(own).any():
        return ""
    return sentence(f"in your {whose}, {absence.no_actions(program.facts, own)}")


@_about_some
def habits(program: Program, own: list[str]) -> str:
    """Which targets the viewer's circles reach together in the period, and which not."""
    found = [
        _total(program, key, own)
        for key in keys_in(*parts_of("health", "coaching"))
        if DICTIONARY[key].target
    ]
    return _against_targets(program, found, own)


@_about_some
def actions(program: Program, own: list[str]) -> str:
    """Whether the viewer's circles do what they decide."""
    found = [_total(program, key, own) for key in ("on_time", "loop_closed")]
    words = _against_targets(program, found, own)
    if program.figures["open"].missing:
        return words
    total = _total(program, "open", own)
    if total.n:
        is_open = f"{counted(total.n, 'action')} {plural(total.n, 'is', 'are')} open"
    elif why := absence.unknown(program.facts, "open", own):
        is_open = absence.said("", "open action", why)
    elif not total.N:
        is_open = absence.no_actions(program.facts, own)
    else:
        is_open = "no action is open"
    if words:
        return f"{words} {sentence(is_open)}"
    return sentence(f"in your {plural(len(own), 'circle', 'circles')}, {is_open}")


def _against_targets(program: Program, figures: list[Figure], own: list[str]) -> str:
    judged = [each for each in figures if each.is_met is not None]
    if not judged:
        return ""
    clauses: list[str] = []
    for words, is_met in (("below target", False), ("at or above target", True)):
        some = [_with_fraction(each) for each in judged if each.is_met is is_met]
        if some:
            when = "" if clauses else f" {program.period.inside}"
            clauses.append(f"{words}{when}: {listed(some, MOST_FIGURES)}")
    return sentence(f"in your {plural(len(own), 'circle', 'circles')}, {'; '.join(clauses)}")


def _with_fraction(figure: Figure) -> str:
    """Participation 86 % (24/28), and how many of the circles it leaves out because they are too small."""
    small = int(figure.parts.get("withheld", 0))
    without = f", without {counted(small, 'circle')} {BELOW}" if small else ""
    return f"{figure.label} {figure.text} ({figure.fraction}{without})"


def _total(program: Program, key: str, own: list[str]) -> Figure:
    """The figure of some circles together: a ratio of their sums. Part: withheld (circles too small to be reported)."""
    figures = [program.circles[circle][key] for circle in own]
    shown = [figure for figure in figures if not figure.is_withheld]
    n, total = (sum(getattr(figure, name) or 0 for figure in shown) for name in ("n", "N"))
    value: float | None = n / total if total else None
    if program.figures[key].unit == "count":
        value = None if all(figure.value is None for figure in shown) else float(n)
    return replace(
        program.figures[key],
        n=n,
        N=total,
        value=value,
        low=None,
        high=None,
        status=None,
        verdict=None,
        excluded=rates.left_out({str(at): figure.excluded for at, figure in enumerate(shown)}),
        parts={"withheld": len(figures) - len(shown)},
        missing=program.figures[key].missing if shown else BELOW,
    )
