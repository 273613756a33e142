"""Counts, lists and sentences."""

from __future__ import annotations

import doctest

from hypothesis import given
from hypothesis import strategies as st

from lib.words import phrases
from lib.words.phrases import counted, listed, sentence

TEXTS = st.text(st.characters(exclude_characters=";"), max_size=20)


def test_the_examples() -> None:
    assert doctest.testmod(phrases).failed == 0
    assert doctest.testmod(phrases).attempted >= 5


@given(st.integers(0, 10**9))
def test_only_one_has_no_s(number: int) -> None:
    assert counted(number, "cell").endswith("s") == (number != 1)
    assert int(counted(number, "cell").split()[0].replace(",", "")) == number


@given(st.lists(st.text("abc", min_size=1), max_size=12), st.integers(1, 5))
def test_a_list_names_so_many_and_counts_the_rest(names: list[str], most: int) -> None:
    text = listed(names, most)
    if len(names) > most:
        assert text == f"{', '.join(names[:most])} and {len(names) - most} more"
    else:
        assert text.replace(" and ", ", ") == ", ".join(names)


@given(st.lists(TEXTS, max_size=4))
def test_a_sentence_has_one_period_at_its_end(clauses: list[str]) -> None:
    text = sentence(*clauses)
    assert (text == "") == (not any(clauses))
    assert not text or text.endswith(".")
    assert not text or text[0] == text[0].upper()[0]
