"""The figures that a page shows as tiles, read from what it sends."""

from __future__ import annotations

import re
from html import unescape
from typing import NamedTuple

from streamlit.testing.v1 import AppTest

_TILE = re.compile(r'<li class="pharos-tile">(.*?)</li>', re.DOTALL)


class Tile(NamedTuple):
    """A figure's name, its value and its change against the period before ("" without one), as people read them."""

    label: str
    value: str
    delta: str


def tiles(app: AppTest) -> list[Tile]:
    """The tiles of the page, in its order."""
    bodies = [element.proto.body for element in app.get("html")]
    return [_tile(text) for body in bodies for text in _TILE.findall(body)]


def _tile(text: str) -> Tile:
    return Tile(*(_part(text, name) for name in ("label", "value", "change")))


def _part(text: str, name: str) -> str:
    found = re.search(rf'<div class="pharos-tile-{name}[^>]*>(.*?)</div>', text, re.DOTALL)
    return unescape(found[1]).replace("\xa0", " ") if found else ""
