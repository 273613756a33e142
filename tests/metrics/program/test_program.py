"""Every figure of a log counted by hand, and what must be true of any log."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from lib.log.format.model import CircleLog
from lib.metrics.core import rates
from lib.metrics.core.figure import Figure
from lib.metrics.dictionary import DICTIONARY, SERIES_KEYS
from lib.metrics.diffusion import adoption_time
from lib.metrics.diffusion.travel import travel
from lib.metrics.impact.line_of_sight import STEPS
from lib.metrics.program.program import Program, measure
from tests.data.hand_log import AS_OF, HAND, hand, quick
from tests.data.logs import log
from tests.examples import examples, some
from tests.metrics.diffusion import one_at_a_time

Rows = list[dict[str, object]]
Tables = dict[str, Rows]

NO_MEMBER = "not an active member of the circle that day"
FORECAST = {  # 4 done at 1 in 12 weeks: the negative binomial has 22, 44 and 79
    "10": 22,
    "50": 43,
    "90": 79,
    "words": "At this pace, the list of 4 open actions is empty in about 43 weeks: 1 simulation in 10 needs 22 or "
    "fewer, 9 in 10 need 79 or fewer.",
    "assumption": "Assumes that every coming week goes like one of the last 12 weeks, drawn at random 4,000 times, "
    "with what was added and what was done or cancelled in it. In the last 12 full weeks, 0 actions a week were "
    "added, 0.1 were done and 0 cancelled.",
}
KEPT_TWO_OF_THREE = {  # log-log: 2/3 to the power of exp(±1.96 √(1/6) / ln 2/3) = exp(±1.9735)
    "value": pytest.approx(2 / 3),
    "low": pytest.approx(0.05407, abs=1e-5),
    "high": pytest.approx(0.94521, abs=1e-5),
}
BY_HAND: dict[str, tuple[Any, int, int, dict[str, int], dict[str, Any]]] = {
    # key: value, n, N, excluded, parts
    "participation": (6 / 9, 6, 9, {NO_MEMBER: 2, "attendance not recorded": 1}, {"excused": 1, "absent": 2}),
    "cadence": (3 / 6, 3, 6, {"held without a date": 1}, {"cancelled": 1, "held": 4, "circles_flagged": 2}),
    "prework": (
        4 / 7,
        4,
        7,
        {NO_MEMBER: 2, "attendance not recorded": 1, "prework not recorded": 2},
        {"late": 1, "no": 2},
    ),
    "case_rotation": (1.0, 2, 2, {"presenter not recorded": 2}, {"ever": 2, "active": 4}),
    "everyone_spoke": (2 / 3, 2, 3, {"not recorded": 2}, {}),
    "decision_recorded": (2 / 5, 2, 5, {}, {"with_notes": None, "median_days_to_notes": None}),
    "record_completeness": (
        18 / 30,
        18,
        30,
        {"no such column in the sessions tab": 20},
        {
            "by_field": {
                "held": [4, 5],
                "presenter": [2, 5],
                "case": [3, 5],
                "everyone_spoke": [3, 5],
                "decision": [2, 5],
                "attendance": [4, 5],
            },
            "without_column": ["minutes", "facilitator", "note_taker", "notes_sent"],
        },
    ),
    "roster_mix": (None, 0, 0, {"function not recorded": 3}, {"reporting_pairs": 1, "by": {}}),
    "retention": (None, 5, 6, {}, {"left": 1, "followed_12_months": 1}),  # nobody for 12 months
    "paired": (2 / 4, 2, 4, {}, {"pairs": 2, "triads": 0, "larger": 0}),
    "snapshot": (1 / 3, 1, 3, {}, {}),
    "ends_with_plan": (3 / 5, 3, 5, {}, {}),
    "on_time": (1 / 5, 1, 5, {"no due date": 1, "done without a date": 1}, {"completed": 2, "slips": 2}),
    "open": (4.0, 4, 7, {}, {"undated": 1, "unowned": 1, "blocked": 1}),
    "overdue": (2.0, 2, 3, {"no due date": 1}, {"1-14": 1, "15-30": 0, "> 30": 1}),
    "loop_closed": (
        1 / 2,
        1,
        2,
        {"no session held since": 4, "done before that session": 1},
        {"no_news": 3},
    ),
    "outcome_linked": (
        3 / 7,
        3,
        7,
        {},
        {
            "business": 2,
            "culture": 1,
            "by_priority": {"Growth": [2, 4], "Cost": [0, 1], "no priority named": [1, 2]},
        },
    ),
    "effect_reported": (2 / 3, 2, 3, {}, {"worked": 1, "mixed": 0, "did not work": 0, "too early": 1}),
    "partnered": (2 / 4, 2, 4, {}, {}),
    "actionable_insights": (1 / 2, 1, 2, {}, {"held_sessions": 5, "per_session": 1 / 5}),
    "implementation_days": (  # X-1 after 22 days, X-6 after 159; X-2 open for 171; X-5 cancelled
        None,
        2,
        7,
        {"done without a date": 1},
        {"cancelled": 1, "open": 4, "more_than": 171.0, "actions": []},
    ),
    "over_delegation": (
        None,
        0,
        0,
        {"no owner": 1, "in circles with fewer than 5 open actions with an owner": 3},
        {"owned": 5, "outside": 0},
    ),
    "line_of_sight": (
        1 / 3,
        1,
        3,
        {},
        {"mandate": 2, "insight": 2, "action": 1, "practice": 1}
        | {
            "by_priority": {
                "Growth": {"cases": 2, "mandate": 2, "insight": 2, "action": 1, "practice": 1, "adoption": 1},
                "no priority named": {"cases": 1} | dict.fromkeys(STEPS, 0),
            }
        },
    ),
    "flow": (
        2.0,
        2,
        2,
        {"done without a date": 1},
        {"open_before": 0, "arrived": 7, "cancelled": 1, "open": 4, "throughput": [0] * 10 + [1, 0]}
        | {"ages": {"50": None, "85": None, "95": None}, "forecast": FORECAST},
    ),
    # Eligible: calls with North and South, pairs with North and West. North -> South, West stopped after 30 days
    "adoption_rate": (3 / 4, 3, 4, {}, {}),
    "current_use": (2 / 4, 2, 4, {}, {}),
    "adoption_curve": (3.0, 3, 3, {}, {}),
    "time_to_adoption": (
        None,
        3,
        4,
        {},
        {"more_than": None}
        | {"classes": dict(zip(adoption_time.CLASSES, [0, 0, 2, 1, 0], strict=True))},  # 0.25, 0.75 and 0.25
    ),
    "forecast": (1.0, 1, 1, {}, {}),  # West in April; North is left
    "spread_factor": (
        1 / 3,
        1,
        3,
        {},
        {
            "adopters": 3,
            "attributed": 1,
            "active": 1,
            "impossible": 0,
            "attributed_share": 1 / 3,
            "r_active": 1.0,
        },
    ),
    "generation": (1 / 3, 1, 3, {}, {"by_generation": [2, 1], "deepest": 1}),
    "cross_boundary": (0.0, 0, 1, {}, {"regions": [1, 1]}),
    "reach_grid": (
        3 / 4,
        3,
        4,
        {},
        {
            "cells": [
                {"function": "Sales", "region": "North", "n": 1, "N": 2},
                {"function": "Sales", "region": "South", "n": 1, "N": 1},
                {"function": "Staff", "region": "South", "n": 1, "N": 1},
            ]
        },
    ),
    "sustainment": (
        pytest.approx(2 / 3),
        2,
        3,
        {},
        {
            "30": KEPT_TWO_OF_THREE | {"stopped": 1, "confirmed": 0, "unknown": 2, "young": 0},
            "90": KEPT_TWO_OF_THREE | {"stopped": 1, "confirmed": 0, "unknown": 2, "young": 0},
            "180": dict.fromkeys(("value", "low", "high"))
            | {"stopped": 1, "confirmed": 0, "unknown": 0, "young": 2},
            "came_back": 0,
        },
    ),
    "abandonment": (
        pytest.approx(1 / (282 / 30.4375)),
        1,
        9,
        {},
        {"team_months": pytest.approx(282 / 30.4375)},
    ),  # 140 + 112 + 30 days
    "publicized": (
        1.0,
        1,
        1,
        {},
        {"lessons": 0, "wins": 1, "lesson_share": 0.0, "by_quarter": {"2026-Q1": 1, "2026-Q2": 0}},
    ),
    "stalled": (0.0, 0, 0, {}, {}),
    "status": (
        0.0,
        0,
        1,
        {"too early to tell": 1},
        {"Needs help": 1, "Watch": 0, "Too early": 1, "Not judged": 0, "On track": 0},
    ),
    "asks": (
        3.0,
        3,
        4,
        {},
        {
            "0-14": 1,
            "15-30": 1,
            "> 30": 1,
            "escalated": 1,
            "raised": 4,
            "answered": 1,
            "kinds": {"budget": 2, "not recorded": 1},
        },
    ),
}
NOT_RECORDED = {
    "facilitator_rotation": "facilitator column in the sessions tab",
    "note_taker_rotation": "note_taker column in the sessions tab",
    "brief_ahead": "brief_sent column in the sessions tab",
    "real_problem": "business_owner column in the sessions tab",
    "tested_thinking": "assumptions column in the sessions tab",
    "went_wrong_shared": "went_wrong_shared column in the sessions tab",
    "outside_view": "guest_function or guest_region column in the sessions tab",
    "timebox": "minutes column in the sessions tab",
    "reflection": "reflection column in the attendance tab",
    "norms_signed": "norms_version column in the circles tab",
    "mandate": "mandate_reviewed column in the circles tab",
    "reach": "invited column in the circles tab",
    "format_mix": "format column in the sessions tab",
    "assignments": "kind column in the actions tab",
    "experiments": "kind column in the actions tab",
    "checkins": "coaching tab",
    "coaching_cycle": "coaching tab",
    "beyond_members": "circle_member column in the teams tab",
    "fidelity": "components column in the practices tab",
    "what_works": "effect column in the adoptions tab",
    "lighthouse_ready": "lighthouses tab",
}
KEYS = BY_HAND.keys() | NOT_RECORDED.keys()
CIRCLES = {  # n/N by circle
    "participation": {"Atlas": (4, 6), "Borealis": (1, 2), "Cetus": (1, 1)},
    "cadence": {"Atlas": (2, 4), "Borealis": (0, 1), "Cetus": (1, 1)},
    "prework": {"Atlas": (2, 4), "Borealis": (1, 2), "Cetus": (1, 1)},
    "on_time": {"Atlas": (1, 3), "Borealis": (0, 2), "Cetus": (0, 0)},
    "open": {"Atlas": (3, 4), "Borealis": (1, 3), "Cetus": (0, 0)},
    "asks": {"Atlas": (2, 2), "Borealis": (1, 2), "Cetus": (0, 0)},
}


@pytest.fixture(scope="module")
def by_hand() -> Program:
    return measure(hand(), AS_OF)


@pytest.mark.parametrize("key", BY_HAND)
def test_every_figure_counted_by_hand(by_hand: Program, key: str) -> None:
    value, n, N, excluded, parts = BY_HAND[key]
    figure = by_hand.figures[key]
    assert (figure.value, figure.n, figure.N) == (value, n, N)
    assert (dict(figure.excluded), dict(figure.parts)) == (excluded, parts)


def test_no_figure_is_left_uncounted(by_hand: Program) -> None:
    assert by_hand.figures.keys() == DICTIONARY.keys() | {"status", "asks"} >= KEYS
    assert all(figures.keys() == by_hand.figures.keys() for figures in by_hand.circles.values())


@pytest.mark.parametrize("key", NOT_RECORDED)
def test_what_the_log_lacks_is_not_zero(by_hand: Program, key: str) -> None:
    for figure in (by_hand.figures[key], *(figures[key] for figures in by_hand.circles.values())):
        assert (figure.value, figure.n, figure.N) == (None, 0, 0)
        assert figure.missing == f"not recorded: no {NOT_RECORDED[key]}"


@pytest.mark.parametrize("key", CIRCLES)
def test_circles_counted_by_hand(by_hand: Program, key: str) -> None:
    assert {
        circle: (figures[key].n, figures[key].N) for circle, figures in by_hand.circles.items()
    } == CIRCLES[key]


def test_parts_are_plain_json_types(by_hand: Program) -> None:
    for figure in (*by_hand.figures.values(), *(f for fs in by_hand.circles.values() for f in fs.values())):
        text = json.dumps(figure.as_json(), allow_nan=False)
        assert list(json.loads(text)) == "value unit n N low high target status excluded parts".split()


def test_words_against_targets_need_twelve_months(by_hand: Program) -> None:
    found = {key: by_hand.figures[key] for key in ("participation", "on_time", "loop_closed")}
    assert {key: figure.status for key, figure in found.items()} == dict.fromkeys(found)
    assert {key: figure.is_met for key, figure in found.items()} == {
        "participation": False,
        "on_time": None,  # 1 of 6 is done without a date
        "loop_closed": None,  # N = 2
    }


NEEDS = {
    "attendance": {"prework": ["prework"]},
    "sessions": {
        "everyone_spoke": ["everyone_spoke"],
        "snapshot": ["snapshot"],
        "case": ["snapshot", "line_of_sight"],
    },
    "actions": {
        "outcome": ["outcome_linked"],
        "effect": ["effect_reported"],
        "partner": ["partnered"],
        "closed": ["on_time", "implementation_days"],
        "owner": ["ends_with_plan", "over_delegation"],
        "insight": ["actionable_insights", "line_of_sight"],
        "practice": ["line_of_sight"],
    },
}


@pytest.mark.parametrize(
    ("tab", "column", "figures"),
    some([(t, c, figures) for t, cs in NEEDS.items() for c, figures in cs.items()], 4),
)
def test_a_missing_column_is_not_recorded(tab: str, column: str, figures: list[str]) -> None:
    frame = hand().tabs[tab]
    blank = hand().with_tabs(**{tab: frame.assign(**{column: frame[column].iloc[:0].reindex(frame.index)})})
    found = measure(replace(blank, recorded=blank.recorded - {(tab, column)}), AS_OF).figures
    for key in figures:
        assert (found[key].value, found[key].n, found[key].N) == (None, 0, 0)
        assert found[key].missing == f"not recorded: no {column} column in the {tab} tab"
        assert found[key].text == "–"
        assert found[key].as_json()["parts"]["missing"] == found[key].missing
    others = BY_HAND.keys() - figures - {"status", "on_time", "open", "loop_closed"}
    assert all(found[key].missing is None for key in others)


@pytest.mark.parametrize(
    ("tab", "key", "words"),
    [
        ("action_reviews", "loop_closed", "not recorded: no action_reviews tab"),
        ("asks", "asks", "not recorded: no asks tab"),
    ],
)
def test_a_missing_tab_is_not_recorded(tab: str, key: str, words: str) -> None:
    program = measure(quick({name: rows for name, rows in HAND.items() if name != tab}), AS_OF)
    for figure in (program.figures[key], *(figures[key] for figures in program.circles.values())):
        assert (figure.value, figure.missing) == (None, words)


def test_either_due_column_is_enough() -> None:
    rows = [{k: v for k, v in row.items() if k != "first_due"} for row in HAND["actions"]]
    found = measure(quick({**HAND, "actions": rows}), AS_OF).figures["on_time"]
    # due takes its place: X-1 is now on time, X-2 due today, X-3 late; have no date, like X-4
    assert (found.n, found.N, found.excluded["no due date"]) == (1, 2, 4)


def test_an_empty_log_says_nothing() -> None:
    program = measure(quick(), AS_OF)
    assert {(figure.n, figure.N) for figure in program.figures.values()} == {(0, 0)}
    assert all(program.figures[key].value is None for key in DICTIONARY if DICTIONARY[key].unit == "share")
    assert all(len(series.points) == 0 and series.variation == "none" for series in program.series.values())
    assert (program.circles, len(program.status)) == ({}, 0)


def test_few_are_shown_as_a_fraction() -> None:
    def figure(n: int, N: int) -> Figure:
        return Figure("k", "K", "", value=n / N if N else None, n=n, N=N)

    assert [figure(0, 0).text, figure(3, 4).text, figure(4, 5).text] == ["–", "3/4", "80 %"]


# As of a day in the past: the log as known by then


def test_as_of_in_the_past() -> None:
    found = measure(hand(), pd.Timestamp("2026-02-01")).figures
    # A-1, B-1 and C-1 are held: ana, cy | ana, dee | eli
    assert (found["participation"].n, found["participation"].N) == (3, 5)
    # planned by then: A-1, B-1 (no date), C-1
    assert (found["cadence"].n, found["cadence"].N) == (2, 2)
    # X-1 closed that day, X-2, X-6, X-7 open; not decided yet; X-9 done on an unknown day
    assert (found["open"].n, found["open"].N) == (3, 5)
    assert (found["overdue"].n, found["on_time"].N, found["asks"].n) == (0, 0, 0)


def test_an_action_without_a_date_is_known_from_its_session_on() -> None:
    on = {day: measure(hand(), pd.Timestamp(day)).figures["open"].N for day in ("2026-02-13", "2026-02-14")}
    assert on == {"2026-02-13": 5, "2026-02-14": 6}  # X-3, decided on the 14th


@pytest.mark.parametrize(("day", "is_open"), [("2026-02-19", True), ("2026-02-20", False)])
def test_an_action_cancelled_later_is_open_before(day: str, is_open: bool) -> None:
    known = measure(hand(), pd.Timestamp(day)).facts.open_actions
    assert ("X-5" in set(known["action"])) is is_open


@pytest.mark.parametrize(("day", "overdue"), [("2026-06-16", 0), ("2026-06-17", 1)])
def test_due_today_is_not_overdue(day: str, overdue: int) -> None:
    rows = [row for row in HAND["actions"] if row["action"] == "X-3"]
    assert measure(quick({**HAND, "actions": rows}), pd.Timestamp(day)).figures["overdue"].n == overdue


# Series


def months_log(held: dict[str, int], *, make: Callable[..., CircleLog] = quick, **tabs: Rows) -> CircleLog:
    """One circle of 10 from 2026 on; `held`: how many were present at the session on each day."""
    people = [f"p{place}" for place in range(10)]
    return make(
        circles=[{"circle": "Atlas"}],
        members=[{"member": person, "circle": "Atlas"} for person in people],
        sessions=[{"session": day, "circle": "Atlas", "planned": day, "held": day} for day in held],
        attendance=[
            {"session": day, "member": person, "present": "yes" if place < present else "no"}
            for day, present in held.items()
            for place, person in enumerate(people)
        ],
        **tabs,
    )


HELD = {"2026-01-10": 10, "2026-01-20": 5, "2026-02-10": 8, "2026-04-10": 9, "2026-05-10": 7, "2026-06-10": 8}


def test_months_without_a_session_are_gaps() -> None:
    points = measure(months_log(HELD), AS_OF).series["participation"].points
    assert points["period"].to_list() == ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06"]
    assert points["n"].to_list() == [15, 8, 0, 9, 7, 8]
    assert points["N"].to_list() == [20, 10, 0, 10, 10, 10]
    np.testing.assert_equal(points["value"].to_numpy(), [0.75, 0.8, np.nan, 0.9, 0.7, 0.8])


@pytest.mark.parametrize(
    ("start", "end", "periods", "first"),
    [
        ("2026-01-15", None, 6, (5, 10)),  # the month of start counts from its day on
        ("2026-03-01", None, 4, (0, 0)),  # a gap, since the log began before
        ("2020-01-01", None, 6, (15, 20)),  # not before the log's first session
        (None, "2026-02-10", 2, (15, 20)),
        (None, "2025-12-31", 0, None),
        ("2026-06-11", None, 0, None),  # nothing held since
        ("2026-07-01", None, 0, None),  # starts after as_of
    ],
)
def test_start_and_end_bound_the_series(
    start: str | None, end: str | None, periods: int, first: tuple[int, int] | None
) -> None:
    day = {"start": start and pd.Timestamp(start), "end": end and pd.Timestamp(end)}
    points = measure(months_log(HELD), AS_OF, **day).series_of_period["participation"].points
    assert len(points) == periods
    if first is not None:
        assert (points["n"][0], points["N"][0]) == first


@pytest.mark.parametrize(
    ("change", "phases"),
    [
        ({"date": "2026-04-05", "what": "Pairs", "rebase": "yes"}, [0, 0, 0, 1, 1, 1]),
        ({"date": "2026-04-05", "what": "Pairs", "rebase": "no"}, [0] * 6),
        ({"date": "2026-04-05", "what": "Pairs"}, [0] * 6),
        ({"date": "2026-04-05", "what": "Pairs", "rebase": "yes", "circle": "Atlas"}, [0] * 6),
        ({"date": "2026-07-02", "what": "Later", "rebase": "yes"}, [0] * 6),
        ({"date": "2025-07-02", "what": "Before", "rebase": "yes"}, [0] * 6),
    ],
)
def test_program_wide_changes_that_rebase_start_a_phase(change: dict[str, object], phases: list[int]) -> None:
    seen = measure(months_log(HELD, changes=[change]), AS_OF)
    assert seen.series["participation"].points["phase"].to_list() == phases


def test_a_change_after_as_of_starts_no_phase_in_its_month() -> None:
    change = [{"date": "2026-06-20", "what": "Later", "rebase": "yes"}]
    found = (
        measure(months_log(HELD, changes=change), pd.Timestamp("2026-06-15")).series["participation"].points
    )
    assert found["phase"].to_list() == [0] * 6


@pytest.mark.parametrize("key", SERIES_KEYS)
def test_months_sum_to_the_figure(by_hand: Program, key: str) -> None:
    points = by_hand.series[key].points
    assert (points["n"].sum(), points["N"].sum()) == (by_hand.figures[key].n, by_hand.figures[key].N)


# Settings


@pytest.mark.parametrize(("target", "is_met"), [("1%", True), (0.99, False)])
def test_every_target_is_honored(target: object, is_met: bool) -> None:
    keys = ["participation", "cadence", "prework", "on_time", "loop_closed"]
    held = {f"2026-0{month}-10": 8 for month in (1, 2, 3)}
    actions: Rows = [
        {"action": f"X-{place}", "circle": "Atlas", "what": "Do", "session": "2026-01-10", "created": "2026-01-10",
         "due": "2026-02-01", "status": "done", "closed": "2026-02-01" if place < 3 else "2026-02-20"}
        for place in range(6)
    ]  # fmt: skip
    tables: Tables = {
        "actions": actions,
        "action_reviews": [{"action": f"X-{place}", "session": "2026-02-10"} for place in (3, 4)],
        "settings": [{"name": f"target_{key}", "value": target} for key in keys],
    }
    seen = months_log(held, make=log, **tables)
    attendance = seen.attendance.assign(
        prework=pd.Series(["on time", "no"] * 15, dtype=seen.attendance["prework"].dtype)
    )
    sessions = pd.concat(
        [seen.sessions, seen.sessions.assign(held=pd.NaT, session="x" + seen.sessions["session"])]
    )
    whole = seen.with_tabs(attendance=attendance, sessions=sessions.reset_index(drop=True))
    whole = replace(whole, recorded=whole.recorded | {("attendance", "prework")})
    found = measure(whole, AS_OF).figures
    assert {found[key].target for key in keys} == {0.01 if target == "1%" else target}
    # loop_closed has fewer than 5 units
    assert {key: found[key].is_met for key in keys} == dict.fromkeys(keys, is_met) | {"loop_closed": None}


def test_the_rule_set_is_a_setting() -> None:
    held = {f"2025-{month:02}-10": 5 + 3 * (month > 5) - month % 2 for month in range(1, 13)}

    def broken(name: str) -> str:
        rows = months_log(held, make=log, settings=[{"name": "control_rules", "value": name}])
        return " ".join(measure(rows, AS_OF).series["participation"].points["rule"])

    assert "7 on one side" in broken("nhs")
    assert "7 on one side" not in broken("western")


def test_escalation_is_a_setting() -> None:
    seen = log({**HAND, "settings": [{"name": "escalate_days", "value": 9}]})
    assert measure(seen, AS_OF).figures["asks"].parts["escalated"] == 3  # 31, 29 and 10 days


# What is true of any log

DAY_ONE = date(2026, 1, 1)
DAYS = st.integers(0, 200).map(lambda days: (DAY_ONE + timedelta(days)).isoformat())
MAYBE_DAY = st.one_of(st.just(""), DAYS)
FEW = st.sampled_from(["", 0, 1, 2, 9])


@st.composite
def any_log(draw: st.DrawFn) -> Tables:
    circles = ["Atlas", "Borealis", "Cetus"]
    people = ["ana", "bo", "cy", "dee"]
    pick = st.sampled_from

    def rows(count: int, **columns: st.SearchStrategy[object]) -> Rows:
        return [
            {name: draw(values) for name, values in columns.items()}
            for _ in range(draw(st.integers(1, count)))
        ]

    sessions = rows(
        7, circle=pick(circles), planned=DAYS, held=MAYBE_DAY, status=pick(["", "held", "cancelled", "planned"]),
        case=pick(["", "Churn"]), snapshot=pick(["", "yes", "no"]), everyone_spoke=pick(["", "yes", "no"]),
        presenter=pick(["", "ana", "bo, cy", "guest"]), facilitator=pick(["", *people]), note_taker=pick(["", *people]),
        business_owner=pick(["", "ana"]), brief_sent=MAYBE_DAY, assumptions=FEW, risks=FEW, options=FEW,
        went_wrong_shared=pick(["", "yes", "no"]), minutes=pick(["", 80, 99, 100]), format=pick(["", "virtual"]),
        extended_by_choice=pick(["", "yes"]), guest=pick(["", "Gus", "no"]), guest_function=pick(["", "IT", "Sales"]),
        guest_region=pick(["", "North"]), decision=pick(["", "Go", "none"]), notes_sent=MAYBE_DAY,
    )  # fmt: skip
    sessions = [{"session": f"S-{place}"} | row for place, row in enumerate(sessions)]
    keys = [str(row["session"]) for row in sessions]
    sessions_of = {
        circle: [str(row["session"]) for row in sessions if row["circle"] == circle] for circle in circles
    }
    pairs = draw(st.sets(st.tuples(pick(keys), pick([*people, "guest"])), min_size=1, max_size=12))
    actions = rows(
        8, circle=pick(circles), owner=pick(["", *people]), partner=pick(["", *people]),
        outcome=pick(["", "business", "culture"]), priority=pick(["", "Cost"]), created=MAYBE_DAY, first_due=MAYBE_DAY,
        due=MAYBE_DAY, status=pick(["", "open", "doing", "blocked", "done", "cancelled"]), closed=MAYBE_DAY,
        effect=pick(["", "worked", "mixed"]), kind=pick(["", "action", "assignment", "experiment"]),
        experiment_type=pick(["", "delegation"]), insight=pick(["", "I-0", "I-1"]), practice=pick(["", "calls"]),
    )  # fmt: skip
    actions = [{"action": f"X-{place}", "what": "Do"} | row for place, row in enumerate(actions)]
    reviews = set()
    for row in actions:
        own = sessions_of[str(row["circle"])]
        row["session"] = draw(pick(["", *own]))
        reviews |= {(row["action"], session) for session in own if draw(st.booleans())}
    asks = rows(4, circle=pick(circles), raised=DAYS, kind=pick(["", "budget"]), status=pick(["", "open", "granted"]),
                answered=MAYBE_DAY)  # fmt: skip
    return {
        "circles": [
            {"circle": circle, "priority": draw(pick(["", "Growth"])), "started": draw(MAYBE_DAY), "ended": ended,
             "mandate": draw(pick(["", "Move"])), "mandate_reviewed": draw(MAYBE_DAY), "invited": draw(FEW),
             "norms_version": draw(pick(["", "1"])), "norms_agreed": draw(MAYBE_DAY)}
            for circle, ended in zip(circles, ["", draw(MAYBE_DAY), ""], strict=True)
        ],
        "members": [
            {"member": person, "circle": circle, "joined": draw(MAYBE_DAY), "left": draw(MAYBE_DAY),
             "buddy": draw(pick(["", *people])), "function": draw(pick(["", "IT", "Sales"])), "region": "North",
             "norms_signed": draw(pick(["", "1"])), "reports_to": draw(pick(["", *people]))}
            for circle in circles
            for person in draw(st.sets(pick(people), min_size=1))
        ],
        "sessions": sessions,
        "attendance": [
            {"session": session, "member": member, "present": draw(pick(["yes", "no", "excused"])),
             "prework": draw(pick(["", "on time", "late"])), "reflection": draw(pick(["", "yes", "no"]))}
            for session, member in sorted(pairs)
        ],
        "actions": actions,
        "insights": [{"insight": f"I-{place}", "session": draw(pick(keys))} for place in range(3)],
        "practices": HAND["practices"],
        "teams": HAND["teams"],
        "adoptions": HAND["adoptions"],
        "action_reviews": [{"action": action, "session": session} for action, session in sorted(reviews)]
        or [{"action": ""}],
        "coaching": rows(
            8, circle=pick(circles), member=pick(people), buddy=pick(people), date=DAYS,
            step=pick(["goal", "observation", "impact review", "check-in"]),
        ),
        "asks": [{"ask": f"K-{place}", "what": "Please"} | row for place, row in enumerate(asks)],
    }  # fmt: skip


SOME_DAY = pd.Timestamp("2026-05-15")


@settings(max_examples=examples(8), deadline=None, phases=[Phase.generate])
@given(any_log(), st.randoms(use_true_random=False))
def test_what_is_true_of_any_log(tables: Tables, chance: random.Random) -> None:
    program = measure(quick(tables), SOME_DAY)
    _program_is_the_sum_over_circles(program)
    _order_of_rows_does_not_matter(program, tables, chance)
    _one_circle_alone_is_its_entry(program)
    _periods_of_a_circle_sum_to_its_figure(program)
    _unrecorded_rows_change_no_rate(program, tables)
    _a_session_without_records_changes_no_rate(program, tables)


@settings(max_examples=examples(8), deadline=None, phases=[Phase.generate])
@given(any_log(), st.integers(0, 140))
def test_periods_add_up(tables: Tables, days: int) -> None:
    first, last = pd.Timestamp(DAY_ONE), SOME_DAY
    cut = first + pd.Timedelta(days=days)
    seen = quick(tables)
    whole, before, after = (
        measure(seen, SOME_DAY, *bounds).figures
        for bounds in ((first, last), (first, min(cut, last)), (cut + pd.Timedelta(days=1), last))
    )
    for key, definition in DICTIONARY.items():
        if definition.windowed:
            assert (whole[key].n, whole[key].N) == (
                before[key].n + after[key].n,
                before[key].N + after[key].N,
            ), key
            assert sum(whole[key].excluded.values()) == sum(before[key].excluded.values()) + sum(
                after[key].excluded.values()
            ), key
        else:  # the day as_of, whatever the period
            assert whole[key].as_json() == before[key].as_json() == after[key].as_json()


def _program_is_the_sum_over_circles(program: Program) -> None:
    for key in [*DICTIONARY, "asks"]:
        figure, parts = program.figures[key], [figures[key] for figures in program.circles.values()]
        assert (figure.n, figure.N) == (sum(p.n or 0 for p in parts), sum(p.N or 0 for p in parts)), key
        reasons = {reason for part in parts for reason in part.excluded}
        assert figure.excluded == {why: sum(p.excluded.get(why, 0) for p in parts) for why in reasons}, key
        assert all(0 <= (part.n or 0) <= (part.N or 0) for part in parts if part.unit == "share"), key


def _order_of_rows_does_not_matter(program: Program, tables: Tables, chance: random.Random) -> None:
    shuffled = measure(quick({tab: chance.sample(rows, len(rows)) for tab, rows in tables.items()}), SOME_DAY)
    assert _as_json(shuffled.figures) == _as_json(program.figures)
    assert {c: _as_json(f) for c, f in shuffled.circles.items()} == {
        c: _as_json(f) for c, f in program.circles.items()
    }
    for key in SERIES_KEYS:
        pd.testing.assert_frame_equal(shuffled.series[key].points, program.series[key].points)


def _one_circle_alone_is_its_entry(program: Program) -> None:
    for circle, figures in program.circles.items():
        alone = measure(program.facts.log.filtered(circles=[circle]), SOME_DAY)
        assert _as_json(alone.circles[circle]) == _as_json(figures)
        for key in [*DICTIONARY, "asks"]:
            counts = (alone.figures[key].n, alone.figures[key].N, alone.figures[key].excluded)
            assert counts == (figures[key].n, figures[key].N, figures[key].excluded), (circle, key)


def _unrecorded_rows_change_no_rate(program: Program, tables: Tables) -> None:
    session = next((key for key in program.facts.held["session"]), "S-0")
    more = {
        **tables,
        "members": [*tables["members"], {"member": "new", "circle": "Atlas"}],
        "attendance": [*tables["attendance"], {"session": session, "member": "new", "present": ""}],
        "actions": [
            *tables["actions"],
            {"action": "new", "circle": "Atlas", "what": "Undated", "status": "done"},
        ],
    }
    found = measure(quick(more), SOME_DAY).figures
    for key in ("participation", "prework", "everyone_spoke", "cadence", "on_time", "loop_closed", "overdue"):
        counts = (found[key].value, found[key].n, found[key].N)
        assert counts == (program.figures[key].value, program.figures[key].n, program.figures[key].N), key


def _periods_of_a_circle_sum_to_its_figure(program: Program) -> None:
    keys = [key for key, d in DICTIONARY.items() if d.units and d.windowed and not d.estimate]
    for key in keys:
        dated = rates.totals(program.units[key][program.units[key]["on"].notna()], "circle")
        n, N = dated.reindex(["Atlas"], fill_value=0)[["n", "N"]].to_numpy()[0]
        for by in ("month", "quarter", "session"):
            points = program.over_time(key, by, "Atlas").points  # type: ignore[arg-type]
            assert (points["n"].sum(), points["N"].sum()) == (n, N), (key, by)


WHERE_RECORDED = [
    "participation", "prework", "case_rotation", "facilitator_rotation", "note_taker_rotation", "snapshot",
    "brief_ahead", "tested_thinking", "went_wrong_shared", "everyone_spoke", "timebox", "reflection",
]  # fmt: skip


def _a_session_without_records_changes_no_rate(program: Program, tables: Tables) -> None:
    blank = {"session": "S-new", "circle": "Atlas", "planned": SOME_DAY.date(), "held": SOME_DAY.date()}
    found = measure(quick({**tables, "sessions": [*tables["sessions"], blank]}), SOME_DAY).figures
    for key in WHERE_RECORDED:
        counts = (found[key].value, found[key].n, found[key].N)
        assert counts == (program.figures[key].value, program.figures[key].n, program.figures[key].N), key


def _as_json(figures: Any) -> dict[str, Any]:
    return {key: figure.as_json() for key, figure in figures.items()}


# All practices at once agree with one at a time


@pytest.mark.parametrize("day", ["2026-01-01", "2026-02-10", "2026-04-30", "2026-06-30", "2026-08-01"])
def test_all_practices_at_once_agree_with_one_at_a_time(day: str) -> None:
    as_of = pd.Timestamp(day)
    rows = [
        *HAND["adoptions"],
        {"practice": "calls", "team": "West", "stage": "adopted", "date": "2026-04-10", "from_team": "West"},
        {
            "practice": "calls",
            "team": "Far",
            "stage": "sustained",
            "date": "2026-05-01",
            "from_team": "South",
        },
        {"practice": "calls", "team": "North", "stage": "stopped", "date": "2026-05-05"},
        {"practice": "calls", "team": "North", "stage": "adapted", "date": "2026-06-05"},
    ]
    teams = [*HAND["teams"], {"team": "Far", "eligible_from": "2026-04-15", "eligible_to": "2026-06-01"}]
    seen = quick({**HAND, "adoptions": rows, "teams": teams})
    found = travel(seen, as_of)
    assert list(found) == ["calls", "pairs, always"]
    for practice, figures_of in found.items():
        for key, one in (
            ("adoption_rate", one_at_a_time.adoption_rate),
            ("current_use", one_at_a_time.current_use),
        ):
            assert figures_of[key].as_json() == one(seen, practice, as_of).as_json()
        for key, frame in (
            ("reach", one_at_a_time.reach_grid(seen, practice, as_of)),
            ("curve", one_at_a_time.adoption_curve(seen, practice, as_of)),
        ):
            assert figures_of[key] == frame.astype(object).where(frame.notna(), None).to_dict("records")
        spread = one_at_a_time.spread(seen, practice, as_of)
        assert figures_of["spread"] == {key: spread[key] for key in figures_of["spread"]}
        assert figures_of["generations"] == one_at_a_time.generations(seen, practice, as_of)


def test_without_an_adoptions_tab_spread_is_not_zero() -> None:
    for tab in ("adoptions", "teams"):
        figures_of = travel(quick({name: rows for name, rows in HAND.items() if name != tab}), AS_OF)["calls"]
        assert (figures_of["adoption_rate"].value, figures_of["adoption_rate"].missing) == (
            None,
            f"not recorded: no {tab} tab",
        )
        assert (figures_of["reach"], figures_of["curve"], figures_of["generations"]) == ([], [], [])
