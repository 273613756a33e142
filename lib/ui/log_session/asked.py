"""The planned session that the address asks for, so that a link opens the form on it and a reload keeps it."""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st

from lib.ui.frame import address
from lib.ui.log_session.draft import Draft

SESSION = "log_session"


def turn_to_asked(draft: Draft, planned: Collection[str]) -> None:
    """Turn the form to the planned session that the address names, unless one was chosen in the form before."""
    asked = st.query_params.get(SESSION)
    if asked in planned and draft.peek("session") is None:
        draft.put("session", asked)


def keep(session: str | None, planned: Collection[str], due: str) -> None:
    """Keep the chosen session in the address if the day alone would give another.

    `planned`: the circle's planned sessions; `due`: the one that the day gives. A session that the circle lacks stays
    in the address, where it is said to have no effect.
    """
    if session in planned and session != due:
        st.query_params[SESSION] = str(session)
        address.reads(SESSION)
    elif st.query_params.get(SESSION) in (*planned, due):
        del st.query_params[SESSION]
