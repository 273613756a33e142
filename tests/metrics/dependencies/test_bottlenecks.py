"""Where functions hold each other up, counted by hand."""

from __future__ import annotations

import pandas as pd

from lib.metrics.core.facts import Facts
from lib.metrics.dependencies.bottlenecks import bottleneck_in_words, bottlenecks, grid, trend
from lib.metrics.dependencies.words import changed
from tests.data.hand_log import quick
from tests.metrics.dependencies.test_waiting import AS_OF, TABS, Rows, action

FACTS = Facts(quick(TABS), AS_OF)


def test_function_by_function() -> None:
    columns = ["at", "function", "open", "blocked", "asks", "median_days", "weight"]
    table = grid(FACTS)[columns]
    assert table[~table["at"].str.contains("circles|not recorded")].to_numpy().tolist() == [
        ["HR", "Legal", 1, 0, 0, 10, 10],
        ["Legal", "Sales", 2, 1, 1, 35, 70],
        ["Sales", "IT", 1, 0, 1, 20, 20],
        ["Sales", "Legal", 2, 1, 0, 35, 70],
        ["Sales", "Sales", 1, 0, 0, 3, 3],
    ]
    assert table["open"].sum() == 9


def test_the_bottleneck() -> None:
    table = bottlenecks(FACTS)
    assert table[
        ["function", "open", "median_days", "weight", "waiting_functions", "circles"]
    ].to_numpy().tolist() == [
        ["Legal", 3, 30, 90, 2, 1],
        ["Sales", 3, 10, 30, 2, 3],
        ["IT", 3, 7, 21, 3, 3],
    ]
    assert bottleneck_in_words(FACTS) == (
        "3 open actions and asks wait for Legal, 1 of them blocked, half of them for 30 days or longer: the most of "
        "any function, by how many wait and how long."
    )


def one(*rows: dict[str, object]) -> Facts:
    return Facts(quick({**TABS, "actions": list(rows), "asks": []}), AS_OF)


def test_no_bottleneck_is_named_that_is_none() -> None:
    assert bottleneck_in_words(one()) == bottleneck_in_words(Facts(quick(), AS_OF)) == ""
    single = action("X-1", "Atlas", "ana", "IT", 1)
    assert bottleneck_in_words(one(single)) == (
        "1 open action or ask waits for IT, for 1 day: the most of any function, by how many wait and how long."
    )
    assert (
        bottleneck_in_words(one(single, action("X-2", "Atlas", "ana", "Legal", 1))) == ""
    )  # as much for both
    assert bottleneck_in_words(one({**single, "created": ""})) == ""  # no day recorded
    assert bottlenecks(one({**single, "created": ""}))["median_days"].isna().all()


def test_how_much_waited_at_the_end_of_each_month() -> None:
    rows: Rows = [
        action("X-1", "Atlas", "ana", "IT", 100),  # since 22 March
        {**action("X-2", "Atlas", "ana", "it", 100, "done"), "closed": "2026-05-31"},
        {**action("X-3", "Atlas", "ana", "IT", 100, "done"), "closed": ""},  # nobody knows until when
        action("X-4", "Atlas", "ana", "Legal", 5),
        action("X-5", "Atlas", "ana", "Legal", 200, "cancelled"),
    ]
    found = trend(one(*rows))
    assert len(found) == 7 * 2  # since 12 December, when the first action was created
    counts = found.pivot(index="day", columns="function", values="open")
    assert counts["IT"].to_list()[-5:] == [0, 2, 2, 1, 1]
    assert counts["Legal"].to_list()[-2:] == [0, 1]
    assert (counts.index[0], counts.index[-1]) == (pd.Timestamp("2025-12-31"), AS_OF)
    assert trend(Facts(quick(), AS_OF)).empty


def test_nothing_is_said_of_months_before_the_log() -> None:
    young = one(action("X-1", "Atlas", "ana", "Legal", 3))
    assert trend(young)["day"].to_list() == [AS_OF]
    assert changed(trend(young)) == ""
