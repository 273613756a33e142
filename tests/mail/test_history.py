"""The record of mails: what was sent, what may have been, and when the next one is due."""

from __future__ import annotations

import pandas as pd
import pytest

from lib.mail.history import Entry, due, history, next_day
from lib.mail.wishes import Every, Wish
from tests.data.logs import log


def day(text: str) -> pd.Timestamp:
    return pd.Timestamp(text)


def rows(*entries: Entry) -> list[dict[str, object]]:
    return [dict(entry.row("2026-06-30T06:00:00+00:00")) for entry in entries]


SENT = Entry("a1", "sue@x.org", "alert", day("2026-06-10"), "sending", ("t1", "t2"))


def read(*entries: Entry):  # type: ignore[no-untyped-def]
    return history(log({"sent": rows(*entries)}).sent)


def test_the_last_state_of_a_mail_counts() -> None:
    past = read(SENT, Entry("a1", "sue@x.org", "alert", SENT.as_of, "sent", SENT.told))
    assert not past.unclear
    assert past.last("SUE@x.org", "alert") == SENT.as_of
    assert past.told("sue@x.org", day("2026-07-01")) == {"t1", "t2"}
    assert past.told("sue@x.org", day("2026-09-01")) == set(), "what was told long ago may be told again"
    assert read(SENT).unclear == [SENT]
    failed = read(SENT, Entry("a1", "sue@x.org", "alert", SENT.as_of, "failed", SENT.told))
    assert failed.last("sue@x.org", "alert") is None
    assert not failed.told("sue@x.org", SENT.as_of)
    assert failed.tries("sue@x.org", "alert", SENT.as_of) == 1


@pytest.mark.parametrize(
    ("every", "last", "first_again"),
    [
        ("day", "2026-06-10", "2026-06-11"),
        ("week", "2026-06-10", "2026-06-17"),
        ("month", "2026-01-31", "2026-02-28"),
    ],
)
def test_the_next_one_is_due_after_its_time_and_not_before(every: Every, last: str, first_again: str) -> None:
    past = read(Entry("a1", "sue@x.org", "alert", day(last), "sent"))
    wish = Wish("sue@x.org", "alert", every, "sponsor")
    again = day(first_again)
    assert next_day(day(last), every) == again
    assert [due(wish, past, again + pd.Timedelta(days=days)) for days in (-1, 0, 1)] == [False, True, True]
    assert not due(wish, past, day("2026-01-01")), "nor on a day in the past"
    assert due(wish, read(), day("2026-06-30"))
    assert not due(Wish("sue@x.org", "alert", "never", "sponsor"), read(), again)


def test_a_row_that_nobody_can_read_stops_everything() -> None:
    found = log(
        {
            "sent": [
                *rows(SENT),
                {"at": "x", "email": "sue@x.org", "kind": "update", "as_of": "soon", "digest": "sent b2"},
            ]
        }
    )
    with pytest.raises(ValueError, match=r"sent, row 3: cannot be read \(as_of 'soon'"):
        history(found.sent)
