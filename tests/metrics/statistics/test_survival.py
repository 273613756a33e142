"""Time until something happens: published values, a second oracle, and what cannot go wrong."""

from __future__ import annotations

import subprocess
import sys
import time
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import AalenJohansenFitter, KaplanMeierFitter
from lifelines.datasets import load_lung
from lifelines.statistics import multivariate_logrank_test
from lifelines.utils import median_survival_times
from statsmodels.duration.survfunc import CumIncidenceRight

from lib.metrics.statistics import survival
from tests.examples import examples

COLUMNS = {"days": "float64", "share": "float64", "low": "float64", "high": "float64", "at_risk": "int64"}

# R's survival::aml: weeks until relapse, + is censored
MAINTAINED = "9 13 13+ 18 23 28+ 31 34 45+ 48 161+"
NOT_MAINTAINED = "5 5 8 8 12 16+ 23 27 30 33 43 45"


def cases(text: str) -> tuple[list[float], list[bool]]:
    return [float(word.rstrip("+")) for word in text.split()], [
        not word.endswith("+") for word in text.split()
    ]


def lung() -> tuple[pd.Series, pd.Series]:
    data = load_lung()
    assert len(data) == 228
    return data["time"], data["status"] == data["status"].max()


# Published values


def test_lung_as_r_prints_it() -> None:
    """survfit(Surv(time, status) ~ 1, lung): n 228, events 165, median 310."""
    days, event = lung()
    assert event.sum() == 165
    found = survival.curve(days, event)
    assert survival.median(found) == (310, 284, 361)
    assert survival.median(survival.curve(days, event, interval="log")) == (310, 285, 363)
    share, _, _ = survival.at(found, 365) or (0, 0, 0)
    assert 1 - share == pytest.approx(0.4092, abs=5e-5)  # summary(fit, times = 365)


@pytest.mark.parametrize(("text", "median"), [(MAINTAINED, (31, 13, None)), (NOT_MAINTAINED, (23, 5, 33))])
def test_aml_as_r_prints_it(text: str, median: tuple[float, float, float | None]) -> None:
    assert survival.median(survival.curve(*cases(text))) == median


def test_aml_step_by_step() -> None:
    found = survival.curve(*cases(MAINTAINED))
    assert found.dtypes.astype(str).to_dict() == COLUMNS
    assert found["days"].to_list() == [0, 9, 13, 18, 23, 28, 31, 34, 45, 48, 161]
    assert found["at_risk"].to_list() == [11, 11, 10, 8, 7, 6, 5, 4, 3, 2, 1]
    survived = [1, 0.9091, 0.8182, 0.7159, 0.6136, 0.6136, 0.4909, 0.3682, 0.3682, 0.1841, 0.1841]
    np.testing.assert_allclose(1 - found["share"], survived, atol=5e-5)
    # summary(survfit(..., conf.type = "log-log")) on week 9: 0.9091 (0.50809, 0.9867)
    np.testing.assert_allclose(1 - found.loc[1, ["high", "low"]].astype(float), [0.50808, 0.98667], atol=2e-5)


def test_log_rank_of_aml() -> None:
    """survdiff(Surv(time, status) ~ x, aml): chi-square 3.4 on 1 degree of freedom, p = 0.07."""
    found = survival.compare({"maintained": cases(MAINTAINED), "not": cases(NOT_MAINTAINED)})
    assert found.n == {"maintained": 11, "not": 12}
    assert (found.chi2, found.p) == (pytest.approx(3.396, abs=5e-4), pytest.approx(0.0653, abs=5e-5))


def test_incidence_and_its_error_as_in_stata() -> None:
    """stcompet on 18 cases with three causes, as quoted in the tests of statsmodels."""
    days = np.array([1, 1, 2, 4, 4, 4, 6, 6, 7, 8, 9, 9, 9, 1, 2, 2, 4, 4])
    cause = np.array([1, 1, 1, 2, 2, 2, 3, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    found = survival.curve(days, cause == 1, competing=cause > 1, interval="plain")
    share = dict(zip(found["days"], found["share"], strict=True))
    assert (share[1], share[2], share[9]) == pytest.approx((0.11111111, 0.17037037, 0.17037037))
    error = (found["high"] - found["share"]) / survival.Z
    np.testing.assert_allclose(error[1:3], [0.07407407, 0.08976251], atol=1e-8)
    third = survival.curve(days, cause == 3, competing=(cause == 1) | (cause == 2))
    assert third["share"].iloc[-1] == pytest.approx(0.26666667)


# Competing events


def test_naive_kaplan_meier_is_twice_as_high() -> None:
    days = np.arange(1, 11)
    done = days % 2 == 0
    assert survival.curve(days, done)["share"].iloc[-1] == 1  # as if the cancelled ones could still be done
    found = survival.curve(days, done, competing=~done)
    assert found["share"].to_list() == pytest.approx([0, 0, 0.1, 0.1, 0.2, 0.2, 0.3, 0.3, 0.4, 0.4, 0.5])
    assert survival.median(found)[0] == 10
    assert survival.median(survival.curve(days, done))[0] == 8


def test_without_censoring_the_error_is_that_of_a_proportion() -> None:
    days, cause = np.repeat([1.0, 2, 3, 4], 5), np.tile([1, 2, 1, 1, 2], 4)
    found = survival.curve(days, cause == 1, competing=cause == 2, interval="plain")
    p = found["share"][1:-1]
    np.testing.assert_allclose((found["high"] - found["share"])[1:-1] / survival.Z, np.sqrt(p * (1 - p) / 20))
    last = found.iloc[-1]  # nobody is left, and there is still an interval
    assert last["share"] == pytest.approx(0.6)
    assert last["high"] - last["share"] == pytest.approx(survival.Z * np.sqrt(0.6 * 0.4 / 20))


def test_no_competing_event_is_kaplan_meier() -> None:
    days, event = cases(MAINTAINED)
    none = survival.curve(days, event, competing=[False] * len(days))
    pd.testing.assert_series_equal(none["share"], survival.curve(days, event)["share"])


@pytest.mark.parametrize("competing", [None, [True] * 4], ids=["all censored", "all cancelled"])
def test_nothing_ever_happened(competing: list[bool] | None) -> None:
    found = survival.curve([3, 3, 5, 8], [False] * 4, competing=competing)
    assert found["days"].to_list() == [0, 3, 5, 8]
    assert found["at_risk"].to_list() == [4, 4, 2, 1]
    assert (found[["share", "low", "high"]] == 0).all(axis=None)
    assert survival.median(found) == (None, None, None)


# Edges


@pytest.mark.parametrize("competing", [None, []])
def test_no_case(competing: list[bool] | None) -> None:
    found = survival.curve([], [], competing=competing)
    assert (len(found), found.dtypes.astype(str).to_dict()) == (0, COLUMNS)
    assert survival.median(found) == (None, None, None)
    assert survival.at(found, 0) is None


def test_one_case() -> None:
    found = survival.curve([7], [True])
    assert found["share"].to_list() == [0, 1]
    assert found["at_risk"].to_list() == [1, 1]
    assert np.isnan(found["low"][1])
    assert survival.median(found) == (7, None, None)
    censored = survival.curve([7], [False])
    assert survival.median(censored) == (None, None, None)


def test_an_event_on_day_0() -> None:
    found = survival.curve([0, 0, 4, 4], [True, False, True, False])
    assert found["days"].to_list() == [0, 4]
    assert found["share"].to_list() == pytest.approx([1 / 4, 1 - 3 / 4 * 1 / 2])
    assert found["at_risk"].to_list() == [4, 2]


def test_a_case_censored_on_a_day_was_at_risk_on_it() -> None:
    found = survival.curve([5, 5, 5, 9], [True, False, True, True])
    assert found["share"].to_list() == pytest.approx([0, 0.5, 1])


def test_the_median_is_the_first_day_of_half() -> None:
    assert survival.median(survival.curve([1, 2, 3, 4], [True] * 4))[0] == 2


def test_a_day_on_the_curve() -> None:
    found = survival.curve([2, 4, 6], [True, False, False])
    share = [
        None if at_day is None else at_day[0]
        for at_day in (survival.at(found, day) for day in (-1, 0, 1.9, 2, 6, 7))
    ]
    assert share == [None, 0, 0, pytest.approx(1 / 3), pytest.approx(1 / 3), None]
    assert (survival.at(survival.curve([2], [True]), 99) or (None,))[0] == 1  # for ever


@pytest.mark.parametrize("dtype", ["Int64", "Float64", "int64"])
def test_typed_columns_are_taken(dtype: str) -> None:
    days, event = pd.Series([1, 2, 3], dtype=dtype), pd.Series([True, False, True], dtype="boolean")
    assert survival.median(survival.curve(days, event))[0] == 3


BAD: list[tuple[dict[str, Any], str]] = [
    ({"days": [1, -2]}, "days at position 1 is before day 0: -2"),
    ({"days": [1, float("nan")]}, "days at position 1 is not a number"),
    ({"days": pd.Series([1, None], dtype="Int64")}, "days at position 1 is not a number"),
    ({"days": [[1, 2]]}, "days must be one list"),
    ({"event": [True]}, "event has 1 values for 2 cases"),
    ({"event": [True, None]}, "event has a missing value"),
    ({"competing": [True, False]}, "position 0 has both"),
    ({"competing": [False]}, "competing has 1 values for 2 cases"),
    ({"interval": "exact"}, "unknown interval 'exact'; allowed: log-log, log, plain"),
]


@pytest.mark.parametrize(("wrong", "words"), BAD)
def test_what_cannot_be_counted(wrong: dict[str, Any], words: str) -> None:
    given_ = {"days": [1, 2], "event": [True, False]} | wrong
    with pytest.raises(ValueError, match=words):
        survival.curve(given_.pop("days"), given_.pop("event"), **given_)


NOTHING_TO_COMPARE = [
    {},
    {"a": ([1, 2], [True, True])},
    {"a": ([1, 2], [True, True]), "b": ([], [])},
    {"a": ([1, 2], [False, False]), "b": ([3], [False])},
    {"a": ([1], [True]), "b": ([0], [False])},  # never at risk together
]


@pytest.mark.parametrize("groups", NOTHING_TO_COMPARE)
def test_nothing_to_compare(groups: dict[str, tuple[list[float], list[bool]]]) -> None:
    found = survival.compare(groups)
    assert (found.chi2, found.p) == (None, None)
    assert found.n == {name: len(days) for name, (days, _) in groups.items()}


# Second oracle

CASES = st.lists(st.tuples(st.integers(0, 30), st.sampled_from([0, 1, 1, 2])), min_size=1, max_size=40)


def split(drawn: Sequence[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    days, cause = np.array(drawn).T
    return days, cause


@settings(max_examples=examples(60), deadline=None)
@given(CASES)
def test_agrees_with_lifelines(drawn: list[tuple[int, int]]) -> None:
    days, cause = split(drawn)
    found = survival.curve(days, cause == 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitter = KaplanMeierFitter().fit(days, cause == 1)
        interval = fitter.confidence_interval_
        median_low, median_high = median_survival_times(interval).to_numpy()[0]
    np.testing.assert_allclose(1 - found["share"], fitter.survival_function_.iloc[:, 0], atol=1e-12)
    inside = (found["share"] > 0) & (found["share"] < 1 - 1e-9)
    oracle = 1 - interval.to_numpy()[inside]
    np.testing.assert_allclose(found.loc[inside, ["high", "low"]], oracle, atol=1e-9)
    if np.isclose(
        found[["share", "low", "high"]], 0.5
    ).any():  # lifelines counts float noise as more than half
        return
    value, low, high = survival.median(found)
    assert value == (None if np.isinf(fitter.median_survival_time_) else fitter.median_survival_time_)
    if found["share"].iloc[-1] < 1 - 1e-9:
        assert low == (None if np.isinf(median_low) else median_low)
        assert high == (None if np.isinf(median_high) else median_high)


@settings(max_examples=examples(40), deadline=None)
@given(CASES)
def test_incidence_agrees_with_lifelines(drawn: list[tuple[int, int]]) -> None:
    days, cause = split(drawn)
    days = days * 100 + np.arange(len(days)) + 1  # lifelines breaks ties at random and starts after day 0
    if not (cause == 1).any():
        return
    fitter = AalenJohansenFitter(calculate_variance=False).fit(days, cause, event_of_interest=1)
    oracle = fitter.cumulative_density_.iloc[:, 0]
    found = survival.curve(days, cause == 1, competing=cause == 2)
    np.testing.assert_allclose(found["share"], oracle.loc[found["days"]], atol=1e-12)


@settings(max_examples=examples(60), deadline=None)
@given(CASES)
def test_incidences_add_up_to_the_share_of_any_event(drawn: list[tuple[int, int]]) -> None:
    days, cause = split(drawn)
    done = survival.curve(days, cause == 1, competing=cause == 2)
    cancelled = survival.curve(days, cause == 2, competing=cause == 1)
    ended = survival.curve(days, cause > 0)
    np.testing.assert_allclose(done["share"] + cancelled["share"], ended["share"], atol=1e-12)
    assert (done["share"] <= survival.curve(days, cause == 1)["share"] + 1e-12).all()
    for found in (done, ended):
        inside = found.dropna()
        assert (np.diff(found["share"]) >= -1e-12).all()
        assert (
            (inside["low"] <= inside["share"] + 1e-12) & (inside["share"] <= inside["high"] + 1e-12)
        ).all()


@settings(max_examples=examples(30), deadline=None)
@given(CASES, st.integers(0, 40))
def test_many_groups_at_once_agree_with_their_curves(drawn: list[tuple[int, int]], day: int) -> None:
    days, cause = split(drawn)
    group = np.arange(len(days)) * 7 % 3
    found = survival.on_day(day, days, cause == 1, group, 4)
    assert len(found) == 4
    for number in range(4):
        mine = group == number
        alone = survival.at(survival.curve(days[mine], (cause == 1)[mine]), day)
        np.testing.assert_allclose(
            found.loc[number, ["share", "low", "high"]].astype(float), alone or [np.nan] * 3, atol=1e-9
        )
        assert found.loc[number, "at_risk"] == (days[mine] >= day).sum()


@settings(max_examples=examples(30), deadline=None)
@given(st.tuples(CASES, CASES, CASES))
def test_log_rank_agrees_with_lifelines(drawn: tuple[list[tuple[int, int]], ...]) -> None:
    groups = {str(place): (split(rows)[0], split(rows)[1] == 1) for place, rows in enumerate(drawn)}
    found = survival.compare(groups)
    if found.chi2 is None:
        return
    days, event = (np.concatenate([groups[name][part] for name in groups]) for part in (0, 1))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        oracle = multivariate_logrank_test(
            days, np.repeat(list(groups), [len(d) for d, _ in groups.values()]), event
        )
    if np.isfinite(oracle.test_statistic) and oracle.p_value > 1e-12:
        assert found.chi2 == pytest.approx(oracle.test_statistic, rel=1e-6, abs=1e-9)


@settings(max_examples=examples(20), deadline=None)
@given(CASES, st.randoms(use_true_random=False))
def test_order_of_cases_does_not_matter(drawn: list[tuple[int, int]], chance: Any) -> None:
    shuffled = chance.sample(drawn, len(drawn))
    for with_competing in (False, True):
        one, other = (
            survival.curve(days, cause == 1, competing=cause == 2 if with_competing else None)
            for days, cause in (split(drawn), split(shuffled))
        )
        pd.testing.assert_frame_equal(one, other)


def test_the_incidence_agrees_with_statsmodels() -> None:
    chance = np.random.default_rng(11)
    for size in (1, 7, 60, 500):
        days, cause = chance.integers(0, 40, size), chance.integers(0, 3, size)
        if not (cause == 1).any():
            cause[0] = 1
        found = CumIncidenceRight(days.astype(float), cause)
        at = np.searchsorted(
            found.times, survival.curve(days, cause == 1, competing=cause == 2)["days"], "right"
        )
        expected = np.append(0.0, found.cinc[0])[at]
        np.testing.assert_allclose(
            survival.curve(days, cause == 1, competing=cause == 2)["share"], expected, atol=1e-12
        )


# Cost


def test_40_000_cases_are_quick() -> None:
    chance = np.random.default_rng(7)
    days, cause = chance.integers(0, 700, 40_000), chance.integers(0, 3, 40_000)
    seconds = []
    for _ in range(5):
        start = time.perf_counter()
        survival.curve(days, cause == 1, competing=cause == 2)
        seconds.append(time.perf_counter() - start)
    assert min(seconds) < 0.1


def test_nothing_heavy_is_imported_until_a_curve_is_needed() -> None:
    code = (
        "import sys; from lib.metrics.statistics import survival; survival.curve([], []); "
        "survival.curve([1, 2, 3], [True, False, False], competing=[False, True, False]); "
        "print('statsmodels' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "False\n"
