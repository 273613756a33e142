"""A closed section of a page: what is in it runs when it is opened, and its state is in the address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st


def closed(title: str, key: str, draw: Callable[[], object], *, icon: str | None = None) -> None:
    """Draw a section that is closed until someone opens it, or until the address says `key`=true; `draw` draws its
    content and is not called before.

    `title` may hold text from cells only if it is escaped. `key` is unique in the app.
    """
    box = st.expander(title, key=key, icon=icon, on_change="rerun", bind="query-params")
    if box.open:
        with box:
            draw()


def menu(label: str, key: str, draw: Callable[[], object], *, in_use: bool = False, **look: Any) -> None:
    """Draw a button that opens a menu; `draw` draws its content once it is open, and is not called before: a page has
    many, and what nobody looks at costs the server and the browser as much as what they do.

    `in_use`: something is chosen in it. Its content is then drawn even while it is closed, since Streamlit forgets the
    choice of a widget that is not drawn. `key` is unique on the page. `look`: what else `st.popover` takes.
    """
    box = st.popover(label, key=key, on_change="rerun", **look)
    if box.open or in_use:
        with box:
            draw()
