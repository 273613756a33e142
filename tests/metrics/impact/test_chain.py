"""The chain from mandate to measured result, counted by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from lib.metrics.core.facts import Facts
from lib.metrics.impact import line_of_sight
from lib.metrics.impact.chain import ALL, BROKEN, NO_MANDATE, chain, ends
from lib.metrics.impact.links import LINKS
from tests.data.hand_log import AS_OF, hand, quick

Rows = list[dict[str, object]]


def session(key: str, circle: str, case: str = "Churn", held: str = "2026-02-10") -> dict[str, object]:
    return {"session": key, "circle": circle, "planned": held, "held": held, "case": case}


def action(key: str, circle: str, insight: str, practice: str = "", **more: object) -> dict[str, object]:
    return {"action": key, "circle": circle, "what": "Do", "insight": insight, "practice": practice, **more}


def adoption(practice: str, team: str, stage: str = "adopted", date: str = "2026-03-01") -> dict[str, object]:
    return {"practice": practice, "team": team, "stage": stage, "date": date}


TABS: dict[str, Rows] = {
    "circles": [
        {"circle": "Atlas", "mandate": "Move", "priority": "Growth"},
        {"circle": "Borealis", "mandate": "Save", "priority": "Cost"},
        {"circle": "Cetus", "mandate": "", "priority": "Growth"},
        {"circle": "Draco", "mandate": "Learn", "priority": "Cost"},
    ],
    "sessions": [
        session("A-1", "Atlas"),
        session("A-2", "Atlas", held="2026-05-10"),
        session("A-3", "Atlas", case=""),
        session("B-1", "Borealis"),
        session("C-1", "Cetus"),
    ],
    "insights": [
        {"insight": "I-1", "session": "A-1"},
        {"insight": "I-2", "session": "A-1"},
        {"insight": "I-3", "session": "B-1"},
        {"insight": "I-4", "session": "C-1"},
    ],
    "actions": [
        action("X-1", "Atlas", "I-1", "calls"),
        action("X-2", "Atlas", "I-1"),
        action("X-3", "Borealis", "I-3", "calls"),
        action("X-4", "Borealis", "I-3", "pairs"),
        action("X-5", "Atlas", "I-2", "pairs", status="cancelled"),
        action("X-6", "Cetus", "I-4", "calls"),
    ],
    "practices": [{"practice": name, "title": name} for name in ("calls", "pairs", "lone")],
    "teams": [{"team": "North"}, {"team": "South"}],
    "adoptions": [
        adoption("calls", "North"),
        adoption("calls", "North", "sustained", "2026-04-01"),
        adoption("calls", "South"),
        adoption("pairs", "South"),
        adoption("lone", "North"),
        adoption("pairs", "North", date="2026-07-01"),
    ],
    "lighthouses": [
        {"lighthouse": "L-1", "practice": "calls", "circle": "Atlas", "before": "9", "after": "7"},
        {"lighthouse": "L-2", "practice": "calls", "circle": "Borealis", "before": "9", "after": "8"},
        {"lighthouse": "L-3", "practice": "pairs", "circle": "Borealis", "before": "9", "after": ""},
        {"lighthouse": "L-4", "practice": "lone", "circle": "Borealis", "before": "9", "after": "8"},
    ],
}


def counts(facts: Facts, priority: str, *columns: str) -> list[list[object]]:
    rows = chain(facts)
    rows = rows[rows["priority"] == priority]
    assert rows["link"].to_list() == list(LINKS)
    return rows[list(columns)].astype(object).where(rows[list(columns)].notna(), None).to_numpy().tolist()


def test_each_link_is_counted_by_priority_and_once_in_all() -> None:
    facts = Facts(quick(TABS), AS_OF)
    # n, on, whole: circles, cases, insights, actions, practices, adoptions, results
    assert counts(facts, "Growth", "n", "on", "whole") == [
        [1, 1, 1], [2, 1, 1], [2, 1, 1], [2, 1, 1], [1, 1, 1], [2, 2, 2], [2, 2, 2],
    ]  # fmt: skip
    assert counts(facts, "Cost", "n", "on", "whole") == [
        [2, 1, 1], [1, 1, 1], [1, 1, 1], [2, 2, 1], [2, 2, 1], [3, 2, 2], [2, 2, 2],
    ]  # fmt: skip
    assert counts(facts, ALL, "n", "on", "whole") == [
        [3, 2, 2], [3, 2, 2], [3, 2, 2], [4, 3, 2], [2, 2, 1], [3, 2, 2], [2, 2, 2],
    ]  # fmt: skip
    assert counts(facts, ALL, "teams", "circles")[5][0] == 2
    assert counts(facts, "Growth", "circles")[0] == [2]
    assert counts(facts, "Cost", "share")[0] == [0.5]
    assert counts(facts, "Cost", "share")[-1] == [None]


def test_where_the_chain_ends_is_listed_with_its_cell() -> None:
    found = ends(Facts(quick(TABS), AS_OF))
    assert found[["priority", "link", "key", "missing", "tab", "column"]].to_numpy().tolist() == [
        ["Growth", "mandate", "Cetus", NO_MANDATE, "circles", "mandate"],
        ["Cost", "mandate", "Draco", BROKEN["mandate"], "sessions", "case"],
        ["Growth", "case", "A-2", BROKEN["case"], "insights", "session"],
        ["Growth", "insight", "I-2", BROKEN["insight"], "actions", "insight"],
        ["Growth", "action", "X-2", BROKEN["action"], "actions", "practice"],
        ["Cost", "adoption", "South", BROKEN["adoption"], "lighthouses", "after"],
    ]
    assert found["practice"].dropna().to_list() == ["pairs"]
    assert found["_row"].to_list() == [4, 5, 3, 3, 3, 3]


@pytest.mark.parametrize("facts", [Facts(quick(TABS), AS_OF), Facts(hand(), AS_OF)], ids=["made", "hand"])
def test_as_many_ends_as_the_counts_say(facts: Facts) -> None:
    table, listed = chain(facts), ends(facts)
    listed = listed[listed["missing"] != NO_MANDATE]
    for priority in set(table["priority"]) - {ALL}:
        rows = table[table["priority"] == priority].set_index("link")
        here = listed[listed["priority"].str.split(", ").map(lambda names, name=priority: name in names)]
        for link, row in rows.iterrows():
            assert (here["link"] == link).sum() == (0 if pd.isna(row["on"]) else row["n"] - row["on"])


def test_it_agrees_with_the_line_of_sight() -> None:
    """Cases of a circle with a mandate, and those of them with an insight, are the same on every page."""
    facts = Facts(quick(TABS), AS_OF)
    funnel = line_of_sight.funnel(facts).groupby("link")["n"].sum()
    table = chain(facts)[lambda rows: rows["priority"] == ALL].set_index("link")
    assert (funnel["mandate"], funnel["insight"]) == (table.loc["case", "n"], table.loc["case", "on"])


def test_the_period_chooses_the_cases() -> None:
    facts = Facts(quick(TABS), AS_OF, pd.Timestamp("2026-05-01"))
    assert counts(facts, ALL, "n") == [[3], [1], [0], [0], [0], [0], [0]]


def test_what_is_not_recorded_is_neither_zero_nor_an_end() -> None:
    without = {name: rows for name, rows in TABS.items() if name != "lighthouses"}
    facts = Facts(quick(without), AS_OF)
    rows = chain(facts).set_index(["priority", "link"])
    assert rows.loc[(ALL, "result"), "missing"] == "not recorded: no lighthouses tab"
    assert rows["whole"].isna().all()
    assert rows.loc[(ALL, "adoption"), ["n", "on"]].to_list() == [3, pd.NA]
    assert "adoption" not in set(ends(facts)["link"])
    nothing = Facts(quick(), AS_OF)
    assert chain(nothing)["n"].isna().all()
    assert ends(nothing).empty


def test_the_order_of_rows_does_not_matter() -> None:
    turned = Facts(quick({name: rows[::-1] for name, rows in TABS.items()}), AS_OF)
    facts = Facts(quick(TABS), AS_OF)
    assert chain(turned).equals(chain(facts))
    keys = ["priority", "link", "key", "missing"]
    assert sorted(ends(turned)[keys].to_numpy().tolist()) == sorted(ends(facts)[keys].to_numpy().tolist())
