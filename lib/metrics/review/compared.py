"""The figures of a review: now, in the period before, and whether the difference is real."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lib.metrics.core.figure import NONE_IN_PERIOD, Figure
from lib.metrics.core.newest import silent_since
from lib.metrics.core.verdict import against_target
from lib.metrics.dictionary import DICTIONARY, ON_OVERVIEW, SERIES_KEYS, keys_in
from lib.metrics.program.change import Word, before_of, change
from lib.metrics.program.figure_words import nothing_in_words
from lib.metrics.program.program import Program
from lib.words.phrases import listed
from lib.words.shares import NOTHING

REVIEWED: tuple[str, ...] = tuple(
    dict.fromkeys(
        (
            "status",
            "asks",
            *ON_OVERVIEW,
            *(key for key, definition in DICTIONARY.items() if definition.target),
            *keys_in("Sponsors"),
            "results",
        )
    )
)
"""The figures that a review shows and freezes: circles on track, open asks, those of the overview, those with a
target, those about sponsors, and results."""
CHARTED: tuple[str, ...] = tuple(key for key in REVIEWED if key in SERIES_KEYS)
"""Those of them that a chart shows month by month: only these can be a real change."""
REAL, USUAL, TOO_FEW, TOO_SMALL, NO_VALUE_BEFORE = (
    "real change",
    "usual ups and downs",
    "too few months to say",
    "too few cases to compare",
    "nothing to compare with",
)


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure of the review. `then`: its value in the period before as text, "" without one. `verdict`: REAL (with the
    side that is better or worse), USUAL, TOO_FEW, TOO_SMALL or NO_VALUE_BEFORE. `target`: against its target in words,
    "" without."""

    figure: Figure
    then: str
    word: Word | None
    verdict: str
    target: str


def compared(program: Program, keys: Iterable[str] = REVIEWED) -> list[Compared]:
    """The figures with these keys that have a value, in order."""
    found = []
    for key in keys:
        figure = program.figures[key]
        if not _is_known(program, figure):
            continue
        against, before = change(program, key), before_of(program, key)
        then = before.text if before is not None and _has_value(before) else ""
        word = against.word if against else None
        found.append(
            Compared(
                figure,
                then,
                word,
                _verdict(word) if against else TOO_SMALL if then else NO_VALUE_BEFORE,
                against_target(figure),
            )
        )
    return found


def first(figures: list[Compared], most: int) -> list[Compared]:
    """The figures to show first, at most `most`, in their order: those that changed by more than their usual ups and
    downs or miss their target; then the others, in order."""

    def is_plain(place: int) -> bool:
        return not figures[place].verdict.startswith(REAL) and figures[place].figure.is_met is not False

    chosen = sorted(range(len(figures)), key=is_plain)[:most]
    return [figures[place] for place in sorted(chosen)]


def without_value(program: Program) -> list[str]:
    """Why the other figures of REVIEWED are not shown: "not recorded: …", "nothing to count yet: …", one clause for
    each reason, with labels."""
    found: dict[str, list[str]] = {}
    for key in REVIEWED:
        figure = program.figures[key]
        if not _is_known(program, figure):
            found.setdefault(_why(figure), []).append(figure.label)
    return [f"{why}: {listed(labels)}" for why, labels in found.items()]


def _why(figure: Figure) -> str:
    if figure.missing and not figure.is_withheld:
        return "not recorded"
    return nothing_in_words(figure) or NONE_IN_PERIOD


def _is_known(program: Program, figure: Figure) -> bool:
    """Whether it has a value, and a 0 of a period in which nothing is recorded is none."""
    definition = DICTIONARY.get(figure.key)
    of_period = definition is not None and definition.windowed
    return _has_value(figure) and not (of_period and figure.value == 0 and silent_since(program.facts))


def _has_value(figure: Figure) -> bool:
    return not figure.missing and figure.text != NOTHING


def _verdict(word: Word | None) -> str:
    if word is None:
        return TOO_FEW
    if word == "steady":
        return USUAL
    return f"{REAL}: {({'improving': 'better', 'worsening': 'worse', 'changing': 'different'})[word]}"
