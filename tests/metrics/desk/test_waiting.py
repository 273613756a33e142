"""What waits for one person."""

from __future__ import annotations

from datetime import date

import pandas as pd

from lib.access.redaction import Viewer, redact
from lib.log.format.model import CircleLog
from lib.metrics.core.facts import Facts
from lib.metrics.desk import leads, waiting, words
from tests.data.logs import log

NOW = pd.Timestamp("2026-06-30")
SUE, SAM, LEA = "sue@x.org", "sam@x.org", "lea@x.org"


def whole() -> CircleLog:
    def ask(key: str, day: str, **more: object) -> dict[str, object]:
        row = {
            "ask": key,
            "circle": "Atlas",
            "raised": day,
            "what": key,
            "sponsor": "",
            "status": "",
            "answered": "",
        }
        return {**row, "answered_by": "", **more}

    return log(
        circles=[
            {"circle": "Atlas", "sponsor": "Sue <SUE@x.org>", "lead": LEA},
            {"circle": "Borealis", "sponsor": SAM, "lead": "lou@x.org"},
        ],
        members=[{"member": "ana", "circle": "Atlas", "name": "Ana Alba"}],
        asks=[
            ask("younger", "2026-06-02"),
            ask("older", "2026-05-02"),
            ask("for Sam", "2026-05-01", sponsor=SAM),
            ask("mine", "2026-05-01", status="granted", answered="2026-06-20", answered_by=SUE),
            ask("by Ada", "2026-05-01", status="declined", answered="2026-06-21", answered_by="ada@x.org"),
            ask("by Ada long ago", "2026-01-01", status="granted", answered="2026-05-30", answered_by="ada@x.org"),
            ask("by nobody", "2026-05-01", status="granted", answered="2026-06-21"),
        ],
        decisions=[
            {"decision": f"D-{n}", "what": what, "asked_of": who, "asked": "2026-05-01", "status": status}
            for n, (what, who, status) in enumerate(
                (("wait", SUE, "asked"), ("later", SUE, "deferred"), ("done", SUE, "made"), ("no", SUE, "declined"),
                 ("Sam's", SAM, "asked"), ("blank", SUE, ""))
            )
        ],
        reviews=[
            {"review": "R-1", "date": "2026-03-01", "sponsor": SUE, "next_review": "2026-06-01"},
            {"review": "R-2", "date": "2026-04-01", "sponsor": SAM},
            {"review": "R-3", "date": "2026-06-30"},
        ],
        sponsor_acts=[{"date": "2026-05-05", "sponsor": SAM, "kind": "review"}],
        milestones=[
            {"milestone": "ours", "circle": "Atlas", "due": "2026-07-30"},
            {"milestone": "theirs", "circle": "Borealis", "due": "2026-07-01"},
            {"milestone": "all", "circle": "", "due": "2026-07-02"},
        ],
        sessions=[
            {"session": f"S-{n}", "circle": circle, "planned": day, "held": "", "status": status}
            for n, (circle, day, status) in enumerate(
                (("Atlas", "2026-07-07", ""), ("Atlas", "2026-06-30", ""), ("Atlas", "2026-07-08", ""),
                 ("Atlas", "2026-07-01", "cancelled"), ("Borealis", "2026-07-01", ""))
            )
        ],
        actions=[
            {"action": f"X-{n}", "circle": circle, "what": f"x{n}", "owner": owner, "due": due, "status": status}
            for n, (circle, owner, due, status) in enumerate(
                (("Atlas", "ana", "2026-06-20", "open"), ("Atlas", "", "2026-06-01", "doing"),
                 ("Atlas", "ana", "2026-06-30", "open"), ("Atlas", "ana", "2026-06-01", "done"),
                 ("Borealis", "ana", "2026-06-01", "open"))
            )
        ],
    )  # fmt: skip


def facts(viewer: Viewer) -> Facts:
    return Facts(redact(whole(), viewer), NOW)


def test_a_sponsor_finds_their_asks_and_decisions_and_no_others() -> None:
    mine = facts(Viewer("sponsor", SUE))
    assert waiting.asks_of(mine, SUE)["what"].to_list() == ["older", "younger"]
    assert waiting.asks_of(facts(Viewer("sponsor", SAM)), SAM)["what"].to_list() == ["for Sam"]
    assert waiting.decisions_of(mine, SUE)["what"].to_list() == ["wait", "later", "blank"]
    assert waiting.answered_for(mine, SUE)["what"].to_list() == ["by Ada"]
    assert waiting.asks_of(mine, "").empty
    assert waiting.milestones_of(mine, {"Atlas"})["circle"].fillna("").to_list() == ["", "Atlas"]


def test_the_next_review_is_the_day_that_the_last_one_set() -> None:
    assert waiting.next_review(facts(Viewer("sponsor", SUE)), SUE) == waiting.NextReview(
        pd.Timestamp("2026-06-01"), True
    )
    assert waiting.next_review(facts(Viewer("sponsor", SAM)), SAM) == waiting.NextReview(
        pd.Timestamp("2026-08-03"), False
    )  # 90 days after the act of 5 May
    assert waiting.next_review(facts(Viewer("sponsor", "new@x.org")), "new@x.org") is None


def test_the_last_review_is_ones_own_before_today_else_the_programs() -> None:
    assert waiting.last_review(facts(Viewer("sponsor", SUE)), SUE) == pd.Timestamp("2026-03-01")
    assert waiting.last_review(facts(Viewer()), "") == pd.Timestamp("2026-05-05")
    assert waiting.last_review(Facts(log(), NOW)) is None


def test_a_lead_finds_sessions_of_the_week_and_actions_to_chase() -> None:
    mine = facts(Viewer("lead", LEA))
    assert leads.next_sessions(mine, {"Atlas"})["planned"].dt.day.to_list() == [30, 7]
    late = leads.to_chase(mine, {"Atlas"})
    assert late[["what", "owner", "days_late"]].to_numpy().tolist() == [
        ["x1", "", 29],
        ["x0", "Ana Alba", 10],
    ]
    assert "not recorded" in leads.nothing_to_chase(Facts(log(), NOW), {"Atlas"})


def test_no_action_to_chase_is_said_only_of_what_is_known() -> None:
    circles: list[dict[str, object]] = [{"circle": "Atlas"}, {"circle": "Vega"}]

    def said(**more: object) -> str:
        action = {
            "action": "X-1",
            "circle": "Atlas",
            "what": "Try",
            "status": "open",
            "due": date(2026, 7, 20),
        }
        return leads.nothing_to_chase(Facts(log(circles=circles, actions=[action | more]), NOW), {"Atlas"})

    assert said() == "No action of your circles is overdue."
    assert said(circle="Vega") == "In your circles, no actions are recorded yet."
    assert said(status="Zzgl").endswith("known, but the status of 1 action was not understood.")
    assert said(due="").endswith("is known, but 1 open action has no due date.")
    rows = [{"session": "A-1", "circle": "Atlas", "planned": "soon"}]
    assert leads.none_ahead(Facts(log(), NOW), {"Atlas"}) == (
        "No session of your circles is planned in the next 7 days."
    )
    assert (
        "not"
        in leads.none_ahead(Facts(log(circles=circles, sessions=rows), NOW), {"Atlas"}).partition("but ")[2]
    )


def test_checks_to_fix_are_those_of_the_leads_own_rows() -> None:
    rows = [
        {"session": f"{circle}-1", "circle": circle, "planned": "2026-01-05", "minutes": "long"}
        for circle in ("Atlas", "Borealis")
    ]
    circles = [{"circle": "Atlas", "lead": LEA}, {"circle": "Borealis", "lead": "lou@x.org"}]
    seen = redact(log(circles=circles, sessions=rows), Viewer("lead", LEA))
    assert leads.checks_to_fix(seen, NOW) == 1


def test_a_next_review_before_its_review_is_no_due_day() -> None:
    reviews = [{"review": "R-1", "date": "2026-06-01", "sponsor": SUE, "next_review": "2026-01-01"}]
    found = Facts(log(circles=[{"circle": "Atlas", "sponsor": SUE}], reviews=reviews), NOW)
    assert waiting.next_review(found, SUE) == waiting.NextReview(pd.Timestamp("2026-08-30"), False)


def test_no_ask_waits_is_said_only_where_all_of_them_could_be_read() -> None:
    circles = [{"circle": "Atlas", "sponsor": SUE}]
    undated = {"ask": "K-1", "circle": "Atlas", "raised": "", "what": "A room", "status": "open"}
    answered = undated | {"ask": "K-2", "raised": "2026-06-01", "status": "granted"}
    for asks, words_of_it in (
        (
            [undated, answered],
            "No ask that waits for you is known, but 1 row of the asks tab could not be used.",
        ),
        ([answered], "No ask is waiting for you."),
    ):
        assert words.no_ask(Facts(log(circles=circles, asks=asks), NOW), ["Atlas"]) == words_of_it
    assert words.no_ask(Facts(log(circles=circles), NOW), ["Atlas"]) == "Not recorded: no asks tab."


def test_an_answer_saved_on_the_edit_page_has_its_author_from_the_journal() -> None:
    """For the sponsor whom the ask is put to, and nobody else; an answer of their own is none of somebody else."""
    ask = {
        "circle": "Atlas",
        "raised": "2026-06-01",
        "what": "A room",
        "status": "granted",
        "answered": "2026-06-20",
    }
    entry = {
        "at": "2026-06-20T10:00:00Z",
        "change_set": "c1",
        "tab": "asks",
        "column": "status",
        "new": "granted",
    }
    circles = [{"circle": "Atlas", "sponsor": SUE}, {"circle": "Borealis", "sponsor": SAM}]
    asks = [ask | {"ask": name, "answered_by": ""} for name in ("by Ada", "by Sue", "by nobody")]
    edits = [entry | {"key": "by Ada", "who": "ada@x.org"}, entry | {"key": "by Sue", "who": SUE}]
    whole = log(circles=circles, asks=asks, edits=edits)
    found = {
        who: words.answered_by_others(Facts(redact(whole, Viewer("sponsor", who)), NOW), who)
        for who in (SUE, SAM)
    }
    assert found == {SUE: [("A room", "Atlas: granted by ada@x.org on 20 Jun 2026")], SAM: []}
