"""A cell that someone else changed meanwhile: what you saw, theirs and yours, side by side, and which one you want."""

from __future__ import annotations

import streamlit as st

from lib.log.changing.changes import Choice, Conflict, value_text
from lib.log.format.schema import TABS
from lib.ui.widgets import fields
from lib.ui.widgets.text import plain


def choice(at: int, conflict: Conflict) -> Choice:
    """Draw the conflict at this position and return what is chosen; theirs is kept until something else is."""
    edit = conflict.change
    with st.container(border=True, key=f"conflict_{at}"):
        st.markdown(plain(f"{edit.tab} · {edit.key} · {edit.column.replace('_', ' ')}"))
        seen, theirs, mine = st.columns(3)
        for column, label, value in (
            (seen, "What you saw", edit.before),
            (theirs, "Theirs", conflict.theirs),
            (mine, "Yours", edit.after),
        ):
            column.caption(label)
            column.markdown(plain(value_text(value) or "–"))
        how = st.segmented_control(
            "Which value do you want?",
            ["Keep theirs", "Use mine", "Edit"],
            default="Keep theirs",
            key=f"conflict_how_{at}_{edit.key}_{edit.column}",
        )
        if how == "Edit":
            text = st.text_input(
                "New value", value_text(edit.after), key=f"conflict_text_{at}_{edit.key}_{edit.column}"
            )
            return Choice(value=fields.read(text, TABS[edit.tab].column(edit.column)))
        return Choice(value=edit.after) if how == "Use mine" else Choice(theirs=True)
