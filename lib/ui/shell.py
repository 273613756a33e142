"""What surrounds every page: the server's start, the navigation, the few styles that the theme cannot say."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

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
    """The navigation: sections and their pages, those that work."""
    return {
        "Program": [
            st.Page(
                "pages/program/overview.py",
                title="Overview",
                icon=":material/lightbulb:",
                url_path="overview",
                default=True,
            )
        ]
    }


def style() -> None:
    """Styles for print-like calm and small screens."""
    st.html(_STYLE)
