"""Hours and money: nothing is rounded away, and no amount lacks its currency without a word."""

from __future__ import annotations

import pytest

from lib.words import amounts


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (amounts.number(1200.0), "1,200"),
        (amounts.number(100), "100"),
        (amounts.number(0), "0"),
        (amounts.number(1234567.5), "1,234,567.5"),
        (amounts.pace(0.0), "0"),
        (amounts.pace(0.04), "< 0.1"),
        (amounts.pace(0.05), "0.1"),
        (amounts.pace(2), "2.0"),
        (amounts.hours(1), "1 hour"),
        (amounts.hours(2.5), "2.5 hours"),
        (amounts.money(3.5, "eur "), "3.50 EUR"),
        (amounts.money(6000.0, "EUR"), "6,000 EUR"),
        (amounts.money(7, ""), "7 (currency not recorded)"),
        (amounts.money(7, float("nan")), "7 (currency not recorded)"),
    ],
)
def test_numbers_of_hours_and_money(text: str, wanted: str) -> None:
    assert text == wanted
