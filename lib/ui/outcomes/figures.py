"""The figures of the outcomes page as tiles, and capabilities in words."""

from __future__ import annotations

import streamlit as st

from lib.metrics.core.figure import Figure
from lib.ui.frame import next_steps
from lib.ui.frame.view import View
from lib.ui.widgets.text import plain
from lib.words.phrases import counted, listed, plural, sentence

KEYS = ("results", "milestones", "design_effect", "capabilities", "member_hours")
MOST_NAMED = 6


def tiles(page: View) -> None:
    """Draw the figures, and the capabilities that nothing is about."""
    next_steps.tiles(page, KEYS, place="outcome_tiles")
    if words := without(page.program.figures["capabilities"]):
        st.caption(plain(words))


def without(figure: Figure) -> str:
    """The capabilities of which no circle has a case or a practice, in words; "" without one."""
    names = [] if figure.missing else list(figure.parts.get("without") or [])
    if not names:
        return ""
    return sentence(
        f"{counted(len(names), 'capability', 'capabilities')} {plural(len(names), 'has', 'have')} no case and no "
        f"practice in any circle yet: {listed(names, most=MOST_NAMED)}"
    )
