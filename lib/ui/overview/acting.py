"""A sponsor records what they did in two clicks: open, and say what it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import streamlit as st

from lib.log.changing.changes import Addition
from lib.ui.edits import saving
from lib.ui.edits.target import workbook_for
from lib.ui.frame.view import View
from lib.ui.widgets.text import name

KINDS = ("visit", "message", "update")
WHOLE_PROGRAM = "The whole program"


def record(page: View, circles: list[str]) -> None:
    """Draw the menu that records an act of today; nothing for anyone but a sponsor with an address. `circles`: the
    viewer's own, the first one suggested."""
    if page.viewer.role != "sponsor" or not page.viewer.email:
        return
    if not page.log.has("sponsor_acts", "kind"):
        st.caption(
            "To record what you do here, the log needs a sponsor_acts tab (date, sponsor, circle, kind)."
        )
        return
    with st.popover("Record an act", icon=":material/add_task:"):
        circle = st.selectbox("Circle", [*circles, WHOLE_PROGRAM], format_func=name, key="desk_act_circle")
        with st.container(horizontal=True, gap="small"):
            for kind in KINDS:
                if st.button(kind.capitalize(), key=f"desk_act_{kind}"):
                    _save(page, kind, None if circle == WHOLE_PROGRAM else circle)


def _save(page: View, kind: str, circle: str | None) -> None:
    values: dict[str, object] = {"date": date.today(), "sponsor": page.viewer.email, "kind": kind}
    if circle is not None and page.log.has("sponsor_acts", "circle"):
        values["circle"] = circle
    addition = Addition(workbook_for(values, "sponsor_acts", page.log), "sponsor_acts", values)
    saving.commit(replace(saving.empty_set(page.viewer, "recorded on the overview"), additions=(addition,)))
    st.rerun()
