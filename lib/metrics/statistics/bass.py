"""The Bass curve of adoption (1969): some adopt on their own (p), most because others did (q), up to m in total.

Fitted by least squares to the interval form y(t) = m (F(t) - F(t-1)) of Srinivasan and Mason (1986), with
F(t) = (1 - exp(-(p+q) t)) / (1 + q/p exp(-(p+q) t)) and t = 1, 2, 3 … the periods, the first being 1. Until new
adoptions have peaked, or if they never do, the data do not determine m; the fit then counts as not converged, whatever
the solver reports.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = NDArray[np.float64]

MIN_PERIODS = 8
MIN_ADOPTERS = 20
LOWEST, HIGHEST = (1e-7, 1e-9), (1.0, 10.0)
"""Bounds of p and q."""
LOG_BOUNDS = np.log([LOWEST, HIGHEST])
CHANCE = 0.05
"""The curve must beat a straight line by more than chance alone would one time in twenty (p-value of an F test)."""


class BassFit(NamedTuple):
    """m: adopters in the end; p, q: innovation and imitation per period. NaN if nothing can be fitted.

    `converged`: the series determines the curve: at least 8 periods, 0 < p < 1, q > p, a peak that has passed, and a
    better fit than a straight line.
    """

    m: float
    p: float
    q: float
    converged: bool

    @property
    def peak(self) -> float:
        """When most adoptions happen, in periods since the start; 0 or less if they only ever fell."""
        return float(np.log(self.q / self.p) / (self.p + self.q)) if self.q > 0 else -np.inf

    def cumulative(self, t: ArrayLike) -> Floats:
        """Adopters by the end of period t (0 = before the first)."""
        return self.m * _share(np.asarray(t, dtype=np.float64), self.p, self.q)


def _share(t: Floats, p: Any, q: Any) -> Floats:
    decay = np.exp(-(p + q) * t)
    return (1 - decay) / (1 + q / p * decay)


def bass_fit(new_per_period: ArrayLike) -> BassFit:
    """The least-squares curve of new adopters per period, in time order.

    Fewer than 4 periods or no adopters at all: NaN and not converged. Raises ValueError for a missing or negative count
    and for anything but one list of numbers.
    """
    new = np.asarray(new_per_period, dtype=np.float64)
    if new.ndim != 1 or not np.isfinite(new).all() or (new < 0).any():
        raise ValueError("new adopters per period must be one list of numbers, 0 or more")
    if len(new) < 4 or not new.any():
        return BassFit(np.nan, np.nan, np.nan, False)
    p, q, solved = _solved(new)
    fit = BassFit(_total(new, p, q), p, q, False)
    return fit._replace(converged=bool(solved) and unfit(new, fit) is None)


def _intervals(periods: int, p: Any, q: Any) -> Floats:
    """F(t) - F(t-1) for t = 1 to `periods`; p and q may be arrays with a last axis of length 1."""
    shares = _share(np.arange(periods + 1, dtype=np.float64), p, q)
    return np.diff(shares, axis=-1)


def _total(new: Floats, p: float, q: float) -> float:
    """The m that fits best for given p and q."""
    shape = _intervals(len(new), p, q)
    return float(shape @ new / (shape @ shape))


def _solved(new: Floats) -> tuple[float, float, bool]:
    """p and q that fit best, and whether the solver succeeded: the best point of a grid, followed downhill."""
    from scipy.optimize import least_squares

    p, q = (
        axis.ravel()[:, None] for axis in np.meshgrid(np.geomspace(1e-5, 0.6, 24), np.geomspace(1e-3, 3, 24))
    )
    shapes = _intervals(len(new), p, q)
    explained = (shapes @ new) ** 2 / (shapes**2).sum(axis=1)
    scale = np.sqrt((new**2).sum())

    def misfit(logs: Floats) -> Floats:
        at = np.exp(np.clip(logs, *LOG_BOUNDS))
        return (new - _total(new, *at) * _intervals(len(new), *at)) / scale

    start = int(np.argmax(explained))
    found = least_squares(
        misfit, np.log([p[start, 0], q[start, 0]]), method="lm", xtol=1e-11, ftol=1e-11, max_nfev=300
    )
    p_found, q_found = np.exp(np.clip(found.x, *LOG_BOUNDS)).tolist()
    return p_found, q_found, found.success


def unfit(new: Floats, fit: BassFit) -> str | None:
    """Why the series does not determine this curve, in words; None if it does."""
    if len(new) < MIN_PERIODS:
        return f"too early for a curve: {len(new)} of {MIN_PERIODS} periods"
    if not fit.q > fit.p:
        return "no curve: new adoptions fell from the start"
    if not fit.peak <= len(new):
        return "too early for a curve: new adoptions have not peaked yet"
    if not (LOWEST[0] * 1.01 < fit.p < HIGHEST[0] * 0.99 and fit.q < HIGHEST[1] * 0.99):
        return "no curve fits these adoptions"
    return None if _beats_a_line(new, fit) else "no curve: a straight line fits the pace just as well"


def _beats_a_line(new: Floats, fit: BassFit) -> bool:
    from scipy.stats import f

    t = np.arange(len(new), dtype=np.float64) - (len(new) - 1) / 2
    line = new.mean() + t * (t @ new) / (t @ t)
    straight = float(((new - line) ** 2).sum())
    left = float(((new - fit.m * _intervals(len(new), fit.p, fit.q)) ** 2).sum())
    free = len(new) - 3
    if straight <= 1e-9 * float(new @ new):
        return False
    return left == 0 or bool(f.sf((straight - left) / (left / free), 1, free) < CHANCE)


def refusal(new_per_period: Sequence[float] | Floats, fit: BassFit, eligible: int) -> str | None:
    """Why no Bass curve is offered for a practice with `eligible` teams, in words; None if one is."""
    new = np.asarray(new_per_period, dtype=np.float64)
    if len(new) >= MIN_PERIODS and new.sum() < MIN_ADOPTERS:
        return f"too early for a curve: {new.sum():,.0f} of {MIN_ADOPTERS} adopters"
    reason = unfit(new, fit)
    if reason is None and not fit.converged:
        return "no curve fits these adoptions"
    if reason is None and fit.m > eligible:
        return f"too early for a curve: it would end at {fit.m:,.0f} teams; only {eligible:,} are eligible"
    return reason
