"""What a review goes through, line by line, and the draft of its text; without texts that its reader may not see."""

from __future__ import annotations

import json

import pandas as pd

from lib.access.redaction import Viewer, redact
from lib.log.format.model import CircleLog
from lib.metrics.core.period import between
from lib.metrics.desk.since import Changed
from lib.metrics.program.program import Program, measure
from lib.metrics.review import happened
from lib.metrics.review.compared import REAL, Compared, compared, first
from lib.metrics.review.frozen import frozen_text
from lib.metrics.review.narrative import draft, opening_sentence
from lib.metrics.review.scope import Scope, of_sponsor, whole_program
from tests.data.logs import log
from tests.examples import thorough

Rows = list[dict[str, object]]
DAY, START = pd.Timestamp("2026-06-30"), pd.Timestamp("2026-04-01")
SECRET = "SECRET"


def whole() -> CircleLog:
    circles: Rows = [
        {"circle": name, "sponsor": sponsor, "lead": f"{name.lower()}@x.org", "started": "2026-01-01"}
        for name, sponsor in (("Atlas", "sue@x.org"), ("Borealis", "sam@x.org"))
    ]
    decision = {
        "review": "",
        "ask": "",
        "answered": "",
        "amount": "",
        "currency": "",
        "hours": "",
        "note": "",
    }
    decisions: Rows = [
        {**decision, "decision": "D-1", "what": "Two people", "circle": "Atlas", "asked_of": "sue@x.org",
         "asked": "2026-02-01", "status": "deferred"},
        {**decision, "decision": "D-2", "what": "A budget", "circle": "Atlas", "asked_of": "sue@x.org",
         "asked": "2026-04-02", "status": "made", "answered": "2026-05-01", "amount": 1200, "currency": "EUR"},
        {**decision, "decision": "D-3", "what": "Long ago", "circle": "Atlas", "asked_of": "sue@x.org",
         "asked": "2026-01-02", "status": "made", "answered": "2026-01-09"},
        {**decision, "decision": "D-4", "what": SECRET, "circle": "Borealis", "asked_of": "sam@x.org",
         "asked": "2026-05-02", "status": "asked", "note": SECRET},
    ]  # fmt: skip
    ask = {"hours": "", "amount": "", "currency": "", "answered": "", "answered_by": "", "answer": ""}
    asks: Rows = [
        {**ask, "ask": "K-1", "circle": "Atlas", "raised": "2026-05-21", "what": "A room", "kind": "time",
         "status": "open", "hours": 8, "answer": "For how long?", "answered_by": "sue@x.org"},
        {**ask, "ask": "K-2", "circle": "Atlas", "raised": "2026-05-01", "what": "A day", "kind": "time",
         "status": "granted", "answered": "2026-05-09", "answered_by": "atlas@x.org"},
        {**ask, "ask": "K-3", "circle": "Borealis", "raised": "2026-05-01", "what": SECRET, "kind": "budget",
         "status": "open", "answer": SECRET, "answered_by": "sam@x.org"},
        {**ask, "ask": "K-4", "circle": "Atlas", "raised": "2026-01-01", "what": "Old", "kind": "time",
         "status": "granted", "answered": "2026-01-09", "answered_by": "sue@x.org"},
    ]  # fmt: skip
    milestones: Rows = [
        {"milestone": "One lighthouse", "circle": "Atlas", "due": "2026-05-01", "reached": "", "shared": "2026-05-02"},
        {"milestone": SECRET, "circle": "Atlas", "due": "2026-04-10", "reached": "2026-04-13", "shared": ""},
        {"milestone": "Old", "circle": "Atlas", "due": "2026-01-10", "reached": "2026-01-10", "shared": "2026-02-01"},
    ]  # fmt: skip
    acts: Rows = [
        {
            "date": "2026-05-05",
            "sponsor": "sue@x.org",
            "circle": "Atlas",
            "kind": "visit",
            "note": "Listened",
        },
        {"date": "2026-05-06", "sponsor": "sue@x.org", "circle": "Atlas", "kind": "message", "note": ""},
    ]
    edits: Rows = [
        {"at": "2026-05-06T10:00:00Z", "who": "atlas@x.org", "change_set": "c1", "tab": "sponsor_acts",
         "key": "2026-05-06 · sue@x.org · Atlas", "column": "", "old": "", "new": json.dumps({"date": "2026-05-06"})}
    ]  # fmt: skip
    changes: Rows = [
        {
            "date": "2026-05-10",
            "what": "Shorter meetings",
            "circle": "Atlas",
            "figure": "cadence",
            "direction": "up",
        },
        {"date": "2026-05-11", "what": SECRET, "circle": "Borealis", "figure": "cadence", "direction": "up"},
    ]
    lighthouses: Rows = [
        {"lighthouse": "L-1", "practice": "P-1", "circle": "Atlas", "measure": "days", "unit": "days", "better": "down",
         "before": "9", "after": "6", "measured": "2026-06-01", "evidence": "x", "started": "2026-01-05", "ended": ""},
        {"lighthouse": "L-2", "practice": "P-2", "circle": "Atlas", "measure": SECRET, "unit": "", "better": "up",
         "before": SECRET, "after": SECRET, "measured": "2026-06-02", "evidence": SECRET, "started": "2026-01-05",
         "ended": ""},
    ]  # fmt: skip
    practices: Rows = [
        {
            "practice": "P-1",
            "title": "Daily huddle",
            "circle": "Atlas",
            "added": "2026-01-01",
            "share": "public",
        },
        {"practice": "P-2", "title": SECRET, "circle": "Atlas", "added": "2026-01-01", "share": "circle"},
    ]
    return log(
        circles=circles, members=[{"member": "ana", "circle": "Atlas"}],
        sessions=[{"session": "A-1", "circle": "Atlas", "planned": "2026-05-10", "held": "2026-05-10"}],
        attendance=[{"session": "A-1", "member": "ana", "present": "yes"}],
        actions=[{"action": "X-1", "circle": "Atlas", "what": SECRET, "owner": SECRET, "created": "2026-05-10"}],
        decisions=decisions, asks=asks, milestones=milestones, sponsor_acts=acts, edits=edits, changes=changes,
        lighthouses=lighthouses, practices=practices,
    )  # fmt: skip


def seen(viewer: Viewer, circles: tuple[str, ...] = ("Atlas",)) -> Program:
    log = redact(whole(), viewer).filtered(circles=circles)
    return measure(log, DAY, period=between(START, None, DAY))


SUE = Viewer("sponsor", "sue@x.org")
OWN = Scope("sue@x.org", ("Atlas",))


def test_decisions_that_wait_and_those_of_the_period_with_what_became_of_them() -> None:
    rows = happened.decisions_of(seen(SUE).facts, OWN)
    assert rows["decision"].to_list() == ["D-1", "D-2"]
    assert [happened.decision_line(row) for row in rows.to_dict("records")] == [
        ("Two people", "Atlas · asked on 1 Feb 2026 · deferred"),
        ("A budget", "Atlas · asked on 2 Apr 2026 · made on 1 May 2026 · 1,200 EUR"),
    ]


def test_decisions_of_the_review_before_are_shown_with_what_became_of_them() -> None:
    """A review on 31 March; the next one is about the time from 1 April. Without that review, the day is no part of
    it."""
    made = {"what": "A budget", "circle": "Atlas", "asked_of": "sue@x.org", "status": "made"}
    decisions: Rows = [
        made | {"decision": "D-1", "asked": "2026-03-31", "answered": "2026-03-31"},
        made | {"decision": "D-2", "asked": "2026-03-02", "answered": "2026-03-31"},
        made | {"decision": "D-3", "asked": "2026-03-30", "answered": "2026-03-30"},
    ]
    for held, expected in (("2026-03-31", ["D-1", "D-2"]), ("2026-03-20", [])):
        found = log(
            circles=[{"circle": "Atlas", "sponsor": "sue@x.org"}],
            decisions=decisions,
            reviews=[{"review": "R-1", "date": held, "sponsor": "sue@x.org"}],
        )
        program = measure(found, DAY, period=between(START, None, DAY))
        assert happened.decisions_of(program.facts, OWN)["decision"].to_list() == expected


def test_asks_promises_acts_tweaks_and_results() -> None:
    program = seen(SUE)
    facts = program.facts
    asks = [happened.ask_line(row) for row in happened.asks_of(facts).to_dict("records")]
    assert asks[0] == ("A room", "Atlas · waiting 40 days · 8 hours · asked back by sue@x.org: For how long?")
    assert asks[1][1].endswith("recorded by a lead of the circle, so it does not count")
    assert len(asks) == 2
    others = happened.asks_of(seen(SUE, ("Borealis",)).facts).to_dict("records")
    assert [happened.ask_line(row)[1] for row in others] == ["Borealis · waiting 60 days"]
    assert happened.promises(facts, OWN.circles) == [
        ("A milestone of Atlas", "Atlas · was due on 10 Apr 2026 · reached on 13 Apr 2026, 3 days late"),
        ("One lighthouse", "Atlas · was due on 1 May 2026 · not reached yet"),
    ]
    assert happened.acts_of(facts, OWN) == [
        ("Message on 6 May 2026", "Atlas · recorded by a lead of the circle, so it does not count"),
        ("Visit on 5 May 2026", "Atlas · Listened"),
    ]
    (tweak,) = happened.tweaks(program)
    assert tweak[0] == "Shorter meetings"
    assert "too early to tell" in tweak[1] or "not known" in tweak[1]
    assert happened.results(program) == [
        ("Daily huddle", "Atlas · days: from 9 to 6 days, improved · 1 Jun 2026"),
        ("A result of Atlas", "measured on 2 Jun 2026, kept in the circle"),
    ]
    both = seen(SUE, ("Atlas", "Borealis"))
    assert (
        "A change of Borealis",
        "Borealis · 11 May 2026 · its figure is kept in the circle",
    ) in happened.tweaks(both)


@thorough
def test_the_draft_and_the_frozen_figures_hold_no_hidden_text_for_any_reader() -> None:
    for viewer, scope in (
        (SUE, OWN),
        (Viewer("sponsor", "sam@x.org"), OWN),
        (Viewer("sponsor", ""), whole_program(whole())),
    ):
        program = seen(viewer, scope.circles)
        text = draft(program, scope, [], compared(program))
        assert SECRET not in text, viewer
        assert SECRET not in frozen_text(program)
        assert "ana" not in text
        assert "A decision about" in text or viewer == SUE
    figure = seen(SUE).figures["asks"]
    real = [Compared(figure, "4", "improving", f"{REAL}: better", "")]
    at_target = [Compared(figure, "4", "steady", "usual ups and downs", "") for _ in range(3)]
    assert first([*at_target, *real], 2) == [at_target[0], *real]
    many = [Changed("ask", f"change {n}") for n in range(8)]
    text = draft(seen(SUE), OWN, many, real)
    assert "- Open asks: 1, after 4 in the period before (better)" in text
    assert "- change 5\n- and 2 more lines like these" in text
    own = draft(seen(SUE), OWN, [], compared(seen(SUE)))
    for wanted in ("Review of 1 circle: Atlas.", "Two people", "A room", "One lighthouse", "Daily huddle"):
        assert wanted in own, wanted


def test_the_first_sentence_counts_what_waits_and_says_nothing_of_what_is_not_recorded() -> None:
    assert opening_sentence(seen(SUE), OWN).startswith(
        "1 decision is deferred, 1 ask is open and 1 promise is late"
    )
    both = seen(Viewer(), ("Atlas", "Borealis"))
    assert opening_sentence(both, whole_program(whole())).startswith(
        "1 decision waits for an answer, 1 more is deferred, 2 asks are open"
    )
    late = [{"milestone": "Half", "circle": "Atlas", "due": START}]
    unread = log(circles=[{"circle": "Atlas"}], milestones=late, asks=[{"ask": "Q", "what": "A room"}])
    text = opening_sentence(measure(unread, DAY, period=between(START, None, DAY)), whole_program(unread))
    assert text.startswith("1 promise is late; the asks tab could not be read; the review is about")
    bare = log(circles=[{"circle": "Atlas", "sponsor": "sue@x.org"}])
    program = measure(bare, DAY, period=between(START, None, DAY))
    text = opening_sentence(program, of_sponsor(bare, "sue@x.org"))
    assert "not recorded: add the decisions, asks and milestones tabs" in text
    assert draft(program, of_sponsor(bare, "sue@x.org"), [], compared(program))
