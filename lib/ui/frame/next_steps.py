"""A next step for each figure that needs one: in a menu at its tile, and for all of a page in a closed section whose
title says which figures miss their target. Circles are compared when one of them is opened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import streamlit as st

from lib.metrics.desk import steps
from lib.metrics.program import who_came
from lib.metrics.program.change import change
from lib.metrics.program.program import Program
from lib.source import program as measuring
from lib.ui.frame.view import View
from lib.ui.widgets import html, section
from lib.ui.widgets.text import plain
from lib.ui.widgets.tile import figure_tiles
from lib.words.phrases import listed, plural

MOST_NAMED = 3
NO_CAUSE = "What goes together is no proof of a cause: ask before you copy."
NONE_NEEDED = "No figure shown here is below its target or got worse by more than its usual ups and downs."
NONE_JUDGED = "None of these figures can be judged yet: they are not recorded, or have too few records."


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


def tiles(page: View, keys: Iterable[str], program: Program | None = None, *, place: str = "tiles") -> None:
    """Draw figures as tiles, and below them a menu for each that needs a step. `program`: another than the page's, such
    as that of one practice. `place`: the key of the block, unique on the page."""
    shown = program or page.program
    wanted = tuple(who_came.shown(shown.figures, keys))
    with st.container(key=place, gap="xsmall"):
        figure_tiles(shown, wanted)
        if needed := [key for key in wanted if steps.may_suggest(shown, key, page.log)]:
            with st.container(horizontal=True, gap="small"):
                for key in needed:
                    _menu(page, key, f"What to try: {shown.figures[key].label}", "tile")


def beside(page: View, key: str, place: str) -> None:
    """A menu beside a figure that is below its target or got worse, with the step suggested for it. Circles are
    compared when it is opened; nothing is drawn where the log cannot hold a suggestion. `place`: where on the page, if
    it has the figure twice."""
    if steps.may_suggest(page.program, key, page.log):
        _menu(page, key, "What to try", place)


def _menu(page: View, key: str, label: str, place: str) -> None:
    section.menu(
        label,
        f"step_{place}_{key}",
        lambda: _step(page, key),
        type="tertiary",
        icon=":material/lightbulb:",
    )


def _step(page: View, key: str) -> None:
    if step := _suggested(page, key):
        st.markdown(plain(step))
        st.caption(NO_CAUSE)
    else:
        st.caption(plain(steps.no_suggestion(page.log, [key])))


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
        none = steps.no_suggestion(page.log, needed) if needed else none_needed(program, keys)
        st.caption(plain(none))


def none_needed(program: Program, keys: Iterable[str]) -> str:
    """That none of the figures needs a step, or that none of them can be judged."""
    is_judged = any(program.figures[key].is_met is not None or _moved(program, key) for key in keys)
    return NONE_NEEDED if is_judged else NONE_JUDGED


def _moved(program: Program, key: str) -> bool:
    found = change(program, key)
    return found is not None and found.word is not None
