"""Measures as people write them, and what became of them."""

from __future__ import annotations

import pytest

from lib.metrics.impact.amounts import Amount, read, word


@pytest.mark.parametrize(
    ("text", "number", "words"),
    [
        ("14", 14, ""),
        ("14 Days", 14, "days"),
        ("1,200", 1200, ""),
        ("1,204,300.5", 1204300.5, ""),
        ("1.204.300,5", 1204300.5, ""),
        ("12,5 %", 12.5, "%"),
        ("0,125", 0.125, ""),
        ("0.125", 0.125, ""),
        ("3.5 hours a week", 3.5, "hours a week"),
        ("-4", -4, ""),
        ("€ 1.2m", 1.2, "€ m"),
        ("about 7", 7, "about"),
    ],
)
def test_one_number_and_the_words_around_it(text: str, number: float, words: str) -> None:
    assert read(text) == Amount(number, words)


@pytest.mark.parametrize(
    "text", ["", "better", "3 of 5", "3-5", "2026-03-01", "1.200", "1,20,3", "10 20", "1,2.3,4"]
)
def test_what_may_mean_two_things_is_no_number(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    ("before", "after", "better", "found"),
    [
        ("14 days", "9 days", "down", "improved"),
        ("14 days", "9", "down", "improved"),
        ("14", "9", "up", "worse"),
        ("14", "9", None, "fell"),
        ("9", "14", None, "rose"),
        ("9", "9.0", "up", "unchanged"),
        ("2 weeks", "9 days", "down", "not comparable"),
        ("900", "1.2k", "up", "not comparable"),
        ("high", "9", "down", "not comparable"),
    ],
)
def test_what_became_of_a_measure(before: str, after: str, better: str | None, found: str) -> None:
    assert word(read(before), read(after), better) == found
