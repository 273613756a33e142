"""A circle's sessions to come, due days and reviews as one file for the viewer's calendar."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from lib.calendar.events import Event, events
from lib.ui.circle.agenda import file_words
from lib.ui.circle.head import One


def show(one: One) -> None:
    """Draw the download, with what the viewer may see; nothing where nothing is planned or due."""
    found = events(one.facts, [one.circle])
    if not found:
        return
    st.download_button(
        "For your calendar (.ics)",
        data=lambda: _made(found, one.circle),
        file_name=f"pharos-{file_words(one)}.ics",
        mime="text/calendar",
        icon=":material/calendar_month:",
        help="Sessions, days on which actions are due, and reviews. Imported again, it replaces what has moved.",
        on_click="ignore",
        key="circle_calendar",
    )


def _made(found: list[Event], circle: str) -> bytes:
    from lib.calendar.ics import ics  # its library takes time to import

    return ics(found, circle, datetime.now(UTC))
