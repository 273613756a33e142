"""Events as one .ics file, which calendars import: whole days, no reminder, no guests."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from icalendar import Calendar
from icalendar import Event as Entry

from lib.calendar.events import Event


def ics(events: Iterable[Event], name: str, made: datetime) -> bytes:
    """The file; `name` is the calendar's, `made` (aware) when it was written. Imported again, an event that moved
    replaces the one before, because its UID stays."""
    calendar = Calendar()
    calendar.add("prodid", "-//Pharos//Mentoring circles//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for event in events:
        entry = Entry()
        entry.add("uid", uid(event))
        entry.add("dtstamp", made)
        entry.add("dtstart", event.day.date())
        entry.add("dtend", event.day.date() + timedelta(days=1))
        entry.add("summary", event.title)
        if event.about:
            entry.add("description", event.about)
        entry.add("transp", "TRANSPARENT")
        calendar.add_component(entry)
    return bytes(calendar.to_ical())


def uid(event: Event) -> str:
    """What stands for an event in calendars: a sign, so that keys, which may be names, do not leave Pharos."""
    return (
        hashlib.blake2s(f"{event.kind} {event.key}".encode("utf-8", "replace"), digest_size=12).hexdigest()
        + "@pharos"
    )
