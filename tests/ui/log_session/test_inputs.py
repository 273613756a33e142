"""Inputs of the Log a session form take what a log may hold."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from lib.log.format.schema import TABS
from lib.ui.log_session.entries import COLUMNS, hint


def test_a_day_of_any_year_is_shown() -> None:
    def script() -> None:
        from datetime import date

        import streamlit as st

        from lib.ui.log_session.inputs import day_input

        for key, day in (("early", date(1998, 5, 1)), ("late", date(2150, 1, 1))):
            st.session_state.setdefault(key, day)
            day_input(key, key)

    app = AppTest.from_function(script).run()
    assert not app.exception
    assert [one.value.year for one in app.date_input] == [1998, 2150]


def test_what_an_empty_input_says_is_never_cut() -> None:
    texts = [(tab, TABS[tab].column(name)) for tab, names in COLUMNS.items() for name in names]
    hints = [hint(tab, column) for tab, column in texts if column.kind == "text"]
    assert max(map(len, hints)) <= 30


def test_what_figures_count_of_an_adoption_and_a_lighthouse_is_asked() -> None:
    """Outcomes by conditions, adaptations whose way is noted, and measures with their unit."""
    assert {"effect", "conditions", "components_kept", "adapted_how", "evidence"} <= set(COLUMNS["adoptions"])
    assert {"measure", "unit", "before"} <= set(COLUMNS["lighthouses"])
