"""A value against its target never says more than its months show."""

from __future__ import annotations

import pytest

from lib.metrics.core.figure import Figure, Verdict
from lib.metrics.core.verdict import against_target


@pytest.mark.parametrize(
    ("value", "verdict", "words"),
    [
        (0.9, None, "is at or above its target of 80 %"),
        (0.7, Verdict(None, 1, 4), "is below its target of 80 %"),
        (0.7, Verdict(None, 3, 7), "is below its target of 80 %, met in 3 of 7 months"),
        (0.9, Verdict(None, 7, 7), "is at or above its target of 80 %, met in each of 7 months"),
        (0.7, Verdict(None, 0, 7), "missed its target of 80 % in each of 7 months"),
        (0.7, Verdict("misses", 0, 14), "missed its target of 80 % in each of 14 months"),
        (0.7, Verdict("misses", 1, 14), "misses its target of 80 %, met in 1 of 14 months"),
        (0.9, Verdict("meets", 14, 14), "meets its target of 80 %"),
        (0.7, Verdict("hit-and-miss", 9, 14), "is below its target of 80 % (hit-and-miss: met in 9 of 14 months)"),
    ],
)  # fmt: skip
def test_words(value: float, verdict: Verdict | None, words: str) -> None:
    figure = Figure("k", "K", "", value=value, n=int(10 * value), N=10, target=0.8, verdict=verdict)
    assert against_target(figure) == words


def test_nothing_is_said_of_few_or_without_a_target() -> None:
    assert against_target(Figure("k", "K", "", value=0.5, n=2, N=4, target=0.8)) == ""
    assert against_target(Figure("k", "K", "", value=0.5, n=5, N=10)) == ""
    assert against_target(Figure("k", "K", "", n=0, N=0, target=0.8)) == ""
