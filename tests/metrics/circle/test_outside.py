"""One circle as its sponsor reads it: sentences of what was tried and what would help, without one person in them."""

from __future__ import annotations

import pandas as pd

from lib.access.redaction import Viewer, redact
from lib.metrics.circle import history, outside
from lib.metrics.program.program import measure
from tests.data.logs import log

DAY = pd.Timestamp("2026-06-30")


def test_what_was_tried_in_counts_and_in_titles_that_are_shared() -> None:
    whole = log(
        circles=[{"circle": "Atlas", "sponsor": "sue@x.org", "lead": "Lea <lea@x.org>", "started": "2026-01-01"}],
        members=[{"member": "ana", "circle": "Atlas"}],
        actions=[
            {"action": f"X-{n}", "circle": "Atlas", "what": "secret", "owner": "ana", "created": "2026-02-01",
             "status": "done", "closed": "2026-03-01", "effect": effect, "kind": kind, "experiment_type": "delegation"}
            for n, (effect, kind) in enumerate([("worked", "action"), ("too early", "experiment"), ("", "experiment")])
        ],
        practices=[
            {"practice": "P-1", "title": "Huddle", "circle": "Atlas", "added": "2026-02-01", "share": "public"},
            {"practice": "P-2", "title": "secret", "circle": "Atlas", "added": "2026-02-01", "share": "circle"},
        ],
        lighthouses=[
            {"lighthouse": f"L-{n}", "practice": "P-1", "circle": "Atlas", "started": "2026-02-01", "before": "9",
             "after": after}
            for n, after in enumerate(("6", ""))
        ],
    )  # fmt: skip
    seen = redact(whole, Viewer("sponsor", "sue@x.org"))
    program = measure(seen, DAY)
    facts = history.of(program.facts, "Atlas")
    assert outside.tried(program, facts, "Atlas") == [
        ("3 actions, 3 of them done", "1 of 1 reported effect worked, 1 more too early to tell."),
        ("2 experiments", "2 on delegation."),
        ("2 lighthouses", "1 with a result measured before and after."),
        ("2 practices", "Huddle; 1 title is kept in the circle."),
    ]
    about = history.about(facts)
    assert outside.whom_to_speak_to(about) == "Speak to lea <lea@x.org>, who leads it."
    empty = measure(log(circles=[{"circle": "Atlas"}]), DAY)
    bare = history.of(empty.facts, "Atlas")
    assert outside.tried(empty, bare, "Atlas") == []
    assert outside.would_help(empty, bare, "Atlas", set(), set()) == []
    assert outside.whom_to_speak_to(history.about(bare)).startswith("Who leads it is not recorded")
