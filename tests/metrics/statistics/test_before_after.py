"""How often a change is told that is none, and how often one is missed; and what is too early to tell."""

from __future__ import annotations

import numpy as np
import pytest

from lib.metrics.statistics.before_after import MIN_POINTS, compare

STABLE = 2000
MOST_FALSE = 0.05
"""The share of stable series that may be said to have moved."""
POWER = {(12, 6): (0.15, 0.65), (12, 12): (0.35, 0.9), (24, 12): (0.5, 0.97)}
"""(points before, points after) -> the least share of shifts of 1 and 2 sigma that are found."""


def moved(rng: np.random.Generator, sizes: tuple[int, int], shift: float, rules: str, series: int) -> float:
    """The share of series, shifted by so many sigma, that are said to have moved (up, if shifted)."""
    found = 0
    for _ in range(series):
        before, after = rng.normal(0, 1, sizes[0]), rng.normal(shift, 1, sizes[1])
        side = compare(before, after, rules).side
        found += side == 1 if shift else side in (1, -1)
    return found / series


@pytest.mark.parametrize("rules", ["nhs", "western"])
def test_a_stable_series_is_said_to_have_moved_in_at_most_1_of_20(rules: str) -> None:
    rng = np.random.default_rng(22)
    each = STABLE // 4 if rules == "nhs" else STABLE // 16
    rates = [moved(rng, sizes, 0, rules, each) for sizes in ((5, 5), (12, 6), (12, 12), (24, 12))]
    assert np.mean(rates) <= MOST_FALSE
    assert max(rates) <= 1.5 * MOST_FALSE  # 500 or 125 series each


def test_shifts_of_1_and_2_sigma_are_found() -> None:
    rng = np.random.default_rng(23)
    for sizes, least in POWER.items():
        for shift, power in zip((1, 2), least, strict=True):
            assert moved(rng, sizes, shift, "nhs", 200) >= power, (sizes, shift)


def test_fewer_than_5_points_on_a_side_are_too_few() -> None:
    high = np.full(MIN_POINTS, 0.9) + np.arange(MIN_POINTS) / 100
    low = np.full(MIN_POINTS, 0.5) + np.arange(MIN_POINTS) / 100
    assert compare(low, high).side == 1
    assert compare(high, low).side == -1
    assert not compare(low, high).is_settled
    for before, after in ((low[1:], high), (low, high[1:]), (low, np.append(high[1:], np.nan))):
        found = compare(before, after)
        assert (found.side, found.is_settled) == (None, False)
    nothing = compare(np.array([]), high)
    assert (nothing.before, nothing.points_before, nothing.side) == (None, 0, None)


def test_an_older_shift_is_not_one_after_the_change() -> None:
    rng = np.random.default_rng(5)
    old, level, after = rng.normal(0, 1, 12), rng.normal(4, 1, 9), rng.normal(4, 1, 12)
    found = compare(np.concatenate([old, level]), after)
    assert (found.points_before, found.side) == (9, 0)


def test_a_line_that_does_not_move_has_not_moved() -> None:
    assert compare(np.full(12, 0.8), np.full(12, 0.8)).side == 0
    one_odd = np.full(12, 0.8)
    one_odd[3] = 0.7
    assert compare(np.full(12, 0.8), one_odd).side == 0
