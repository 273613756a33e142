"""What each reader's mails hold: marks in every cell, looked for in bodies, PDFs and headers; and reminders by hand."""

from __future__ import annotations

import email
import email.policy
from datetime import UTC, date, datetime, timedelta
from functools import cache
from io import BytesIO
from typing import Any

import pandas as pd
import pypdf

from lib.access.redaction import Viewer, redact
from lib.calendar.events import events
from lib.calendar.ics import ics
from lib.log.format.model import CircleLog
from lib.mail.compose import Composer
from lib.mail.history import Entry, History
from lib.mail.message import identity, message
from lib.mail.settings import MailSettings
from lib.mail.text import MOST_BYTES
from lib.mail.wishes import Wish, wishes
from lib.metrics.core.facts import Facts
from lib.words.moments import clock
from tests.data.canaries import allowed, first_viewer, hidden, marked, marks_in
from tests.data.logs import READ_AT, log
from tests.examples import thorough

SENDER = MailSettings("mail.x.org", "pharos@x.org", "Pharos")
TODAY = pd.Timestamp(date.today())
Rows = list[dict[str, object]]


@cache
def whole() -> CircleLog:
    tables = marked(circles=2, months=3)
    tables["mailings"] = [
        {"email": "adm@x.org", "kind": kind, "every": "week"} for kind in ("update", "alert")
    ]
    tables["settings"] = [{"name": "remind_owners", "value": "yes"}]
    return log(tables)


def contents(mail: bytes) -> list[bytes]:
    """The headers, both bodies, and the text of the PDF."""
    read: Any = email.message_from_bytes(mail, policy=email.policy.default)
    found = [str(dict(read.items())).encode()]
    for part in read.walk():
        if part.get_content_type() == "application/pdf":
            pages = pypdf.PdfReader(BytesIO(part.get_content())).pages
            found.append("".join(page.extract_text() for page in pages).replace("\n", "").encode())
        elif not part.is_multipart():
            found.append(part.get_content().encode())
    return found


def test_no_mail_holds_what_its_reader_may_not_see() -> None:
    found = wishes(whole(), TODAY, ["adm@x.org"]).mails
    first = {wish.reader: wish.email for wish in reversed(found)}
    one_each = {(wish.reader, wish.kind): wish for wish in found if wish.email == first[wish.reader]}
    assert {kind for _, kind in one_each} == {"update", "alert", "reminder"}
    assert first.keys() == {"admin", "lead", "sponsor", "owner"}
    composer = Composer(whole(), TODAY, History(), read_at=READ_AT, with_picture=False)
    seen_any: set[str] = set()
    for (reader, kind), wish in sorted(one_each.items()):
        if reader == "admin":
            continue  # sees everything
        letter = composer.letter(wish)
        if letter is None:
            continue
        marks = marks_in(contents(message(letter, SENDER, datetime.now(UTC), "a1").as_bytes()))
        seen_any |= marks
        if reader == "owner":
            assert marks <= own_marks(wish), kind
        else:
            viewer = Viewer(reader, wish.email)
            may = allowed(whole(), viewer) | (own_marks(wish) if kind == "reminder" else set())
            assert not (marks & hidden(whole(), viewer)) - may, (reader, kind)
    assert len(seen_any) > 20, "marks that may be seen are found"


@thorough
def test_no_calendar_file_holds_what_its_reader_may_not_see() -> None:
    for role in ("lead", "sponsor"):
        viewer = first_viewer(whole(), role)
        facts = Facts(redact(whole(), viewer), TODAY - pd.Timedelta(days=60))
        found = events(facts, list(whole().circles["circle"]))
        marks = marks_in([ics(found, "Atlas", datetime.now(UTC))])
        assert found
        assert marks
        assert not (marks & hidden(whole(), viewer)) - allowed(whole(), viewer)


def own_marks(wish: Wish) -> set[str]:
    """Marks of the rows of one owner's own actions, and of their address."""
    members = whole().members
    own = set(members.loc[members["email"] == wish.email, "member"])
    rows = whole().actions
    rows = rows[rows["owner"].isin(own)][["action", "circle", "what"]]
    return marks_in([rows.to_csv().encode(), wish.email.encode()])


CIRCLES: Rows = [
    {
        "circle": "Atlas",
        "sponsor": "sue@x.org",
        "lead": "lea@x.org",
        "started": "2026-01-01",
        "cadence_days": 28,
    },
    {
        "circle": "Borealis",
        "sponsor": "sue@x.org",
        "lead": "lou@x.org",
        "started": "2026-01-01",
        "cadence_days": 28,
    },
]
SMALL = log(
    {
        "circles": CIRCLES,
        "members": [
            {"member": "ana", "circle": "Atlas", "name": "Ana Alba", "email": "ana@x.org"},
            {"member": "lea", "circle": "Borealis", "name": "Lea Ley", "email": "lea@x.org"},
        ],
        "sessions": [{"session": "A-1", "circle": "Atlas", "planned": "2026-07-03"}],
        "actions": [
            {"action": "X-1", "circle": "Atlas", "what": "Call ten", "owner": "ana", "due": "2026-07-07"},
            {"action": "X-2", "circle": "Atlas", "what": "Later", "owner": "ana", "due": "2026-07-08"},
            {"action": "X-3", "circle": "Atlas", "what": "Late", "owner": "ana", "due": "2026-06-28"},
            {
                "action": "X-4",
                "circle": "Atlas",
                "what": "Done",
                "owner": "ana",
                "due": "2026-07-01",
                "status": "done",
            },
            {"action": "X-5", "circle": "Atlas", "what": "Nobody's", "due": "2026-06-30"},
            {"action": "X-6", "circle": "Borealis", "what": "Elsewhere", "owner": "lea", "due": "2026-07-01"},
            {"action": "X-7", "circle": "Atlas", "what": "No day", "owner": "ana"},
        ],
        "settings": [{"name": "remind_owners", "value": "yes"}],
    }
)
DAY = pd.Timestamp("2026-06-30")


def reminded(email: str) -> list[str]:
    (wish,) = [each for each in wishes(SMALL, DAY).mails if (each.email, each.kind) == (email, "reminder")]
    letter = Composer(SMALL, DAY, History(), read_at=READ_AT).letter(wish)
    assert letter is not None
    return [
        letter.first,
        *(f"{part.title}: {row.what}, {row.about}" for part in letter.sections for row in part.rows),
    ]


def test_a_lead_gets_what_is_due_this_week_by_owner_and_their_own() -> None:
    assert reminded("lea@x.org") == [
        "As known on 30 June 2026: 3 actions due in the next 7 days, 1 late.",
        "Your actions: due in the next 7 days: Elsewhere, X-6, Borealis, due Wed 1 Jul",
        "Actions in your circles: due in the next 7 days: Ana Alba, Call ten (X-1, Atlas, due Tue 7 Jul)",
        "Actions in your circles: due in the next 7 days: No owner, Nobody's (X-5, Atlas, due today)",
        "Actions in your circles: late: Ana Alba, Late (X-3, Atlas, 2 days late)",
        "Sessions in the next 7 days: Atlas, Friday 3 July",
    ]


def test_an_owner_gets_their_own_and_nothing_else() -> None:
    assert reminded("ana@x.org") == [
        "As known on 30 June 2026: 1 action due in the next 7 days, 1 late.",
        "Your actions: due in the next 7 days: Call ten, X-1, Atlas, due Tue 7 Jul",
        "Your actions: late: Late, X-3, Atlas, 2 days late",
    ]


def test_an_update_is_the_brief_and_the_what_changed_of_the_overview() -> None:
    wish = Wish("sue@x.org", "update", "week", "sponsor", frozenset({"Atlas", "Borealis"}))
    past = History({"a": Entry("a", "sue@x.org", "update", pd.Timestamp("2026-06-16"), "sent")})
    composer = Composer(SMALL, DAY, past, read_at=READ_AT, with_picture=False)
    (made,) = composer.prepared([wish])
    letter = made.letter
    assert letter is not None
    changed, *rest = letter.sections
    assert changed.title == "What changed since 16 Jun 2026"
    assert [row.what for row in changed.rows] == [
        each.words for each in composer._of(wish).changes(past.entries["a"].as_of)
    ] or (changed.text == "Nothing changed beyond the usual ups and downs.")
    assert letter.brief is not None
    assert [part.title for part in rest][:4] == [
        *(each.question for each in letter.brief.answers),
        "Key figures",
    ]
    sent = message(letter, SENDER, datetime(2026, 6, 30, 6, tzinfo=UTC), "a1")
    _, text, html, pdf = contents(sent.as_bytes())
    for number in letter.brief.numbers:
        assert f"{number.label}: {number.value}" in " ".join(text.decode().split())
        assert number.value in html.decode()
    assert b"Mentoring circles: brief of 30 June 2026" in pdf
    assert f"Log read: {clock(READ_AT)}".encode() in pdf
    later = Composer(SMALL, DAY, past, read_at=READ_AT + timedelta(hours=1), with_picture=False).letter(wish)
    assert later is not None
    assert identity(later) == identity(letter)
    assert len(html) <= MOST_BYTES
    assert (
        sent["List-Unsubscribe"] == "<mailto:pharos@x.org?subject=Never%20send%20me%20this%20update%20again>"
    )
    assert sent["Message-ID"] == "<a1.update@x.org>"
    assert sent["Date"] == "Tue, 30 Jun 2026 06:00:00 +0000"


def test_what_is_not_due_or_says_nothing_is_explained() -> None:
    past = History({"a": Entry("a", "sue@x.org", "update", DAY, "sent")})
    composer = Composer(SMALL, pd.Timestamp("2026-01-01"), past, read_at=READ_AT)
    never = Wish("sue@x.org", "alert", "never", "sponsor")
    again = Wish("sue@x.org", "update", "week", "sponsor")
    quiet = Wish("lou@x.org", "reminder", "week", "lead", frozenset({"Borealis"}))
    assert [each.why_not for each in composer.prepared([never, again, quiet])] == [
        "never, says the mailings tab",
        "sent on 30 Jun 2026, next from 7 Jul 2026",
        "nothing is due, late or planned",
    ]
