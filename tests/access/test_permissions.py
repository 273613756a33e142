"""Nobody writes in another person's name: sponsors' acts and answers, and who is in the journal."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from lib.access.asks import on_behalf_of
from lib.access.permissions import refusals
from lib.access.redaction import Viewer
from lib.log.changing.changes import Addition, Change, ChangeSet, Choice, Conflict, key_texts, settled
from lib.log.changing.journal import undo_of
from lib.log.format.model import CircleLog
from tests.data.logs import log

AT = datetime(2026, 3, 4, tzinfo=UTC)
LEAD, SPONSOR, OTHER = (
    Viewer("lead", "lea@x.org"),
    Viewer("sponsor", "sue@x.org"),
    Viewer("sponsor", "sam@x.org"),
)
ADMIN = Viewer("admin", "ada@x.org")


@pytest.fixture(scope="module")
def program() -> CircleLog:
    return log(
        circles=[{"circle": "Atlas", "lead": "lea@x.org, Di <di@x.org>", "sponsor": "Sue <sue@x.org>"}],
        asks=[
            {"ask": "K-1", "circle": "Atlas", "raised": "2026-01-01", "what": "A room", "status": "open"},
            {"ask": "K-2", "circle": "Atlas", "raised": "2026-01-01", "what": "A day", "status": "granted",
             "answered": "2026-02-01", "sponsor": "sam@x.org"},
            {"ask": "K-3", "circle": "Atlas", "raised": "2026-01-01", "what": "Time", "sponsor": "lea@x.org"},
        ],
        decisions=[
            {"decision": "D-1", "circle": "Atlas", "what": "Two people", "asked_of": "sue@x.org", "status": "asked"}
        ],
        mailings=[{"email": "sue@x.org", "kind": "update", "every": "month"}],
        reviews=[{"review": "R-1", "date": "2026-01-09", "circle": "Atlas"}],
        sponsor_acts=[{"date": "2026-01-05", "sponsor": "sue@x.org", "circle": "Atlas", "kind": "visit"}],
    )  # fmt: skip


def saved_by(viewer: Viewer, *items: Change | Addition, who: str | None = None) -> ChangeSet:
    changes = tuple(item for item in items if isinstance(item, Change))
    additions = tuple(item for item in items if isinstance(item, Addition))
    return ChangeSet("cs", viewer.email if who is None else who, AT, changes, additions)


def may(program: CircleLog, viewer: Viewer, *items: Change | Addition, who: str | None = None) -> bool:
    return refusals(saved_by(viewer, *items, who=who), program, viewer) == []


def answer(program: CircleLog, key: str, column: str, value: object) -> Change:
    row = program.asks[program.asks["ask"] == key].iloc[0]
    before = None if row.isna()[column] else row[column]
    return Change(str(row["_workbook"]), "asks", int(row["_row"]), key, column, before, value)


def of_row(program: CircleLog, tab: str, column: str, value: object) -> Change:
    """A change in the only row of a tab."""
    row = program.tabs[tab].iloc[0]
    key = str(key_texts(tab, program.tabs[tab]).iloc[0])
    return Change(str(row["_workbook"]), tab, int(row["_row"]), key, column, None, value)


def act(sponsor: str, **more: object) -> Addition:
    return Addition(
        "log.xlsx", "sponsor_acts", {"date": date(2026, 3, 4), "sponsor": sponsor, "circle": "Atlas", **more}
    )


def ask(**more: object) -> Addition:
    values = {"ask": "K-9", "circle": "Atlas", "raised": date(2026, 3, 4), "what": "More", **more}
    return Addition("log.xlsx", "asks", values)


@pytest.mark.parametrize(
    "who", ["sue@x.org", "ada@x.org", "local", "", "lea@x.org\u00a0", " lea@x.org", "Lea"]
)
@pytest.mark.parametrize("viewer", [LEAD, SPONSOR, ADMIN], ids=lambda viewer: viewer.role)
def test_a_forged_author_is_refused(program: CircleLog, viewer: Viewer, who: str) -> None:
    item = ask() if viewer.role != "sponsor" else answer(program, "K-1", "status", "granted")
    assert may(program, viewer, item)
    assert may(program, viewer, item, who=viewer.email.upper())
    assert may(program, viewer, item, who=who) == (who == viewer.email)


@pytest.mark.parametrize("sponsor", ["sue@x.org", "lea@x.org", "sam@x.org"])
def test_leads_record_no_act_of_a_sponsor(program: CircleLog, sponsor: str) -> None:
    assert not may(program, LEAD, act(sponsor))
    row = program.sponsor_acts.iloc[0]
    key = str(key_texts("sponsor_acts", program.sponsor_acts).iloc[0])
    for column, value in (("note", "x"), ("kind", "review"), ("sponsor", "lea@x.org"), ("decisions_made", 3)):
        change = Change(str(row["_workbook"]), "sponsor_acts", int(row["_row"]), key, column, None, value)
        assert not may(program, LEAD, change)


@pytest.mark.parametrize("key", ["K-1", "K-2"])
@pytest.mark.parametrize(
    ("column", "value"),
    [("status", "granted"), ("status", "declined"), ("status", "open"), ("answered", AT.date())],
)
def test_leads_answer_no_ask_of_a_sponsor(program: CircleLog, key: str, column: str, value: object) -> None:
    assert not may(program, LEAD, answer(program, key, column, value))


def test_leads_make_no_answer_of_their_own_a_sponsors(program: CircleLog) -> None:
    """K-3 is addressed to the lead. Answered, then addressed to a sponsor, it would read as the sponsor's."""
    given = answer(program, "K-3", "status", "granted")
    assert may(program, LEAD, given)
    for column, value in (("sponsor", "sue@x.org"), ("sponsor", None), ("circle", "Atlas")):
        assert not may(program, LEAD, given, answer(program, "K-3", column, value)), column
    asks = program.asks.assign(status=program.asks["status"].mask(program.asks["ask"] == "K-3", "granted"))
    answered = program.with_tabs(asks=asks)
    assert not may(answered, LEAD, answer(answered, "K-3", "sponsor", "sue@x.org"))
    assert may(answered, LEAD, answer(answered, "K-3", "hours", 2))
    assert may(program, LEAD, answer(program, "K-3", "sponsor", "sue@x.org"))  # asked, and not answered yet


def test_leads_raise_asks_and_correct_them_until_they_are_answered(program: CircleLog) -> None:
    assert may(program, LEAD, ask(), ask(status="open", hours=3, sponsor="sue@x.org"))
    assert may(program, LEAD, answer(program, "K-1", "what", "A large room"))
    assert may(program, LEAD, answer(program, "K-1", "hours", 4))
    assert may(program, LEAD, answer(program, "K-3", "status", "granted"))  # addressed to them
    for change in (answer(program, "K-2", "hours", 400), answer(program, "K-2", "what", "A year")):
        assert not may(program, LEAD, change)
    for more in (
        {"status": "granted"},
        {"status": "Granted"},
        {"answered": date(2026, 3, 4)},
        {"status": "declined"},
    ):
        assert not may(program, LEAD, ask(**more))
        assert not may(program, LEAD, ask(sponsor="sam@x.org", **more))


def test_sponsors_answer_their_own_asks_and_record_their_own_acts(program: CircleLog) -> None:
    assert may(program, SPONSOR, answer(program, "K-1", "status", "granted"), act("Sue@x.org"))
    assert not may(program, OTHER, answer(program, "K-1", "status", "granted"))
    assert may(program, OTHER, answer(program, "K-2", "hours", 3))
    for sponsor in ("sam@x.org", "sue@x.org, sam@x.org", "\u00a0sue@x.org", "", "Sue <sue@x.org>"):
        assert not may(program, SPONSOR, act(sponsor)), sponsor


def test_what_is_undone_or_settled_is_checked_alike(program: CircleLog) -> None:
    given = saved_by(SPONSOR, answer(program, "K-1", "status", "granted"))
    back = undo_of(given, program, id="undo", who=LEAD.email, at=AT)
    assert refusals(back.change_set, program, LEAD)
    change = answer(program, "K-1", "status", "granted")
    mine = settled(
        saved_by(LEAD, change), (Conflict(change, "open"),), {0: Choice(value="declined")}, id="mine", at=AT
    )
    assert refusals(mine, program, LEAD)


def test_undoing_a_new_ask_does_not_decline_it(program: CircleLog) -> None:
    """To be declined would be the answer of its sponsor."""
    raised = log(
        circles=[{"circle": "Atlas", "lead": "lea@x.org"}],
        asks=[{"ask": "K-9", "circle": "Atlas", "raised": "2026-03-04", "what": "More"}],
    )
    back = undo_of(saved_by(LEAD, ask()), raised, id="undo", who=LEAD.email, at=AT)
    assert [(one.tab, one.before == one.after) for one in back.change_set.changes] == [("asks", True)]
    assert back.problems == ()
    assert "counts nowhere" in back.remarks[0]


def test_what_is_recorded_on_behalf_says_who_recorded_it(program: CircleLog) -> None:
    items = (act("sue@x.org"), answer(program, "K-1", "status", "granted"), ask(status="granted"), ask())
    assert may(program, ADMIN, *items)
    assert on_behalf_of(saved_by(ADMIN, *items), program) == [
        ("asks", "K-1", "sue <sue@x.org>"),
        ("sponsor_acts", "2026-03-04 · sue@x.org · Atlas", "sue@x.org"),
        ("asks", "K-9", "sue <sue@x.org>"),
    ]
    assert on_behalf_of(saved_by(SPONSOR, *items[:2]), program) == []
    by_hours = replace(saved_by(ADMIN, answer(program, "K-1", "hours", 3)))
    assert on_behalf_of(by_hours, program) == []


def test_both_leads_of_a_circle_lead_it(program: CircleLog) -> None:
    assert may(program, Viewer("lead", "di@x.org"), ask())
    assert not may(program, Viewer("lead", "dix@x.org"), ask())


def test_an_answer_names_only_the_person_who_is_signed_in(program: CircleLog) -> None:
    for viewer, key in ((SPONSOR, "K-1"), (OTHER, "K-2"), (LEAD, "K-3")):
        assert may(program, viewer, answer(program, key, "answered_by", viewer.email.upper()))
        assert may(program, viewer, answer(program, key, "answered_by", None))  # an undo
        assert not may(program, viewer, answer(program, key, "answered_by", "ada@x.org"))
        assert may(program, ADMIN, answer(program, key, "answered_by", "ada@x.org"))
    for column in ("answered_by", "answer"):
        assert not may(program, LEAD, answer(program, "K-1", column, "lea@x.org"))
    assert not may(program, LEAD, ask(answer="Yes"))
    assert not may(program, LEAD, ask(answered_by="sue@x.org", sponsor="lea@x.org"))


def test_a_decision_is_made_by_the_sponsor_it_is_asked_of(program: CircleLog) -> None:
    made = of_row(program, "decisions", "status", "made")
    assert may(program, SPONSOR, made, of_row(program, "decisions", "note", "From May"))
    assert not may(program, SPONSOR, of_row(program, "decisions", "what", "Three people"))
    assert not may(program, OTHER, made)
    assert not may(program, LEAD, made)
    assert not may(program, LEAD, of_row(program, "decisions", "asked_of", "lea@x.org"))
    assert may(program, LEAD, of_row(program, "decisions", "what", "Three people"))

    def asked(**more: object) -> Addition:
        return Addition(
            "log.xlsx", "decisions", {"decision": "D-9", "circle": "Atlas", "what": "A room", **more}
        )

    assert may(program, LEAD, asked(), asked(status="asked", asked_of="sue@x.org"))
    assert not may(program, LEAD, asked(status="made", asked_of="sue@x.org"))
    assert not may(program, SPONSOR, asked())
    given = saved_by(ADMIN, made, asked(status="declined", asked_of="sue@x.org"))
    assert on_behalf_of(given, program) == [
        ("decisions", "D-1", "sue@x.org"),
        ("decisions", "D-9", "sue@x.org"),
    ]


def test_everyone_chooses_their_own_mails_and_administrators_keep_reviews(program: CircleLog) -> None:
    never = of_row(program, "mailings", "every", "never")
    assert may(program, SPONSOR, never)
    for viewer in (OTHER, LEAD):
        assert not may(program, viewer, never)
        assert may(
            program, viewer, Addition("log.xlsx", "mailings", {"email": viewer.email, "kind": "update"})
        )
        assert not may(
            program, viewer, Addition("log.xlsx", "mailings", {"email": SPONSOR.email, "kind": "alert"})
        )
    assert not may(program, SPONSOR, of_row(program, "mailings", "email", "sam@x.org"))
    review = of_row(program, "reviews", "summary", "All well")
    assert may(program, ADMIN, never, review)
    assert not may(program, LEAD, review)
    assert not may(program, SPONSOR, review)
