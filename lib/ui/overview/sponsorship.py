"""How sponsors answer, are seen, decide and keep promises: the tiles of the figures about them."""

from __future__ import annotations

import streamlit as st

from lib.metrics.dictionary import keys_in
from lib.metrics.sponsorship.words import acts_in_words, granted_in_words
from lib.ui.frame import next_steps
from lib.ui.frame.view import View
from lib.ui.widgets.text import plain


def show(page: View) -> None:
    """Draw the figures about sponsors, and what was granted and done in words."""
    figures = page.program.figures
    next_steps.tiles(page, keys_in("Sponsors"), place="sponsor_tiles")
    words = [granted_in_words(figures["granted"]), acts_in_words(figures["sponsor_visible"])]
    if text := " ".join(filter(None, words)):
        st.caption(plain(f"{page.program.period.opening}: {text[0].lower()}{text[1:]}"))
