"""Filters that carry over from page to page, however the viewer gets there: navigation, a link, back or forward.

Streamlit keeps a bound widget's value in the address. On the way to another page it drops from the new address every
parameter that a widget of the previous page was bound to, even one that the navigation kept or a link set. The address
that the browser asked for is still in the context of the run, and the last values of the filters are kept here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import parse_qs

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

_PAGE, _SEEN, _WANTED = "carried_page", "carried_seen", "carried_wanted"


class Carried:
    """The filters of one run. Create it before the first widget, call `offer` before each and `keep` after the last."""

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
        """On a page that was just opened, set the widget `key` from the address, as `read` reads it, or else to its
        last value; a value that does not pass `fits` is ignored. Back and forward use the address alone."""
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
        """Remember the values of the widgets `keys`. After back or forward, Streamlit overrides values that were set
        before a widget; the page then reruns once with what the address asked for."""
        now = {key: st.session_state[key] for key in keys if key in st.session_state}
        if any(now.get(key) != value for key, value in self._wanted.items()):
            st.session_state[_WANTED] = self._wanted
            st.rerun()
        st.session_state[_SEEN] = now
