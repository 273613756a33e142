"""Keys and names as they are compared, one at a time and a column at once."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.log.format.folding import fold, fold_all


@pytest.mark.parametrize(
    ("key", "compared"),
    [
        ("A-0012", "a-0012"),
        ("\u00a0Atlas\n", "atlas"),  # a space that does not break, as copied from a web page
        ("Straße", "strasse"),
        ("STRASSE", "strasse"),
        ("\u212bngstr\u00f6m", "\u00e5ngstr\u00f6m"),  # the sign for the unit is the letter
        ("", ""),
        (" ", ""),
    ],
)
def test_keys_as_they_compare(key: str, compared: str) -> None:
    assert fold(key) == compared


@given(st.text(max_size=8), st.text(" \t\n", max_size=3))
def test_spaces_around_a_key_do_not_matter(key: str, space: str) -> None:
    assert fold(f"{space}{key}{space}") == fold(key)


@settings(deadline=None)
@given(st.lists(st.text(max_size=6) | st.sampled_from(["Straße", "N\u0303ANDU\u0301"]) | st.none()))
def test_a_column_folds_as_its_keys_do(keys: list[str | None]) -> None:
    spaced = [None if key is None else " ".join(key.split()) for key in keys]
    expected = [None if key is None else fold(key) for key in spaced]
    found = fold_all(pd.Series(spaced, dtype="str"))
    assert [None if pd.isna(key) else key for key in found] == expected
    assert found.dtype == "str"
