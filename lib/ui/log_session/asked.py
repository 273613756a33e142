"""What the address asks for: a series, or a planned session. A link opens the form on it and a reload keeps it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

import pandas as pd
import streamlit as st

from lib.ui.frame import address
from lib.ui.log_session.draft import Draft

SESSION = "log_session"
LOG, SERIES = "Log a session", "Plan a series"


def is_series() -> bool:
    """Whether the page is, or is about to be, the one that plans a series: as chosen before, or by the address."""
    return (st.session_state.get("log_what") or st.query_params.get("log_what")) == SERIES


def plans_a_series() -> bool:
    """Draw what can be done here, which is also in the address, and return whether it is to plan a series."""
    chosen = st.segmented_control(
        "What do you want to do?",
        [LOG, SERIES],
        default=LOG,
        required=True,
        key="log_what",
        bind="query-params",
        label_visibility="collapsed",
    )
    return chosen == SERIES


def turn_to_asked(draft: Draft, planned: Collection[str]) -> None:
    """Turn the form to the planned session that the address names, unless one was chosen in the form before."""
    asked = st.query_params.get(SESSION)
    if asked in planned and draft.peek("session") is None:
        draft.put("session", asked)


def day_asked(planned: Mapping[str, date], today: date) -> date:
    """The day to begin with: that of the planned session which the address names, if it has come, else today."""
    day = _day(planned.get(st.query_params.get(SESSION, "")))
    return day if day is not None and day <= today else today


def keep(session: str | None, planned: Mapping[str, date], due: str, held: date | None, today: date) -> None:
    """Keep the chosen session in the address if the day alone would give another, or the form began with its day.

    `planned`: the circle's planned sessions and their days; `due`: the one that the day gives; `held`: the day in the
    form. A session that the circle lacks stays in the address, where it is said to have no effect.
    """
    is_its_day = held is not None and held != today and held == _day(planned.get(session or ""))
    if session in planned and (session != due or is_its_day):
        st.query_params[SESSION] = str(session)
        address.reads(SESSION)
    elif st.query_params.get(SESSION) in (*planned, due):
        del st.query_params[SESSION]


def _day(planned: date | None) -> date | None:
    return None if planned is None or pd.isna(planned) else pd.Timestamp(planned).date()
