"""Cases kept in the library, and practices that worked in two places, counted by hand."""

from __future__ import annotations

import pandas as pd

from lib.metrics.program.program import measure
from tests.data.hand_log import quick

AS_OF = pd.Timestamp("2026-06-30")
Rows = list[dict[str, object]]


def session(key: str, held: str, circle: str = "Atlas", case: str = "Churn") -> dict[str, object]:
    return {"session": key, "circle": circle, "planned": held, "held": held, "case": case}


def entry(
    key: str, added: str, session: str = "", circle: str = "Atlas", kind: str = ""
) -> dict[str, object]:
    return {"practice": key, "title": key, "circle": circle, "session": session, "added": added, "kind": kind}


KEPT_CASES: dict[str, Rows] = {
    "circles": [{"circle": "Atlas"}, {"circle": "Borealis"}],
    "sessions": [
        session("A-1", "2026-01-10"),  # named, after 30 days
        session("A-2", "2026-02-10"),  # named, after 31 days
        session("A-3", "2026-03-20"),  # an entry of the circle 5 days later
        session("A-4", "2026-04-20"),  # nothing
        session("A-5", "2026-05-10"),  # an entry without a day
        session("A-6", "2026-06-10"),  # too recent
        session("A-7", "2026-06-12", case=""),
        session("B-1", "2026-03-20", "Borealis"),  # the entry is another circle's
    ],
    "practices": [
        entry("p1", "2026-02-09", "A-1", kind="practice"),
        entry("p2", "2026-03-13", "A-2", kind="checklist"),
        entry("p3", "2026-03-25"),
        entry("p4", "", "A-5", kind="checklist"),
        entry("p5", "2026-07-01", "A-4"),
        entry("p6", "2026-04-21", circle=""),
    ],
}


def test_a_case_is_kept_if_an_entry_follows_within_30_days() -> None:
    program = measure(quick(KEPT_CASES), AS_OF)
    figure = program.figures["library"]
    assert (figure.n, figure.N) == (2, 5)
    assert figure.excluded == {"day the entry was added not recorded": 1, "held fewer than 30 days ago": 1}
    assert figure.parts["kinds"] == {"checklist": 2, "kind not recorded": 2, "practice": 1}
    assert (program.circles["Borealis"]["library"].n, program.circles["Borealis"]["library"].N) == (0, 1)
    assert program.circles["Atlas"]["library"].parts["kinds"] == {
        "checklist": 2,
        "kind not recorded": 1,
        "practice": 1,
    }
    spring = measure(quick(KEPT_CASES), AS_OF, pd.Timestamp("2026-03-01"), pd.Timestamp("2026-04-30"))
    assert (spring.figures["library"].n, spring.figures["library"].N) == (1, 3)


def test_a_log_without_a_library_does_not_say_0() -> None:
    without = {name: rows for name, rows in KEPT_CASES.items() if name != "practices"}
    for key in ("library", "playbook"):
        assert measure(quick(without), AS_OF).figures[key].missing == "not recorded: no practices tab"
    no_case = {**KEPT_CASES, "sessions": [session("A-1", "2026-01-10", case="")]}
    assert measure(quick(no_case), AS_OF).figures["library"].text == "–"


TRIED: dict[str, Rows] = {
    "circles": [{"circle": "Atlas"}],
    "practices": [{"practice": name, "title": name, "circle": "Atlas"} for name in "abcdefg"],
    "teams": [
        {"team": "S1", "function": "Sales", "region": "North"},
        {"team": "S2", "function": "Sales", "region": "North"},
        {"team": "S3", "function": "Sales", "region": "South"},
        {"team": "U", "function": "", "region": ""},
    ],
    "adoptions": [
        {"practice": practice, "team": team, "stage": "adopted", "date": "2026-03-01", "effect": effect}
        for practice, team, effect in (
            ("a", "S1", "worked"), ("a", "S3", "worked"), ("a", "S2", "did not work"),
            ("b", "S1", "worked"), ("b", "S2", "worked"),  # one place
            ("c", "S1", "did not work"),
            ("d", "S1", "too early"),
            ("e", "S1", ""),
            ("f", "U", "worked"), ("f", "S1", "mixed"),
        )
    ],
}  # fmt: skip


def test_practices_that_worked_in_two_places() -> None:
    figure = measure(quick(TRIED), AS_OF).figures["playbook"]
    assert (figure.n, figure.N, figure.parts["never_worked"]) == (1, 3, 1)
    assert figure.excluded == {
        "too early to tell": 1,
        "effect not recorded": 1,
        "function and region not recorded": 1,
    }
    turned = {name: rows[::-1] for name, rows in TRIED.items()}
    assert measure(quick(turned), AS_OF).figures["playbook"] == figure
    assert (
        measure(quick({**TRIED, "adoptions": TRIED["adoptions"][-3:-2]}), AS_OF).figures["playbook"].text
        == "–"
    )
