"""HTML links to a circle's page for viewers who may open it; they keep the page's date and period."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias
from urllib.parse import urlencode

import streamlit as st

from lib.access.redaction import Viewer
from lib.ui.entry.shell import PAGES

_PAGE = "pages/circle/circle.py"
_KEPT = ("period", "from", "to", "as_of")
_LONGEST = 1_500

Address: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]
"""Parameters of an address with their values."""


def kept() -> Address:
    """What the page's own address says of the date and the period."""
    return tuple((key, tuple(st.query_params.get_all(key))) for key in _KEPT if key in st.query_params)


def addresses(viewer: Viewer, address: Address) -> Callable[[str], str]:
    """A function from a circle to its address, relative to the page. `address`: see `kept`.

    It returns "" for every circle if the viewer may not open circle pages, and for a circle whose address is too long.
    """
    may_open = any(place.path == _PAGE and viewer.role in place.roles for place in PAGES)
    if not may_open:
        return lambda circle: ""

    def of(circle: str) -> str:
        found = "circle?" + urlencode({**dict(address), "circle": circle}, doseq=True)
        return found if len(found) <= _LONGEST else ""

    return of
