"""The diffusion map on the lighthouses page: its key, the animated map, what a click shows, and its downloads."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import Any

import pandas as pd
import streamlit as st

from lib.charts import exported
from lib.charts.map import layers, places, playing
from lib.charts.map import teams as drawn
from lib.metrics.diffusion import diffusion_map, map_places
from lib.metrics.diffusion.diffusion_map import DiffusionMap
from lib.metrics.diffusion.in_order import by_adopters, titles
from lib.ui.frame import charts
from lib.ui.frame.view import View
from lib.ui.lighthouses import map_still, team_story
from lib.ui.lighthouses.practice import Travel, of
from lib.ui.widgets import html
from lib.ui.widgets.text import name

STAGE_WORDS = (
    ("not-yet", "not yet"),
    ("told", "told"),
    ("trying", "trying"),
    ("adopted", "adopted"),
    ("adapted", "adapted"),
    ("sustained", "sustained"),
    ("stopped", "stopped"),
    ("outside", "not eligible"),
    ("lighthouse", "lighthouse"),
)
GENERATION_WORDS = ((1, "1"), (2, "2"), (3, "3"), (4, "4 or more"))
NARROW = (
    "The map needs a wider screen. Here are the latest changes; “Where it arrived” below shows the places."
)
EVERYWHERE = EVERYTHING = ""


def section(travel: Travel) -> None:
    """The map with its key, story and downloads. A click reruns only this part of the page.

    Of all practices, it shows one at a time, first the one with the most adopters: their arrows together are a tangle.
    """
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        st.header("Map", width="content")
        if travel.practice is None:
            travel = _one(travel)
    found = diffusion_map.seen(travel.view.program.facts, travel.practice)
    if found is None:
        st.caption("No team has reached any stage by this day, so there is no map yet.")
        return
    with st.container(key="map_wide"):
        _map(travel, found)
    with st.container(key="map_narrow"):
        st.html(
            html.rendered("note.html", note=NARROW) + html.rendered("list.html", rows=_newest(travel, found))
        )


def _newest(travel: Travel, found: DiffusionMap) -> list[tuple[str, str]]:
    return travel.view.derived(
        ("latest on the map", travel.practice),
        lambda: team_story.newest(found, team_story.with_wrong_source(travel)),
    )


def _one(travel: Travel) -> Travel:
    """The practice that is chosen for the map; all together only if someone asks for it."""
    named = titles(travel.view.program.facts)
    options = by_adopters(travel.facts)
    chosen = st.selectbox(
        "Practice on the map",
        [*options, EVERYTHING],
        format_func=lambda key: name(named[key]) if key else "All practices together",
        key="map_practice",
        bind="query-params",
        label_visibility="collapsed",
        width=420,
    )
    return of(travel.view, chosen)


def prepared(page: View) -> Iterator[Callable[[], object]]:
    """The steps to the map that the page shows first, without drawing it."""
    facts = page.program.facts
    practice = next(iter(by_adopters(facts)), None)
    if practice is None:
        return
    yield lambda: diffusion_map.seen(facts, practice)
    travel, found = of(page, practice), diffusion_map.seen(facts, practice)
    if found is None:
        return
    yield lambda: _kept(travel, found, EVERYWHERE)
    shown, by_dot, words, _ = _kept(travel, found, EVERYWHERE)
    yield lambda: map_still.drawing(travel, EVERYWHERE, shown, by_dot, words)
    yield lambda: _numbers(travel, shown, EVERYWHERE)
    yield lambda: _newest(travel, found)


@st.fragment
def _map(travel: Travel, found: DiffusionMap) -> None:
    with st.container():  # one element, so that the choice of a team stays in place and tied to the address
        place = _place(found) if map_places.is_too_many(found) else EVERYWHERE
        shown, by_dot, words, how = _kept(travel, found, place)
        plays = map_still.is_asked_to_play(travel, place)
        still = "" if plays else map_still.drawing(travel, place, shown, by_dot, words)
        st.html(html.rendered("note.html", note=how) + (_key(shown) if by_dot else "") + still)
        if plays:
            charts.playing(
                travel.view,
                *_drawn(travel, shown, place, by_dot),
                alt_text=words,
                on_choice=_choose_team if by_dot else _choose_place,
            )
        with st.container(horizontal=True, gap="small", key="map_choice"):
            if not plays:
                map_still.button(travel, place)
            team = team_story.choose(shown) if by_dot else None
            _downloads(travel, shown, place, by_dot, words)
    if team is not None:
        team_story.section(travel, team)


def _key(shown: DiffusionMap) -> str:
    dashed = len(shown.arrows) <= layers.MOST_DASHED
    return html.rendered("map_key.html", stages=STAGE_WORDS, generations=GENERATION_WORDS, dashed=dashed)


def _drawn(
    travel: Travel, shown: DiffusionMap, place: str, by_dot: bool
) -> tuple[str, Hashable, Callable[[], dict[str, Any]]]:
    """The chart's name, which map it is, and what makes it."""
    build = drawn.spec if by_dot else places.spec
    return "map", (travel.practice, place, by_dot), lambda: playing.started(build(shown, name))


def _kept(travel: Travel, found: DiffusionMap, place: str) -> tuple[DiffusionMap, bool, str, str]:
    return travel.view.derived(("map", travel.practice, place), lambda: _shown(travel, found, place))


def _numbers(travel: Travel, shown: DiffusionMap, place: str) -> pd.DataFrame:
    return travel.view.derived(
        ("numbers of the map", travel.practice, place), lambda: team_story.table(shown)
    )


def _shown(travel: Travel, found: DiffusionMap, place: str) -> tuple[DiffusionMap, bool, str, str]:
    """What is drawn: the map, whether each team is a dot of its own, the map in words, and how to read it."""
    if not map_places.is_too_many(found):
        shown, by_dot, words = found, True, drawn.described(found, travel.title)
    elif place:
        shown, by_dot = map_places.opened(found, *_parts(found)[place]), True
        words = drawn.described(shown, f"{travel.title}, {place}")
    else:
        shown, by_dot, words = found, False, places.described(found, travel.title)
    return shown, by_dot, words, _how_to_read(travel, shown, by_dot)


def _how_to_read(travel: Travel, found: DiffusionMap, by_dot: bool) -> str:
    if not by_dot:
        strongest, flows = map_places.flows(found)
        cut = (
            f" Only the {len(strongest):,} strongest of {flows:,} flows are drawn."
            if flows > len(strongest)
            else ""
        )
        return (
            f"{len(found.teams):,} teams are too many for dots, so each place shows how many of its eligible teams "
            f"ever adopted. The wider an arrow, the more adoptions were learned from there.{cut} Choose a place, or "
            "play the map and select one, to open it."
        )
    what = "; its shape and color show the furthest stage it has reached in any practice" * (
        travel.practice is None
    )
    outside = (
        f" {found.from_outside:,} learned from a team that is not on this map." if found.from_outside else ""
    )
    return (
        f"A dot is a team{what}. An arrow runs from a source to a team that adopted from it, and is thick for the "
        f"first {layers.FRESH_DAYS} days. Play it to see it spread and to select a dot for that team’s story.{outside}"
    )


def _parts(found: DiffusionMap) -> dict[str, tuple[str, str]]:
    pairs = zip(found.places["function"], found.places["region"], strict=True)
    return {f"{name(function)} · {name(region)}": (function, region) for function, region in pairs}


def _place(found: DiffusionMap) -> str:
    options = [EVERYWHERE, *_parts(found)]
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


def _downloads(travel: Travel, found: DiffusionMap, place: str, by_dot: bool, words: str) -> None:
    def spec() -> dict[str, object]:
        return drawn.spec(found, name, with_legend=True) if by_dot else places.spec(found, name)

    file = f"pharos-map-{travel.practice or 'all'}-{found.last:%Y-%m-%d}"
    title = f"How far {travel.title} traveled, as of {found.last:%-d %B %Y}"
    with st.container(horizontal=True, gap="small", width="stretch"):
        charts.numbers(travel.view, travel.of("map"), _numbers(travel, found, place), drawn=spec, words=words)
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
