"""The one note to administrators: that nothing was mailed, and why; or which mails somebody has to decide about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from lib.access.addresses import address
from lib.brief.lists import Row, line
from lib.mail.history import Entry, History
from lib.mail.letter import Letter, Section
from lib.mail.wishes import is_plain

EVERY_DAYS = 7
_WHY = "You get this because you are an administrator of Pharos."


def recipients(administrators: Iterable[str], past: History | None, as_of: pd.Timestamp) -> list[str]:
    """The administrators that got no note in the last EVERY_DAYS days; all of them if the record cannot be read."""
    found = sorted({address(each) for each in administrators if is_plain(each)})
    if past is None:
        return found
    lasts = {email: past.last(email, "note") for email in found}
    return [
        email
        for email, last in lasts.items()
        if last is None or as_of >= last + pd.Timedelta(days=EVERY_DAYS)
    ]


def nothing_sent(email: str, as_of: pd.Timestamp, why: str) -> Letter:
    """The note that no update, alert or reminder was sent."""
    text = line(why)
    return Letter(
        email,
        "note",
        as_of,
        "Pharos sent no mails",
        "Updates, alerts and reminders were not sent, to nobody.",
        (Section("Why", text), Section("What to do", _DO)),
        _WHY,
    )


_DO = (
    "Bring the circle log up to date, or make it readable again; the next run goes on by itself. "
    "Until then you get this note at most once a week, or once a run while the log cannot be read."
)


def unclear(email: str, as_of: pd.Timestamp, entries: Sequence[Entry]) -> Letter:
    """The note about mails of which nobody knows whether they arrived."""
    rows = tuple(Row(line(each.email), f"{each.kind} of {each.as_of:%-d %B %Y}") for each in entries)
    return Letter(
        email,
        "note",
        as_of,
        "Pharos does not know whether some mails arrived",
        "A run was interrupted while these mails were handed over. They are not sent a second time by themselves.",
        (
            Section("Mails", rows=rows),
            Section(
                "What to do",
                "Ask these people, or run python -m lib.mail with --again to send them once more.",
            ),
        ),
        _WHY,
    )
