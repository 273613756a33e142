"""Confidence intervals of shares."""

from __future__ import annotations

from typing import Any

import numpy as np

Z95 = 1.959963984540054
"""97.5 % quantile of the standard normal distribution."""


def wilson(n: Any, N: Any) -> tuple[Any, Any]:
    """Wilson's 95 % score interval (1927) of n/N: floats for numbers, float64 arrays for array-likes.

    NaN where N is 0, a count is missing, or n is not within 0 to N.
    """
    successes, trials = np.broadcast_arrays(np.asarray(n, dtype=float), np.asarray(N, dtype=float))
    valid = (trials > 0) & (successes >= 0) & (successes <= trials)
    k, m = np.where(valid, successes, np.nan), np.where(valid, trials, np.nan)
    center = (k + Z95**2 / 2) / (m + Z95**2)
    half = Z95 * np.sqrt(k * (m - k) / m + Z95**2 / 4) / (m + Z95**2)
    low = np.where(k == 0, 0.0, center - half)
    high = np.where(k == m, 1.0, center + half)
    return (low, high) if low.ndim else (float(low), float(high))
