"""How long actions take: by hand, compared to one curve at a time, and ways in which nobody can look better."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import orjson
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from lib.metrics.core.facts import Facts
from lib.metrics.core.figure import Figure
from lib.metrics.follow_through import attention, flow, implementation
from lib.metrics.program import breakdown
from lib.metrics.program.program import measure
from lib.metrics.statistics import incidence, survival
from tests.data.hand_log import quick
from tests.data.logs import log
from tests.examples import examples

Rows = list[dict[str, object]]
START = date(2026, 1, 1)
AS_OF = pd.Timestamp("2026-06-30")
FOLLOWED = (AS_OF.date() - START).days  # an action open since START


def action(place: int, state: str, days: int = 0, **columns: object) -> dict[str, object]:
    """An action that was done or cancelled `days` after it was created, or has been open for `days`."""
    created = START if state != "open" else AS_OF.date() - timedelta(days)
    closed = "" if state == "open" else (START + timedelta(days)).isoformat()
    return {
        "action": f"X-{place}",
        "circle": "Atlas",
        "what": "Do",
        "created": created.isoformat(),
        "status": state,
        "closed": closed,
    } | columns


def facts(*lives: tuple[str, int], circles: tuple[str, ...] = ("Atlas",)) -> Facts:
    rows = [action(place, *life) for place, life in enumerate(lives)]
    return Facts(quick(circles=[{"circle": name} for name in circles], actions=rows), AS_OF)


def figure(*lives: tuple[str, int]) -> Figure:
    return measure(facts(*lives).log, AS_OF).figures["implementation_days"]


# By hand

MIXED = (
    *(("done", 13), ("cancelled", 20), ("done", 36), ("done", 38)),
    *(("open", 50), ("done", 101), ("open", 120)),
)
"""At risk 7, 6, 5, 4, 3, 2: 1/7 done, 1/7 cancelled; then 5/7 × 1/5 and 4/7 × 1/4 done, and half of the 3/7 left."""


def test_a_curve_by_hand() -> None:
    found = implementation.curve(facts(*MIXED)).set_index("days")["share"]
    assert found.to_dict() == pytest.approx(
        {0: 0, 13: 1 / 7, 20: 1 / 7, 36: 2 / 7, 38: 3 / 7, 50: 3 / 7, 101: 9 / 14, 120: 9 / 14}
    )
    result = figure(*MIXED)
    assert (result.value, result.n, result.N, result.text) == (101.0, 4, 7, "101 days")
    assert result.parts == {"cancelled": 1, "open": 2, "more_than": None, "actions": []}
    assert (result.low, result.high) == (36.0, None)  # the days on which the curve's interval holds one half
    assert (
        implementation.in_words(result) == "Half of what circles decide is done within 101 days (36 or more)."
    )


def test_cancelled_actions_are_not_open_ones() -> None:
    lives = [("cancelled", 10)] * 4 + [("done", 20)] * 4 + [("open", 30)] * 2
    # 4 of 10 can no longer be done: the share done is 4/10, not the 4/6 that 1 - Kaplan-Meier would give
    assert implementation.curve(facts(*lives))["share"].max() == pytest.approx(0.4)
    assert (figure(*lives).value, figure(*lives).text) == (None, "> 30 days")
    assert implementation.in_words(figure(*lives)) == (
        "After 30 days, less than half of what was decided is done."
    )


@pytest.mark.parametrize(
    ("lives", "value", "text"),
    [
        ([], None, "–"),
        ([("done", 5)], None, "–"),
        ([("done", 5)] * 4, None, "–"),
        ([("done", 5)] * 5, 5.0, "5 days"),  # ties
        ([("done", 0)] * 5, 0.0, "0 days"),  # on the day
        ([("done", 1)] * 5, 1.0, "1 day"),
        ([("open", 9)] * 5, None, "> 9 days"),  # all censored
        ([("cancelled", 9)] * 5, None, "> 9 days"),
        ([("done", 3)] * 3 + [("open", 3)] * 3, 3.0, "3 days"),  # those censored on a day were at risk on it
    ],
)
def test_edges(lives: list[tuple[str, int]], value: float | None, text: str) -> None:
    result = figure(*lives)
    assert (result.value, result.text, result.N) == (value, text, len(lives))
    assert orjson.dumps(result.as_json())  # takes plain numbers only
    assert implementation.in_words(result)


def test_under_five_actions_there_is_a_list() -> None:
    result = figure(("open", 9), ("done", 12), ("cancelled", 3))
    assert result.parts["actions"] == [
        {"action": "X-2", "days": 3.0, "state": "cancelled"},
        {"action": "X-0", "days": 9.0, "state": "open"},
        {"action": "X-1", "days": 12.0, "state": "done"},
    ]
    assert result.low is result.high is result.parts["more_than"] is None
    assert "Too few actions" in implementation.in_words(result)


def test_a_circle_with_few_actions_has_its_list_and_the_program_its_median() -> None:
    rows = [action(place, "done", 5 + place) for place in range(6)]
    rows[0]["circle"] = "Vega"
    program = measure(quick(circles=[{"circle": "Atlas"}, {"circle": "Vega"}], actions=rows), AS_OF)
    of_circle = {circle: figures["implementation_days"] for circle, figures in program.circles.items()}
    assert program.figures["implementation_days"].value == 7.0
    assert (of_circle["Atlas"].value, of_circle["Atlas"].parts["actions"]) == (8.0, [])
    assert (of_circle["Vega"].value, len(of_circle["Vega"].parts["actions"])) == (None, 1)


def test_no_time_is_ever_negative() -> None:
    rows: Rows = [
        action(0, "done") | {"created": "2026-02-01", "closed": "2026-01-31"},
        action(1, "cancelled") | {"created": "2026-02-01", "closed": "2026-01-01"},
        action(2, "done") | {"closed": ""},
        action(3, "cancelled") | {"closed": ""},
        action(4, "open") | {"created": ""},
        action(5, "done", 1),
    ]
    seen = log(actions=rows, circles=[{"circle": "Atlas"}])
    result = measure(seen, AS_OF).figures["implementation_days"]
    assert dict(result.excluded) == {
        "closed before it was created": 2,
        "done without a date": 1,
        "cancelled without a date": 1,
        "no creation date": 1,
    }
    assert (result.n, result.N) == (1, 1)
    impossible = seen.checks[seen.checks["rule"] == "impossible order"]
    assert impossible["row"].to_list() == [2, 3]  # each is a check with its cell
    assert (implementation.followed(Facts(seen, AS_OF))["days"] >= 0).all()


def test_a_period_holds_the_actions_created_in_it_and_follows_them_to_as_of() -> None:
    rows = [action(place, "done", 30) for place in range(5)] + [action(9, "open", 3)]
    seen = quick(circles=[{"circle": "Atlas"}], actions=rows)
    early = measure(seen, AS_OF, pd.Timestamp(START), pd.Timestamp(START)).figures["implementation_days"]
    late = measure(seen, AS_OF, pd.Timestamp("2026-02-01")).figures["implementation_days"]
    assert (early.value, early.N, late.N) == (30.0, 5, 1)


# The same as one curve at a time

LIVES = st.lists(
    st.tuples(st.sampled_from(["done", "cancelled", "open"]), st.integers(0, 12), st.integers(0, 3)),
    max_size=40,
)


@settings(max_examples=examples(60), deadline=None)
@given(LIVES)
def test_many_medians_at_once_are_those_of_one_curve_each(lives: list[tuple[str, int, int]]) -> None:
    state, days, group = (np.array(column) for column in zip(*lives, strict=True)) if lives else ([],) * 3
    state, days, group = np.asarray(state, dtype=str), np.asarray(days, float), np.asarray(group, np.int64)
    found = incidence.medians(days, state == "done", state == "cancelled", group, 4)
    for place in range(4):
        mine = group == place
        alone = survival.median(
            survival.curve(days[mine], state[mine] == "done", competing=state[mine] == "cancelled")
        )
        result = [None if math.isnan(value) else value for value in found.loc[place].to_list()]
        assert tuple(result) == alone


# Ways in which nobody can look better

SHORT = st.lists(
    st.tuples(st.sampled_from(["done", "cancelled", "open"]), st.integers(0, 60)), min_size=1, max_size=12
)


@settings(max_examples=examples(12), deadline=None, phases=[Phase.generate])
@given(SHORT, st.integers(0, 60))
def test_finishing_an_open_action_never_worsens_the_curve(lives: list[tuple[str, int]], age: int) -> None:
    """Whenever it was finished: there is no day by which fewer are done, and no later median."""
    before = [*lives, ("open", 60)]
    after = [*lives, ("done", age)]
    days = sorted({day for _, day in [*before, *after]})
    first, then = (implementation.curve(facts(*some)) for some in (before, after))
    for day in days:
        assert _share(then, day) >= _share(first, day) - 1e-12
    medians = [figure(*some).value for some in (before, after)]
    assert medians[0] is None or len(lives) < 4 or medians[1] <= medians[0]  # type: ignore[operator]


def _share(curve: pd.DataFrame, day: float) -> float:
    return float(curve.loc[curve["days"] <= day, "share"].iloc[-1])


def test_the_median_of_done_actions_is_not_shown_anywhere() -> None:
    """Done after 13, 36, 38 and 101 days: 37 would be the median of those alone."""
    seen = facts(*MIXED)
    program = measure(seen.log, AS_OF)
    numbers = [
        *_numbers({key: result.as_json() for key, result in program.figures.items()}),
        *_numbers(breakdown.by(program, "implementation_days", "kind").to_dict("list")),
        *implementation.by_group(seen, "kind").table.select_dtypes("number").to_numpy().ravel(),
        *(day for day in flow.age_marks(seen).values() if day is not None),
    ]
    assert 37.0 not in numbers
    assert not [text for text in attention.attention(seen)["reasons"] if "37" in text]


def _numbers(result: object) -> Iterator[float]:
    if isinstance(result, dict | list):
        for value in result.values() if isinstance(result, dict) else result:
            yield from _numbers(value)
    elif isinstance(result, int | float):
        yield float(result)


# By group


def grouped(*kinds: tuple[str, list[tuple[str, int]]]) -> Facts:
    lives = [(kind, *life) for kind, some in kinds for life in some]
    rows = [action(place, state, days, kind=kind) for place, (kind, state, days) in enumerate(lives)]
    return Facts(quick(circles=[{"circle": "Atlas"}], actions=rows), AS_OF)


FAST = [("done", day) for day in (1, 2, 3, 4, 5, 6)]
SLOW = [("done", day) for day in (30, 40, 50, 60, 70)] + [("open", 90), ("cancelled", 35)]


def test_groups_have_their_own_median_curve_and_numbers_at_risk() -> None:
    found = implementation.by_group(grouped(("action", FAST), ("experiment", SLOW), ("", FAST[:2])), "kind")
    table = found.table.set_index("group")
    assert list(table.index) == ["action", "experiment", "kind not recorded"]
    assert table["N"].to_list() == [6, 7, 2]
    assert table["median"].iloc[:2].to_list() == [3.0, 60.0]
    assert table.loc["kind not recorded", ["median", "low", "high", "more_than"]].isna().all()  # N < 5
    assert table[["done", "cancelled", "open"]].to_numpy().tolist() == [[6, 0, 0], [5, 1, 1], [2, 0, 0]]
    slow = found.curves[found.curves["group"] == "experiment"]
    assert implementation.at_risk(slow, [0, 30, 36, 90, 91]) == [7, 7, 5, 1, 0]
    assert set(found.curves["group"]) == {"action", "experiment"}
    alone = implementation.curve(grouped(("experiment", SLOW)))
    pd.testing.assert_frame_equal(slow.drop(columns="group").reset_index(drop=True), alone)


def test_the_comparison_is_worded_as_an_association() -> None:
    found = implementation.by_group(grouped(("action", FAST), ("experiment", SLOW)), "kind")
    assert found.test.n == {"action": 6, "experiment": 7}
    assert found.test.p is not None
    assert found.test.p < 0.001
    assert found.words == (
        "Actions get done sooner in some groups than in others (log-rank test over 2 groups, n = 13, p < 0.001): an "
        "association, not a cause."
    )
    same = implementation.by_group(grouped(("action", SLOW), ("experiment", SLOW)), "kind")
    assert "no more than chance" in same.words
    assert "p = 1.000" in same.words


@pytest.mark.parametrize(
    "kinds",
    [[], [("action", FAST)], [("action", FAST), ("experiment", FAST[:4])], [("action", [("open", 3)])]],
)
def test_nothing_to_compare(kinds: list[tuple[str, list[tuple[str, int]]]]) -> None:
    found = implementation.by_group(grouped(*kinds), "kind")
    assert found.test.p is None
    assert found.words.startswith("Nothing to compare")
    assert len(found.table) == len(kinds)


def test_without_done_actions_there_is_nothing_to_compare() -> None:
    still = [("open", 5)] * 5
    assert implementation.by_group(grouped(("action", still), ("experiment", still)), "kind").test.p is None


def test_only_the_groups_asked_for() -> None:
    found = implementation.by_group(
        grouped(("action", FAST), ("experiment", SLOW)), "kind", ("experiment", "new")
    )
    assert found.table[["group", "N"]].to_numpy().tolist() == [["experiment", 7], ["new", 0]]


def test_the_figure_without_any_creation_date() -> None:
    rows = [{name: value for name, value in action(0, "done", 3).items() if name != "created"}]
    result = measure(quick(circles=[{"circle": "Atlas"}], actions=rows), AS_OF).figures["implementation_days"]
    assert (result.value, result.missing) == (
        None,
        "not recorded: no created or session column in the actions tab",
    )
    assert implementation.in_words(result).startswith("How long actions take is not recorded")


def test_there_is_no_series_of_a_median() -> None:
    program = measure(facts(*MIXED).log, AS_OF)
    with pytest.raises(ValueError, match="implementation_days"):
        program.over_time("implementation_days")
