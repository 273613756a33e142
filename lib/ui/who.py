"""Who is looking. Without sign-in everybody at this machine is the administrator of the local file, and may look at it
as a lead or a sponsor would."""

from __future__ import annotations

import streamlit as st

from lib.access import Role, Viewer
from lib.log.model import CircleLog

_AS = {"admin": "administrator", "lead": "lead", "sponsor": "sponsor"}


def viewer(log: CircleLog) -> Viewer:
    """The viewer that the "view as" switch names; the administrator until somebody chooses."""
    role: Role = st.session_state.get("view_as_role", "admin")
    if role == "admin":
        return Viewer()
    emails = _emails(log, role)
    chosen = st.session_state.get("view_as_email")
    return Viewer(role, chosen if chosen in emails else (emails[0] if emails else ""))


def view_as_switch(log: CircleLog) -> None:
    """A switch between the roles, for trying out what each of them sees."""
    role = st.selectbox(
        "View as",
        list(_AS),
        format_func=_AS.__getitem__,
        key="view_as_role",
        persist_state="session",
    )
    if role != "admin":
        emails = _emails(log, role)
        if emails:
            st.selectbox(f"Which {role}", emails, key="view_as_email", persist_state="session")
        else:
            st.caption(f"No circle names a {role} yet: fill the column {role} of the tab circles.")


def _emails(log: CircleLog, role: str) -> list[str]:
    return sorted(log.circles[role].dropna().unique())
