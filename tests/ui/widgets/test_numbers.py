"""Tables write numbers as texts do."""

from __future__ import annotations

import doctest

import pandas as pd
from streamlit.testing.v1 import AppTest

from lib.ui.widgets import numbers


def test_the_examples() -> None:
    assert doctest.testmod(numbers).failed == 0


def test_only_tables_with_large_numbers_are_formatted() -> None:
    small = pd.DataFrame({"n": [1, 999], "at": pd.to_datetime(["2026-01-05"] * 2), "is": [True, False]})
    assert numbers.separated(small) is small
    assert numbers.separated(small.iloc[:0]) is not None
    large = pd.DataFrame(
        {"name": ["a", "b"], "n": pd.array([1204, None], dtype="Int64"), "share": [0.5, 2.25]}
    )
    shown = numbers.separated(large)
    rows = shown._translate(False, False)["body"]
    texts = [[cell["display_value"] for cell in row if cell["type"] == "td"] for row in rows]
    assert texts == [["a", "1,204", "0.5"], ["b", "", "2.25"]]
    assert numbers.separated(pd.concat([large] * 3000, ignore_index=True)).__class__ is pd.DataFrame


def test_streamlit_draws_it() -> None:
    def page() -> None:
        import pandas as pd
        import streamlit as st

        from lib.ui.widgets.numbers import separated

        st.dataframe(separated(pd.DataFrame({"n": [1204, 5]})), hide_index=True)

    app = AppTest.from_function(page).run()
    assert not app.exception
    assert app.dataframe[0].value["n"].to_list() == [1204, 5]


def test_equal_tables_are_equal_messages() -> None:
    one, other = (numbers.separated(pd.DataFrame({"n": [1204]})) for _ in range(2))
    assert one.to_html() == other.to_html()
