"""The Bass curve against published sales, and when it is refused."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from lib.metrics.statistics import bass
from lib.metrics.statistics.bass import BassFit, bass_fit

VCR = [840, 1470, 2110, 4000, 7590, 10950, 10530, 9470, 7790, 5890]
"""Video recorders sold in the United States from 1980 to 1989, in thousands."""


def test_vcr_sales() -> None:
    fit = bass_fit(VCR)
    assert fit.m == pytest.approx(67_660, rel=1e-4)
    assert fit.p == pytest.approx(0.00879, abs=5e-6)
    assert fit.q == pytest.approx(0.642, abs=5e-4)
    assert fit.converged
    assert fit.peak == pytest.approx(np.log(fit.q / fit.p) / (fit.p + fit.q))
    assert bass.refusal(VCR, fit, eligible=90_000) is None


def test_the_first_six_years_are_too_early() -> None:
    fit = bass_fit(VCR[:6])
    assert not fit.converged
    assert bass.refusal(VCR[:6], fit, eligible=90_000) == "too early for a curve: 6 of 8 periods"


@pytest.mark.parametrize(
    ("new", "why"),
    [
        ([30] * 10, "a straight line fits"),
        ([100, 92, 84, 76, 68, 60, 52, 44, 36, 28], "fell from the start"),
        ([50, 40, 33, 26, 20, 16, 13, 10, 8, 6], "fell from the start"),
        (list(range(1, 13)), "not peaked yet"),
        ([0] * 9 + [90], "not peaked yet"),
        ([100] + [0] * 9, "no curve fits"),
        (VCR[:7], "7 of 8 periods"),
    ],
)
def test_series_without_a_curve(new: list[float], why: str) -> None:
    fit = bass_fit(new)
    assert not fit.converged
    assert why in (bass.refusal(new, fit, eligible=10**9) or "")


def test_too_few_adopters_and_more_than_the_eligible_teams() -> None:
    few = [0, 1, 2, 4, 5, 4, 2, 1, 0, 0]
    assert bass.refusal(few, bass_fit(few), eligible=99) == "too early for a curve: 19 of 20 adopters"
    fit = bass_fit(VCR)
    assert "67,660 teams; only 60,000 are eligible" in (bass.refusal(VCR, fit, eligible=60_000) or "")


@pytest.mark.parametrize("new", [[], [1, 2, 3], [0] * 12])
def test_nothing_to_fit(new: list[int]) -> None:
    fit = bass_fit(new)
    assert np.isnan(fit[:3]).all()
    assert not fit.converged


@pytest.mark.parametrize("new", [[1, -1, 2, 3, 4], [1, np.nan, 2, 3], [[1, 2], [3, 4]]])
def test_invalid_series_are_refused(new: list[float]) -> None:
    with pytest.raises(ValueError, match="0 or more"):
        bass_fit(new)


@pytest.mark.parametrize(("m", "p", "q"), [(84, 0.01, 0.4), (2000, 0.002, 0.6), (300, 0.03, 0.3)])
def test_a_curve_without_noise_is_recovered(m: float, p: float, q: float) -> None:
    true = BassFit(m, p, q, True)
    fit = bass_fit(np.diff(true.cumulative(np.arange(25))))
    assert fit[:3] == pytest.approx((m, p, q), rel=1e-4)
    assert fit.converged
    assert fit.cumulative(0) == 0


def test_noise_rarely_passes_for_a_curve() -> None:
    chance = np.random.default_rng(7)
    for rate in (np.full(18, 4.0), np.linspace(8, 1, 18), np.linspace(1, 8, 18)):
        accepted = sum(bass_fit(chance.poisson(rate)).converged for _ in range(40))
        assert accepted <= 8


def test_importing_it_stays_light() -> None:
    heavy = "{'scipy', 'statsmodels', 'networkx'}"
    code = f"import sys, lib.metrics.dictionary; sys.exit(bool({heavy} & sys.modules.keys()))"
    root = Path(__file__).parents[3]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0
