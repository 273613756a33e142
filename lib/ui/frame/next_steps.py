"""A next step for each figure that needs one, in a closed section: circles are compared when it is opened.

Its title says which figures miss their target.
"""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from lib.metrics.desk import steps
from lib.metrics.program.change import change
from lib.metrics.program.program import Program
from lib.ui.frame.view import View
from lib.ui.widgets import html, section
from lib.words.phrases import listed, plural

MOST_NAMED = 3
NONE_NEEDED = "No figure shown here is below its target or got worse by more than its usual ups and downs."
NONE_JUDGED = "None of these figures can be judged yet: they are not recorded, or have too few records."
NONE_KNOWN = (
    "The log has nothing to suggest yet: it takes 8 circles that can be compared, or an entry of the library that "
    "worked in two places."
)


def show(page: View, keys: Iterable[str]) -> None:
    """Draw the section for the figures with these keys."""
    wanted = tuple(dict.fromkeys(keys))
    section.closed(title(page.program, wanted), "next_steps", lambda: _steps(page, wanted))


def title(program: Program, keys: Iterable[str]) -> str:
    """The section's title: which of the figures are below their target, or that there are steps for those that need
    one."""
    below = [program.figures[key].label for key in keys if program.figures[key].is_met is False]
    if not below:
        return "What to try: a next step for each figure that needs one"
    return f"What to try: {listed(below, MOST_NAMED)} {plural(len(below), 'is', 'are')} below target"


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
        st.caption(NONE_KNOWN if needed else none_needed(program, keys))


def none_needed(program: Program, keys: Iterable[str]) -> str:
    """That none of the figures needs a step, or that none of them can be judged."""
    is_judged = any(program.figures[key].is_met is not None or _moved(program, key) for key in keys)
    return NONE_NEEDED if is_judged else NONE_JUDGED


def _moved(program: Program, key: str) -> bool:
    found = change(program, key)
    return found is not None and found.word is not None
