"""The next reviews of a scope as a file for the viewer's calendar."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from lib.calendar.events import Event, events
from lib.ui.review.head import Review
from lib.ui.widgets.download import file_name


def download(review: Review) -> None:
    """Draw the button that downloads the reviews that are set from the day on; nothing where none is."""
    found = ahead(review)
    if not found:
        return
    st.download_button(
        "Next reviews (.ics)",
        data=lambda: _made(found),
        file_name=file_name("reviews", "ics", review.program.as_of, review.scope.circles),
        mime="text/calendar",
        type="tertiary",
        icon=":material/calendar_month:",
        help="For your calendar. Imported again, it replaces what has moved.",
        on_click="ignore",
        key="review_calendar",
    )


def ahead(review: Review) -> list[Event]:
    """The reviews of its circles that are set for its day or later, by day; [] without any."""
    facts = review.program.facts
    circles = review.scope.circles or tuple(facts.log.circles["circle"])
    return [event for event in events(facts, circles) if event.kind == "review"]


def _made(found: list[Event]) -> bytes:
    from lib.calendar.ics import ics  # its library takes time to import

    return ics(found, "Reviews of mentoring circles", datetime.now(UTC))
