"""Hours and money in words: to the cent, in their own currency."""

from __future__ import annotations

from lib.words.phrases import plural


def number(value: float) -> str:
    """A number as people write it, with at most two decimals.

    >>> number(1200.0), number(3.5), number(0.125)
    ('1,200', '3.5', '0.12')
    """
    text = f"{value:,.2f}"
    return text.rstrip("0").rstrip(".")


def pace(value: float) -> str:
    """How many a week, to one decimal; one that would show as none is below a tenth.

    >>> pace(0.0), pace(0.04), pace(1.0)
    ('0', '< 0.1', '1.0')
    """
    return "0" if value == 0 else "< 0.1" if value < 0.05 else f"{value:,.1f}"


def hours(value: float) -> str:
    """
    >>> hours(1), hours(2.5)
    ('1 hour', '2.5 hours')
    """
    return f"{number(value)} {plural(1 if value == 1 else 2, 'hour')}"


def money(value: float, currency: object) -> str:
    """An amount with its currency, which is written as figures write it; a blank one is named as missing.

    >>> money(3.5, "eur"), money(7, "")
    ('3.50 EUR', '7 (currency not recorded)')
    """
    amount = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"
    named = currency.strip().upper() if isinstance(currency, str) else ""
    return f"{amount} {named}" if named else f"{amount} (currency not recorded)"
