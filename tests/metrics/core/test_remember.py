"""Answers that are kept on what they were computed from."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import pytest

from lib.metrics.core.facts import Facts
from lib.metrics.core.remember import remembered, remembered_any_time
from tests.data.logs import log

asked: list[tuple[object, ...]] = []
"""Each call that was not answered from memory."""


@dataclass(frozen=True)
class Day:
    number: int


@remembered
def plus(day: Day, more: int = 1, *, times: int = 1) -> list[int]:
    """Sums of `more`."""
    asked.append((day.number, more, times))
    return [day.number + more * times]


@remembered
def nothing(day: Day) -> None:
    asked.append(("nothing", day.number))


@pytest.fixture(autouse=True)
def nobody_asked_yet() -> None:
    asked.clear()


def test_the_same_question_is_computed_once() -> None:
    day = Day(3)
    assert plus(day, 4) == [7]
    assert plus(day, 4) is plus(day, 4)
    assert asked == [(3, 4, 1)]


def test_other_arguments_are_other_questions() -> None:
    day = Day(3)
    assert [plus(day), plus(day, 4), plus(day, 4, times=2), plus(day, 4, times=3)] == [[4], [7], [11], [15]]
    assert plus(day, 4, times=2) == [11]
    assert len(asked) == 4


def test_another_object_computes_anew_even_if_it_is_equal() -> None:
    first, second = Day(3), Day(3)
    assert plus(first) is not plus(second)
    assert asked == [(3, 1, 1), (3, 1, 1)]


def test_nothing_is_an_answer_too() -> None:
    day = Day(3)
    assert nothing(day) is nothing(day) is None
    assert asked == [("nothing", 3)]


def test_functions_do_not_share_answers() -> None:
    day = Day(3)
    assert plus(day) == [4]
    assert nothing(day) is None
    assert plus(day) == [4]


def test_what_fails_is_tried_again() -> None:
    tries = []

    @remembered
    def second_time(day: Day) -> int:
        tries.append(day)
        return 1 // (len(tries) - 1)

    day = Day(3)
    with pytest.raises(ZeroDivisionError):
        second_time(day)
    assert second_time(day) == 1


def test_arguments_must_be_hashable() -> None:
    with pytest.raises(TypeError, match="unhashable"):
        plus(Day(3), [4])  # type: ignore[arg-type]
    assert not asked


def test_it_keeps_name_and_docstring() -> None:
    assert (plus.__name__, plus.__doc__) == ("plus", "Sums of `more`.")


@remembered_any_time
def about(facts: Facts) -> list[pd.Timestamp | None]:
    return [facts.start]


def test_what_no_period_changes_is_found_once_for_all_periods() -> None:
    facts = Facts(log(), pd.Timestamp("2026-06-30"))
    june, may = (facts.within(pd.Timestamp(start), None) for start in ("2026-06-01", "2026-05-01"))
    assert about(june) is about(may) is about(facts)
    assert about(june) == [None]
