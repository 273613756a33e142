"""Links from a circle to the form that logs its session, with the circle and its planned session in the address."""

from __future__ import annotations

from datetime import date

import streamlit as st

from lib.access.circles import circles_of
from lib.log.session.known import session_due, waiting
from lib.ui.circle.head import One
from lib.ui.widgets.text import plain


def log_link(one: One, label: str, today: date) -> None:
    """Draw a link to the form, opened on the planned session that is due or comes next. Nothing if the viewer may not
    log sessions of the circle, or it has ended."""
    if one.circle not in circles_of(one.view.log, one.view.viewer) or not one.about.is_active:
        return
    session = session_to_log(one, today)
    st.page_link(
        "pages/circle/log_session.py",
        label=plain(label),
        icon=":material/edit_calendar:",
        query_params={"log_circle": one.circle} | ({"log_session": session} if session else {}),
    )


def session_to_log(one: One, today: date) -> str:
    """The planned session whose day has come, else the next one; "" if none is planned."""
    due = session_due(one.view.log, one.circle, today)
    planned = waiting(one.view.log, one.circle)["session"].to_list()
    return due if due in planned else str(planned[0]) if planned else ""
