"""What is said of the viewer's own circles, before the program."""

from __future__ import annotations

import pandas as pd

from lib.metrics.program import mine
from lib.metrics.program.program import measure
from tests.data.hand_log import AS_OF, hand, quick
from tests.metrics.program.test_compare import program

FOUND = program([2, 9, 9, 7])


def test_health_names_the_own_circles_by_state() -> None:
    assert (
        mine.health(FOUND, ["C00", "C01", "C02"]) == "Your circles: C00 needs help; C01 and C02 are on track."
    )
    assert mine.health(FOUND, ["C01"]) == "Your circle: C01 is on track."


def test_targets_are_sums_over_the_own_circles() -> None:
    # 6 sessions with 10 expected: C01 9 present each time, C03 7
    words = mine.habits(FOUND, ["C01", "C03"])
    assert words == (
        "In your circles, at or above target over the whole log: Participation 80 % (96/120), Cadence 100 % (12/12) "
        "and Prework on time 80 % (96/120)."
    )
    assert mine.habits(FOUND, ["C00"]).startswith(
        "In your circle, below target over the whole log: Participation 20 % (12/60)"
    )


def test_needs_and_outcome_count_only_the_own_circles() -> None:
    whole = measure(hand(), AS_OF)
    asks = {circle: whole.circles[circle]["asks"].n for circle in whole.circles}
    overdue = whole.circles["Atlas"]["overdue"].n
    asked = f"{asks['Atlas']} asks" if asks["Atlas"] else "no asks"
    if not whole.figures["asks"].missing:
        assert asked in mine.needs(whole, ["Atlas"])
    assert f"{overdue} overdue action" in mine.needs(whole, ["Atlas"])
    done = whole.circles["Atlas"]["flow"].n
    assert done == 1
    assert mine.outcome(whole, ["Atlas"]) == "Your circle finished 1 action over the whole log."


def test_nothing_is_said_of_no_circle_or_of_all() -> None:
    for about in (mine.health, mine.needs, mine.outcome, mine.habits, mine.actions):
        assert about(FOUND, []) == about(FOUND, ["Elsewhere"]) == about(FOUND, FOUND.circles) == ""


def test_what_is_not_recorded_is_not_counted() -> None:
    bare = measure(quick(circles=[{"circle": "A"}, {"circle": "B"}]), pd.Timestamp("2026-06-30"))
    assert mine.needs(bare, ["A"]) == ""
    assert mine.habits(bare, ["A"]) == ""
    assert "0 " not in mine.actions(bare, ["A"])


def test_what_is_said_of_all_circles_after_the_own_ones_says_so() -> None:
    assert mine.before_all("Your circle: C01 is on track.", "", "1 circle needs help.", "2 did before.") == (
        "Your circle: C01 is on track.",
        "All circles: 1 circle needs help.",
        "2 did before.",
    )
    assert mine.before_all("", "1 circle needs help.") == ("1 circle needs help.",)
    assert mine.before_all("Your circle: C01 is on track.", "") == ("Your circle: C01 is on track.",)
