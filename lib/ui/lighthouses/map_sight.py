"""What the diffusion map shows besides the chart that plays: its drawing, its key, how to read it, and its places and
teams. What the page opens with is found once per state of the view."""

from __future__ import annotations

from typing import TypeAlias

from lib.charts.map import layers, places, still
from lib.charts.map import teams as by_team
from lib.metrics.diffusion import diffusion_map, map_places
from lib.metrics.diffusion.diffusion_map import DiffusionMap
from lib.ui.lighthouses import team_story
from lib.ui.lighthouses.practice import Travel
from lib.ui.widgets import html
from lib.ui.widgets.text import clean, name

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

Parts: TypeAlias = list[str]
"""The places that can be opened, by name; none where each team is a dot."""


def parts(travel: Travel) -> Parts | None:
    """What the map has to choose from, found once per state of the view; None if there is no map."""

    def made() -> Parts | None:
        found = diffusion_map.seen(travel.view.program.facts, travel.practice)
        if found is None:
            return None
        return list(_names(found)) if map_places.is_too_many(found) else []

    return travel.view.first_sight(("places of the map", travel.practice), made)


def _names(found: DiffusionMap) -> dict[str, tuple[str, str]]:
    pairs = zip(found.places["function"], found.places["region"], strict=True)
    return {f"{name(function)} · {name(region)}": (function, region) for function, region in pairs}


def drawn(travel: Travel, place: str, *, plays: bool = False) -> str:
    """How to read the map of a place ("" for all places), its key, and its drawing unless it `plays`; and what a screen
    too narrow for the map shows. As HTML, made once per state of the view."""

    def made() -> str:
        found, by_dot, spoken = shown(travel, place)
        return html.rendered(
            "map.html",
            how=_how_to_read(travel, found, by_dot),
            stages=STAGE_WORDS,
            generations=GENERATION_WORDS,
            by_dot=by_dot,
            dashed=len(found.arrows) <= layers.MOST_DASHED,
            still=None if plays else (still.of_teams if by_dot else still.of_places)(found),
            spoken=clean(spoken),
            narrow=NARROW,
            newest=team_story.newest(_found(travel), team_story.with_wrong_source(travel)),
        )

    return travel.view.first_sight(("map", travel.practice, place, plays), made)


def teams(travel: Travel, place: str) -> list[str]:
    """The teams on the map of a place."""
    return shown(travel, place)[0].teams["team"].to_list()


def words(travel: Travel, place: str) -> str:
    """The map of a place in words."""
    return shown(travel, place)[2]


def shown(travel: Travel, place: str) -> tuple[DiffusionMap, bool, str]:
    """What is drawn: the map, whether each team is a dot of its own, and the map in words."""
    return _shown_of(_found(travel), travel.title, place)


def _shown_of(found: DiffusionMap, title: str, place: str) -> tuple[DiffusionMap, bool, str]:
    if not map_places.is_too_many(found):
        return found, True, by_team.described(found, title)
    if not place:
        return found, False, places.described(found, title)
    opened = map_places.opened(found, *_names(found)[place])
    return opened, True, by_team.described(opened, f"{title}, {place}")


def _found(travel: Travel) -> DiffusionMap:
    found = diffusion_map.seen(travel.view.program.facts, travel.practice)
    assert found is not None, "asked only where `parts` is not None"
    return found


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
