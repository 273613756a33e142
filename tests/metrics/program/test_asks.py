"""Asks and milestones, counted by hand."""

from __future__ import annotations

import pandas as pd

from lib.metrics.core.facts import Facts
from lib.metrics.program import asks as program_asks
from tests.data.hand_log import AS_OF, HAND, hand, quick


def parts(facts: Facts) -> dict[str, object]:
    return dict(program_asks.asks(facts).parts)


def test_asks_by_age_and_kind() -> None:
    raised = {"2026-06-30": "0-14", "2026-06-16": "0-14", "2026-06-15": "15-30", "2026-05-31": "15-30",
              "2026-05-30": "> 30"}  # fmt: skip
    rows = [
        {"ask": day, "circle": "Atlas", "what": "Please", "raised": day, "kind": "time" if place else ""}
        for place, day in enumerate(raised)
    ]
    seen = Facts(
        quick(circles=[{"circle": "Atlas"}], asks=[*rows, rows[0] | {"ask": "K", "raised": "2026-07-01"}]),
        AS_OF,
    )
    assert parts(seen) == {
        "0-14": 2,
        "15-30": 2,
        "> 30": 1,
        "escalated": 1,
        "raised": 5,
        "answered": 0,
        "kinds": {"not recorded": 1, "time": 4},
    }
    open_asks = program_asks.open_asks(seen)
    assert open_asks["ask"].to_list() == sorted(raised)  # oldest first
    assert open_asks["age_days"].to_list() == [31, 30, 15, 14, 0]
    assert open_asks["escalates"].to_list() == [True, False, False, False, False]


def test_answers_count_from_their_day_on() -> None:
    rows = [
        ({"status": "open"}, True),
        ({"status": ""}, True),
        ({"status": "granted"}, False),
        ({"status": "declined"}, False),
        ({"status": "granted", "answered": "2026-06-30"}, False),
        ({"status": "granted", "answered": "2026-07-01"}, True),
        ({"answered": "2026-06-30"}, False),
    ]
    asks = [
        {"ask": f"K-{place}", "circle": "Atlas", "what": "Please", "raised": "2026-06-01"} | columns
        for place, (columns, _) in enumerate(rows)
    ]
    facts = Facts(quick(circles=[{"circle": "Atlas"}], asks=asks), AS_OF)
    assert facts.asks["is_open"].to_list() == [is_open for _, is_open in rows]


def test_a_period_narrows_what_was_raised_not_what_is_open() -> None:
    facts = Facts(hand(), AS_OF, pd.Timestamp("2026-02-01"), pd.Timestamp("2026-05-30"))
    figure = program_asks.asks(facts)
    assert (figure.value, figure.n, figure.N) == (3.0, 3, 2)  # raised then: K-2, K-3
    assert (figure.parts["raised"], figure.parts["answered"]) == (2, 1)


def test_circles_sum_to_the_program() -> None:
    facts = Facts(hand(), AS_OF)
    by_circle = program_asks.asks_by_circle(facts)
    assert {circle: (f.n, f.N) for circle, f in by_circle.items()} == {
        "Atlas": (2, 2),
        "Borealis": (1, 2),
        "Cetus": (0, 0),
    }
    assert by_circle["Borealis"].parts["kinds"] == {"budget": 1}
    assert by_circle["Cetus"].parts["kinds"] == {}


def test_no_tab_is_not_zero() -> None:
    facts = Facts(quick(circles=HAND["circles"]), AS_OF)
    for figure in (program_asks.asks(facts), program_asks.asks_by_circle(facts)["Atlas"]):
        assert (figure.value, figure.n, figure.missing) == (None, 0, "not recorded: no asks tab")
    assert len(program_asks.open_asks(facts)) == 0


def test_newest_milestones_first() -> None:
    newest = program_asks.newest_milestones(Facts(hand(), AS_OF))
    assert newest["milestone"].to_list() == ["Room found", "Ten calls made"]
    assert list(newest.columns) == ["milestone", "circle", "reached", "story", "shared"]
    early = program_asks.newest_milestones(Facts(hand(), pd.Timestamp("2026-03-31")))
    assert early["milestone"].to_list() == ["Ten calls made"]
    assert len(program_asks.newest_milestones(Facts(quick(), AS_OF))) == 0
