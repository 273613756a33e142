"""The diffusion map on the lighthouses page: its key, the animated map, what a click shows, and its downloads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext

import streamlit as st

from lib.charts import exported
from lib.charts.map import places, playing
from lib.charts.map import teams as drawn
from lib.metrics.diffusion import diffusion_map
from lib.ui.frame import address, charts
from lib.ui.frame.view import View
from lib.ui.lighthouses import map_play, map_sight, team_story
from lib.ui.lighthouses.practice import Travel, named, of
from lib.ui.widgets import first_offered
from lib.ui.widgets.text import name

EVERYWHERE = EVERYTHING = ""


@st.fragment
def show(travel: Travel) -> None:
    """The map with its key, and in menus a team's story and the downloads. A choice reruns only this part of the page.

    Of all practices, it shows one at a time, first the one with the most adopters: their arrows together are a tangle.
    """
    with st.container(key="map"):  # one element, so that what follows stays in place and tied to the address
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.header("Map", width="content")
            travel = travel if travel.practice else _one(travel)
            parts = map_sight.parts(travel)
            if parts is not None:
                place = _place(parts) if parts else EVERYWHERE
                by_dot = not parts or place != EVERYWHERE
                if not (plays := map_play.is_asked_for(travel, place)):
                    map_play.button(travel, place)
                team = team_story.menu(lambda: map_sight.teams(travel, place)) if by_dot else None
        address.keep_true()
        if parts is None:
            st.caption("No team has reached any stage by this day, so there is no map yet.")
            return
        with st.container() if plays else nullcontext():
            st.html(map_sight.drawn(travel, place, plays=plays))
            if plays:
                _played(travel, place, by_dot)
        _downloads(travel, place, by_dot)
        if team is not None:
            team_story.show(travel, team)


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
    if map_sight.parts(travel) is not None:
        yield lambda: map_sight.drawn(travel, EVERYWHERE)


def _played(travel: Travel, place: str, by_dot: bool) -> None:
    build = drawn.spec if by_dot else places.spec
    charts.playing(
        travel.view,
        "map",
        (travel.practice, place, by_dot),
        lambda: playing.started(build(map_sight.shown(travel, place)[0], name)),
        alt_text=map_sight.words(travel, place),
        on_choice=_choose_team if by_dot else _choose_place,
    )


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
        label_visibility="collapsed",
        width=260,
    )


def _choose_place(key: str) -> None:
    chosen = st.session_state[key].selection.get("chosen") or []
    if chosen:
        st.session_state["map_place"] = f"{chosen[0]['f']} · {chosen[0]['r']}"


def _choose_team(key: str) -> None:
    chosen = st.session_state[key].selection.get("chosen") or []
    team = chosen[0]["t"] if chosen and chosen[0]["k"] == "team" else None
    st.session_state["story_team"] = team


def _downloads(travel: Travel, place: str, by_dot: bool) -> None:
    def spec() -> dict[str, object]:
        found = map_sight.shown(travel, place)[0]
        return drawn.spec(found, name, with_legend=True) if by_dot else places.spec(found, name)

    def words() -> str:
        return map_sight.words(travel, place)

    def animated() -> bytes:
        title = f"How far {travel.title} traveled, as of {travel.view.as_of:%-d %B %Y}"
        return exported.page(spec(), title, words())

    charts.numbers(
        travel.view,
        travel.of("map"),
        lambda: team_story.table(map_sight.shown(travel, place)[0]),
        drawn=spec,
        words=words,
        animated=animated,
        part=place,
    )
