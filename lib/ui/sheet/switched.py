"""Another log is shown from now on: the page that opens then says so once, with a way back to the one before."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from lib.source import caches
from lib.ui.entry import gate
from lib.ui.frame import carried

_STATE = "log_switched"


@dataclass(frozen=True, slots=True)
class _Switched:
    """What was chosen before (None: the demo program), and the opening of a page that says that it no longer is."""

    before: bytes | None
    opening: int


def chosen() -> bytes | None:
    """What names the log that is shown now, to be given to `note` once another one is; None for the demo program."""
    try:
        return caches.connection().read()
    except FileNotFoundError:
        return None


def note(before: bytes | None) -> None:
    """Let the page that opens next say that another log is shown, and offer the one before."""
    st.session_state[_STATE] = _Switched(before, carried.opening_number() + 1)


def outcome() -> None:
    """Draw that another log is shown and the way back, on the one page that is to say it, until it is left."""
    switched: _Switched | None = st.session_state.get(_STATE)
    if switched is None or switched.opening != carried.opening_number():
        st.session_state.pop(_STATE, None)
        return
    with st.container(horizontal=True, vertical_alignment="center", key="save_outcome"):
        st.success("Your own log is now shown on all pages.", icon=":material/check_circle:", width="stretch")
        if st.button("Undo", key="undo_switch", icon=":material/undo:"):
            _go_back(switched.before)
            st.rerun()
        st.button("Dismiss", key="dismiss_switch", type="tertiary", on_click=_dismiss)


def _go_back(before: bytes | None) -> None:
    gate.require("admin")
    if before is None:
        caches.connection().remove()
    else:
        caches.connection().write(before)
    _dismiss()


def _dismiss() -> None:
    st.session_state.pop(_STATE, None)
