"""Figures as people read them."""

from __future__ import annotations

import pytest

from lib.metrics.core.figure import Figure
from tests.data.case_files import measured


def share(n: int, total: int, target: float | None = None) -> Figure:
    return Figure("x", "X", "x", value=n / total if total else None, n=n, N=total, target=target)


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        (share(0, 0), "–"),
        (share(3, 4), "3/4"),
        (share(0, 5), "0 %"),
        (share(84, 100), "84 %"),
        (share(107, 134, 0.8), "79.8 %"),
        (share(1999, 2500, 0.8), "79.9 %"),
        (share(4, 5, 0.8), "80 %"),
        (share(78, 100, 0.8), "78 %"),
        (Figure("x", "X", "x", unit="count", value=1234.0), "1,234"),
        (Figure("x", "X", "x", unit="days", value=34.5), "34.5 days"),
        (Figure("x", "X", "x", unit="word", value="Watch"), "Watch"),
    ],
)
def test_text(figure: Figure, text: str) -> None:
    assert figure.text == text


def test_small_is_below_five() -> None:
    assert share(4, 4).is_small
    assert not share(5, 5).is_small


def test_an_estimate_is_not_the_fraction_of_its_counts() -> None:
    assert Figure("x", "X", "x", value=0.88, n=180, N=213).is_estimate
    assert not share(180, 213).is_estimate
    assert not share(0, 0).is_estimate
    assert not Figure("x", "X", "x", n=3, N=4).is_estimate


def test_a_rate_that_would_read_as_zero_is_shown_as_its_fraction() -> None:
    """2 stops in 1,087 team-months: 0.00 would say that nobody stopped."""
    stops = measured("log-stops").figures["abandonment"]
    assert (stops.text, stops.n, stops.N) == ("2/1,087", 2, 1087)
