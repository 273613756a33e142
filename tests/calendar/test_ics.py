"""Sessions, due days and reviews as an .ics file, read back by the library; hidden words stay hidden."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pandas as pd
from icalendar import Calendar

from lib.access.redaction import Viewer, redact
from lib.calendar.events import Event, events
from lib.calendar.ics import ics, uid
from lib.log.format.model import CircleLog
from lib.metrics.core.facts import Facts
from tests.data.logs import log

DAY, MADE = pd.Timestamp("2026-06-30"), datetime(2026, 6, 30, 6, tzinfo=UTC)
TABLES: dict[str, list[dict[str, object]]] = {
    "circles": [
        {"circle": "Atlas; North, \\1", "sponsor": "sue@x.org", "lead": "lea@x.org", "started": "2026-01-01"},
        {"circle": "Borealis", "started": "2026-01-01"},
    ],
    "sessions": [
        {"session": "A-1", "circle": "Atlas; North, \\1", "planned": "2026-06-30", "format": "virtual"},
        {"session": "A-0", "circle": "Atlas; North, \\1", "planned": "2026-06-01", "held": "2026-06-01"},
        {"session": "A-2", "circle": "Atlas; North, \\1", "planned": "2026-07-28", "status": "cancelled"},
        {"session": "B-1", "circle": "Borealis", "planned": "2026-07-01"},
    ],
    "actions": [
        {
            "action": "X-1",
            "circle": "Atlas; North, \\1",
            "what": "Call\r\nBEGIN:VEVENT\r\nÜber " + "long " * 40,
            "due": "2026-07-02",
        },
        {"action": "X-2", "circle": "Atlas; North, \\1", "what": "Late", "due": "2026-06-01"},
        {
            "action": "X-3",
            "circle": "Atlas; North, \\1",
            "what": "Done",
            "due": "2026-07-03",
            "status": "done",
        },
    ],
    "reviews": [{"review": "R-1", "date": "2026-06-01", "sponsor": "sue@x.org", "next_review": "2026-09-01"}],
}


def read(content: bytes) -> list[tuple[date, str]]:
    calendar = Calendar.from_ical(content)
    assert calendar["x-wr-calname"] == "Atlas"
    return [(entry.start, str(entry["summary"])) for entry in calendar.walk("VEVENT")]  # type: ignore[attr-defined]


def seen(whole: CircleLog, viewer: Viewer, day: pd.Timestamp = DAY) -> Facts:
    return Facts(redact(whole, viewer), day)


def test_what_is_ahead_is_in_the_file_and_nothing_in_a_cell_breaks_it() -> None:
    whole = log(TABLES)
    content = ics(events(seen(whole, Viewer("lead", "lea@x.org")), ["Atlas; North, \\1"]), "Atlas", MADE)
    found = read(content)
    assert [day for day, _ in found] == [date(2026, 6, 30), date(2026, 7, 2), date(2026, 9, 1)]
    assert found[0][1] == "Atlas; North, \\1: session"
    assert found[1][1].startswith("Atlas; North, \\1: “Call BEGIN:VEVENT Über long")
    assert found[2][1] == "Mentoring circles: program review"
    assert content.count(b"BEGIN:VEVENT\r\n") == 3
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert content.count(b"\n") == content.count(b"\r\n") > 20


def test_a_sponsor_reads_no_words_of_an_action() -> None:
    found = events(seen(log(TABLES), Viewer("sponsor", "sue@x.org")), ["Atlas; North, \\1"])
    assert [each.title for each in found if each.kind == "due"] == ["Atlas; North, \\1: an action is due"]


def test_an_event_that_moves_keeps_its_uid_and_no_key_is_in_it() -> None:
    one = Event("session", "Ana's session", DAY, "Atlas: session")
    moved = Event("session", "Ana's session", DAY + pd.Timedelta(days=7), "Atlas: session")
    assert uid(one) == uid(moved) != uid(Event("due", "Ana's session", DAY, ""))
    assert b"Ana" not in ics([one], "Atlas", MADE)
