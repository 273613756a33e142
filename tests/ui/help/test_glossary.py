"""The glossary page, and the links that lead to it from where a term first appears."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lib.access.redaction import ROLES
from lib.ui.widgets import terms
from lib.words.glossary import TERMS
from tests.ui.conftest import words


@pytest.fixture
def a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page of its own for what is linked."""
    monkeypatch.setattr(st, "session_state", {})


@pytest.mark.usefixtures("a_page")
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


@pytest.mark.usefixtures("a_page")
def test_other_forms_and_capitals_lead_to_the_same_term() -> None:
    terms.start_page()
    assert terms.explained("Circles") == "[Circles](/glossary#circle)"
    assert terms.explained("encircled") == "encircled"


@pytest.mark.usefixtures("a_page")
@pytest.mark.parametrize("text", ["*bold* [x](http://y) <b>", "1. one", "a  b", "50 %", "\ue000 circle"])
def test_all_else_is_shown_letter_by_letter(text: str) -> None:
    terms.start_page()
    st.session_state[terms._LINKED] = {term.name: "elsewhere" for term in TERMS}
    assert terms.explained(text) == terms.plain(text)


@pytest.mark.usefixtures("a_page")
def test_html_is_escaped() -> None:
    terms.start_page()
    assert terms.explained_html("<i> & circle") == (
        '&lt;i&gt; &amp; <a class="pharos-term" href="/glossary#circle" target="_blank">circle</a>'
    )


@pytest.mark.parametrize("role", ROLES)
def test_the_page_has_every_term_for_everyone(run_app: Callable[..., AppTest], role: str) -> None:
    app = run_app(page="pages/help/glossary.py")
    if role != "admin":
        app.session_state["view_as_role"] = role
        app.run()
    assert not app.exception
    for term in TERMS:
        assert term.meaning in words(app)


def test_a_page_links_the_first_mention(run_app: Callable[..., AppTest]) -> None:
    app = run_app(
        {
            "circles": [{"circle": "Atlas"}],
            "members": [{"member": "ann", "circle": "Atlas"}],
            "sessions": [
                {"session": "S-1", "circle": "Atlas", "planned": "2026-01-05", "held": "2026-01-05"}
            ],
            "attendance": [{"session": "S-1", "member": "ann", "present": "yes"}],
            "actions": [{"action": "A-1", "circle": "Atlas", "what": "Call"}],
        }
    )
    behind = r"<div popover.*?</div>"  # read alone, with links of its own
    bodies = [re.sub(behind, "", element.proto.body, flags=re.DOTALL) for element in app.get("html")]
    links = [body.count("/glossary#circle") for body in bodies]
    links += [str(element.value).count("/glossary#circle") for element in (*app.markdown, *app.caption)]
    assert sum(links) == 1
