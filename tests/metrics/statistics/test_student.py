"""Quantiles of Student's t distribution, held against scipy's."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import stdtrit

from lib.metrics.statistics.student import t_quantile


@pytest.mark.parametrize("share", [0.5, 0.75, 0.9, 0.98, 0.995])
def test_quantiles_are_those_of_scipy(share: float) -> None:
    freedom = [1.0, *(0.62 * np.arange(4, 60)), 2.0, 30.0, 150.0, 2000.0]
    found = [t_quantile(share, each) for each in freedom]
    assert found == pytest.approx(stdtrit(freedom, share), rel=1e-10, abs=1e-12)


@pytest.mark.parametrize(("share", "freedom"), [(0.4, 5), (1.0, 5), (0.98, 0.5), (0.98, float("nan"))])
def test_what_has_no_quantile_here_is_refused(share: float, freedom: float) -> None:
    with pytest.raises(ValueError, match="no quantile"):
        t_quantile(share, freedom)
