"""Circles grouped by program, by when they began and by age, counted by hand."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from lib.access.redaction import Viewer, redact
from lib.log.format.model import CircleLog
from lib.metrics.core.figure import BELOW
from lib.metrics.dictionary import ON_OVERVIEW
from lib.metrics.program import roll_up
from lib.metrics.program.program import Program, measure
from tests.data.hand_log import Rows, quick

AS_OF = pd.Timestamp("2026-06-30")
CIRCLES = {
    "Ash": ("Plants", "2025-01-01"),
    "Elm": ("Plants", "2025-11-15"),
    "Fir": ("Shops", "2026-02-01"),
    "Oak": (None, None),
    "Yew": ("Shops", "2026-09-01"),  # has not begun
}
HELD = {
    "Ash": ["2025-01-10", "2025-07-01", "2026-05-05", "2026-06-05"],
    "Elm": ["2025-12-01", "2026-06-02"],
    "Fir": ["2026-04-01", "2026-06-29"],
    "Oak": ["2026-04-10", "2026-05-10", "2026-06-10"],
}
SPOKE = {"Ash": "yes yes no yes", "Elm": "no yes", "Fir": "yes no", "Oak": "yes yes yes"}


def log(people: int = 2) -> CircleLog:
    """Four circles with their sessions: everyone spoke as in SPOKE; only the first of `people` members is present."""
    sessions: Rows = [
        {
            "session": f"{circle}-{place}",
            "circle": circle,
            "planned": day,
            "held": day,
            "everyone_spoke": spoke,
        }
        for circle, days in HELD.items()
        for place, (day, spoke) in enumerate(zip(days, SPOKE[circle].split(), strict=True))
    ]
    number = {"Fir": 5}
    members: Rows = [
        {"member": f"{circle}{place}", "circle": circle}
        for circle in HELD
        for place in range(number.get(circle, people))
    ]
    attendance: Rows = [
        {"session": each["session"], "member": member["member"], "present": "yes" if place == 0 else "no"}
        for each in sessions
        for place, member in enumerate([m for m in members if m["circle"] == each["circle"]])
    ]
    rows: Rows = [
        {"circle": circle, "program": program, "started": start, "sponsor": "sam@x.org"}
        for circle, (program, start) in CIRCLES.items()
    ]
    return quick(circles=rows, members=members, sessions=sessions, attendance=attendance)


def counted(groups: tuple[roll_up.Group, ...], key: str) -> dict[str, tuple[int | None, int | None]]:
    return {group.name: (group.figures[key].n, group.figures[key].N) for group in groups}


@pytest.fixture(scope="module")
def program() -> Program:
    return measure(log(), AS_OF)


def test_programs_are_ratios_of_sums_and_those_too_early_stand_apart(program: Program) -> None:
    groups = roll_up.by_program(program)
    assert [(group.name, group.circles, group.held, group.is_too_early) for group in groups] == [
        ("Plants", 2, 4, False),
        (roll_up.NO_PROGRAM, 1, 3, False),
        ("Shops", 2, 2, True),
    ]
    # Ash 3 of 4 and Elm 1 of 2: together 4 of 6, where the mean of the rates would be 5/8.
    assert counted(groups, "everyone_spoke") == {
        "Plants": (4, 6),
        "Shops": (1, 2),
        roll_up.NO_PROGRAM: (3, 3),
    }
    # One of two members in 6 sessions; one of five in Fir's 2.
    assert counted(groups, "participation") == {
        "Plants": (6, 12),
        "Shops": (2, 10),
        roll_up.NO_PROGRAM: (3, 6),
    }
    assert groups[0].figures["everyone_spoke"].value == pytest.approx(4 / 6)
    assert groups[0].figures["status"].excluded == {"too early to tell": 1}


def test_a_program_shows_what_the_page_shows_when_it_is_filtered_to_it(program: Program) -> None:
    for group in roll_up.by_program(program)[::2]:
        filtered = measure(log().filtered(programs=[group.name]), AS_OF)
        for key in ("status", *ON_OVERVIEW):
            one, other = group.figures[key], filtered.figures[key]
            assert (one.n, one.N, one.value, one.low, one.excluded) == (
                other.n,
                other.N,
                other.value,
                other.low,
                other.excluded,
            ), key


def test_circles_by_when_they_began(program: Program) -> None:
    groups = roll_up.by_start(program)
    # Oak began with its first session, and Yew has not begun.
    assert [(group.name, group.circles, group.is_too_early) for group in groups] == [
        ("Q1 2025", 1, False),
        ("Q2 2026", 1, False),
        ("Q4 2025", 1, True),
        ("Q1 2026", 1, True),
    ]
    assert counted(groups, "everyone_spoke") == {
        "Q1 2025": (3, 4),
        "Q2 2026": (3, 3),
        "Q4 2025": (1, 2),
        "Q1 2026": (1, 2),
    }


def test_many_quarters_are_half_years() -> None:
    rows: Rows = [
        {"circle": f"C{place}", "started": f"{2022 + place // 4}-{place % 4 * 3 + 2:02}-01"}
        for place in range(9)
    ]
    groups = roll_up.by_start(measure(quick(circles=rows), AS_OF))
    assert [(group.name, group.circles) for group in groups] == [
        ("First half of 2022", 2),
        ("Second half of 2022", 2),
        ("First half of 2023", 2),
        ("Second half of 2023", 2),
        ("First half of 2024", 1),
    ]


def test_circles_by_age(program: Program) -> None:
    groups = roll_up.by_age(program)
    # By 30 June 2026 Ash is 17 months old, Elm 7, Fir 4 and Oak 2.
    assert [(group.name, group.circles) for group in groups] == [
        ("First half-year", 4),
        ("Second half-year", 2),
        ("Third half-year", 1),
    ]
    # Ash's session of 1 July 2025 is the first day of its second half-year.
    assert counted(groups, "everyone_spoke") == {
        "First half-year": (1 + 0 + 1 + 3, 1 + 1 + 2 + 3),
        "Second half-year": (1 + 1, 1 + 1),
        "Third half-year": (1, 2),
    }


def test_small_circles_are_in_no_group_of_a_sponsor() -> None:
    seen = redact(log(), Viewer("sponsor", "sam@x.org"))
    seen = replace(seen, settings={**seen.settings, "min_group": 5.0})
    program = measure(seen, AS_OF)
    assert set(program.withheld) >= {"Ash", "Elm", "Oak"}
    found = {group.name: group.figures["participation"] for group in roll_up.by_program(program)}
    assert found["Plants"].missing == BELOW
    assert found["Plants"].N == 0
    assert (found["Shops"].n, found["Shops"].N) == (2, 10)
    ages = {group.name: group.figures["participation"] for group in roll_up.by_age(program)}
    assert (ages["First half-year"].n, ages["First half-year"].N) == (2, 10)
    assert ages["Second half-year"].missing == BELOW
    assert ages["Third half-year"].missing == BELOW


def test_nothing_to_group() -> None:
    empty = measure(quick(), AS_OF)
    assert [group(empty) for group in roll_up.BY.values()] == [(), (), ()]
    assert not roll_up.names_programs(empty)
    assert roll_up.table(()).empty


def test_the_numbers_of_a_group_too_early_have_no_value(program: Program) -> None:
    table = roll_up.table(roll_up.by_program(program))
    shops = table[(table["group"] == "Shops") & (table["figure"] == program.figures["everyone_spoke"].label)]
    assert shops[["n", "N"]].to_numpy().tolist() == [[1, 2]]
    assert shops["value"].isna().all()
    assert shops["too_early"].all()
