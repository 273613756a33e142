"""Which diffusion map somebody asked to play, and the button that asks: a chart that costs the browser half a second
takes the place of the drawing."""

from __future__ import annotations

from collections.abc import Hashable

import streamlit as st

from lib.ui.lighthouses.practice import Travel

PLAYED = "map_played"
"""Which map someone asked to play, in the state of the session."""


def is_asked_for(travel: Travel, place: str) -> bool:
    """Whether someone wants the map of this place to move."""
    return st.session_state.get(PLAYED) == _map(travel, place)


def button(travel: Travel, place: str) -> None:
    """Draw the button that asks for it."""
    st.button(
        "Play the map",
        key="map_play",
        icon=":material/play_arrow:",
        on_click=_play,
        args=(_map(travel, place),),
    )


def _play(asked: Hashable) -> None:
    st.session_state[PLAYED] = asked


def _map(travel: Travel, place: str) -> Hashable:
    return travel.practice, place, travel.view.cache_key
