"""The small print below a figure's value, on a tile and in the brief."""

from __future__ import annotations

from lib.metrics.core.figure import MIN_FOR_PERCENT, NONE_IN_PERIOD, Figure
from lib.metrics.core.verdict import against_target
from lib.metrics.dictionary import DICTIONARY
from lib.metrics.program import who_came
from lib.metrics.program.change import Change
from lib.words.shares import exact_percent, percent

CHANGE_WORDS = {
    "improving": "better than usual",
    "worsening": "worse than usual",
    "changing": "unlike usual",
    "steady": "usual ups and downs",
}
"""What a change is, in two or three words."""


def small_print(figure: Figure, found: Change | None) -> str:
    """The line below a value: n/N, how usual its change is, its target; or why there is nothing to count."""
    if figure.nothing:
        return nothing_in_words(figure)
    few = "too few for a percentage" if figure.unit == "share" else "too few for an average"
    words = [few] if figure.is_small else [counted_of(figure)]
    if figure.text == "–":
        number = figure.N or 0
        is_few = number < MIN_FOR_PERCENT
        words = [f"too few to say: {number:,} of the {MIN_FOR_PERCENT} needed" if is_few else "not known yet"]
    if figure.key == who_came.INSTEAD:
        words += who_came.kinds(figure)
    if figure.caveat:
        words.append(figure.caveat)
    if found is not None and found.word is not None:
        words.append(CHANGE_WORDS[found.word])
    if figure.target is not None:
        target = f"target {exact_percent(figure.target)}"
        words.append(against_target(figure).removeprefix("is ").replace("its target of", "target") or target)
    if figure.unit in ("count", "days") and figure.excluded:
        words += [f"{count:,} left out: {reason}" for reason, count in figure.excluded.items()]
    return " · ".join(filter(None, words))


def nothing_in_words(figure: Figure) -> str:
    """Why there is nothing to count. A figure of a single day, as the status and the open asks are, says nothing of a
    period."""
    definition = DICTIONARY.get(figure.key)
    is_of_a_day = definition is None or not definition.windowed
    return "nothing to count yet" if is_of_a_day and figure.nothing == NONE_IN_PERIOD else figure.nothing


def counted_of(figure: Figure) -> str:
    """n/N as shown below the value: for an estimate its interval and N, for a count N, otherwise the fraction."""
    if figure.unit == "days" and figure.low is not None:
        until = "or more" if figure.high is None else f"to {figure.high:,.0f}"
        return f"95 % interval {figure.low:,.0f} {until}, from {figure.N:,}"
    if figure.unit == "count" and figure.n != figure.N:
        return f"of {figure.N:,}"
    if not figure.is_estimate or figure.low is None or figure.high is None:
        return figure.fraction
    return f"{percent(figure.low)} to {percent(figure.high)}, estimated from {figure.N:,}"
