"""Rates in words: rounding never says more than the data."""

from __future__ import annotations

import doctest
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.words import shares
from lib.words.shares import bar_width, exact_percent, fraction, percent, percent_range, ratio


def test_the_examples() -> None:
    assert doctest.testmod(shares).failed == 0
    assert doctest.testmod(shares).attempted >= 5


@pytest.mark.parametrize(
    ("n", "of", "text"),
    [
        (246, 247, "> 99 %"),
        (247, 247, "100 %"),
        (199, 200, "> 99 %"),
        (198, 200, "99 %"),
        (1, 300, "< 1 %"),
        (1, 200, "< 1 %"),
        (0, 300, "0 %"),
        (1, 8, "12 %"),
        (3, 8, "38 %"),
        (23, 50, "46 %"),
    ],
)
def test_a_share_by_hand(n: int, of: int, text: str) -> None:
    assert percent(n / of) == text


@given(st.integers(1, 10**7).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_100_only_for_all_and_0_only_for_none(counted: tuple[int, int]) -> None:
    n, of = counted
    text = percent(n / of)
    assert (text == "100 %") == (n == of)
    assert (text == "0 %") == (n == 0)
    if text[0].isdigit():
        assert abs(int(text.split()[0]) - 100 * n / of) <= 0.5 + 1e-6


@given(st.floats(0, 1), st.floats(0.01, 1))
def test_a_share_below_its_target_never_reads_as_if_it_met_it(share: float, target: float) -> None:
    text = percent(share, target)
    shown = {"<": 0.0, ">": 99.5}.get(text[0])
    number = float(text.split()[0]) if shown is None else shown
    if share < target and round(100 * target, 1) - 100 * share > 0.1:
        assert number < 100 * target + 0.5


def test_targets_keep_their_decimals() -> None:
    assert percent(0.797, 0.8) == "79.7 %"
    assert percent(0.9999, 1.0) == "99.9 %"
    assert percent(0.0001, 0.002) == "< 1 %"
    assert exact_percent(1.0) == "100 %"


def test_nothing_is_a_dash() -> None:
    assert percent(None) == percent(math.nan) == "–"


def test_ranges_and_fractions() -> None:
    assert percent_range(0.996, 1.0) == "> 99 to 100 %"
    assert percent_range(0.27, 0.48) == "27-48 %"
    assert fraction(1204, 12040) == "1,204/12,040"
    assert ratio(65 / 40000, 65, 40000) == "65/40,000"
    assert ratio(1204.5, 2409, 2) == "1,204.50"


def test_bars_stay_within_their_track() -> None:
    assert [bar_width(share) for share in (-0.2, 0.0, 0.004, 0.5, 1.0, 1.7)] == [0, 0, 0, 50, 100, 100]
