"""Rates as people read them. Every page, chart, summary and sentence writes them with these functions.

Rounding never says more than the data: 100 % only for all and 0 % only for none, else "> 99 %" and "< 1 %".
"""

from __future__ import annotations

import math

NOTHING = "–"
_NOISE = 1e-9
"""Estimates are products of fractions: differences below this are rounding noise."""


def percent(share: float | None, target: float | None = None) -> str:
    """A share (0 to 1) as a whole percentage; None and NaN give "–".

    `target`: with one decimal if a whole percentage would hide that the share is below it.

    >>> percent(0.46), percent(1), percent(246 / 247), percent(1 / 900), percent(0), percent(None)
    ('46 %', '100 %', '> 99 %', '< 1 %', '0 %', '–')
    >>> percent(0.797, target=0.8)
    '79.7 %'
    """
    if share is None or math.isnan(share):
        return NOTHING
    hundredths = 100 * share
    if target is not None and share < target and round(hundredths) >= round(100 * target):
        tenths = math.floor(10 * hundredths + _NOISE) / 10
        if tenths > 0:
            return f"{tenths:.1f} %"
    return f"{_rounded(share)} %"


def percent_range(low: float, high: float) -> str:
    """Two shares as a range: 27-48 %, or > 99 to 100 %; one percentage if both read the same.

    >>> percent_range(0.27, 0.48), percent_range(0.004, 0.04), percent_range(0.5, 0.501)
    ('27-48 %', '< 1 to 4 %', '50 %')
    """
    first, last = _rounded(low), _rounded(high)
    if first == last:
        return f"{first} %"
    return f"{first}-{last} %" if first.isdigit() and last.isdigit() else f"{first} to {last} %"


def exact_percent(share: float) -> str:
    """A share that somebody chose, such as a target, with as many decimals as it has: 80 %, 87.5 %.

    >>> exact_percent(0.8), exact_percent(0.875), exact_percent(0.995)
    ('80 %', '87.5 %', '99.5 %')
    """
    return f"{round(100 * share, 6):g} %"


def bar_width(share: float) -> int:
    """A share as the width of a bar in percent, from 0 to 100. For drawing only, never as text."""
    return round(100 * min(max(share, 0.0), 1.0))


def fraction(n: int | None, of: int | None) -> str:
    """n of N as a fraction with thousands separators; None counts as 0.

    >>> fraction(2, 1346)
    '2/1,346'
    """
    return f"{n or 0:,}/{of or 0:,}"


def ratio(value: float, n: int | None, of: int | None) -> str:
    """n per N with two decimals, or the fraction if that would read 0.00.

    >>> ratio(1.25, 5, 4), ratio(0.0, 0, 9), ratio(2 / 1346, 2, 1346)
    ('1.25', '0/9', '2/1,346')
    """
    text = f"{value:,.2f}"
    return text if float(text.replace(",", "")) else fraction(n, of)


def _rounded(share: float) -> str:
    if share > 0 and round(100 * share) == 0:
        return "< 1"
    if share < 1 - _NOISE and round(100 * share) == 100:
        return "> 99"
    return f"{round(100 * share):,}"
