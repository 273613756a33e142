"""Sections of the form that are closed until someone opens them: what is in them costs nothing before."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from lib.ui.log_session.draft import Draft

T = TypeVar("T")


def folded(
    draft: Draft,
    title: str,
    name: str,
    fields: tuple[str, ...],
    draw: Callable[[], T],
    *,
    icon: str | None = None,
    is_tied: bool = True,
    is_exact: bool = False,
) -> T | None:
    """Draw a closed section and return what `draw` returns once it is open; None while it is closed and empty.

    `name` is unique in the form; unless `is_tied` is False, the address says whether it is open. `fields`: how the
    names of its inputs begin, or with `is_exact` those names; a section in which something was typed is drawn even
    while it is closed, so that closing it loses nothing.
    """
    if is_tied:
        box = st.expander(title, key=f"log_open_{name}", icon=icon, on_change="rerun", bind="query-params")
    else:
        box = st.expander(title, key=f"log_open_{draft.number}_{name}", icon=icon, on_change="rerun")
    if not box.open and not draft.holds(*fields, is_exact=is_exact):
        return None
    with box:
        return draw()
