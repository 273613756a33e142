"""Every figure of health and coaching on a log counted by hand, and what each needs from the workbook."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from lib.access.redaction import Viewer, redact
from lib.log.format.model import CircleLog
from lib.metrics.dictionary import DICTIONARY
from lib.metrics.program.program import Program, measure
from tests.data.hand_health import AS_OF, HEALTH, health
from tests.data.hand_log import Rows
from tests.data.logs import FIVE_TABS, log

NO_MEMBER = "not an active member of the circle that day"
KEYS = [key for key, definition in DICTIONARY.items() if definition.group in {"health", "coaching"}]

BY_HAND: dict[str, tuple[int, int, dict[str, int], dict[str, Any]]] = {
    # key: n, N, excluded, parts
    "participation": (12, 16, {NO_MEMBER: 1, "attendance not recorded": 1}, {"excused": 1, "absent": 3}),
    "cadence": (5, 8, {"held without a date": 1}, {"cancelled": 1, "held": 6, "circles_flagged": 0}),
    # Atlas: by ana, bo, dee; Borealis: B-2 by eli, B-1 not recorded
    "case_rotation": (4, 4, {"presenter not recorded": 1}, {"ever": 4, "active": 5}),
    "facilitator_rotation": (3, 5, {}, {"ever": 3, "active": 5}),
    # Atlas
    "note_taker_rotation": (3, 3, {"note taker not recorded": 3}, {"ever": 3, "active": 5}),
    "snapshot": (3, 6, {}, {}),
    "brief_ahead": (2, 6, {}, {"without_brief": 3}),
    "real_problem": (3, 7, {}, {"with_case": 6}),
    # A-1 tested; A-2 falls short with 0 assumptions, whatever its options; so does B-2 with 1 option
    "tested_thinking": (
        1,
        3,
        {"assumptions, risks or options not recorded": 3},
        {"assumptions": 2, "risks": 3, "options": 1},
    ),
    "went_wrong_shared": (2, 4, {"not recorded": 2}, {"first_3": 3, "first_3_shared": 1}),
    "everyone_spoke": (1, 2, {"not recorded": 5}, {}),
    # hit: Atlas 2025-Q4 by Hal. Miss: Cetus 2026-Q1. Out: Cetus in December, Ida in Atlas 2026-Q1
    "outside_view": (
        1,
        2,
        {"fewer than 45 active days in the quarter": 1, "guest's function and region not recorded": 1},
        {"due_in_days": 0, "circles_due": 2},
    ),
    # 99 of 90 is within 10 %; 100 extended; 120 not; beyond: 9, 10, 30, -60, 5
    "timebox": (
        4,
        5,
        {"minutes not recorded": 2},
        {"extended": 1, "timed": 5, "median_overrun_minutes": 9.0},
    ),
    # notes after 2, 4 and 0 days; those of A-5 are sent after as_of
    "decision_recorded": (4, 7, {}, {"with_notes": 3, "median_days_to_notes": 2.0}),
    "reflection": (
        5,
        8,
        {
            NO_MEMBER: 1,
            "no session before the first": 6,
            "attendance not recorded": 1,
            "reflection not recorded": 2,
        },
        {},
    ),
    "record_completeness": (
        47,
        70,
        {},
        {
            "by_field": {
                "held": [6, 7],
                "minutes": [5, 7],
                "facilitator": [7, 7],
                "note_taker": [3, 7],
                "presenter": [5, 7],
                "case": [6, 7],
                "everyone_spoke": [2, 7],
                "decision": [4, 7],
                "notes_sent": [3, 7],
                "attendance": [6, 7],  # no row of bo
            }
        },
    ),
    # Atlas: Sales, sales, Finance; eli's function is not recorded
    "roster_mix": (
        2,
        3,
        {"function not recorded": 1},
        {"reporting_pairs": 1, "by": {"function": [2, 3], "region": [3, 4], "tenure": [2, 3]}},
    ),
    "norms_signed": (3, 5, {}, {"circles_due": 1}),
    "mandate": (
        1,
        3,
        {},
        {
            "with_mandate": 1,
            "with_priority": 2,
            "reviewed": 2,  # Atlas exactly 12 months ago
            "priorities_without_circle": ["Old", "Quality"],
            "circles_without_priority": ["Dorado"],
        },
    ),
    # Borealis invited 1 and has 2
    "reach": (
        5,
        7,
        {},
        {"functions": ["Finance", "Sales"], "regions": ["East", "North", "South"]},
    ),
    "retention": (6, 7, {}, {"left": 1, "followed_12_months": 1}),  # fay left with her circle
    "format_mix": (
        7,
        7,
        {},
        {
            "in-person": 2,
            "virtual": 3,
            "hybrid": 1,
            "unknown": 1,
            "participation": {"in-person": [3, 4], "virtual": [5, 7], "hybrid": [2, 2], "unknown": [2, 3]},
            "note": "not causal: circles choose their format",
        },
    ),
    "paired": (4, 5, {}, {"pairs": 4, "triads": 0, "larger": 0}),
    # ana and bo in Atlas: 9 spans of 28 days each, 2 with a check-in; ana and eli in Borealis: 1 each
    "checkins": (6, 20, {}, {}),
    "coaching_cycle": (
        1,
        3,
        {"the member left before it was due": 1},
        {"with_goal": 2, "with_observation": 1},
    ),
}
CIRCLES = {  # n/N by circle: Atlas, Borealis, Cetus; Dorado has nothing yet
    "case_rotation": [(3, 3), (1, 1), (0, 0)],
    "facilitator_rotation": [(2, 3), (1, 2), (0, 0)],
    "note_taker_rotation": [(3, 3), (0, 0), (0, 0)],
    "snapshot": [(2, 4), (1, 1), (0, 1)],
    "brief_ahead": [(1, 4), (1, 1), (0, 1)],
    "real_problem": [(2, 4), (1, 2), (0, 1)],
    "tested_thinking": [(1, 2), (0, 1), (0, 0)],
    "went_wrong_shared": [(2, 3), (0, 0), (0, 1)],
    "outside_view": [(1, 1), (0, 0), (0, 1)],
    "timebox": [(2, 3), (1, 1), (1, 1)],
    "decision_recorded": [(3, 4), (1, 2), (0, 1)],
    "reflection": [(4, 6), (1, 2), (0, 0)],
    "record_completeness": [(32, 40), (10, 20), (5, 10)],
    "roster_mix": [(2, 3), (0, 0), (0, 0)],
    "norms_signed": [(2, 3), (1, 2), (0, 0)],
    "mandate": [(1, 1), (0, 1), (0, 0)],
    "reach": [(3, 5), (2, 2), (0, 0)],
    "retention": [(3, 4), (2, 2), (1, 1)],
    "format_mix": [(4, 4), (2, 2), (1, 1)],
    "paired": [(2, 3), (2, 2), (0, 0)],
    "checkins": [(4, 18), (2, 2), (0, 0)],
    "coaching_cycle": [(1, 3), (0, 0), (0, 0)],
}
PARTS = {  # of circles
    ("outside_view", "Atlas"): {"due_in_days": 0, "had_guest": False},
    ("outside_view", "Borealis"): {"due_in_days": None, "had_guest": True},
    ("outside_view", "Cetus"): {"due_in_days": None, "had_guest": None},
    ("norms_signed", "Atlas"): {"agreed": "2025-05-01", "due": True},
    ("norms_signed", "Borealis"): {"agreed": "2026-05-20", "due": False},
    ("norms_signed", "Dorado"): {"agreed": None, "due": None},
    ("timebox", "Atlas"): {"extended": 1, "timed": 3, "median_overrun_minutes": 10.0},
    ("timebox", "Dorado"): {"extended": 0, "timed": 0, "median_overrun_minutes": None},
    ("decision_recorded", "Atlas"): {"with_notes": 2, "median_days_to_notes": 3.0},
    ("roster_mix", "Borealis"): {"reporting_pairs": 0, "by": {"region": [1, 1]}},
    ("reach", "Dorado"): {"functions": [], "regions": []},
    ("case_rotation", "Borealis"): {"ever": 1, "active": 2},
    ("cadence", "Atlas"): {"cancelled": 1, "held": 4, "days_since_last": 41, "gap_flagged": False},
}


@pytest.fixture(scope="module")
def by_hand() -> Program:
    return measure(health(), AS_OF)


@pytest.mark.parametrize("key", BY_HAND)
def test_every_figure_counted_by_hand(by_hand: Program, key: str) -> None:
    n, N, excluded, parts = BY_HAND[key]
    figure = by_hand.figures[key]
    assert (figure.n, figure.N) == (n, N)
    assert (dict(figure.excluded), dict(figure.parts), figure.missing) == (excluded, parts, None)
    if key != "retention":  # nobody has been followed for 12 months
        assert figure.value == (n if figure.unit == "count" else n / N)


def test_no_figure_is_left_uncounted() -> None:
    assert {"prework", *BY_HAND} <= set(KEYS)  # prework: in test_program


@pytest.mark.parametrize("key", CIRCLES)
def test_circles_counted_by_hand(by_hand: Program, key: str) -> None:
    found = {circle: (figures[key].n, figures[key].N) for circle, figures in by_hand.circles.items()}
    dorado = (0, 1) if key == "mandate" else (0, 0)
    assert found == dict(zip(["Atlas", "Borealis", "Cetus", "Dorado"], [*CIRCLES[key], dorado], strict=True))


@pytest.mark.parametrize(("key", "circle"), PARTS)
def test_parts_of_circles(by_hand: Program, key: str, circle: str) -> None:
    assert dict(by_hand.circles[circle][key].parts) == PARTS[key, circle]


def test_a_circle_with_nothing_yet_has_no_value(by_hand: Program) -> None:
    texts = {key: by_hand.circles["Dorado"][key].text for key in KEYS}
    assert texts == dict.fromkeys(KEYS, "–") | {"prework": "–", "mandate": "0/1", "format_mix": "0"}


@pytest.mark.parametrize("role", ["sponsor", "lead"])
def test_figures_are_the_same_for_everybody(by_hand: Program, role: Any) -> None:
    log = replace(health(), settings={**health().settings, "min_group": 1})
    seen = measure(redact(log, Viewer(role, "lea@x.org")), AS_OF)
    for key in KEYS:
        assert seen.figures[key].as_json() == by_hand.figures[key].as_json()
        for circle, figures in by_hand.circles.items():
            assert seen.circles[circle][key].as_json() == figures[key].as_json(), (circle, key)


# What the workbook may lack


def without(tab: str, columns: tuple[str, ...]) -> CircleLog:
    """The log as read from a workbook without these columns, or without the whole tab if none are named."""
    seen = health()
    frame = seen.tabs[tab]
    blank = {name: frame[name].iloc[:0].reindex(frame.index) for name in columns}
    gone = (
        {(tab, name) for name in columns} if columns else {pair for pair in seen.recorded if pair[0] == tab}
    )
    rows = frame.assign(**blank) if columns else frame.iloc[:0]
    return replace(seen.with_tabs(**{tab: rows}), recorded=seen.recorded - gone)


NEEDS = [(key, need) for key in KEYS for need in DICTIONARY[key].needs if key != "prework"]


@pytest.mark.parametrize(("key", "need"), NEEDS, ids=[f"{key}-{'-'.join(need)}" for key, need in NEEDS])
def test_a_missing_column_is_not_recorded(key: str, need: tuple[str, ...]) -> None:
    tab, *columns = need
    program = measure(without(tab, tuple(columns)), AS_OF)
    for figure in (program.figures[key], *(figures[key] for figures in program.circles.values())):
        assert (figure.value, figure.n, figure.N, figure.text) == (None, 0, 0, "–")
        assert figure.missing == f"not recorded: no {' or '.join(columns)} column in the {tab} tab"


def test_without_the_tab_coaching() -> None:
    found = measure(without("coaching", ()), AS_OF).figures
    assert {found[key].missing for key in ("checkins", "coaching_cycle")} == {"not recorded: no coaching tab"}
    assert found["paired"].n == 4


def test_notes_that_are_not_recorded_have_no_median() -> None:
    program = measure(without("sessions", ("notes_sent",)), AS_OF)
    none = {"with_notes": None, "median_days_to_notes": None}
    assert (
        program.figures["decision_recorded"].parts
        == program.circles["Atlas"]["decision_recorded"].parts
        == none
    )
    completeness = program.figures["record_completeness"]
    assert (completeness.n, completeness.N) == (44, 63)
    assert completeness.excluded == {"no such column in the sessions tab": 7}


def test_either_column_about_a_guest_is_enough() -> None:
    found = measure(without("sessions", ("guest_region",)), AS_OF)
    assert found.figures["outside_view"].n == 1
    assert (
        found.circles["Borealis"]["outside_view"].parts["had_guest"] is None
    )  # Jo's region is not known now
    assert measure(without("members", ("function",)), AS_OF).figures["outside_view"].n == 0


def test_the_five_required_tabs_are_enough() -> None:
    program = measure(log(FIVE_TABS), AS_OF)
    known = {key for key in KEYS if program.figures[key].missing is None}
    assert known == {"participation", "mean_attendance", "cadence", "record_completeness"}
    assert (program.figures["participation"].n, program.figures["participation"].N) == (1, 2)


def test_an_empty_log_says_nothing() -> None:
    seen = health().with_tabs(**{tab: frame.iloc[:0] for tab, frame in health().tabs.items()})
    program = measure(seen, AS_OF)
    assert {(program.figures[key].n, program.figures[key].N) for key in KEYS} == {(0, 0)}
    assert all(program.figures[key].missing is None for key in KEYS if key != "prework")
    assert {program.figures[key].text for key in KEYS} == {"–", "0"}


# As of a day in the past, and periods


def test_as_of_in_the_past() -> None:
    """On 1 February Dee has just joined, Cy has just left, and A-4 and Borealis are still to come."""
    program = measure(health(), pd.Timestamp("2026-02-01"))
    counts = {key: (program.figures[key].n, program.figures[key].N) for key in BY_HAND}
    assert counts["real_problem"] == (1, 3)  # C-1
    assert counts["case_rotation"] == (2, 2)  # cy and bo; C-1 not recorded
    assert counts["facilitator_rotation"] == (2, 3)  # ana twice; fay
    assert counts["roster_mix"] == (2, 3)  # ana, bo, dee
    assert counts["outside_view"] == (1, 1)
    assert program.figures["outside_view"].parts == {"due_in_days": 58, "circles_due": 2}
    assert counts["norms_signed"] == (2, 3)  # Cetus has no version
    assert counts["checkins"] == (4, 8)  # 123 days: 4 spans each
    assert counts["coaching_cycle"] == (1, 1)  # the first was due on 8 January
    assert counts["retention"] == (4, 5)  # cy left that day
    assert program.figures["mandate"].parts["priorities_without_circle"] == [
        "Quality"
    ]  # Borealis comes later
    assert counts["mandate"] == (1, 2)


@pytest.mark.parametrize(
    ("as_of", "expected", "due_in"),
    [("2025-12-31", (0, 0), 0), ("2026-01-01", (1, 1), 89), ("2026-01-02", (1, 1), 88)],
)
def test_a_quarter_counts_when_it_is_over(as_of: str, expected: tuple[int, int], due_in: int) -> None:
    figure = measure(health(), pd.Timestamp(as_of)).circles["Atlas"]["outside_view"]
    assert (figure.n, figure.N) == expected
    assert figure.parts["due_in_days"] == (None if as_of == "2025-12-31" else due_in)  # Hal came


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2025-10-06", "2025-10-06", (1, 1)),  # both days included
        ("2025-10-07", "2025-11-09", (0, 0)),
        (None, "2025-11-10", (1, 2)),
        ("2026-05-20", None, (1, 3)),  # A-5, B-1, B-2
    ],
)
def test_sessions_on_the_edge_of_a_period(
    start: str | None, end: str | None, expected: tuple[int, int]
) -> None:
    bounds = [None if day is None else pd.Timestamp(day) for day in (start, end)]
    figure = measure(health(), AS_OF, *bounds).figures["real_problem"]
    assert (figure.n, figure.N) == expected


def test_more_parts_follow_the_period() -> None:
    found = measure(health(), AS_OF, pd.Timestamp("2026-05-01")).figures
    assert found["timebox"].parts == {"extended": 0, "timed": 1, "median_overrun_minutes": -60.0}
    assert found["decision_recorded"].parts == {"with_notes": 1, "median_days_to_notes": 0.0}
    assert found["format_mix"].parts["participation"] == {"virtual": [3, 4], "unknown": [2, 3]}
    assert found["record_completeness"].parts["by_field"]["minutes"] == [1, 3]


# Small rules, one log each


def one(key: str, as_of: str = "2026-06-30", /, **tabs: Rows) -> tuple[int | None, int | None]:
    """n and N of a figure on a log with one circle."""
    tables = {"circles": [{"circle": "Atlas"}], "members": [{"member": "ana", "circle": "Atlas"}]} | tabs
    figure = measure(log(tables), pd.Timestamp(as_of)).figures[key]
    assert figure.missing is None
    return figure.n, figure.N


def people(*names: str, **columns: object) -> Rows:
    return [{"member": name, "circle": "Atlas"} | columns for name in names]


def met(*cells: dict[str, object]) -> Rows:
    """Sessions a week apart."""
    days = pd.date_range("2026-01-05", periods=len(cells), freq="7D").strftime("%Y-%m-%d")
    return [
        {"session": f"S-{place}", "circle": "Atlas", "planned": day, "held": day} | columns
        for place, (day, columns) in enumerate(zip(days, cells, strict=True))
    ]


@pytest.mark.parametrize(
    ("presenters", "expected"),
    [
        (["ana", "bo", "cy"], (3, 3)),
        (["ana", "ana", "bo"], (2, 3)),
        (["cy", "ana", "bo", "ana"], (2, 3)),  # the last three
        (["cy", "ana", "bo", "", "ana"], (2, 3)),  # a blank is skipped
        (["ana, bo", "cy"], (2, 2)),  # three people, but two sessions
        (["zoe", "ana"], (1, 2)),  # a guest's turn is not a member's
        (["dan", "ana"], (2, 2)),  # dan has left; his turn counts
        ([""], (0, 0)),
    ],
)
def test_rotation_looks_back_as_many_sessions_as_members(
    presenters: list[str], expected: tuple[int, int]
) -> None:
    members = [*people("ana", "bo", "cy"), *people("dan", left="2026-02-01")]
    assert (
        one("case_rotation", members=members, sessions=met(*({"presenter": who} for who in presenters)))
        == expected
    )


@pytest.mark.parametrize(
    ("buddies", "expected"),
    [
        ({"a": "b"}, (2, 4)),  # it is enough that one names the other
        ({"a": "b", "b": "a", "c": "d"}, (4, 4)),
        ({"a": "b, c"}, (3, 4)),
        ({"a": "b", "b": "c", "c": "a"}, (3, 4)),
        ({"a": "b", "b": "c", "c": "d"}, (0, 4)),  # four in a row are not a triad
        ({"a": "a"}, (0, 4)),
        ({"a": "gone"}, (0, 4)),
        ({"a": "elsewhere"}, (0, 4)),
    ],
)
def test_pairs_and_triads(buddies: dict[str, str], expected: tuple[int, int]) -> None:
    members = [{"member": name, "circle": "Atlas", "buddy": buddies.get(name, "")} for name in "abcd"]
    others: Rows = [
        {"member": "gone", "circle": "Atlas", "left": "2026-01-01"},
        {"member": "elsewhere", "circle": "Vega"},
    ]
    circles: Rows = [{"circle": "Atlas"}, {"circle": "Vega", "ended": "2026-01-01"}]
    assert one("paired", circles=circles, members=[*members, *others]) == expected


STEPS = [
    ("goal 01-01, observation 01-20, impact review 02-20", (1, 1)),
    ("goal 01-01, observation 01-01, impact review 01-01", (1, 1)),
    ("goal 01-01, impact review 01-20, observation 02-20", (0, 1)),  # out of order
    ("goal 01-01, observation 01-20, impact review 01-10, impact review 02-01", (1, 1)),
    ("observation 01-01, impact review 01-20", (0, 1)),  # no goal
    ("observation 01-01, goal 01-10, impact review 01-20", (0, 2)),
    ("goal 01-01, observation 01-05, goal 01-20, impact review 01-20", (1, 2)),  # closes the first
    ("goal 01-01, goal 01-20, observation 01-25, impact review 02-20", (1, 2)),
    ("goal 05-01, observation 05-02, impact review 05-03", (0, 0)),  # not due yet
    ("goal 04-01", (0, 0)),  # due today
    ("goal 03-31", (0, 1)),
    ("check-in 01-01", (0, 0)),
    ("goal 01-01, observation 07-01, impact review 07-02", (0, 1)),  # after as_of
]


@pytest.mark.parametrize(("steps", "expected"), STEPS)
def test_coaching_cycles(steps: str, expected: tuple[int, int]) -> None:
    rows = [
        {
            "circle": "Atlas",
            "member": "ana",
            "buddy": "bo",
            "step": step.rsplit(" ", 1)[0],
            "date": f"2026-{step[-5:]}",
        }
        for step in steps.split(", ")
    ]
    assert one("coaching_cycle", members=people("ana", "bo"), coaching=rows) == expected


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (
            {"started": "2026-01-01"},
            (1, 4),
        ),  # 180 days of 30: 6 spans for two; 4 of them began after 1 February
        ({}, (1, 2)),  # from the first session, 5 January: 5 spans, 4 of them after the newest record
    ],
)
def test_spans_of_check_ins_start_with_the_circle(
    columns: dict[str, object], expected: tuple[int, int]
) -> None:
    found = one(
        "checkins",
        circles=[{"circle": "Atlas", "cadence_days": 30} | columns],
        members=[*people("ana", buddy="bo"), *people("bo")],
        sessions=met({}),
        coaching=[
            {"circle": "Atlas", "member": "ana", "buddy": "zoe", "date": "2026-02-01", "step": "check-in"}
        ],
    )
    assert found == expected


def test_a_check_in_is_expected_while_both_are_in() -> None:
    members = [
        *people("ana", buddy="bo", joined="2026-01-01"),
        *people("bo", joined="2026-03-02", left="2026-05-01"),  # 60 days: two spans of 28
    ]
    check_in = {"circle": "Atlas", "member": "bo", "buddy": "ana", "step": "check-in"}
    for day, n in (("2026-03-01", 0), ("2026-03-02", 2), ("2026-03-30", 2), ("2026-04-27", 0)):
        found = one("checkins", members=members, coaching=[check_in | {"date": day}], sessions=met({}))
        assert found == (n, 4), day


@pytest.mark.parametrize(
    ("guest", "expected"),
    [
        ({"guest_function": "IT"}, (1, 1)),
        ({"guest": "Gus", "guest_region": "West"}, (1, 1)),
        ({"guest": "Gus", "guest_function": " sales "}, (0, 1)),
        ({"guest": "Gus", "guest_function": "Sales", "guest_region": "East"}, (1, 1)),
        ({"guest": "Gus"}, (0, 0)),
        ({"guest": "no"}, (0, 1)),
        ({"guest": ""}, (0, 1)),
    ],
)
def test_who_counts_as_from_outside(guest: dict[str, object], expected: tuple[int, int]) -> None:
    members = [
        *people("ana", function="Sales", region="North"),
        *people("bo", left="2026-01-01", function="IT"),
    ]
    sessions = met({"guest": "", "guest_function": "", "guest_region": ""} | guest)
    found = one("outside_view", "2026-04-01", members=members, sessions=sessions)
    assert found == expected


@pytest.mark.parametrize(
    ("started", "ended", "expected"),
    [
        ("2026-02-15", "", (0, 1)),  # 45 days
        ("2026-02-16", "", (0, 0)),  # 44
        ("2026-01-01", "2026-02-15", (0, 1)),
        ("2026-01-01", "2026-02-14", (0, 0)),
        ("", "", (0, 1)),  # always, from the quarter of its first session
        ("2025-06-01", "2025-07-01", (0, 0)),
    ],
)
def test_a_quarter_needs_45_active_days(started: str, ended: str, expected: tuple[int, int]) -> None:
    circles = [{"circle": "Atlas", "started": started, "ended": ended}]
    members = people("ana", function="Sales")
    sessions = met({"guest_function": ""})
    assert one("outside_view", "2026-04-15", circles=circles, members=members, sessions=sessions) == expected


def test_retention_after_12_months() -> None:
    members = [
        *people("a", "b", "c", joined="2024-01-01"),
        *people("d", joined="2024-01-01", left="2024-07-01"),
        *people("e", joined="2026-06-01"),  # censored after 29 days
        *people("f", joined="2024-01-01", left="2025-12-31"),  # after the 12 months
        *people("g", left="2026-01-01"),  # joined on an unknown day
        *people("h", joined="2026-02-01", left="2026-01-01"),
        *people("i", joined="2026-07-01"),
    ]
    figure = measure(log(circles=[{"circle": "Atlas"}], members=members), AS_OF).figures["retention"]
    assert (figure.n, figure.N) == (4, 6)
    assert figure.excluded == {"joining date not recorded": 1, "left before joining": 1}
    assert figure.value == pytest.approx(4 / 5)  # d, when five were at risk
    # R: survfit(Surv(c(912, 912, 912, 182, 29, 730), c(0, 0, 0, 1, 0, 1)) ~ 1, conf.type = "log-log")
    assert (figure.low, figure.high) == (pytest.approx(0.2038, abs=2e-4), pytest.approx(0.9692, abs=2e-4))
    assert figure.text == "80 %"


def test_two_who_report_to_each_other_are_one_pair() -> None:
    members: Rows = [
        {"member": "a", "circle": "Atlas", "function": "w", "reports_to": "b"},
        {"member": "b", "circle": "Atlas", "function": "w", "reports_to": "a"},
        {"member": "c", "circle": "Atlas", "function": "y", "reports_to": "a"},
        {"member": "d", "circle": "Atlas", "function": "y", "reports_to": "d"},
        {"member": "e", "circle": "Vega", "function": "y", "reports_to": "a"},
    ]
    figure = measure(log(circles=[{"circle": "Atlas"}, {"circle": "Vega"}], members=members), AS_OF).figures[
        "roster_mix"
    ]
    assert figure.parts["reporting_pairs"] == 2
    assert (figure.n, figure.N) == (4, 6)


def test_the_hand_log_is_read_in_full() -> None:
    assert not health().set_aside.size
    assert len(HEALTH["sessions"]) == len(health().sessions)
