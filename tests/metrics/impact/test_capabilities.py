"""Capabilities that circles are to build, counted by hand."""

from __future__ import annotations

import pandas as pd

from lib.access.redaction import Viewer, redact
from lib.metrics.program.program import measure
from tests.data.hand_log import quick

AS_OF = pd.Timestamp("2026-06-30")
Rows = list[dict[str, object]]


def session(
    key: str, circle: str, topics: str, case: str = "Churn", share: str = "program"
) -> dict[str, object]:
    return {"session": key, "circle": circle, "planned": "2026-02-10", "held": "2026-02-10", "case": case,
            "case_topics": topics, "share": share}  # fmt: skip


TABS: dict[str, Rows] = {
    "circles": [
        {"circle": "Atlas", "capabilities": "delegation, Coaching, focus", "ended": ""},
        {"circle": "Borealis", "capabilities": "coaching, learning", "ended": ""},
        {"circle": "Cetus", "capabilities": "focus", "ended": ""},  # no topics
        {"circle": "Draco", "capabilities": "listening", "ended": "2026-03-01"},
    ],
    "sessions": [
        session("A-1", "Atlas", "Delegation, hiring"),
        session("A-2", "Atlas", "delegation", case=""),  # no case, but a practice came of it
        session("B-1", "Borealis", "coaching", share="circle"),
        session("B-2", "Borealis", "hiring"),
    ],
    "insights": [{"insight": "I-1", "session": "A-1", "topics": "coaching"}],
    "practices": [
        {"practice": "p", "title": "P", "circle": "Atlas", "session": "A-2", "added": "2026-03-01"},
        {"practice": "r", "title": "R", "circle": "Atlas", "session": "A-2", "added": "2026-07-01"},
    ],
}


def test_cases_and_practices_per_capability() -> None:
    program = measure(quick(TABS), AS_OF)
    figure = program.figures["capabilities"]
    assert (figure.n, figure.N) == (3, 5)
    assert figure.excluded == {"no topics recorded": 1}
    assert figure.parts["by_capability"] == {
        "Coaching": {"circles": 2, "cases": 2, "practices": 0},
        "delegation": {"circles": 1, "cases": 1, "practices": 1},
        "focus": {"circles": 2, "cases": 0, "practices": 0},
        "learning": {"circles": 1, "cases": 0, "practices": 0},
    }
    assert figure.parts["without"] == ["focus", "learning"]
    atlas = program.circles["Atlas"]["capabilities"]
    assert (atlas.n, atlas.N) == (2, 3)


def test_topics_that_a_viewer_may_not_read_are_left_out_and_said_so() -> None:
    seen = measure(redact(quick(TABS), Viewer("sponsor", "sam@x.org")), AS_OF).figures["capabilities"]
    assert (seen.n, seen.N) == (2, 3)
    assert seen.excluded == {"kept in the circle": 2, "no topics recorded": 1}


def test_what_is_not_recorded_is_not_zero() -> None:
    bare = [{"circle": "Atlas"}]
    assert measure(quick({**TABS, "circles": bare}), AS_OF).figures["capabilities"].missing == (
        "not recorded: no capabilities column in the circles tab"
    )
    none = measure(quick({**TABS, "circles": TABS["circles"][2:]}), AS_OF).figures["capabilities"]
    assert (none.text, none.excluded) == ("–", {"no topics recorded": 1})


def test_the_order_of_rows_does_not_matter() -> None:
    turned = {name: rows[::-1] if name != "circles" else rows for name, rows in TABS.items()}
    assert (
        measure(quick(turned), AS_OF).figures["capabilities"]
        == measure(quick(TABS), AS_OF).figures["capabilities"]
    )
