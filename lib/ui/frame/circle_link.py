"""HTML links to a circle's page for viewers who may open it; they keep the page's date and period."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from lib.access.redaction import Viewer
from lib.ui.entry.shell import PAGES

_PAGE = "pages/circle/circle.py"
_KEPT = ("period", "from", "to", "as_of")
_LONGEST = 1_500


def addresses(viewer: Viewer) -> Callable[[str], str]:
    """A function from a circle to its address, relative to the page.

    It returns "" for every circle if the viewer may not open circle pages, and for a circle whose address is too long.
    """
    may_open = any(place.path == _PAGE and viewer.role in place.roles for place in PAGES)
    if not may_open:
        return lambda circle: ""
    has_address = get_script_run_ctx(suppress_warning=True) is not None  # not where a page is found ahead
    parameters = {
        key: st.query_params.get_all(key) for key in _KEPT if has_address and key in st.query_params
    }

    def address(circle: str) -> str:
        found = "circle?" + urlencode({**parameters, "circle": circle}, doseq=True)
        return found if len(found) <= _LONGEST else ""

    return address
