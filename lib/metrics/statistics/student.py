"""Quantiles of Student's t distribution for any degrees of freedom, without scipy: it takes a tenth of a second to
import, and the first page needs no more of it than this."""

from __future__ import annotations

from functools import lru_cache
from math import atan, cos, exp, lgamma, pi, sqrt, tan

import numpy as np

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(64)
_CLOSE = 1e-14
_MOST_STEPS = 50


@lru_cache(4096)
def t_quantile(share: float, freedom: float) -> float:
    """The value that a variable with `freedom` degrees of freedom (at least 1) stays below with the probability
    `share`, which is at least 0.5 and below 1.

    With t = √freedom · tan(angle), the probability from 0 to t is an integral of a power of the cosine. It is concave
    in the angle, so that Newton's steps from 0 reach the quantile from below.
    """
    if not (0.5 <= share < 1 and freedom >= 1):
        raise ValueError(f"no quantile of {share} with {freedom} degrees of freedom")
    scale = exp(lgamma((freedom + 1) / 2) - lgamma(freedom / 2)) / sqrt(pi)
    angle = 0.0
    for _ in range(_MOST_STEPS):
        points = np.cos((_NODES + 1) * angle / 2) ** (freedom - 1)
        below = scale * float(_WEIGHTS @ points) * angle / 2
        step = (share - 0.5 - below) / (scale * cos(angle) ** (freedom - 1))
        angle = min(angle + step, atan(1e15))
        if abs(step) <= _CLOSE:
            break
    return sqrt(freedom) * tan(angle)
