"""A select box in which nobody chose anything shows the first of what it offers now, not of what it offered before."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st


def follow(key: str, options: Iterable[str]) -> None:
    """Say what the select box `key` is about to offer. If it shows what was offered first until now, it goes on to what
    is first from now on; Streamlit alone would keep the first of a filter that is gone. What somebody chose stays while
    it is offered, also where it is the first for a while."""
    offered, note = list(options), f"{key}_offered_first"
    if not offered:
        return
    first, before, shown = offered[0], st.session_state.get(note), st.session_state.get(key)
    if shown in offered and shown != before:
        st.session_state[note] = None
        return
    if shown is not None and shown == before:
        st.session_state[key] = first
    st.session_state[note] = first
