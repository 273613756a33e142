"""Circles as cards: status and reasons, participation by session, last session."""

from __future__ import annotations

from typing import Any

from lib.access.redaction import Viewer
from lib.metrics.core import rates
from lib.metrics.program.by_need import InNeed, by_need
from lib.metrics.program.program import Program
from lib.ui.frame import circle_link
from lib.ui.frame.circle_link import Address
from lib.ui.frame.view import View
from lib.ui.widgets import html
from lib.ui.widgets.sparkline import sparkline
from lib.ui.widgets.text import name
from lib.words.shares import exact_percent, percent

_POINTS = 24
_NO_TAGS = str.maketrans("<>", "‹›")
"""Streamlit drops an attribute whose text looks like the end of a tag."""


def cards(program: Program, viewer: Viewer, address: Address = ()) -> list[dict[str, Any]]:
    """What the template circles.html needs: one dict per active circle, most in need first.

    Keys (str unless noted): name, status, reasons (a sequence), participation, spark (data URI, "" with fewer than 2
    points),
    spoken (alt text), last, link ("" where the viewer may not open the circle's page), which keeps `address`. No active
    circle gives [].
    """
    link = circle_link.addresses(viewer, address)
    facts = program.facts
    frame = program.units["participation"]
    counted = frame[frame["reason"].isna()]
    by_session = rates.totals(counted, [counted["circle"], counted["on"]])
    values = by_session["n"] / by_session["N"]
    lines: dict[str, list[float]] = {}
    for circle, value in zip(values.index.get_level_values(0), values, strict=True):
        lines.setdefault(circle, []).append(value)
    target = float(facts.log.settings["target_participation"])
    return [
        _card(each, lines.get(each.circle, [])[-_POINTS:], target) | {"link": link(each.circle)}
        for each in by_need(program)
    ]


def drawn(page: View, first: int, most: int | None = None, key: str = "") -> str:
    """The HTML of the cards from position `first` to `most`, made once per state of the view. `key`: how to read their
    lines, for cards of which one has a line."""

    def made() -> str:
        shown = _of(page)[first:most]
        return html.rendered(
            "circles.html", circles=shown, key=key if any(each["spark"] for each in shown) else ""
        )

    return page.first_sight(("circle cards", first, most, page.address), made)


def number(page: View) -> int:
    """How many circles have a card."""
    return page.first_sight("number of circle cards", lambda: len(page.program.status))


def _of(page: View) -> list[dict[str, Any]]:
    return cards(page.program, page.viewer, page.address)


def _card(each: InNeed, line: list[float], target: float) -> dict[str, Any]:
    shares = ", ".join(percent(value) for value in line)
    return {
        "name": name(each.circle),
        "status": each.status,
        "reasons": each.reasons,
        "participation": each.participation,
        "spark": sparkline(line, target) if len(line) > 1 else "",
        "spoken": f"Participation in {name(each.circle).translate(_NO_TAGS)} by session, on a scale from 0 to 100 %, "
        f"target {exact_percent(target)}: {shares}",
        "last": each.last,
    }
