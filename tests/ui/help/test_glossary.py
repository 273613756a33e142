"""The glossary page, and the links that lead to it from where a term first appears."""

from __future__ import annotations

import pytest
import streamlit as st

from lib.ui.widgets import terms
from lib.words.glossary import TERMS


@pytest.fixture(autouse=True)
def a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page of its own for what is linked."""
    monkeypatch.setattr(st, "session_state", {})


def test_the_first_mention_is_a_link_and_the_second_is_not() -> None:
    terms.start_page()
    first = terms.explained("The adoption rate of a practice")
    assert first == "The [adoption rate](/glossary#adoption-rate) of a [practice](/glossary#practice)"
    assert terms.explained("Another practice") == "Another practice"
    assert terms.explained("The adoption rate of a practice") == first, (
        "the same text keeps its links on a rerun"
    )
    terms.start_page()
    assert terms.explained("Another practice") == "Another [practice](/glossary#practice)"


def test_other_forms_and_capitals_lead_to_the_same_term() -> None:
    terms.start_page()
    assert terms.explained("Circles") == "[Circles](/glossary#circle)"
    assert terms.explained("encircled") == "encircled"


@pytest.mark.parametrize("text", ["*bold* [x](http://y) <b>", "1. one", "a  b", "50 %", "\ue000 circle"])
def test_all_else_is_shown_letter_by_letter(text: str) -> None:
    terms.start_page()
    st.session_state[terms._LINKED] = {term.name: "elsewhere" for term in TERMS}
    assert terms.explained(text) == terms.plain(text)


def test_html_is_escaped() -> None:
    terms.start_page()
    assert terms.explained_html("<i> & circle") == (
        '&lt;i&gt; &amp; <a class="pharos-term" href="/glossary#circle" target="_blank">circle</a>'
    )
