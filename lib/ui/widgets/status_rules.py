"""The rules of a circle's status, shown where a status stands."""

from __future__ import annotations

import streamlit as st

from lib.metrics.program.status import RULES
from lib.ui.widgets import section
from lib.ui.widgets.text import plain


def show() -> None:
    """A button that opens the rules."""
    section.menu(
        "How a circle's status is set", "status_rules", _rules, type="tertiary", icon=":material/rule:"
    )


def _rules() -> None:
    st.markdown("\n\n".join(f"**{state}**: {plain(rule)}." for state, rule in RULES.items()))
    st.caption("There is no score: each circle lists the reasons that apply.")
