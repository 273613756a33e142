"""The rules of a circle's status, shown where a status stands."""

from __future__ import annotations

import streamlit as st

from lib.metrics.program.status import RULES
from lib.ui.widgets.text import plain


def show() -> None:
    """A button that opens the rules."""
    with st.popover("How a circle's status is set", type="tertiary", icon=":material/rule:"):
        st.markdown("\n\n".join(f"**{state}**: {plain(rule)}." for state, rule in RULES.items()))
        st.caption("There is no score: each circle lists the reasons that apply.")
