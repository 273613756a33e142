"""A next step for each figure that needs one, in a closed section: circles are compared when it is opened."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from lib.metrics.desk import steps
from lib.ui.frame.view import View
from lib.ui.widgets import html, section

NONE_NEEDED = "No figure shown here is below its target or got worse by more than its usual ups and downs."
NONE_KNOWN = (
    "The log has nothing to suggest yet: it takes 8 circles that can be compared, or an entry of the library that "
    "worked in two places."
)


def show(page: View, keys: Iterable[str]) -> None:
    """Draw the section for the figures with these keys."""
    wanted = tuple(dict.fromkeys(keys))
    section.closed(
        "What to try: a next step for each figure that needs one", "next_steps", lambda: _steps(page, wanted)
    )


def _steps(page: View, keys: tuple[str, ...]) -> None:
    program = page.program
    needed = [key for key in keys if steps.needs_step(program, key)]
    rows = page.derived(
        ("next steps", keys),
        lambda: [
            (f"{program.figures[key].label}: {program.figures[key].text}", step)
            for key in needed
            if (step := steps.suggestion(program, key))
        ],
    )
    if rows:
        html.show("list.html", rows=rows)
        st.caption("What goes together is no proof of a cause: ask before you copy.")
    else:
        st.caption(NONE_KNOWN if needed else NONE_NEEDED)
