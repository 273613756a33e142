"""The drawing of the diffusion map's last day, and the button that puts the map that plays in its place."""

from __future__ import annotations

from collections.abc import Hashable

import streamlit as st

from lib.charts.map import still
from lib.metrics.diffusion.diffusion_map import DiffusionMap
from lib.ui.lighthouses.practice import Travel
from lib.ui.widgets import html
from lib.ui.widgets.text import clean

PLAYED = "map_played"
"""Which map someone asked to play, in the state of the session."""


def is_asked_to_play(travel: Travel, place: str) -> bool:
    """Whether someone wants the map of this place to move: a chart that costs the browser half a second."""
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


def drawing(shown: DiffusionMap, by_dot: bool, words: str) -> str:
    """The HTML of the map's last day with its `words`. `by_dot`: each team is one."""
    drawn = still.of_teams(shown) if by_dot else still.of_places(shown)
    return html.rendered("map_still.html", still=drawn, spoken=clean(words))


def _play(asked: Hashable) -> None:
    st.session_state[PLAYED] = asked


def _map(travel: Travel, place: str) -> Hashable:
    return travel.practice, place, travel.view.cache_key
