"""How often a change is called real that is none, and how often a real one is found; what a shift is."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from lib.metrics.statistics.shifts import RUN, has_shift, latest_run, new_side, start_of_level

SERIES = 2000
Draw = Callable[[np.random.Generator, int], NDArray[np.float64]]


def normal(random: np.random.Generator, months: int) -> NDArray[np.float64]:
    return random.normal(size=months)


def attendance(random: np.random.Generator, months: int) -> NDArray[np.float64]:
    """Months in which each of 40 people comes with a chance of 85 %."""
    return random.binomial(40, 0.85, months) / 40


def rarely_missed(random: np.random.Generator, months: int) -> NDArray[np.float64]:
    """Months of 10 records of which almost none is missed: mostly a flat line at 100 %."""
    return random.binomial(10, 0.99, months) / 10


def finished(random: np.random.Generator, months: int) -> NDArray[np.float64]:
    return random.poisson(6, months).astype(np.float64)


def share_called_real(
    draw: Draw,
    before: int,
    months: int,
    *,
    shift: float = 0,
    step: float = 0,
    since: int = 0,
    rules: str = "nhs",
) -> float:
    """The share of SERIES random series with `before` months and then `months` of a period, compared with as many
    months before it, in which the change is called real: up, if there is a `shift` in the period. `step`: a shift that
    began `since` months before the period."""
    random, called = np.random.default_rng(20260630), 0
    for _ in range(SERIES):
        values = draw(random, before + months)
        values[before - since :] += step
        values[before:] += shift
        found = new_side(values[:before], values[before - months : before], values[before:], rules)
        called += found == 1 if shift else bool(found)
    return called / SERIES


@pytest.mark.parametrize(
    ("draw", "before", "months", "rules"),
    [
        (normal, 15, 3, "nhs"),  # the default: 18 months of log, the last 3 months
        (normal, 15, 3, "western"),
        (normal, 5, 3, "nhs"),
        (normal, 24, 1, "nhs"),
        (normal, 24, 6, "nhs"),
        (normal, 12, 12, "nhs"),
        (attendance, 15, 3, "nhs"),
        (rarely_missed, 15, 3, "nhs"),
        (finished, 15, 3, "nhs"),
    ],
)
def test_in_stable_series_at_most_one_change_in_twenty_is_called_real(
    draw: Draw, before: int, months: int, rules: str
) -> None:
    assert share_called_real(draw, before, months, rules=rules) < 0.05


def test_the_default_calls_about_one_stable_series_in_thirty_real() -> None:
    assert share_called_real(normal, 15, 3) == pytest.approx(0.034, abs=0.01)


@pytest.mark.parametrize(
    ("months", "shift", "found"),
    [(3, 1, 0.16), (3, 2, 0.53), (3, 3, 0.86), (6, 1, 0.25), (6, 2, 0.77), (12, 1, 0.52), (12, 2, 0.98)],
)
def test_how_often_a_shift_of_1_or_2_standard_deviations_is_found(
    months: int, shift: float, found: float
) -> None:
    assert share_called_real(normal, 15, months, shift=shift) == pytest.approx(found, abs=0.02)


@pytest.mark.parametrize("since", [3, 4, 6, 9, 12])
def test_a_step_before_the_two_periods_makes_nothing_new(since: int) -> None:
    assert share_called_real(normal, 24, 3, step=3, since=since) < 0.05


@pytest.mark.parametrize("since", [3, 6, 12])
def test_a_return_from_a_step_is_found(since: int) -> None:
    assert share_called_real(normal, 24, 3, step=-4, since=since, shift=4) > 0.9


def test_a_flat_line_needs_two_points_off_it() -> None:
    flat = np.ones(12)
    assert new_side(flat, flat[-3:], np.array([1, 0.9, 1])) == 0
    assert new_side(flat, flat[-3:], np.array([0.9, 0.8, 1])) == -1
    assert new_side(flat, flat[-3:], np.array([np.nan, 1, 1])) == 0


def test_too_few_points_are_not_judged() -> None:
    assert new_side(np.arange(4.0), np.arange(3.0), np.ones(3)) is None
    assert new_side(np.arange(6.0), np.array([np.nan]), np.ones(3)) is None
    assert new_side(np.arange(6.0), np.arange(3.0), np.array([])) is None


def test_the_latest_level_begins_after_the_last_shift() -> None:
    low, high = np.array([1.0, 2] * 6), np.array([7.0, 8] * 5)
    values = np.concatenate([low, high])
    assert latest_run(values) == 10
    assert start_of_level(values, RUN["nhs"]) == 12
    assert start_of_level(values, 12) == 0
    with_gap = np.concatenate([low, [np.nan], high])
    assert start_of_level(with_gap, RUN["nhs"]) == 13
    assert start_of_level(np.concatenate([values, low]), RUN["nhs"]) == 22
    assert (has_shift(values, 7), has_shift(low, 7), has_shift(np.ones(20), 7)) == (True, False, False)
    assert (latest_run(np.ones(3)), latest_run(np.array([]))) == (0, 0)
