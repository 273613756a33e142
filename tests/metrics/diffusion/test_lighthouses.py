"""Lighthouses, stories and stalled teams, by hand."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings

from lib.log.format.model import CircleLog
from lib.metrics.core.facts import Facts
from lib.metrics.core.figure import Figure
from lib.metrics.diffusion import lighthouses, sources, spreading, stages, stories
from lib.metrics.program.program import measure
from tests.examples import examples
from tests.metrics.diffusion.test_adoptions import (
    AS_OF,
    DAYS,
    circle_log,
    iso,
    practices,
    programs,
    stage,
    teams,
)
from tests.metrics.diffusion.test_sources import FOREST, adopted

CIRCLES = [{"circle": "Atlas"}, {"circle": "Vega"}]
READY = {"owner": "ana", "guardrails": "Stop at two complaints", "resources": "4 hours a week"}


def beacon(name: str, circle: str = "Atlas", practice: str = "P", **more: Any) -> dict[str, Any]:
    return {"lighthouse": name, "practice": practice, "circle": circle} | more


BEACONS = circle_log(
    circles=CIRCLES,
    lighthouses=[
        beacon("L1", **READY, stage=2.0, stage_evidence="Audit", stage_on="2026-06-20", started="2026-01-01"),
        beacon("L2", **READY | {"owner": None}, stage=3.0, stage_on="2026-01-01"),
        beacon("L3", "Vega", guardrails="None"),
        beacon("Ended", **READY, ended="2026-06-30"),
        beacon("Later", **READY, started="2026-07-01"),
        beacon("Elsewhere", "Nowhere"),
    ],
)


def figure(log: CircleLog, key: str) -> Figure:
    return measure(log, AS_OF).figures[key]


def test_readiness_by_hand() -> None:
    found = figure(BEACONS, "lighthouse_ready")
    assert (found.n, found.N) == (1, 3)
    assert found.parts == {"no_owner": 2, "no_guardrails": 0, "no_resources": 1, "crowded_circles": []}
    atlas = measure(BEACONS, AS_OF).circles["Atlas"]["lighthouse_ready"]
    assert (atlas.n, atlas.N, atlas.parts["too_many"]) == (1, 2, False)


@pytest.mark.parametrize(("count", "crowded"), [(5, []), (6, ["Atlas"])])
def test_more_than_five_are_too_many(count: int, crowded: list[str]) -> None:
    log = circle_log(circles=CIRCLES, lighthouses=[beacon(f"L{n}") for n in range(count)])
    assert figure(log, "lighthouse_ready").parts["crowded_circles"] == crowded
    assert measure(log, AS_OF).circles["Atlas"]["lighthouse_ready"].parts["too_many"] is bool(crowded)


def test_overview_lists_what_is_missing_first() -> None:
    table = lighthouses.overview(Facts(BEACONS, AS_OF)).set_index("lighthouse")
    assert list(table.index) == ["L2", "L3", "L1"]
    assert table["missing"].to_list() == ["owner", "owner, resources", ""]
    assert table.loc["L1", "evidence_age"] == 10
    assert table["evidence_age"].isna().to_list() == [
        True,
        True,
        False,
    ]  # a stage without evidence has no age
    assert table.loc["L1", "title"] == "Title of P"


def test_sizes_of_a_forest() -> None:
    edges = sources.links(FOREST, AS_OF)
    found = lighthouses.sizes(edges)
    result = list(
        zip(found["source"], found["source_kind"], found["followers"], found["descendants"], strict=True)
    )
    assert result == [
        ("A", "team", 2, 4),
        ("B", "team", 1, 2),
        ("L", "lighthouse", 1, 2),
        ("D", "team", 1, 1),
        ("G", "team", 1, 1),
    ]
    assert lighthouses.sizes(edges.iloc[:0]).empty
    log = FOREST.with_tabs(circles=circle_log(circles=CIRCLES).circles)
    table = lighthouses.overview(Facts(log, AS_OF))
    assert table[["followers", "descendants"]].to_numpy().tolist() == [[1, 2]]


@settings(max_examples=examples(8), deadline=None)
@given(programs(), DAYS)
def test_descendants_are_counted_once_a_generation(log: CircleLog, day: int) -> None:
    facts = Facts(log, pd.Timestamp(iso(day)))
    found = lighthouses.sizes(sources.links(log, facts.as_of))
    assert found["descendants"].sum() == spreading.events(facts)["generation"].sum()
    assert (found["descendants"] >= found["followers"]).all()


MILESTONES = circle_log(
    circles=CIRCLES,
    milestones=[
        {
            "milestone": "Shared win",
            "circle": "Atlas",
            "reached": "2026-01-05",
            "story": "win",
            "shared": "2026-01-20",
        },
        {"milestone": "Shared lesson", "circle": "Vega", "story": "lesson", "shared": "2026-05-01"},
        {"milestone": "Shared, without a circle", "story": "lesson", "shared": "2026-05-02"},
        {"milestone": "Shared, neither win nor lesson", "circle": "Atlas", "shared": "2026-06-30"},
        {
            "milestone": "Later",
            "circle": "Atlas",
            "reached": "2026-06-01",
            "story": "lesson",
            "shared": "2026-07-01",
        },
        {"milestone": "Kept", "circle": "Atlas", "reached": "2026-06-02"},
        {"milestone": "Planned", "circle": "Atlas", "due": "2026-08-01"},
        {"milestone": "Elsewhere", "circle": "Nowhere", "shared": "2026-05-01"},
    ],
)


def test_stories_shared_by_hand() -> None:
    found = figure(MILESTONES, "publicized")
    assert (found.value, found.n, found.N) == (4.0, 4, 4)
    assert found.parts == {
        "lessons": 2,
        "wins": 1,
        "lesson_share": 2 / 3,
        "by_quarter": {"2026-Q1": 1, "2026-Q2": 3},
    }
    vega = measure(MILESTONES, AS_OF).circles["Vega"]["publicized"]
    assert (vega.n, vega.parts["lesson_share"]) == (1, 1.0)
    spring = measure(MILESTONES, AS_OF, pd.Timestamp("2026-05-01")).figures["publicized"]
    assert (spring.n, spring.parts["by_quarter"]) == (3, {"2026-Q2": 3})
    quarters = measure(MILESTONES, AS_OF).over_time("publicized", "quarter").points
    assert quarters["n"].to_list() == [1, 3]


def test_stories_not_shared_yet() -> None:
    rows = [
        stage("P", "A", "adopted", "2026-06-10", effect="worked", conditions="rain"),
        stage("P", "B", "stopped", "2026-06-20", effect="did not work", conditions="snow"),
        stage("P", "C", "adopted", "2026-06-10", effect="worked"),  # says nothing of where
        stage("P", "D", "adopted", "2025-12-01", effect="worked", conditions="old"),
        stage("P", "E", "adopted", "2026-06-10", effect="mixed", conditions="fog"),
    ]
    log = MILESTONES.with_tabs(
        teams=circle_log(teams=teams(*"ABCDE")).teams, adoptions=circle_log(adoptions=rows).adoptions
    )
    found = stories.to_tell(Facts(log, AS_OF))
    result = [
        (
            None if pd.isna(row["kind"]) else row["kind"],
            row["what"] if row["what"] == row["what"] else row["team"],
        )
        for row in found.to_dict("records")
    ]
    assert result == [("lesson", "B"), ("win", "A"), (None, "Kept"), ("lesson", "Later")]
    assert found["title"].to_list()[:2] == ["Title of P"] * 2
    assert stories.to_tell(Facts(circle_log(), AS_OF)).empty


TRYING = circle_log(
    circles=CIRCLES,
    practices=[row | {"circle": "Atlas"} for row in practices("P", "Q")],
    teams=[
        *teams("Stuck", "Fresh", "Moved", "Again", "Uses", "Fell back"),
        {"team": "Gone", "eligible_to": "2026-05-01"},
    ],
    lighthouses=[
        beacon("L", owner="ana"),
        beacon("Old", owner="old", ended="2026-01-01"),
        beacon("M", owner="mia", practice="Q"),
    ],
    adoptions=[
        stage("P", "Stuck", "told", "2026-01-01", lighthouse="M"),
        stage("P", "Stuck", "trying", "2026-01-10"),
        stage("P", "Stuck", "trying", "2026-05-10"),  # still trying, as before
        stage("P", "Fresh", "trying", "2026-04-01"),  # 90 days
        stage("P", "Moved", "trying", "2026-01-10"),
        stage("P", "Moved", "stopped", "2026-02-10"),
        stage("P", "Again", "trying", "2026-01-10"),
        stage("P", "Again", "stopped", "2026-02-10"),
        stage("P", "Again", "trying", "2026-03-31"),  # 91 days
        *adopted("Uses 01-01"),
        stage("P", "Uses", "trying", "2026-02-01"),
        stage("P", "Gone", "trying", "2026-01-10"),
        stage("Q", "Uses", "trying", "2026-01-31"),  # 150 days
    ],
)


def test_stalled_by_hand() -> None:
    found = figure(TRYING, "stalled")
    assert (found.value, found.n, found.N) == (3.0, 3, 4)
    assert found.excluded == {"not eligible on that day": 1}
    table = stages.stalled_list(Facts(TRYING, AS_OF))
    assert list(zip(table["team"], table["practice"], table["days"], table["owner"], strict=True)) == [
        ("Stuck", "P", 171, "mia"),  # the owner of the lighthouse that told it
        ("Uses", "Q", 150, "mia"),
        ("Again", "P", 91, "ana"),
    ]
    assert table["title"].to_list() == ["Title of P", "Title of Q", "Title of P"]


def test_the_setting_moves_the_line() -> None:
    patient = CircleLog(TRYING.tabs, TRYING.recorded, {**TRYING.settings, "stalled_days": 160})
    assert measure(patient, AS_OF).figures["stalled"].n == 1


def test_standing_by_hand() -> None:
    table = stages.standing(spreading.for_practice(Facts(TRYING, AS_OF), "P"))
    assert dict(zip(table["stage"], table["teams"], strict=True)) == {
        "not reached": 1,
        "told": 0,
        "trying": 3,
        "in use": 1,
        "stopped": 1,
    }


@settings(max_examples=examples(8), deadline=None)
@given(programs(), DAYS)
def test_standing_sums_to_the_eligible(log: CircleLog, day: int) -> None:
    as_of = pd.Timestamp(iso(day))
    table = stages.standing(Facts(log, as_of)).set_index("stage")["teams"]
    figures = measure(log, as_of).figures
    assert table.sum() == figures["adoption_rate"].N
    assert table["in use"] == figures["current_use"].n
    assert table["trying"] == figures["stalled"].N
