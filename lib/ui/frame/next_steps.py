"""A next step for each figure that needs one: in a menu at its tile, and for all of a page in a closed section whose
title says which figures miss their target. Circles are compared when one of them is opened."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import streamlit as st

from lib.metrics.desk import steps
from lib.metrics.program import who_came
from lib.metrics.program.change import change
from lib.metrics.program.program import Program
from lib.source import program as measuring
from lib.ui.frame.view import View
from lib.ui.widgets import html, section
from lib.ui.widgets.text import plain
from lib.ui.widgets.tile import drawn_tiles
from lib.words.phrases import listed, plural

MOST_NAMED = 3
NO_CAUSE = "What goes together is no proof of a cause: ask before you copy."
NONE_NEEDED = "No figure shown here is below its target or got worse by more than its usual ups and downs."
NONE_JUDGED = "None of these figures can be judged yet: they are not recorded, or have too few records."


def show(page: View, keys: Iterable[str]) -> None:
    """Draw the section for the figures with these keys."""
    wanted = tuple(dict.fromkeys(keys))
    section.closed(prepare_title(page, wanted), "next_steps", lambda: _steps(page, wanted))


def prepare_title(page: View, keys: Iterable[str]) -> str:
    """`title`, found once per state of the view."""
    wanted = tuple(dict.fromkeys(keys))
    return page.first_sight(("what to try", wanted), lambda: title(page.program, wanted))


def title(program: Program, keys: Iterable[str]) -> str:
    """The section's title: which of the figures are below their target, or that there are steps for those that need
    one."""
    below = [program.figures[key].label for key in keys if program.figures[key].is_met is False]
    if not below:
        return "What to try: a next step for each figure that needs one"
    return f"What to try: {listed(below, MOST_NAMED)} {plural(len(below), 'is', 'are')} below target"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose figures are shown, where it is not the page's program, such as one practice."""

    name: str
    program: Callable[[], Program]


def tiles(page: View, keys: Iterable[str], of: Subject | None = None, *, place: str = "tiles") -> None:
    """Draw figures as tiles, and below them a menu for each that needs a step. `place`: the key of the block, unique on
    the page."""
    drawn, needed = prepared(page, keys, of)
    with st.container(key=place, gap="xsmall"):
        st.html(drawn)
        if needed:
            with st.container(horizontal=True, gap="small"):
                for key, label in needed:
                    _menu(page, key, f"What to try: {label}", "tile")


def prepared(page: View, keys: Iterable[str], of: Subject | None = None) -> tuple[str, list[tuple[str, str]]]:
    """The tiles as HTML, and the keys and labels of the figures that need a step, found once per state of the view."""
    wanted = tuple(keys)

    def made() -> tuple[str, list[tuple[str, str]]]:
        program = of.program() if of else page.program
        shown = who_came.shown(program.figures, wanted)
        needed = [key for key in shown if steps.may_suggest(program, key, page.log)]
        return drawn_tiles(program, shown), [(key, program.figures[key].label) for key in needed]

    return page.first_sight(("tiles", of.name if of else None, wanted), made)


def beside(page: View, key: str, place: str) -> None:
    """A menu beside a figure that is below its target or got worse, with the step suggested for it. Circles are
    compared when it is opened; nothing is drawn where the log cannot hold a suggestion. `place`: where on the page, if
    it has the figure twice."""
    if may_suggest(page, key):
        _menu(page, key, "What to try", place)


def may_suggest(page: View, key: str) -> bool:
    """`steps.may_suggest`, found once per state of the view."""
    return page.first_sight(("may suggest", key), lambda: steps.may_suggest(page.program, key, page.log))


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
