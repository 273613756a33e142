"""Wilson's interval against known values and against statsmodels."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from lib.metrics.statistics.intervals import wilson


class TestWilson:
    def test_known_intervals(self) -> None:
        assert wilson(0, 5) == pytest.approx((0, 0.434482), abs=5e-7)
        assert wilson(3, 7) == pytest.approx((0.158220, 0.749542), abs=5e-7)

    def test_bounds_are_exact_at_none_and_all(self) -> None:
        assert wilson(0, 9)[0] == 0
        assert wilson(9, 9)[1] == 1

    @given(st.integers(1, 10**6).flatmap(lambda N: st.tuples(st.integers(0, N), st.just(N))))
    def test_agrees_with_statsmodels(self, counts: tuple[int, int]) -> None:
        assert wilson(*counts) == pytest.approx(proportion_confint(*counts, method="wilson"), abs=1e-9)

    @given(st.integers(1, 10**6).flatmap(lambda N: st.tuples(st.integers(0, N), st.just(N))))
    def test_holds_the_share_and_stays_within_0_and_1(self, counts: tuple[int, int]) -> None:
        low, high = wilson(*counts)
        assert 0 <= low <= counts[0] / counts[1] <= high <= 1

    def test_scalars_give_floats_and_arrays_give_arrays(self) -> None:
        assert [type(bound) for bound in wilson(np.int64(1), 4)] == [float, float]
        low, high = wilson([0, 3, 0], pd.Series([5, 7, 0]))
        assert low == pytest.approx([0, 0.158220, np.nan], abs=5e-7, nan_ok=True)
        assert high == pytest.approx([0.434482, 0.749542, np.nan], abs=5e-7, nan_ok=True)

    def test_one_count_against_many(self) -> None:
        low, high = wilson(3, [7, 3])
        assert low == pytest.approx([0.158220, 0.438503], abs=5e-7)
        assert high == pytest.approx([0.749542, 1], abs=5e-7)
        assert [bound.shape for bound in wilson([], [])] == [(0,), (0,)]

    @pytest.mark.parametrize(("n", "N"), [(0, 0), (3, 2), (-1, 4), (np.nan, 4)])
    def test_impossible_counts_have_no_interval(self, n: float, N: int) -> None:
        assert np.isnan(wilson(n, N)).all()
