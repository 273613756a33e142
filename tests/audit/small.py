"""Short texts with a value, each against what it was made from."""

from __future__ import annotations

from datetime import date

import pandas as pd

from lib.metrics.circle.words import open_in_words
from lib.metrics.core import period
from lib.metrics.core.figure import Figure
from lib.metrics.program import figure_words
from lib.ui.overview.parts import MOST_PRACTICES, practices_title
from lib.ui.widgets import download, progress
from tests.audit.made import AS_OF

DAY = pd.Timestamp(AS_OF)


def test_open_actions_in_words() -> None:
    for late, undated, rest in ((0, 0, 7), (2, 0, 1), (1, 3, 2), (0, 3, 2), (0, 4, 0)):
        total = late + undated + rest
        rows = pd.DataFrame(
            {"overdue": [True] * late + [False] * (undated + rest),
             "undated": [False] * (late + rest) + [True] * undated}
        )  # fmt: skip
        text = open_in_words(rows)
        assert text.startswith(f"{total} open actions,")
        if undated == total:
            assert text.endswith("none with a due date.")
            continue
        of = f"of the {total - undated} with a due date" if undated else "of them"
        assert text.endswith(f", {late or 'none'} {of} overdue.")


def test_one_open_action_in_words() -> None:
    for late, undated, said in ((True, False, "and it is overdue"), (False, False, "not overdue"),
                                (False, True, "without a due date")):  # fmt: skip
        rows = pd.DataFrame({"overdue": [late], "undated": [undated]})
        assert open_in_words(rows) == f"1 open action, {said}."


def test_the_days_before_a_period_are_as_many() -> None:
    for days in (1, 2, 30, 365):
        found = period.between(DAY - pd.Timedelta(days=days - 1), DAY, DAY)
        assert found.start is not None
        assert found.start_before is not None
        assert found.end_before is not None
        assert found.end_before == found.start - pd.Timedelta(days=1)
        assert (found.end_before - found.start_before).days + 1 == days
        assert found.name_before == f"the {days} day{'s' * (days != 1)} before"


def test_time_left() -> None:
    assert progress._left(29) == "less than a minute left"
    for seconds, minutes in ((31, 1), (89, 1), (91, 2), (600, 10)):
        assert progress._left(seconds) == f"about {minutes} minute{'s' * (minutes != 1)} left"


def test_downloads_say_as_of_when() -> None:
    frame = pd.DataFrame({"circle": ["Atlas"]})
    for day in (date(2026, 6, 30), None):
        for text in (download.csv(frame, "Circles", day), download.report([("All", frame)], "Circles", day)):
            said = text.decode("utf-8-sig")
            assert ("as of 2026-06-30" in said) == (day is not None)
            assert "as of" not in said or day is not None
            assert "Atlas" in said


def test_the_title_of_practices_names_all_that_there_are() -> None:
    for count in (1, MOST_PRACTICES, MOST_PRACTICES + 1):
        title = practices_title(pd.DataFrame({"title": ["P"] * count}))
        says_more = title == f"The {MOST_PRACTICES} most widely adopted of {count} practices"
        assert says_more == (count > MOST_PRACTICES)


def test_what_stands_below_a_tile() -> None:
    days = Figure("f", "F", "What it is.", unit="days", value=20.0, n=9, N=12, low=11.0, high=40.0)
    assert figure_words.counted_of(days) == "95 % interval 11 to 40, from 12"
    assert (
        figure_words.counted_of(Figure("f", "F", "", unit="days", value=20.0, n=9, N=12, low=11.0))
        == "95 % interval 11 or more, from 12"
    )
    assert figure_words.counted_of(Figure("f", "F", "", unit="count", value=3.0, n=3, N=8)) == "of 8"
    day, period = (Figure(key, "F", "What it is.", N=0) for key in ("results", "participation"))
    assert figure_words.small_print(day, None) == "nothing to count yet"
    assert figure_words.small_print(period, None) == "nothing recorded in this period"
    hours = Figure("f", "F", "", unit="ratio", n=9, N=0)
    assert figure_words.small_print(hours, None) == "nothing to divide by in this period"
    people = Figure("f", "F", "", unit="ratio", value=4.0, n=8, N=2)
    assert (people.text, figure_words.small_print(people, None)) == ("8/2", "too few for an average")
    few = Figure("f", "F", "", unit="days", n=0, N=1)
    assert figure_words.small_print(few, None) == "too few to say: 1 of the 5 needed"
    left = Figure("f", "F", "", unit="count", value=3.0, n=3, N=8, excluded={"no due date": 1_200})
    assert figure_words.small_print(left, None) == "of 8 · 1,200 left out: no due date"
