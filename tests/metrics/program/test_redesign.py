"""A redesign that was followed by a real shift, and those that were not."""

from __future__ import annotations

import pandas as pd
import pytest

from lib.metrics.dictionary import DICTIONARY
from lib.metrics.impact.design_effect import effects
from lib.metrics.program import health_words, redesign
from lib.metrics.program.program import Program, measure
from tests.metrics.program.test_program import months_log

AS_OF = pd.Timestamp("2026-06-30")
MONTHS = [f"{day:%Y-%m}" for day in pd.date_range("2025-01-01", periods=18, freq="MS")]


def changed(present: list[int], date: str = "2026-01-05", rebase: str = "yes", **also: str) -> Program:
    """One circle of 10, a session a month up to June 2026; a redesign on that day. `also`: others, with their days."""
    days = {f"{month}-10": came for month, came in zip(MONTHS[-len(present) :], present, strict=True)}
    what = [
        {"date": on, "what": name, "rebase": rebase}
        for name, on in [("Shorter sessions", date), *also.items()]
    ]
    return measure(months_log(days, changes=what), AS_OF)


@pytest.mark.parametrize("rebase", ["yes", "no"])
def test_a_shift_is_the_first_thing_health_says(rebase: str) -> None:
    program = changed([5, 6] * 6 + [9, 9, 8, 9, 9, 8], rebase=rebase)
    moved = "participation moved up from 55 % to 86 %"
    words = f"After “Shorter sessions” (5 Jan 2026), {moved}: a real shift, 5 months so far."
    assert redesign.first_words(program) == words
    assert health_words.answers(program)[0] == ("What did the redesign change?", words)


def test_changes_of_one_month_are_named_one_by_one_with_their_days() -> None:
    program = changed([5, 6] * 6 + [9, 9, 8, 9, 9, 8], Guests="2026-01-09")
    words = redesign.first_words(program)
    assert words.startswith(
        "After “Shorter sessions” (5 Jan 2026) and “Guests” (9 Jan 2026), participation moved"
    )


@pytest.mark.parametrize(
    ("present", "date"),
    [
        ([5, 6] * 6 + [6, 5, 6, 5, 6, 5], "2026-01-05"),  # as before
        ([5, 6] * 6 + [5, 6, 9, 5, 6, 5], "2026-01-05"),  # one month outside the limits happens by chance
        ([5, 6] * 6 + [9, 9, 9, 9, 9, 9], "2026-03-05"),  # the limits before it know the higher months
        ([5, 6] * 7 + [9, 9, 9, 9], "2026-03-05"),  # only 4 months since
        ([5, 6, 5, 6, 9, 9, 9, 9, 9], "2026-02-01"),  # only 4 months before
        ([5, 7] * 5 + [5] + [7] * 7, "2025-12-01"),  # a run, no further from the mean than the months before it
        ([5, 6] * 6 + [9, 9, 9, 9, 9, 9], "2026-07-05"),  # not yet known
    ],
)  # fmt: skip
def test_no_shift(present: list[int], date: str) -> None:
    assert redesign.first_words(changed(present, date)) == ""


def test_a_run_on_one_side_is_a_shift_too() -> None:
    program = changed([5, 6] * 5 + [5] + [7] * 7, date="2025-12-01")
    ((((name, day),), (shift,)),) = redesign.shifts(program)
    assert (name, f"{day:%Y-%m-%d}") == ("Shorter sessions", "2025-12-01")
    assert (shift.key, shift.side, shift.months_before, shift.months_after) == ("participation", 1, 11, 7)


def test_a_settled_shift_is_not_so_far() -> None:
    program = changed([5, 6, 5, 6, 5, 6] + [9, 8] * 6, date="2025-07-01")
    assert redesign.first_words(program).endswith("to 85 %: a real shift.")
    down = changed([9, 8, 9, 8, 9, 8] + [5, 6] * 6, date="2025-07-01")
    assert "moved down from 85 % to 55 %" in redesign.first_words(down)
    assert redesign.word_since(down, "participation") == "worsening"


@pytest.mark.parametrize(
    "present", [[5, 6] * 6 + [9, 9, 8, 9, 9, 8], [5, 7] * 6 + [7] * 6, [5, 6] * 6 + [6, 7, 6, 7, 6, 7]]
)
@pytest.mark.parametrize("day", ["2026-01-01", "2026-01-05"])
def test_health_and_outcomes_agree_on_what_a_change_did(present: list[int], day: str) -> None:
    days = {f"{month}-10": came for month, came in zip(MONTHS[-len(present) :], present, strict=True)}
    what = [
        {
            "date": day,
            "what": "Shorter sessions",
            "figure": "participation",
            "direction": "up",
            "rebase": "yes",
        }
    ]
    program = measure(months_log(days, changes=what), AS_OF)
    (row,) = effects(program.facts, DICTIONARY).to_dict("records")
    found = redesign.shifts(program)
    assert bool(found) == (row["side"] == 1)
    if found:
        (shift,) = found[0][1]
        assert (shift.months_before, shift.months_after) == (row["months_before"], row["months_after"])
        assert (shift.before, shift.after) == (row["before"], row["after"])
