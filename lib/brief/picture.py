"""The diffusion map of the practice that most teams adopted, as a picture for paper."""

from __future__ import annotations

from dataclasses import dataclass

from lib.brief.lists import line
from lib.charts import exported
from lib.charts.map import places, teams
from lib.charts.map.playing import Spec
from lib.metrics.core import absence
from lib.metrics.core.facts import Facts
from lib.metrics.diffusion import diffusion_map as maps
from lib.metrics.diffusion import in_order, map_places, spreading
from lib.metrics.diffusion.words import in_words, not_recorded
from lib.words.phrases import sentence
from lib.words.texts import name

WIDTH, LETTERS, LOWER, ABOVE = 660, 13, 0.78, 20
"""In pixels, of which the page has about 7 to a millimeter: width, letters; the share of their height that rows have on
a page; room for the second line of a name above its column."""


@dataclass(frozen=True, slots=True)
class Picture:
    """An SVG image, the sentence about the practice below it, and what it shows in words for people who
    cannot see it."""

    svg: bytes
    caption: str
    words: str


def diffusion_map(facts: Facts) -> tuple[Picture | None, str]:
    """The map of the practice with the most adopters, and ""; or None, and why there is none."""
    if missing := not_recorded(facts):
        return None, sentence(f"how far practices travel is {missing}")
    order = in_order.by_adopters(facts)
    if not order:
        none = "no practice of these circles is recorded"
        why = absence.unknown(facts, "practices")
        return None, sentence(absence.said(none, "practice of these circles", why))
    practice = order[0]
    found = maps.seen(spreading.for_practice(facts, practice), practice)
    if found is None:
        none = "no team has reached any stage of a practice by this day"
        return None, sentence(absence.said(none, "stage of a team", absence.unknown(facts, "stages")))
    title = in_order.titles(facts)[practice]
    if map_places.is_too_many(found):
        spec, words = places.spec(found, name), places.described(found, title)
    else:
        spec, words = teams.spec(found, name, with_legend=True), teams.described(found, title)
    return Picture(
        exported.svg(_for_paper(spec), width=WIDTH), line(in_words(facts, practice)), line(words)
    ), ""


def _for_paper(spec: Spec) -> Spec:
    """The map in lower rows and larger letters, its legends in as many lines as they need."""
    config, boxes = spec["config"], spec["layer"][0]
    across = boxes["encoding"]["x"]
    columns = across | {"axis": across["axis"] | {"labelPadding": ABOVE}}
    letters = {"labelFontSize": LETTERS, "titleFontSize": LETTERS}
    return spec | {
        "layer": [boxes | {"encoding": boxes["encoding"] | {"x": columns}}, *spec["layer"][1:]],
        "height": round(spec["height"] * LOWER),
        "config": config
        | {"axis": config["axis"] | letters, "legend": config["legend"] | letters | {"columns": 5}},
    }
