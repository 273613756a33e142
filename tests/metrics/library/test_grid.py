"""Practice by context, counted by hand."""

from __future__ import annotations

import pandas as pd

from lib.metrics.core.facts import Facts
from lib.metrics.library.grid import contradictions, failures, grid
from tests.data.hand_log import quick

AS_OF = pd.Timestamp("2026-06-30")
Rows = list[dict[str, object]]
# practice, function -> teams with each effect: worked, mixed, did not work, too early
EFFECTS = {
    ("calls", "Sales"): (18, 1, 1, 3),
    ("calls", "HR"): (1, 1, 7, 0),
    ("calls", "Care"): (2, 1, 1, 0),  # 4 teams: hidden
    ("calls", ""): (9, 0, 0, 0),  # function not recorded
    ("pairs", "Sales"): (3, 2, 2, 0),
}
WORDS = ("worked", "mixed", "did not work", "too early")


def facts(turned: bool = False) -> Facts:
    teams: Rows = []
    adoptions: Rows = []
    for (practice, function), counts in EFFECTS.items():
        for word, count in zip(WORDS, counts, strict=True):
            for number in range(count):
                name = f"{practice}-{function}-{word}-{number}"
                teams.append({"team": name, "function": function, "region": "", "size": ""})
                adoptions.append(
                    {"practice": practice, "team": name, "stage": "adopted", "date": "2026-03-01", "effect": word,
                     "conditions": "Remote, small" if number % 2 else "remote"}
                )  # fmt: skip
    tabs: dict[str, Rows] = {
        "circles": [{"circle": "Atlas"}],
        "practices": [{"practice": name, "title": name, "circle": "Atlas"} for name in ("calls", "pairs")],
        "teams": teams,
        "adoptions": adoptions,
    }
    return Facts(quick({name: rows[::-1] if turned else rows for name, rows in tabs.items()}), AS_OF)


def test_each_cell_with_its_counts_and_its_word() -> None:
    table = grid(facts(), "function")
    columns = ["practice", "context", "tried", "worked", "mixed", "did_not_work", "shown", "word"]
    assert table[columns].astype(object).where(table[columns].notna(), None).to_numpy().tolist() == [
        ["calls", "Care", 4, None, None, None, "hidden", None],
        ["calls", "HR", 9, 1, 1, 7, "grey", "mostly did not work"],
        ["calls", "Sales", 20, 18, 1, 1, "full", "mostly worked"],
        ["pairs", "Sales", 7, 3, 2, 2, "grey", "mixed"],
    ]
    assert table.loc[0, ["value", "low", "high"]].isna().all()
    assert table.loc[2, "value"] == 0.9


def test_a_contradiction_and_a_failure_are_called_out() -> None:
    table = grid(facts(), "function")
    assert contradictions(table).to_dict("records") == [
        {"practice": "calls", "best": "Sales", "worse": "HR", "best_worked": 18, "best_tried": 20,
         "worse_worked": 1, "worse_tried": 9}
    ]  # fmt: skip
    assert failures(table)[["practice", "context"]].to_numpy().tolist() == [["calls", "HR"]]


def test_a_team_counts_in_each_of_its_conditions_whatever_their_case() -> None:
    table = grid(facts(), "conditions").set_index(["practice", "context"])
    assert table["tried"].to_dict() == {
        ("calls", "Remote"): 42, ("calls", "small"): 17, ("pairs", "Remote"): 7, ("pairs", "small"): 3,
    }  # fmt: skip


def test_nothing_and_any_order() -> None:
    for by in ("function", "region", "size", "conditions"):
        nothing = grid(Facts(quick(), AS_OF), by)
        assert nothing.empty
        assert contradictions(nothing).empty
        assert failures(nothing).empty
        assert grid(facts(turned=True), by).equals(grid(facts(), by))
    assert grid(facts(), "region").empty  # not recorded is no context
