"""A window on a long list of people: its search, its pages, and what is tapped on each of them."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from lib.ui.widgets.window import FORMS, PEOPLE

COUNT = 75


def script(count: int) -> None:
    import streamlit as st

    from lib.ui.widgets import window

    names = {f"k{number}": f"Ana Alba {number}" for number in range(count)}
    st.session_state.setdefault("tapped", ["k40"])
    tapped = window.pills("Who is here?", names, "tapped", "here", persist_state="session")
    st.text(" ".join(tapped))


def opened(count: int) -> AppTest:
    return AppTest.from_function(script, kwargs={"count": count}).run()


def test_a_short_list_is_shown_whole() -> None:
    app = opened(PEOPLE)
    assert len(app.button_group[0].options) == PEOPLE
    assert not app.text_input


def rows(count: int, size: int) -> None:
    import streamlit as st

    from lib.ui.widgets import window

    st.text(window.people([f"Ana Alba {number}" for number in range(count)], "there", size=size))


@pytest.mark.parametrize(("count", "shown"), [(PEOPLE, PEOPLE), (PEOPLE + 1, FORMS)])
def test_only_a_list_of_many_people_comes_in_pages_of_few(count: int, shown: int) -> None:
    app = AppTest.from_function(rows, kwargs={"count": count, "size": FORMS}).run()
    assert app.text[0].value == str([*range(shown)])


def test_what_is_tapped_stays_tapped_on_other_pages() -> None:
    app = opened(COUNT)
    assert len(app.button_group[0].options) == PEOPLE
    assert app.button_group[0].value == [], "the one who is tapped is on the next page"
    app.button_group[0].set_value(["k3", "k5"]).run()
    assert app.text[0].value == "k40 k3 k5"
    app.session_state["here_page"] = 2
    app.run()
    assert app.button_group[0].value == ["k40"]
    app.button_group[0].set_value([]).run()
    assert app.text[0].value == "k3 k5"


def test_a_search_finds_people_on_any_page() -> None:
    app = opened(COUNT)
    app.session_state["here_page"] = 3
    app.run()
    app.text_input(key="here_find").set_value("ALBA 74").run()
    assert app.button_group[0].options == ["Ana Alba 74"]
    app.button_group[0].set_value(["k74"]).run()
    assert app.text[0].value == "k40 k74"
    app.text_input(key="here_find").set_value("nobody").run()
    assert "Nobody in this list" in app.caption[0].value
    assert app.text[0].value == "k40 k74"
