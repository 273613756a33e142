"""What a reader finds about an entry of the library, and what those who may not read it do not find."""

from __future__ import annotations

import pandas as pd

from lib.access.redaction import Viewer, redact
from lib.metrics.core.facts import Facts
from lib.metrics.library import words
from lib.metrics.library.entries import entries
from lib.metrics.program.program import measure
from tests.data.hand_log import quick
from tests.data.logs import log as parsed

AS_OF = pd.Timestamp("2026-06-30")
Rows = list[dict[str, object]]
TABS: dict[str, Rows] = {
    "circles": [
        {"circle": "Atlas", "lead": "lea@x.org", "sponsor": "sam@x.org"},
        {"circle": "Borealis", "lead": "lou@x.org", "sponsor": "sue@x.org"},
    ],
    "sessions": [
        {"session": "A-1", "circle": "Atlas", "planned": "2026-01-10", "held": "2026-01-10",
         "case_topics": "hiring, feedback", "share": "program"},
    ],
    "insights": [
        {"insight": "I-1", "session": "A-1", "topics": "planning, hiring"},
        {"insight": "I-2", "session": "A-1", "topics": "focus"},
    ],
    "actions": [{"action": "X-1", "circle": "Borealis", "what": "Use", "practice": "calls", "created": "2026-03-01"}],
    "practices": [
        {"practice": "calls", "title": "Ten calls", "circle": "Atlas", "session": "A-1", "added": "2025-01-10",
         "reviewed": "2025-02-10", "kind": "practice", "works_when": "the manager calls too", "share": "program",
         "diagram": "graph LR; A-->B", "link": "https://x.org/calls", "status": "proven"},
        {"practice": "pairs", "title": "Pairs", "circle": "Borealis", "session": "", "added": "2026-06-20",
         "reviewed": "", "kind": "checklist", "works_when": "", "share": "circle", "diagram": "", "link": "",
         "status": "draft"},
        {"practice": "gone", "title": "Gone", "circle": "Atlas", "session": "", "added": "2026-01-01", "reviewed": "",
         "kind": "", "works_when": "", "share": "public", "diagram": "", "link": "", "status": "retired"},
    ],
    "lighthouses": [{"lighthouse": "L-1", "practice": "calls", "circle": "Atlas", "started": "2026-02-01"}],
    "teams": [
        {"team": name, "function": function, "region": region}
        for name, function, region in (("S1", "Sales", "North"), ("S2", "Sales", "South"), ("H1", "HR", "North"))
    ],
    "adoptions": [
        {"practice": "calls", "team": "S1", "stage": "adopted", "date": "2026-03-01", "effect": "worked",
         "conditions": "small team", "adapted_how": ""},
        {"practice": "calls", "team": "S2", "stage": "adapted", "date": "2026-03-01", "effect": "worked",
         "conditions": "remote", "adapted_how": "fewer calls"},
        {"practice": "calls", "team": "H1", "stage": "trying", "date": "2026-03-01", "effect": "did not work",
         "conditions": "", "adapted_how": ""},
    ],
}  # fmt: skip


def seen_by(viewer: Viewer | None) -> pd.DataFrame:
    log = quick(TABS)
    return entries(Facts(redact(log, viewer) if viewer else log, AS_OF))


def test_how_many_are_left_out_as_retired_is_said() -> None:
    facts = Facts(quick(TABS), AS_OF)
    first = dict(words.answers(facts))["What is in the library?"]
    assert first.startswith("2 entries: ")
    assert first.endswith("; 1 more is retired and left out.")


def test_circles_without_an_entry_are_not_a_library_without_one() -> None:
    log = quick(TABS | {"circles": [*TABS["circles"], {"circle": "Cetus"}]})
    assert words.answers(Facts(log.filtered(circles=["Cetus"]), AS_OF))[0][1].startswith(
        "These circles have no entry in the library yet."
    )


def test_everything_about_an_entry() -> None:
    found = seen_by(None)
    assert found["practice"].to_list() == ["pairs", "calls"]  # by title; retired ones are gone
    calls = found.iloc[1]
    assert calls[["tried", "worked", "mixed", "did_not_work", "places"]].to_list() == [3, 2, 0, 1, 2]
    assert calls[["actions", "lighthouses", "adoptions", "reused"]].to_list() == [1, 1, 3, 5]
    assert calls["topics"] == "feedback, focus, hiring, planning"
    assert (calls["conditions"], calls["adapted"]) == ("remote; small team", "fewer calls")
    assert (calls["lead"], calls["works_when"], calls["link"]) == (
        "lea@x.org",
        "the manager calls too",
        "https://x.org/calls",
    )
    assert (calls["days"], calls["stale"]) == (505, True)
    pairs = found.iloc[0]
    assert pairs[["tried", "reused", "days", "stale"]].to_list() == [0, 0, 10, False]
    assert pairs[["topics", "works_when", "link", "diagram"]].isna().all()


def test_an_entry_that_a_viewer_may_not_read_is_not_hinted_at() -> None:
    sponsor = seen_by(Viewer("sponsor", "sam@x.org"))
    assert sponsor["title"].to_list() == ["Ten calls"]
    assert sponsor[["works_when", "diagram", "link"]].isna().all(axis=None)
    assert sponsor["lead"].to_list() == ["lea@x.org"], "whom to ask, in a circle of theirs"
    assert sponsor.iloc[0]["conditions"] == "remote; small team"
    assert seen_by(Viewer("lead", "lea@x.org"))["title"].to_list() == ["Ten calls"]
    lou = seen_by(Viewer("lead", "lou@x.org"))
    assert lou["title"].to_list() == ["Pairs", "Ten calls"]
    assert lou["lead"].fillna("–").to_list() == ["lou@x.org", "–"]


def test_nothing_and_any_order() -> None:
    nothing = entries(Facts(quick(), AS_OF))
    assert nothing.empty
    assert list(nothing) == list(seen_by(None))
    turned = entries(Facts(quick({name: rows[::-1] for name, rows in TABS.items()}), AS_OF))
    assert turned.drop(columns="_row").equals(seen_by(None).drop(columns="_row"))


def test_what_no_tab_can_say_of_an_entry_is_not_said_to_be_nothing() -> None:
    """No tab that names entries; stages that mean nothing; teams without a place; uses without a day."""
    question = {"tried": 1, "reused": 2}

    def said(tables: dict[str, Rows], which: str, *, is_parsed: bool = False) -> str:
        facts = Facts(parsed(tables) if is_parsed else quick(tables), AS_OF)
        return words.answers(facts)[question[which]][1]

    bare = {
        name: rows
        for name, rows in TABS.items()
        if name not in ("lighthouses", "teams", "adoptions", "actions")
    }
    bare["actions"] = [{"action": "X-1", "circle": "Atlas", "what": "Use"}]
    nowhere = "no practice column in the actions tab, no lighthouses tab and no adoptions tab"
    assert said(bare, "reused") == f"Not recorded: {nowhere}."
    assert said(bare, "tried") == "No team that tried an entry is known, but there is no adoptions tab."
    assert measure(quick(bare), AS_OF).figures["reuse"].excluded == {"retired": 1, "uses not recorded": 2}
    found = entries(Facts(quick(bare), AS_OF))
    assert not found[["tries_known", "reuse_known"]].any(axis=None)
    assert [words.in_short(row) for row in found.to_dict("records")] == [
        "checklist · added or reviewed 10 days ago", "practice · added or reviewed 505 days ago, stale",
    ]  # fmt: skip

    garbled = TABS | {"adoptions": [*TABS["adoptions"][:1], TABS["adoptions"][1] | {"stage": "zork"}]}
    assert said(garbled, "tried", is_parsed=True).startswith(
        "0 of 1 entry with a known effect worked in 2 places"
    )
    lost = TABS | {"adoptions": [row | {"stage": "zork"} for row in TABS["adoptions"]]}
    assert said(lost, "tried", is_parsed=True) == (
        "No team that tried an entry is known, but the adoptions tab could not be read."
    )
    assert said(lost, "reused", is_parsed=True).endswith(
        "2 times in all; the adoptions tab could not be read."
    )

    placeless = TABS | {"teams": [{"team": row["team"]} for row in TABS["teams"]]}
    assert said(placeless, "tried") == (
        "Of 1 entry with a known effect, 1 worked for teams without a function or region in the teams tab, and is left "
        "out."
    )
    undated = bare | {"actions": [TABS["actions"][0] | {"created": ""}]}
    assert said(undated, "reused") == (
        "An action, a lighthouse or a team named 0 of 1 entry after they were added, 0 times in all."
    )
    assert measure(quick(undated), AS_OF).figures["reuse"].N == 1
