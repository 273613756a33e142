"""Milestones as promises, counted by hand."""

from __future__ import annotations

import pandas as pd

from lib.metrics.core.facts import Facts
from lib.metrics.program.program import measure
from lib.metrics.sponsorship.milestones import ahead
from tests.data.logs import log

AS_OF = pd.Timestamp("2026-06-30")
CIRCLES: list[dict[str, object]] = [{"circle": "Atlas"}]
ROWS: list[dict[str, object]] = [
    {"milestone": name, "circle": circle, "due": due, "reached": reached}
    for name, circle, due, reached in (
        ("on its day", "Atlas", "2026-03-01", "2026-03-01"),
        ("late", "Atlas", "2026-03-01", "2026-03-02"),
        ("open", "", "2026-05-01", ""),
        ("reached later", "", "2026-05-02", "2026-07-03"),
        ("unreadable", "Atlas", "2026-05-03", "soon"),
        ("due today", "Atlas", "2026-06-30", ""),
        ("due soon", "Atlas", "2026-07-20", ""),
        ("due later", "Atlas", "2026-12-01", ""),
        ("no day", "Atlas", "", "2026-03-01"),
    )
]


def test_milestones_reached_by_their_day() -> None:
    figure = measure(log(circles=CIRCLES, milestones=ROWS), AS_OF).figures["milestones"]
    assert (figure.n, figure.N) == (1, 4)
    assert (figure.parts["late"], figure.parts["open"]) == (1, 2)
    assert figure.excluded == {"day reached not understood": 1}
    atlas = measure(log(circles=CIRCLES, milestones=ROWS), AS_OF).circles["Atlas"]["milestones"]
    assert (atlas.n, atlas.N) == (1, 2)
    may = measure(log(circles=CIRCLES, milestones=ROWS), AS_OF, pd.Timestamp("2026-05-01")).figures[
        "milestones"
    ]
    assert (may.n, may.N, may.parts["open"]) == (0, 2, 2)


def test_what_is_due_is_listed_earliest_first() -> None:
    found = ahead(Facts(log(circles=CIRCLES, milestones=ROWS), AS_OF), 30)
    assert found["milestone"].to_list() == ["open", "reached later", "due today", "due soon"]
    assert ahead(Facts(log(circles=CIRCLES), AS_OF), 30).empty


def test_milestones_that_are_not_recorded_are_not_zero() -> None:
    assert (
        measure(log(circles=CIRCLES), AS_OF).figures["milestones"].missing
        == "not recorded: no milestones tab"
    )
    undated = [{"milestone": "One", "reached": "2026-03-01"}]
    assert (
        measure(log(circles=CIRCLES, milestones=undated), AS_OF).figures["milestones"].missing
        == "not recorded: no due column in the milestones tab"
    )
    ahead_only = [{"milestone": "One", "due": "2026-12-01", "reached": ""}]
    assert measure(log(circles=CIRCLES, milestones=ahead_only), AS_OF).figures["milestones"].text == "–"
