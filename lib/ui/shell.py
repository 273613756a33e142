"""What surrounds every page: the server's start, the navigation, the few styles that the theme cannot say."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

ICON = str(Path(__file__).parents[2] / "static" / "pharos.svg")
_STYLE = Path(__file__).parent / "templates" / "style.css"


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncGenerator[None, None]:
    """Runs around the server's life.

    A folder named pages makes Streamlit resolve the first address of a fresh server by file name, and a deep link gets
    a "Page not found" box. The navigation of app.py is the only one, and this says so before the first request.
    """
    PagesManager.uses_pages_directory = False
    yield


def pages() -> dict[str, list[st.Page]]:
    """The navigation: sections and their pages, those that work.

    Streamlit answers for the default page at / only and says "Page not found" at the page's own name; the hidden twin
    answers there, so that /overview can be opened and shared like any other page.
    """
    overview, title, icon = "pages/program/overview.py", "Overview", ":material/lightbulb:"
    return {
        "Program": [
            st.Page(overview, title=title, icon=icon, url_path="home", default=True),
            st.Page(overview, title=title, icon=icon, url_path="overview", visibility="hidden"),
        ],
        "Sheet": [st.Page("pages/sheet/connect.py", title="Connect", icon=":material/add_link:")],
    }


def style() -> None:
    """The mark, and styles for print-like calm and small screens."""
    st.logo(ICON, size="large")
    st.html(_STYLE)
