"""Filters that go along from page to page, whichever way somebody takes: navigation, a link, back and forward.

Streamlit keeps a bound widget in the address, but drops from the address of another page whatever a widget of the page
before is bound to, be it kept by the navigation or named by a link. What the browser asked for still stands in the
context of the run, and what a filter was when last seen stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import parse_qs

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

_PAGE, _SEEN, _WANTED = "carried_page", "carried_seen", "carried_wanted"


class Carried:
    """One run's filters. Make it before the first widget, `offer` before each, `keep` after the last."""

    def __init__(self) -> None:
        for key, value in st.session_state.pop(_WANTED, {}).items():
            st.session_state[key] = value
        context = get_script_run_ctx()
        page = context.page_script_hash if context else ""
        self._is_history = bool(context and context.is_history_navigation)
        self._is_opened = self._is_history or st.session_state.get(_PAGE) != page
        self._asked = parse_qs(context.query_string) if context and self._is_opened else {}
        self._wanted: dict[str, Any] = {}
        st.session_state[_PAGE] = page

    def offer(
        self, key: str, default: Any, read: Callable[[list[str]], Any], fits: Callable[[Any], bool]
    ) -> None:
        """Give the widget `key` of a page that was just opened what the address says, as `read` reads it, else what it
        was when last seen; neither where it does not fit. Back and forward go by the address alone."""
        if not self._is_opened or key in st.query_params:
            return
        seen = st.session_state.get(_SEEN, {})
        if key in self._asked:
            value = read(self._asked[key])
        elif key in seen and not self._is_history:
            value = seen[key]
        else:
            return
        if value != default and fits(value):
            self._wanted[key] = st.session_state[key] = value

    def keep(self, keys: Sequence[str]) -> None:
        """Remember what the widgets say. Going back and forward, Streamlit overrules what is set before a widget; then
        the page runs once more with what the address asked for."""
        now = {key: st.session_state[key] for key in keys if key in st.session_state}
        if any(now.get(key) != value for key, value in self._wanted.items()):
            st.session_state[_WANTED] = self._wanted
            st.rerun()
        st.session_state[_SEEN] = now
