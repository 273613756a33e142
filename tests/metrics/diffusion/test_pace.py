"""Where a practice is heading, and when its pace changed."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from lib.metrics.core.facts import Facts
from lib.metrics.diffusion import pace, pace_change, spreading
from lib.metrics.diffusion.travel import travel
from lib.metrics.statistics.bass import BassFit
from tests.metrics.diffusion.test_adoptions import AS_OF, LEAVERS, circle_log, stage, teams


def days(counts: list[int], first: str = "2025-01", day: int = 15) -> np.ndarray:
    """Days of as many adoptions as given for each month from `first` on, all on the same day of the month."""
    months = np.datetime64(first, "M") + np.repeat(np.arange(len(counts)), counts)
    return months.astype("datetime64[D]") + day - 1


def test_the_mean_of_three_months_continues() -> None:
    found = pace.of_days(days([1, 5, 3, 4, 2]), 100, pd.Timestamp("2025-05-31"))
    assert found.pace == 3
    assert found.periods["period"].to_list() == [f"2025-{month:02}" for month in range(6, 12)]
    assert found.periods["adopters"].to_list() == [18, 21, 24, 27, 30, 33]
    assert found.periods[["low", "high"]].isna().all(axis=None)  # two past forecasts are too few
    assert found.words == (
        "If the pace of the last 3 full months continues, 3.0 teams a month, and the teams that can adopt it stay the "
        "same, 33 of 100 teams will have adopted it by the end of November 2025; too early for a curve: 5 of 8 months."
    )


def test_an_unfinished_month_counts_but_not_for_the_pace() -> None:
    counts = [1, 5, 3, 4, 2]
    found = pace.of_days(days(counts), 100, pd.Timestamp("2025-05-30"))
    assert found.pace == 4  # February to April
    assert found.periods["period"][0] == "2025-05"
    assert found.periods["adopters"].to_list()[:2] == [17, 21]
    many = pace.of_days(days([1, 1, 1, 9]), 100, pd.Timestamp("2025-04-20"))
    assert many.periods["adopters"].to_list()[:2] == [12, 12]  # never less than there are


def test_no_forecast_where_nobody_has_adopted_for_too_long() -> None:
    """67 of 78 by September, then nobody: at 4 a month, two months without any have a chance of 1 in 3,000."""
    counts = [10, 11, 12, 11, 11, 12]
    found = pace.of_days(days(counts, "2025-04"), 78, pd.Timestamp("2025-12-03"))
    assert found.words == "No forecast: no team has adopted it since September 2025."
    assert found.periods.empty
    assert found.as_json()["bass"] is None
    assert found.as_json()["no_curve"] == "no curve: no team has adopted it since September 2025"
    still = pace.of_days(days(counts, "2025-04"), 78, pd.Timestamp("2025-10-03"))
    assert len(still.periods) == 6


def test_a_slow_practice_may_pause() -> None:
    """One team in three months: another two without any are no surprise; a quarter without any is."""
    assert len(pace.of_days(days([1, 1, 0, 1]), 50, pd.Timestamp("2025-06-30")).periods) == 6
    assert pace.of_days(days([1, 1, 0, 1]), 50, pd.Timestamp("2025-07-31")).periods.empty


def test_a_stopped_pace_is_left_out_of_what_is_expected() -> None:
    rows = [stage("P", f"T{n}", "adopted", "2026-03-10") for n in range(12)]
    rows += [stage("Q", f"T{n}", "adopted", f"2026-0{4 + n}-10") for n in range(3)]
    log = circle_log(teams=teams(*(f"T{n}" for n in range(20))), adoptions=rows)
    for as_of, expected, left_out in (("2026-05-31", 2, 8), ("2026-06-30", 3, 0)):
        tally = pace.next_months(Facts(log, pd.Timestamp(as_of)))
        assert tally.counts["n"].sum() == expected
        assert sum(sum(why.values()) for why in tally.excluded.values()) == left_out


def test_never_more_than_are_eligible() -> None:
    found = pace.of_days(days([4, 4, 4, 4, 4, 4, 4, 4]), 35, pd.Timestamp("2025-08-31"))
    assert found.periods["adopters"].to_list() == [35] * 6
    assert (found.periods["high"].dropna() <= 35).all()
    full = pace.of_days(days([4, 4, 4]), 12, pd.Timestamp("2025-03-31"))
    assert full.words == "All 12 teams it can reach have adopted it."


def test_the_interval_is_how_far_past_forecasts_were_off() -> None:
    """New 2 4 6 4 2 6 4 8: means of three are 4, 14/3, 4, 4, 4; the next months had 4, 2, 6, 4, 8."""
    found = pace.of_days(days([2, 4, 6, 4, 2, 6, 4, 8]), 500, pd.Timestamp("2025-08-31"))
    assert found.errors == 5
    errors = sorted([0, 14 / 3 - 2, 2, 0, 4])
    first = found.periods.iloc[0]
    assert first["adopters"] == 36 + 6
    assert first["high"] - first["adopters"] == pytest.approx(errors[4])  # 8 in 10 of 5: the widest
    assert first["low"] == pytest.approx(max(36, 42 - errors[4]))
    assert found.periods["high"].notna().tolist() == [True, True, False, False, False, False]
    assert (found.periods["high"].dropna().diff().dropna() >= 6 - 1e-9).all()  # never narrower


@pytest.mark.parametrize(
    ("counts", "words"),
    [([], "no adoption of it is recorded yet"), ([3, 4], "2 of the 3 full months needed")],
)
def test_too_early(counts: list[int], words: str) -> None:
    found = pace.of_days(days(counts), 100, pd.Timestamp("2025-02-28"))
    assert found.periods.empty
    assert (found.pace, found.bass) == (None, None)
    assert words in found.words


def s_shape(months: int) -> list[int]:
    return (
        np.diff(np.rint(BassFit(150, 0.01, 0.45, True).cumulative(np.arange(months + 1))))
        .astype(int)
        .tolist()
    )


def test_a_curve_is_offered_only_where_it_fits() -> None:
    assert "not peaked" in (pace.of_days(days(s_shape(8)), 200, pd.Timestamp("2025-08-31")).no_curve or "")
    found = pace.of_days(days(s_shape(16)), 200, pd.Timestamp("2026-04-30"))
    assert found.no_curve is None
    assert found.bass is not None
    assert found.bass.m == pytest.approx(150, rel=0.02)
    assert found.periods["curve"].is_monotonic_increasing
    assert found.periods["curve"].iloc[-1] < 151
    assert "; a curve fitted to all adoptions so far gives 1" in found.words
    beyond = pace.of_days(days(s_shape(16)), 149, pd.Timestamp("2026-04-30"))
    assert "149 are eligible" in (beyond.no_curve or "")
    assert beyond.periods["curve"].isna().all()


def test_of_one_practice_and_in_the_json() -> None:
    rows = [stage("P", f"T{n}", "adopted", f"2026-0{1 + n // 3}-10") for n in range(12)]
    names = [f"T{n}" for n in range(20)]
    log = circle_log(teams=[*teams(*names), {"team": "Gone", "eligible_to": "2026-05-01"}],
                     adoptions=[*rows, stage("P", "Gone", "adopted", "2026-04-01")])  # fmt: skip
    as_of = pd.Timestamp("2026-05-31")
    found = pace.forecast(spreading.for_practice(Facts(log, as_of), "P"))
    assert (found.eligible, found.pace) == (20, 2)  # 3, 3 and none in May; Gone does not count
    result = travel(log, as_of)
    assert result["P"]["forecast"] == found.as_json()
    assert result["Q"]["forecast"]["periods"] == []
    assert json.loads(json.dumps(result["P"]["forecast"], allow_nan=False)) == found.as_json()
    assert found.as_json()["bass"] is None
    left = pace.forecast(spreading.for_practice(Facts(LEAVERS, AS_OF), "P"))
    assert left.eligible == 5


# Since when


def since(counts: list[int], as_of: str, first: str = "2025-01") -> str:
    return pace_change.in_words(pd.Series(days(counts, first)).astype("datetime64[s]"), pd.Timestamp(as_of))


@pytest.mark.parametrize(
    ("counts", "as_of", "words"),
    [
        ([6, 7, 6, 8, 1, 1], "2025-06-30", "slowing since May"),
        ([1, 0, 1, 1, 7, 8, 6], "2025-07-31", "picking up since May"),
        ([5, 4, 6, 5, 5, 4, 6], "2025-07-31", "at a steady pace"),
        ([1, 0, 1, 9, 8, 9, 10, 2, 1, 2], "2025-10-31", "slowing since August"),  # the last change counts
        ([7, 8, 7, 6, 0, 0, 0], "2025-07-31", "no new teams since April"),
        ([1, 1, 1, 1, 8, 9, 8, 9, 9, 8, 9, 8, 9], "2026-01-31", "picking up since May 2025"),
        ([6, 7, 6, 8], "2025-04-30", ""),
        ([1, 1, 1, 1, 1, 1], "2025-06-30", ""),
        ([], "2025-06-30", ""),
    ],
)
def test_since_when(counts: list[int], as_of: str, words: str) -> None:
    assert since(counts, as_of) == words


def test_the_first_days_of_a_month_are_not_a_slowdown() -> None:
    assert since([6, 7, 6, 8, 7, 6, 6, 0], "2025-08-03") == "at a steady pace"


def test_chance_alone_seldom_passes_for_a_change() -> None:
    chance = np.random.default_rng(11)
    result = sum(
        pace_change._best_split(chance.poisson(4, 18).astype(float), np.ones(18)) is not None
        for _ in range(400)
    )
    assert result <= 0.06 * 400


def test_a_forecast_of_nearly_all_teams_is_not_all_of_them() -> None:
    """9 of 10 have adopted; the pace would reach more than there are."""
    days = np.array([f"2026-0{month}-05" for month in (1, 2, 3) for _ in range(3)], dtype="datetime64[D]")
    found = pace.of_days(days, 10, pd.Timestamp("2026-03-31"))
    assert found.adopters[0] == 10
    assert not found.words.startswith("All")  # the tenth team has not adopted it yet
    assert "10 of 10 teams will have adopted it" in found.words
