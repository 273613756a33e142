"""Cumulative flow, ages, throughput and the forecast of clearing the open list."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from scipy.stats import nbinom

from lib.metrics.core import groups
from lib.metrics.core.facts import Facts
from lib.metrics.follow_through import flow, implementation
from lib.metrics.follow_through.forecast import HORIZON_WEEKS, NO_THROUGHPUT, Forecast, forecast
from lib.metrics.program.program import measure
from tests.data.hand_log import quick
from tests.examples import examples
from tests.metrics.core.narrowed import only_parts

Rows = list[dict[str, object]]
AS_OF = pd.Timestamp("2026-06-30")
FIRST = date(2026, 4, 1)


def facts(rows: Rows, start: str | None = None, end: str | None = None, as_of: pd.Timestamp = AS_OF) -> Facts:
    named = [
        {"action": f"X-{place}", "circle": "Atlas", "what": "Do"} | row for place, row in enumerate(rows)
    ]
    headers = dict.fromkeys(["action", "created", "status", "closed"], "")
    seen = quick(circles=[{"circle": "Atlas"}, {"circle": "Vega"}], actions=[*named, headers])
    return Facts(seen, as_of, *(None if day is None else pd.Timestamp(day) for day in (start, end)))


def day(number: int) -> str:
    return (FIRST + timedelta(number)).isoformat()


BY_HAND: Rows = [
    {"created": day(0), "status": "done", "closed": day(3)},
    {"created": day(0), "status": "cancelled", "closed": day(1)},
    {"created": day(2), "status": "open"},
    {"created": day(2), "status": "done", "closed": day(2)},  # on the day
    {"created": day(3), "status": "done", "closed": day(1)},  # done before it came: gone when it comes
    {"created": day(1), "status": "done"},  # nobody knows when
    {"created": day(1), "status": "cancelled"},  # nor this: it never came
    {"status": "doing"},  # there before the first day
    {"created": day(0), "status": "done", "closed": "2026-07-01"},  # not known yet
]


def test_flow_by_hand() -> None:
    found = flow.cumulative_flow(facts(BY_HAND, end=day(4)))
    assert found["day"].dt.strftime("%Y-%m-%d").to_list() == [day(number) for number in range(5)]
    assert found.drop(columns="day").to_numpy().T.tolist() == [
        [5, 5, 7, 8, 8],  # arrived: two before the first day
        [1, 1, 2, 4, 4],  # done
        [0, 1, 1, 1, 1],  # cancelled
        [4, 3, 4, 3, 3],  # open
        [3, 0, 2, 1, 0],  # arrivals
        [0, 0, 1, 2, 0],  # finished
        [0, 1, 0, 0, 0],  # dropped
    ]


def test_a_period_keeps_what_was_there_before() -> None:
    whole, part = flow.cumulative_flow(facts(BY_HAND)), flow.cumulative_flow(facts(BY_HAND, start=day(2)))
    pd.testing.assert_frame_equal(whole.iloc[2:].reset_index(drop=True), part)
    assert flow.counts(facts(BY_HAND, start=day(2), end=day(4))).loc["Atlas"].to_dict() == {
        "open_before": 3,
        "arrived": 3,
        "cancelled": 0,
        "open": 3,
    }


def test_nothing_dated_has_no_days() -> None:
    for rows in ([], [{"status": "open"}], [{"created": "2026-07-05"}]):
        seen = facts(rows)
        assert len(flow.cumulative_flow(seen)) == len(flow.weekly(seen)) == 0
        assert len(flow.cumulative_flow(facts(rows, start="2026-01-01"))) == 0
    assert len(flow.cumulative_flow(facts(BY_HAND, start="2026-08-01"))) == 0


MAYBE_DAY = st.one_of(st.just(""), st.integers(0, 40).map(day))
ACTIONS = st.lists(
    st.fixed_dictionaries(
        {
            "circle": st.sampled_from(["Atlas", "Vega"]),
            "created": MAYBE_DAY,
            "status": st.sampled_from(["", "open", "doing", "blocked", "done", "cancelled"]),
            "closed": MAYBE_DAY,
            "due": MAYBE_DAY,
            "kind": st.sampled_from(["", "action", "experiment"]),
        }
    ),
    max_size=12,
)


@settings(max_examples=examples(25), deadline=None, phases=[Phase.generate])
@given(ACTIONS, st.integers(0, 40), st.one_of(st.none(), st.integers(0, 40)))
def test_rules_that_hold_for_any_flow(rows: Rows, last: int, first: int | None) -> None:
    as_of = pd.Timestamp(day(last))
    start = None if first is None else day(first)
    seen = facts(rows, start, as_of=as_of)
    found = flow.cumulative_flow(seen)
    counted = found.drop(columns="day")
    assert (counted >= 0).all(axis=None)  # bands never cross
    assert (found["arrived"] == found["done"] + found["cancelled"] + found["open"]).all()
    assert (counted[["arrived", "done", "cancelled"]].diff().iloc[1:] >= 0).all(axis=None)
    departures = found["finished"] + found["dropped"]
    assert (found["arrivals"] - departures).iloc[1:].to_list() == found["open"].diff().iloc[1:].to_list()
    for row in found.itertuples():  # what the figure `open` says of every day
        assert row.open == len(Facts(seen.log, row.day).open_actions)
    figures = measure(seen.log, as_of, seen.start).figures
    if len(found):
        assert found["open"].iloc[-1] == figures["open"].n  # ends equal today's counts
        assert found["done"].iloc[-1] == int(seen.actions["is_done"].sum())
        assert found["day"].iloc[-1] == as_of
    result = figures["flow"]
    assert (
        result.parts["open"]
        == result.parts["open_before"]
        + result.parts["arrived"]
        - (result.n or 0)
        - (result.parts["cancelled"])
    )
    assert result.parts["open"] == figures["open"].n


@settings(max_examples=examples(15), deadline=None, phases=[Phase.generate])
@given(ACTIONS)
def test_parts_add_up_to_the_whole_flow(rows: Rows) -> None:
    seen = facts(rows, start=day(0))
    whole = flow.cumulative_flow(seen).set_index("day")
    kinds = ["action", "experiment", groups.NO_KIND]
    parts = [
        flow.cumulative_flow(Facts(only_parts(seen.log, kinds=[kind]), seen.as_of, seen.start)).set_index(
            "day"
        )
        for kind in kinds
    ]
    if len(whole):
        total = sum(part.reindex(whole.index, fill_value=0) for part in parts if len(part))
        if all(len(part) for part in parts):  # a part without any date has no days
            pd.testing.assert_frame_equal(total, whole, check_dtype=False)
        columns = ["arrivals", "finished", "dropped"]
        pd.testing.assert_frame_equal(total[columns], whole[columns], check_dtype=False)


# Weeks


def weeks(*done: int, start: date = date(2026, 1, 1), still_open: int = 3) -> Facts:
    """As many actions as given done on the last day of each of the last weeks up to as_of, the latest week last."""
    rows: Rows = [{"created": start.isoformat(), "status": "open"}] * still_open
    for back, count in enumerate(reversed(done)):
        closed = (AS_OF - pd.Timedelta(days=7 * back)).date().isoformat()
        rows += [{"created": start.isoformat(), "status": "done", "closed": closed}] * count
    return facts(rows)


def test_weeks_end_on_as_of_and_are_full() -> None:
    seen = facts([{"created": "2026-06-10", "status": "done", "closed": "2026-06-16"}])
    found = flow.weekly(seen)
    assert found["last"].dt.strftime("%m-%d").to_list() == ["06-16", "06-23", "06-30"]
    assert found["first"].dt.strftime("%m-%d").to_list() == ["06-10", "06-17", "06-24"]
    assert found[["arrivals", "finished", "open"]].to_numpy().tolist() == [[1, 1, 0], [0, 0, 0], [0, 0, 0]]
    part = facts([{"created": "2026-06-11", "status": "open"}])  # 20 days: two full weeks
    assert flow.weekly(part)[["arrivals", "open"]].to_numpy().tolist() == [[0, 1], [0, 1]]


def test_the_last_twelve_weeks() -> None:
    seen = weeks(*range(20))
    assert flow.weekly(seen)["finished"].to_list() == list(range(8, 20))
    assert measure(seen.log, AS_OF).figures["flow"].parts["throughput"] == list(range(8, 20))
    in_period = Facts(seen.log, AS_OF, pd.Timestamp("2026-06-29"))
    assert flow.weekly(in_period)["finished"].to_list() == list(range(8, 20))  # whatever the period


# Ages


def aged() -> Facts:
    """20 actions done on days 1 to 20, and open ones of several ages."""
    done: Rows = [
        {"created": "2026-01-01", "status": "done", "closed": (date(2026, 1, 1) + timedelta(n)).isoformat()}
        for n in range(1, 21)
    ]
    return facts(
        [*done, *({"created": (AS_OF - pd.Timedelta(days=n)).date().isoformat()} for n in (2, 30)), {}]
    )


def test_ages_against_the_curve_of_all() -> None:
    seen = aged()
    marks = flow.age_marks(seen)
    curve = implementation.curve(seen)
    assert marks[50] == 11  # not 10: the one open since day 2 may still be among the slower ones
    assert (
        marks[50] == measure(seen.log, AS_OF).figures["implementation_days"].value
    )  # one median, one number
    assert marks[85] == curve.loc[curve["share"] >= 0.85, "days"].iloc[0]
    assert marks[95] == curve.loc[curve["share"] >= 0.95, "days"].iloc[0]
    found = flow.aging(seen)
    assert found["age_days"].fillna(-1).to_list() == [30.0, 2.0, -1.0]
    assert found["past"].to_list()[:2] == [95, 0]
    assert found["past"].isna().to_list() == [False, False, True]
    assert found["_row"].to_list() == [23, 22, 24]


def test_what_is_never_done_passes_no_mark() -> None:
    lives: Rows = [{"created": day(0), "status": "done", "closed": day(5)}] * 6
    lives += [{"created": day(0), "status": "cancelled", "closed": day(7)}] * 4
    seen = facts([*lives, {"created": day(80), "status": "open"}])
    assert flow.age_marks(seen) == {50: 5.0, 85: None, 95: None}
    assert flow.aging(seen)["past"].to_list() == [50]


def test_the_share_done_later_of_those_still_open_at_an_age() -> None:
    rows: Rows = [{"created": day(0), "status": "done", "closed": day(5)}] * 4
    rows += [{"created": day(0), "status": "done", "closed": day(50)}] * 3
    rows += [{"created": day(0), "status": "cancelled", "closed": day(60)}] * 3
    ages = {"0": 90, "1": 79, "2": 40, "3": 20}  # as_of is day 90
    rows += [{"action": f"O-{key}", "created": day(90 - age), "status": "open"} for key, age in ages.items()]
    found = flow.aging(facts(rows)).set_index("action")["done_later"]
    # at day 20 the curve has 4/14 behind it and 9 followed; 3 of 8 are done at day 50, 1 of them open since day 40
    assert found["O-3"] == pytest.approx((10 / 14) * (3 / 8) / (10 / 14))
    assert found["O-2"] == pytest.approx(3 / 8)
    assert found[["O-0", "O-1"]].isna().all()  # fewer than 5 were followed for so long


def test_nothing_done_yet_has_no_marks() -> None:
    assert flow.age_marks(facts([{"created": day(0), "status": "open"}] * 6)) == {
        50: None,
        85: None,
        95: None,
    }


def test_few_actions_have_no_marks() -> None:
    seen = facts(BY_HAND[:3])
    assert flow.age_marks(seen) == {50: None, 85: None, 95: None}
    assert flow.aging(seen)["past"].to_list() == [0]


# Forecast


def test_the_forecast_starts_at_the_truth_and_only_falls() -> None:
    seen = weeks(2, 0, 5, 1, still_open=40)
    result = forecast(seen)
    fan = result.fan
    assert result.open == 40 == len(seen.open_actions)
    assert fan.iloc[0][["week", "best", "middle", "worst"]].to_list() == [0, 40, 40, 40]
    assert fan["day"].iloc[:2].to_list() == [AS_OF, AS_OF + pd.Timedelta(days=7)]
    assert (fan[["best", "middle", "worst"]].diff().iloc[1:] <= 0).all(axis=None)
    assert (fan["best"] <= fan["middle"]).all()
    assert (fan["middle"] <= fan["worst"]).all()
    assert fan["worst"].iloc[-1] == 0 < fan["worst"].iloc[-2]
    assert result.weeks[10] <= result.weeks[50] <= result.weeks[90] == fan["week"].iloc[-1]  # type: ignore[operator]
    assert result.day(90) == fan["day"].iloc[-1]


def _same(first: Forecast, second: Forecast) -> bool:
    return first.fan.equals(second.fan) and first.weeks == second.weeks and first.words == second.words


def test_the_same_seed_gives_the_same_answer() -> None:
    seen = weeks(2, 0, 5, 1, still_open=200)
    assert _same(forecast(seen), forecast(facts_again(seen)))
    assert not _same(forecast(seen), forecast(seen, seed=1))


def facts_again(seen: Facts) -> Facts:
    return Facts(seen.log, seen.as_of)


def test_a_steady_pace_is_exact() -> None:
    seen = weeks(*[3] * 12, still_open=10)
    result = forecast(seen)
    assert dict(result.weeks) == {10: 4, 50: 4, 90: 4}
    assert result.fan["middle"].to_list() == [10, 7, 4, 1, 0]


def test_against_the_exact_distribution() -> None:
    """At most one a week: the weeks until k are done follow the negative binomial."""
    result = forecast(weeks(*[0, 1] * 6, still_open=30), runs=40_000)
    exact = {share: nbinom.ppf(share / 100, 30, 0.5) + 30 for share in (10, 50, 90)}
    assert all(abs(result.weeks[share] - exact[share]) <= 1 for share in exact)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        (weeks(still_open=4), NO_THROUGHPUT),
        (weeks(*[0] * 12, still_open=1), NO_THROUGHPUT),
        (facts([]), "No actions are open."),
        (weeks(3, 3, still_open=0), "No actions are open."),
        (facts([{"created": "2026-06-29", "status": "open"}]), NO_THROUGHPUT),
    ],
)
def test_no_answer_is_ever_infinite(seen: Facts, words: str) -> None:
    result = forecast(seen)
    assert result.words == words
    assert len(result.fan) == 1
    assert result.fan["worst"].iloc[0] == result.open
    assert set(result.weeks.values()) == ({0} if words == "No actions are open." else {None})
    parts = measure(seen.log, AS_OF).figures["flow"].parts["forecast"]
    assert parts == {str(share): found for share, found in result.weeks.items()} | {
        "words": words,
        "assumption": result.assumption,
    }


def flowing(added: list[int], done: list[int], still_open: int) -> Facts:
    """As many actions added and done as given in each of the last weeks, the last one up to as_of, and some older."""
    rows: Rows = [{"created": "2025-01-01", "status": "open"}] * (still_open - sum(added))
    for place, (more, fewer) in enumerate(zip(added, done, strict=True)):
        on = (AS_OF - pd.Timedelta(days=7 * (len(added) - place) - 3)).date().isoformat()
        rows += [{"created": on, "status": "open"}] * more
        rows += [{"created": "2025-01-01", "status": "done", "closed": on}] * fewer
    return facts(rows)


def test_what_comes_in_counts_as_well_as_what_goes_out() -> None:
    """30 open, 2 added and 4 done in every week: empty after 15 weeks, where 4 a week alone would take 8."""
    seen = flowing([2] * 12, [4] * 12, 30)
    assert len(seen.open_actions) == 30
    result = forecast(seen)
    assert dict(result.weeks) == {10: 15, 50: 15, 90: 15}
    assert result.fan["middle"].to_list() == list(range(30, -1, -2))
    assert "2.0 actions a week were added, 4.0 were done and 0 cancelled" in result.assumption


@pytest.mark.parametrize(
    ("added", "done", "words"),
    [
        ([9, 9, 9, 8] * 3, [8, 8, 8, 7] * 3, "No date can be given, since the list of open actions does not get "
         "shorter: in the last 12 full weeks, 105 were added and 93 done or cancelled."),
        ([1] * 12, [1] * 12, "No date can be given, since the list of open actions does not get shorter: in the last "
         "12 full weeks, 12 were added and 12 done or cancelled."),
        ([0] * 12, [1] + [0] * 11, "No date can be given: no session and no action is recorded in "
         "the last 11 weeks."),
        ([0] * 12, [6] * 9 + [0] * 3, "No date can be given: nothing was done in the last 3 weeks, against the pace "
         "before."),
    ],
)  # fmt: skip
def test_no_date_where_the_recent_weeks_contradict_it(added: list[int], done: list[int], words: str) -> None:
    result = forecast(flowing(added, done, 120))
    assert result.words == words
    assert set(result.weeks.values()) == {None}
    assert len(result.fan) == 1
    assert "a week were added" in result.assumption


def test_no_date_where_the_list_grew_in_the_period() -> None:
    """The last 12 weeks took 1 off the list, the period of 14 weeks added 3 to it."""
    added, done = [4, *[0] * 13], [0, *[0] * 12, 1]
    whole = flowing(added, done, 30)
    start = AS_OF - pd.Timedelta(days=7 * 14 + 4)
    assert forecast(whole).words.startswith("At this pace") or "hardly" in forecast(whole).words
    seen = Facts(whole.log, AS_OF, start=start)
    result = forecast(seen)
    day = start - pd.Timedelta(days=1)
    assert result.words == (
        f"No date can be given, since the list of open actions grew: 27 were open on {day:%-d %b %Y}, 30 are now."
    )
    assert set(result.weeks.values()) == {None}


def test_a_short_pause_contradicts_nothing() -> None:
    assert forecast(flowing([0] * 12, [1, 0] * 6, 10)).weeks[50] is not None


def test_more_than_ten_years_is_put_into_words() -> None:
    result = forecast(weeks(*[0] * 11, 1, still_open=500))
    assert dict(result.weeks) == {10: None, 50: None, 90: None}
    assert result.words == "At this pace, the list of 500 open actions is not empty for more than 10 years."
    assert result.fan["week"].iloc[-1] == HORIZON_WEEKS
    assert result.day(50) is None


def test_no_date_where_hardly_more_is_done_than_added() -> None:
    result = forecast(flowing([6, 0] * 6, [0, 7] + [0, 6] * 5, 60))
    assert result.weeks[50] is not None
    assert result.weeks[90] is None
    assert result.words == (
        "No date can be given for the list of 60 open actions, since it hardly gets shorter: in the last 12 full "
        "weeks, 36 were added and 37 done or cancelled. 1 simulation "
        f"in 10 empties it within {result.weeks[10]} weeks, 1 in 10 not within 10 years."
    )


def test_the_assumption_is_put_into_words() -> None:
    result = forecast(weeks(*[3] * 12, still_open=10))
    assert result.words == (
        "At this pace, the list of 10 open actions is empty in about 4 weeks: 1 simulation in 10 needs 4 or fewer, "
        "9 in 10 need 4 or fewer."
    )
    assert result.assumption == (
        "Assumes that every coming week goes like one of the last 12 weeks, drawn at random 4,000 times, with what was "
        "added and what was done or cancelled in it. In the last 12 full weeks, 0 actions a week were added, 3.0 "
        "were done and 0 cancelled."
    )


@settings(max_examples=examples(15), deadline=None, phases=[Phase.generate])
@given(st.lists(st.integers(0, 4), max_size=12), st.integers(0, 25), st.integers(0, 5))
def test_rules_that_hold_for_any_forecast(done: list[int], still_open: int, seed: int) -> None:
    result = forecast(weeks(*done, still_open=still_open), runs=200, seed=seed)
    left = result.fan[["best", "middle", "worst"]].to_numpy()
    assert left[0].tolist() == [still_open] * 3
    assert (np.diff(left, axis=0) <= 0).all()
    assert (np.diff(left, axis=1) >= 0).all()
    for share, column in zip((10, 50, 90), left.T, strict=True):
        zero = np.flatnonzero(column == 0)
        assert result.weeks[share] == (int(zero[0]) if len(zero) else None)
