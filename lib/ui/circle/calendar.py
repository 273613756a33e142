"""A circle's sessions to come, due days and reviews for the viewer's calendar: as one file, or as an address that the
calendar looks at by itself."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from lib.access.circles import circles_of, own_circles
from lib.calendar.events import Event, events
from lib.source import caches, calendars
from lib.source.calendars import Reader, Subscription
from lib.ui.circle.head import One
from lib.ui.entry import subscribed
from lib.ui.widgets.download import file_name

_SHOWS: dict[Reader, str] = {
    "lead": "With what actions are about. For you and nobody who may not read the circle's log:",
    "sponsor": "Without what actions are about and without names:",
}


def show(one: One) -> None:
    """Draw the download and the address, with what the viewer may see. No download where nothing is planned or due, and
    no address where nobody signs in or for a circle that is not the viewer's."""
    found = events(one.facts, [one.circle])
    readers = _readers(one)
    if not found and not readers:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        if found:
            st.download_button(
                "For your calendar (.ics)",
                data=lambda: _made(found, one.circle),
                file_name=file_name("calendar", "ics", one.as_of, [one.circle]),
                mime="text/calendar",
                icon=":material/calendar_month:",
                help="Sessions, days on which actions are due, reviews. Imported again, it replaces what has moved.",
                on_click="ignore",
                key="circle_calendar",
            )
        if readers:
            box = st.popover(
                "Subscribe to it", icon=":material/rss_feed:", key="circle_subscribe", on_change="rerun"
            )
            if box.open:
                with box:
                    _addresses(one, readers)


def _readers(one: One) -> list[Reader]:
    """Whose calendars the viewer may hand out; none where there are no addresses."""
    if not subscribed.address("x"):
        return []
    if one.circle in circles_of(one.view.log, one.view.viewer):
        return ["lead", "sponsor"]
    return ["sponsor"] if one.circle in own_circles(one.view.log, one.view.viewer) else []


def _addresses(one: One, readers: list[Reader]) -> None:
    st.write(
        "Give your calendar an address, as “From URL” or “Subscribe”. It looks there by itself a few times a day."
    )
    store = caches.kept(calendars.FOLDER)
    for reader in readers:
        of = Subscription(one.view.loaded.workbook, one.circle, reader)
        st.caption(_SHOWS[reader])
        st.code(subscribed.address(calendars.secret_of(of, store)), language=None, wrap_lines=True)
        if st.button(
            "Change this address",
            key=f"circle_change_{reader}",
            type="tertiary",
            help="The address above stops working at once, for everybody who has it.",
            on_click=calendars.change,
            args=(of, store),
        ):
            st.caption("Changed. Give the new address to the calendars that should have it.")
    st.caption("Anyone who knows an address can read that calendar without signing in.")


def _made(found: list[Event], circle: str) -> bytes:
    from lib.calendar.ics import ics  # its library takes time to import

    return ics(found, circle, datetime.now(UTC))
