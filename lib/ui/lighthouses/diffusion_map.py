"""The diffusion map on the lighthouses page: its key, the animated map, what a click shows, and its downloads."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import Any

import streamlit as st

from lib.charts import exported
from lib.charts.map import places, playing
from lib.charts.map import teams as drawn
from lib.metrics.diffusion import diffusion_map
from lib.ui.frame import charts
from lib.ui.frame.view import View
from lib.ui.lighthouses import map_sight, map_still, team_story
from lib.ui.lighthouses.practice import Travel, named, of
from lib.ui.widgets import first_offered
from lib.ui.widgets.text import name

EVERYWHERE = EVERYTHING = ""


def section(travel: Travel) -> None:
    """The map with its key, story and downloads. A click reruns only this part of the page.

    Of all practices, it shows one at a time, first the one with the most adopters: their arrows together are a tangle.
    """
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        st.header("Map", width="content")
        if travel.practice is None:
            travel = _one(travel)
    parts = map_sight.parts(travel)
    if parts is None:
        st.caption("No team has reached any stage by this day, so there is no map yet.")
        return
    with st.container(key="map_wide"):
        _map(travel, parts)
    with st.container(key="map_narrow"):
        st.html(map_sight.newest(travel))


def _one(travel: Travel) -> Travel:
    """The practice that is chosen for the map; all together only if someone asks for it."""
    titled = named(travel.view)
    offered = [*titled, EVERYTHING]
    first_offered.follow("map_practice", offered)
    chosen = st.selectbox(
        "Practice on the map",
        offered,
        format_func=lambda key: name(titled[key]) if key else "All practices together",
        key="map_practice",
        bind="query-params",
        label_visibility="collapsed",
        width=420,
    )
    return of(travel.view, chosen)


def prepared(page: View) -> Iterator[Callable[[], object]]:
    """The steps to the map that the page shows first, without drawing it."""
    practice = next(iter(named(page)), None)
    if practice is None:
        return
    travel = of(page, practice)
    yield lambda: diffusion_map.seen(page.program.facts, practice)
    if map_sight.parts(travel) is None:
        return
    yield lambda: map_sight.sight(travel, EVERYWHERE)
    yield lambda: map_sight.still(travel, EVERYWHERE)
    yield lambda: map_sight.newest(travel)


@st.fragment
def _map(travel: Travel, parts: map_sight.Parts) -> None:
    with st.container():  # one element, so that the choice of a team stays in place and tied to the address
        place = _place(parts) if parts else EVERYWHERE
        sight = map_sight.sight(travel, place)
        plays = map_still.is_asked_to_play(travel, place)
        st.html(sight.how + ("" if plays else map_sight.still(travel, place)))
        if plays:
            charts.playing(
                travel.view,
                *_drawn(travel, place, sight.by_dot),
                alt_text=sight.words,
                on_choice=_choose_team if sight.by_dot else _choose_place,
            )
        with st.container(horizontal=True, gap="small", key="map_choice"):
            if not plays:
                map_still.button(travel, place)
            team = team_story.choose(sight.teams) if sight.by_dot else None
            _downloads(travel, place, sight)
    if team is not None:
        team_story.section(travel, team)


def _drawn(travel: Travel, place: str, by_dot: bool) -> tuple[str, Hashable, Callable[[], dict[str, Any]]]:
    """The chart's name, which map it is, and what makes it."""
    build = drawn.spec if by_dot else places.spec
    of = (travel.practice, place, by_dot)
    return "map", of, lambda: playing.started(build(map_sight.shown(travel, place)[0], name))


def _place(parts: map_sight.Parts) -> str:
    options = [EVERYWHERE, *parts]
    if st.session_state.get("map_place") not in options:
        st.session_state["map_place"] = EVERYWHERE
    return st.selectbox(
        "Place",
        options,
        format_func=lambda place: place or "All places",
        key="map_place",
        bind="query-params",
        width=420,
    )


def _choose_place(key: str) -> None:
    chosen = st.session_state[key].selection.get("chosen") or []
    if chosen:
        st.session_state["map_place"] = f"{chosen[0]['f']} · {chosen[0]['r']}"


def _choose_team(key: str) -> None:
    chosen = st.session_state[key].selection.get("chosen") or []
    team = chosen[0]["t"] if chosen and chosen[0]["k"] == "team" else None
    st.session_state["story_team"] = team


def _downloads(travel: Travel, place: str, sight: map_sight.Sight) -> None:
    def spec() -> dict[str, object]:
        found = map_sight.shown(travel, place)[0]
        return drawn.spec(found, name, with_legend=True) if sight.by_dot else places.spec(found, name)

    day, words = travel.view.as_of, sight.words
    file = f"pharos-map-{travel.practice or 'all'}-{day:%Y-%m-%d}"
    title = f"How far {travel.title} traveled, as of {day:%-d %B %Y}"
    with st.container(horizontal=True, gap="small", width="stretch"):
        charts.numbers(
            travel.view,
            travel.of("map"),
            lambda: team_story.table(map_sight.shown(travel, place)[0]),
            drawn=spec,
            words=words,
        )
        st.download_button(
            "Animated page (HTML)",
            data=lambda: exported.page(spec(), title, words),
            file_name=f"{file}.html",
            mime="text/html",
            type="tertiary",
            icon=":material/download:",
            on_click="ignore",
            key="map_html",
        )
