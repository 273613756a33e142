"""Days until adoption, by hand and compared to lifelines; classes of adopters; medians of many groups at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter

from lib.log.format.model import CircleLog
from lib.metrics.core.facts import Facts
from lib.metrics.diffusion import adoption_time, spreading
from lib.metrics.program.program import measure
from lib.metrics.statistics import many_curves, survival
from tests.examples import examples
from tests.metrics.diffusion.test_adoptions import AS_OF, DAYS, circle_log, iso, programs, renamed, stage

ADDED = "2026-01-01"


def launched(teams: list[dict[str, Any]], adoptions: list[dict[str, Any]], **more: Any) -> CircleLog:
    practice = {"practice": "P", "title": "P", "circle": "Atlas", "added": ADDED, "status": "proven"} | more
    return circle_log(circles=[{"circle": "Atlas"}], practices=[practice], teams=teams, adoptions=adoptions)


LOG = launched(
    teams=[
        {"team": "At once"},
        {"team": "Late", "eligible_from": "2026-03-01"},
        {"team": "Never"},
        {"team": "Left", "eligible_to": "2026-02-10"},
        {"team": "Left, then adopted", "eligible_to": "2026-02-10"},
        {"team": "Gone before", "eligible_to": "2025-12-01"},
        {"team": "To come", "eligible_from": "2026-07-15"},
        {"team": "Other", "target_of": "Q"},
        {"team": "Too soon"},
    ],
    adoptions=[
        stage("P", "At once", "adopted", "2026-01-11"),
        stage("P", "At once", "stopped", "2026-02-01"),
        stage("P", "At once", "adopted", "2026-05-01"),
        stage("P", "Late", "sustained", "2026-03-21"),
        stage("P", "Left, then adopted", "adopted", "2026-02-10"),
        stage("P", "Too soon", "adopted", "2025-12-30"),
    ],
)


def test_clocks_by_hand() -> None:
    rows = adoption_time.waits(Facts(LOG, AS_OF)).set_index("team")
    assert np.isnan(rows["days"]["Too soon"])
    known = rows.drop("Too soon")
    assert dict(zip(known.index, zip(known["days"], known["adopted"], strict=True), strict=True)) == {
        "At once": (10, True),  # coming back changes nothing
        "Late": (20, True),  # since it was eligible
        "Never": (180, False),
        "Left": (40, False),
        "Left, then adopted": (40, False),  # no longer eligible that day
    }


def test_the_figure() -> None:
    figure = measure(LOG, AS_OF).figures["time_to_adoption"]
    assert (figure.n, figure.N) == (2, 5)
    assert figure.excluded == {"adopted before the practice was launched or the team was eligible": 1}
    assert (figure.value, figure.parts["more_than"], figure.text) == (None, 180.0, "> 180 days")


@pytest.mark.parametrize(
    ("added", "started", "expected"),
    [
        ("2026-01-05", "2026-01-01", "2026-01-05"),
        (None, "2026-01-02", "2026-01-02"),
        (None, None, "2026-01-07"),  # its first row
    ],
)
def test_the_launch(added: str | None, started: str | None, expected: str) -> None:
    rows = [stage("P", "A", "told", "2026-01-07"), stage("P", "A", "adopted", "2026-02-01")]
    log = launched([{"team": "A"}], rows, added=added)
    beacon = circle_log(
        lighthouses=[{"lighthouse": "L", "practice": "P", "circle": "Atlas", "started": started}]
    )
    log = log.with_tabs(lighthouses=beacon.lighthouses)
    assert adoption_time.launches(Facts(log, AS_OF)).to_list() == [pd.Timestamp(expected)]


def test_no_launch_is_left_out() -> None:
    log = launched([{"team": "A"}, {"team": "B"}], [], added=None)
    figure = measure(log, AS_OF).figures["time_to_adoption"]
    assert (figure.n, figure.N, figure.excluded) == (0, 0, {"no launch date": 2})


def classes_of(days: list[int], eligible: int) -> list[str]:
    names = [f"T{number:03}" for number in range(eligible)]
    rows = [stage("P", team, "adopted", iso(day)) for team, day in zip(names, days, strict=False)]
    log = launched([{"team": name} for name in names], rows)
    found = adoption_time.classes(Facts(log, pd.Timestamp(iso(500))))
    return found.sort_values("team")["class"].astype("str").to_list()


def test_all_classes_of_a_hundred_teams() -> None:
    found = pd.Series(classes_of(list(range(100)), 100)).value_counts()
    assert found.to_dict() == {
        "early majority": 34,
        "late majority": 34,
        "laggards": 16,
        "early adopters": 13,
        "innovators": 3,  # 2.5 of a hundred: the third is at 0.025
    }


def test_teams_that_adopt_on_the_same_day_share_a_class() -> None:
    assert set(classes_of([5] * 40, 100)) == {"early majority"}  # their ranks have the mean 20.5
    assert classes_of([5, 7, 7], 10) == ["early adopters", "early majority", "early majority"]


def test_teams_not_eligible_today_are_in_no_class() -> None:
    found = adoption_time.classes(Facts(LOG, AS_OF))
    assert set(found["team"]) == {"At once", "Late", "Too soon"}


@settings(max_examples=examples(10), deadline=None)
@given(programs(), DAYS)
def test_each_eligible_adopter_has_one_class_and_names_do_not_matter(log: CircleLog, day: int) -> None:
    as_of = pd.Timestamp(iso(day))
    facts, other = Facts(log, as_of), Facts(renamed(log), as_of)
    found = adoption_time.classes(facts)
    assert len(found) == spreading.is_eligible(facts).sum()
    assert found["class"].notna().all()
    result = [measure(f.log, as_of).figures["time_to_adoption"].as_json() for f in (facts, other)]
    assert result[0] == result[1]


@settings(max_examples=examples(15), deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.booleans(), st.integers(0, 3)), max_size=40))
def test_medians_of_many_groups_are_those_of_each(cases: list[tuple[int, bool, int]]) -> None:
    days, event, group = (np.array([case[i] for case in cases]) for i in range(3))
    found = many_curves.medians(days.astype(float), event.astype(bool), group.astype(int), 4)
    for number in range(4):
        mine = group == number
        one = survival.median(survival.curve(days[mine], event[mine].astype(bool)))
        result = [None if np.isnan(v) else v for v in found.loc[number, ["value", "low", "high"]]]
        assert result == list(one)
        assert found.loc[number, "N"] == mine.sum()


def test_the_median_is_that_of_lifelines() -> None:
    chance = np.random.default_rng(3)
    days, event = chance.integers(1, 200, 300).astype(float), chance.random(300) < 0.6
    found = many_curves.medians(days, event, np.zeros(300, dtype=int), 1)
    fitted = KaplanMeierFitter().fit(days, event)
    assert found.loc[0, "value"] == fitted.median_survival_time_
