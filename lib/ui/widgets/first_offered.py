"""A select box in which nobody chose anything shows the first of what it offers now, not of what it offered before."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st


def follow(key: str, options: Iterable[str]) -> None:
    """Say what the select box `key` is about to offer. If it shows what was offered first until now, it goes on to what
    is first from now on; Streamlit alone would keep the first of a filter that is gone. Any other choice stays."""
    first, note = next(iter(options), None), f"{key}_offered_first"
    before = st.session_state.get(note)
    if None not in (first, before) and first != before and st.session_state.get(key) == before:
        st.session_state[key] = first
    st.session_state[note] = first
