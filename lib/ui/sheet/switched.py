"""Another log is shown from now on: the page that opens then says so once, with a way back to the one before."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from lib.source import caches, connected
from lib.ui.entry import gate
from lib.ui.frame import carried

_STATE = "log_switched"
_OWN = "Your own log is now shown on all pages."


@dataclass(frozen=True, slots=True)
class _Switched:
    """What was chosen before (None: the demo program), what to say, and the opening of the page that says it."""

    before: bytes | None
    said: str
    opening: int
    is_undone: bool = False


def chosen() -> bytes | None:
    """What names the log that is shown now, to be given to `note` once another one is; None for the demo program."""
    try:
        return caches.connection().read()
    except FileNotFoundError:
        return None


def note(before: bytes | None) -> None:
    """Let the page that opens next say that another log is shown, and offer the one before."""
    st.session_state[_STATE] = _Switched(before, _OWN, carried.opening_number() + 1)


def to_demo() -> None:
    """Show the demo program from now on, and let this page say so and offer the log before."""
    gate.require("admin")
    before = chosen()
    _choose(None)
    st.session_state[_STATE] = _Switched(before, _said(None), carried.opening_number())


def outcome() -> None:
    """Draw that another log is shown and the way back, on the one page that is to say it, until it is left."""
    switched: _Switched | None = st.session_state.get(_STATE)
    if switched is None or switched.opening != carried.opening_number():
        st.session_state.pop(_STATE, None)
        return
    label, icon = ("Redo", ":material/redo:") if switched.is_undone else ("Undo", ":material/undo:")
    with st.container(horizontal=True, vertical_alignment="center", key="save_outcome"):
        st.success(switched.said, icon=":material/check_circle:", width="stretch")
        if st.button(label, key="undo_switch", icon=icon):
            _go_back(switched)
            st.rerun()
        st.button("Dismiss", key="dismiss_switch", type="tertiary", on_click=_dismiss)


def _go_back(switched: _Switched) -> None:
    gate.require("admin")
    before = chosen()
    _choose(switched.before)
    st.session_state[_STATE] = _Switched(
        before, _said(switched.before), switched.opening, not switched.is_undone
    )


def _choose(what: bytes | None) -> None:
    if what is None:
        connected.disconnect(caches.connection())
    else:
        caches.connection().write(what)


def _said(shown: bytes | None) -> str:
    return "The demo program is shown again." if shown is None else "The log from before is shown again."


def _dismiss() -> None:
    st.session_state.pop(_STATE, None)
