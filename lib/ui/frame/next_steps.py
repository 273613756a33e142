"""A next step for each figure that needs one: in a menu at its tile, and for all of a page in a closed section whose
title says which figures miss their target. Circles are compared when one of them is opened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import streamlit as st

from lib.metrics.desk import steps
from lib.metrics.program.change import change
from lib.metrics.program.program import Program
from lib.source import program as measuring
from lib.ui.frame.view import View
from lib.ui.widgets import html, section
from lib.ui.widgets.text import plain
from lib.ui.widgets.tile import figure_tile
from lib.words.phrases import listed, plural

MOST_NAMED = 3
NO_CAUSE = "What goes together is no proof of a cause: ask before you copy."
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


def tile(page: View, key: str, program: Program | None = None) -> None:
    """Draw a figure's tile, and beside it what to try if it needs a step. `program`: another than the page's, such as
    that of one practice."""
    shown = program or page.program
    figure_tile(shown, key, below=lambda: beside(page, key, shown))


def beside(page: View, key: str, program: Program | None = None, place: str = "tile") -> None:
    """A menu beside a figure that is below its target or got worse, with the step suggested for it. Circles are
    compared when it is opened; nothing is drawn where the log cannot hold a suggestion. `place`: where on the page, if
    it has the figure twice."""
    if not steps.may_suggest(program or page.program, key, page.log):
        return
    box = st.popover(
        "What to try",
        type="tertiary",
        icon=":material/lightbulb:",
        key=f"step_{place}_{key}",
        on_change="rerun",
    )
    if box.open:
        with box:
            _step(page, key)


def _step(page: View, key: str) -> None:
    if step := _suggested(page, key):
        st.markdown(plain(step))
        st.caption(NO_CAUSE)
    else:
        st.caption(NONE_KNOWN)


def _suggested(page: View, key: str) -> str:
    """What is suggested for a figure, from all circles that the viewer may see, whatever the filters."""
    return page.derived(("next step", key), lambda: steps.suggestion(_whole(page), key))


def _whole(page: View) -> Program:
    loaded, chosen = page.loaded, replace(page.filters, circles=(), sponsors=(), priorities=(), programs=())
    return measuring.measured(loaded.workbook, loaded.revision, page.viewer.scope, chosen, page.log)


def _steps(page: View, keys: tuple[str, ...]) -> None:
    program = page.program
    needed = [key for key in keys if steps.needs_step(program, key)]
    rows = [
        (f"{program.figures[key].label}: {program.figures[key].text}", step)
        for key in needed
        if (step := _suggested(page, key))
    ]
    if rows:
        html.show("list.html", rows=rows)
        st.caption(NO_CAUSE)
    else:
        st.caption(NONE_KNOWN if needed else none_needed(program, keys))


def none_needed(program: Program, keys: Iterable[str]) -> str:
    """That none of the figures needs a step, or that none of them can be judged."""
    is_judged = any(program.figures[key].is_met is not None or _moved(program, key) for key in keys)
    return NONE_NEEDED if is_judged else NONE_JUDGED


def _moved(program: Program, key: str) -> bool:
    found = change(program, key)
    return found is not None and found.word is not None
