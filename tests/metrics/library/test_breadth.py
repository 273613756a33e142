"""Topics per member, counted by hand."""

from __future__ import annotations

import pandas as pd

from lib.access.redaction import Viewer, redact
from lib.metrics.program.program import measure
from tests.data.hand_log import quick

AS_OF = pd.Timestamp("2026-06-30")
Rows = list[dict[str, object]]


def session(key: str, circle: str, held: str, topics: str, share: str = "program") -> dict[str, object]:
    return {
        "session": key,
        "circle": circle,
        "planned": held,
        "held": held,
        "case_topics": topics,
        "share": share,
    }


TABS: dict[str, Rows] = {
    "circles": [{"circle": "Atlas"}, {"circle": "Borealis"}],
    "members": [{"member": m, "circle": "Atlas"} for m in ("ana", "bo", "cy", "dee")]
    + [{"member": "ana", "circle": "Borealis"}],
    "sessions": [
        session("A-1", "Atlas", "2026-01-10", "hiring, Feedback"),
        session("A-2", "Atlas", "2026-02-10", "feedback , planning"),
        session("A-3", "Atlas", "2026-03-10", ""),
        session("A-0", "Atlas", "2025-06-30", "old"),  # 365 days ago
        session("B-1", "Borealis", "2026-02-10", "pricing"),
    ],
    "attendance": [
        {"session": "A-1", "member": "ana", "present": "yes"},
        {"session": "A-2", "member": "ana", "present": "yes"},
        {"session": "A-2", "member": "bo", "present": "yes"},
        {"session": "A-1", "member": "bo", "present": "no"},
        {"session": "A-3", "member": "cy", "present": "yes"},
        {"session": "A-0", "member": "cy", "present": "yes"},
        {"session": "B-1", "member": "ana", "present": "yes"},
    ],
}


def test_each_person_counts_once_in_the_program_and_once_in_each_circle() -> None:
    program = measure(quick(TABS), AS_OF)
    figure = program.figures["topic_breadth"]
    assert (figure.value, figure.text) == (3.0, "3")  # ana: 4 topics, bo: 2
    assert (figure.n, figure.N) == (2, 3)
    assert figure.excluded == {"no session with topics": 2}
    atlas, borealis = (program.circles[name]["topic_breadth"] for name in ("Atlas", "Borealis"))
    assert (atlas.value, atlas.n, atlas.N) == (2.5, 2, 2)  # ana: hiring, feedback, planning; bo: two of them
    assert (borealis.value, borealis.n, borealis.N) == (1.0, 0, 1)


def test_what_is_not_recorded_is_not_zero() -> None:
    bare = [{key: row[key] for key in ("session", "circle", "planned", "held")} for row in TABS["sessions"]]
    figure = measure(quick({**TABS, "sessions": bare}), AS_OF).figures["topic_breadth"]
    assert figure.missing == "not recorded: no case_topics column in the sessions tab"
    nobody = measure(quick({**TABS, "attendance": TABS["attendance"][3:4]}), AS_OF)
    assert (nobody.figures["topic_breadth"].value, nobody.circles["Borealis"]["topic_breadth"].value) == (
        None,
        None,
    )


def test_topics_that_a_viewer_may_not_read_are_left_out_and_said_so() -> None:
    kept = [{**row, "share": "circle"} if row["session"] == "A-2" else row for row in TABS["sessions"]]
    fifth: Rows = [*TABS["members"], {"member": "eve", "circle": "Atlas"}]
    sponsor = Viewer("sponsor", "sam@x.org")
    seen = measure(redact(quick({**TABS, "sessions": kept, "members": fifth}), sponsor), AS_OF)
    assert seen.circles["Borealis"]["topic_breadth"].is_withheld  # fewer than 5 members
    atlas = seen.circles["Atlas"]["topic_breadth"]
    assert atlas.excluded == {"kept in the circle": 5}
    assert atlas.value is None


def test_the_order_of_rows_does_not_matter() -> None:
    turned = {name: rows[::-1] for name, rows in TABS.items()}
    assert (
        measure(quick(turned), AS_OF).figures["topic_breadth"]
        == measure(quick(TABS), AS_OF).figures["topic_breadth"]
    )
