"""The curve of how long members stay."""

from __future__ import annotations

import pandas as pd

from lib.charts import retention
from lib.metrics.statistics import survival


def curve(days: list[float], left: list[bool]) -> pd.DataFrame:
    found = survival.curve(days, left)
    return found.assign(kept=1 - found["share"], kept_low=1 - found["high"], kept_high=1 - found["low"])


# ten members: one left after 60 days, one after 200; four have been in for 500 days, four for 100
TEN = curve([60, 200, *[500] * 4, *[100] * 4], [True, True, *[False] * 8])


def test_the_chart_in_words() -> None:
    # by hand: 9/10 after 60 days; 5 are followed to day 200, of whom one leaves: 9/10 x 4/5
    # log-log interval of 0.72: 0.72 to the power of exp(1.96 x sqrt(1/90 + 1/20) / ln 0.72), and its inverse
    assert retention.described(TEN) == (
        "Still members, of 10 memberships: after 3 months 90 % (47 % to 99 %), after 6 months 90 % (47 % to 99 %), "
        "after 12 months 72 % (24 % to 93 %)."
    )


def test_young_programs_show_what_they_can() -> None:
    assert "nobody has been followed for 3 months yet" in retention.described(curve([20, 30], [False, True]))


def test_steps_with_an_interval_and_a_year() -> None:
    spec = retention.kept(TEN).to_dict()
    band, line, year = spec["layer"]
    assert line["mark"]["interpolate"] == band["mark"]["interpolate"] == "step-after"
    assert band["encoding"]["y2"]["field"] == "kept_high"
    assert line["encoding"]["y"]["scale"]["domain"][1] == 1
    assert line["encoding"]["x"]["scale"]["domain"][1] > 500 / 31
    assert spec["datasets"][year["data"]["name"]][0]["months"] == 12


def test_the_table_behind_it() -> None:
    table = retention.table(TEN)
    assert list(table.columns) == ["days", "still members", "low", "high", "followed"]
    assert table["followed"].to_list() == [10, 10, 9, 5, 4]
