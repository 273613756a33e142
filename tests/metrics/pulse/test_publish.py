"""The published pulse, counted by hand: scores, the threshold, the rest, cut ends, comments."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.log.format.schema import SETTINGS
from lib.log.reading.parse import parse_survey
from lib.metrics.pulse import publish
from lib.metrics.pulse.disclosure import BAND, BELOW, NO_ANSWERS, PUBLISHED
from tests.data.logs import grid
from tests.examples import examples

Row = dict[str, object]


def person(circle: str, points: float = 4, wave: str = "2026-Q1", **answers: object) -> Row:
    """A person whose safety score is `points`, with the reversed items reversed."""
    items: Row = {f"safety_{item}": 6 - points if item in (1, 3, 5) else points for item in range(1, 8)}
    return {"wave": wave, "circle": circle, **items, **answers}


def people(sizes: dict[str, int], points: float = 4, wave: str = "2026-Q1", **answers: object) -> list[Row]:
    return [person(circle, points, wave, **answers) for circle, size in sizes.items() for _ in range(size)]


def table(rows: list[Row], question: str = "safety", **options: Any) -> pd.DataFrame:
    """The published table of one question, indexed by circle, "rest" and "total"."""
    found = publish.publishable(pd.DataFrame(rows), **options)
    found = found[found["question"] == question]
    return found.set_index(found["circle"].fillna(found["cell"]))


def hidden(sizes: dict[str, int], k: int = 5) -> list[str]:
    found = table(people(sizes), k=k)
    return sorted(found.index[(found["state"] == BELOW) & (found["cell"] == "circle")])


# Scores


def test_a_score_turns_items_1_3_and_5_around() -> None:
    answers = {
        "safety_1": 1,
        "safety_2": 5,
        "safety_3": 2,
        "safety_4": 4,
        "safety_5": 3,
        "safety_6": 3,
        "safety_7": 2,
    }
    found = table([{"wave": "2026-Q1", "circle": "Atlas", **answers}] * 20)
    # 5 + 5 + 4 + 4 + 3 + 3 + 2 = 26, of 7: 3.714
    assert (found.loc["Atlas", "value"], found.loc["Atlas", "n"]) == (3.7, 20)


def test_a_score_needs_5_of_7_items() -> None:
    five = {"safety_6": None, "safety_7": None}
    four = five | {"safety_2": None}
    found = table([*people({"Atlas": 16}, 3), *people({"Atlas": 4}, 5, **five), person("Atlas", 5, **four)])
    # 16 times 3 and 4 times 5 (the mean of the five that were answered): 68 / 20
    assert found.loc["Atlas", ["n", "left_out", "value"]].to_list() == [20, 1, 3.4]


def test_a_mean_is_over_people_not_over_items() -> None:
    few = {"safety_6": None, "safety_7": None}
    found = table([*people({"Atlas": 5}, 2), *people({"Atlas": 5}, 3, **few)])
    assert found.loc["Atlas", "value"] == 2.5  # over the 60 items it would be 2.4


def test_each_question_counts_those_who_answered_it() -> None:
    rows = [*people({"Atlas": 20}, trust=2), person("Atlas", trust=None), *people({"Borealis": 7}, trust=4)]
    assert table(rows, "trust").loc["Atlas", ["n", "left_out", "value"]].to_list() == [20, 1, 2.0]
    assert table(rows).loc["Atlas", "n"] == 21
    assert table(rows, "curiosity")["state"].to_list() == [NO_ANSWERS] * 3


@pytest.mark.parametrize("odd", [0, 6, 3.5, -1, "x", None, float("inf")])
def test_anything_else_is_not_an_answer(odd: object) -> None:
    found = table([*people({"Atlas": 20}, trust=3), person("Atlas", trust=odd)], "trust")
    assert found.loc["Atlas", ["n", "left_out", "value"]].to_list() == [20, 1, 3.0]


# Who is hidden


@pytest.mark.parametrize(
    ("sizes", "below"),
    [
        ({"A": 5, "B": 9}, ""),
        ({"A": 4, "B": 9}, "A B"),  # B alone would be the total minus A
        ({"A": 4, "B": 9, "C": 8}, "A C"),
        ({"A": 4, "B": 4, "C": 5}, "A B"),
        ({"A": 1, "B": 2, "C": 5, "D": 6}, "A B C"),  # A and B hold 3
        ({"A": 2, "B": 3, "C": 5, "D": 6}, "A B"),
        ({"A": 1, "B": 1, "C": 1, "D": 1, "E": 1, "F": 5}, "A B C D E"),
        ({"A": 4}, "A"),
        ({"A": 1, "B": 5, "C": 5}, "A B"),  # of equals the first by name
    ],
)
def test_the_next_smallest_hides_too(sizes: dict[str, int], below: str) -> None:
    assert hidden(sizes) == below.split()


@pytest.mark.parametrize(
    ("k", "below"), [(0, "A B C"), (1, "A B C"), (3, "A B C"), (5, "A B C"), (8, "A B C"), (9, "A B C D")]
)
def test_k_moves_the_threshold_but_never_under_5(k: int, below: str) -> None:
    assert hidden({"A": 2, "B": 3, "C": 3, "D": 8}, k=k) == below.split()


def test_hidden_cells_carry_no_number_at_all() -> None:
    found = table(people({"A": 4, "B": 6, "C": 9}))
    for circle in ("A", "B"):
        assert found.loc[circle, ["n", "left_out", "value", "low", "high"]].isna().all()
        assert found.loc[circle, "bound"] == ""


def test_the_rest_is_the_hidden_circles_together_and_the_total_is_everybody() -> None:
    found = table([*people({"A": 4}, 2), *people({"B": 6}, 3), *people({"C": 10}, 3)])
    assert found.loc["rest", ["n", "value"]].to_list() == [10, 2.6]  # (4 * 2 + 6 * 3) / 10
    assert found.loc["total", ["n", "value"]].to_list() == [20, 2.8]  # (26 + 30) / 20
    assert found.loc["C", ["n", "value"]].to_list() == [10, 3.0]


def test_a_total_is_not_rounded_twice() -> None:
    found = table([*people({"A": 31}, 2), *people({"B": 4}, 5), *people({"C": 30, "D": 64}, 4)])
    assert found.loc["rest", ["n", "value"]].to_list() == [34, 4.1]  # 140 / 34
    # 458 / 129 is 3.5504; from 2.0, 4.0 and 4.1 it would be 3.5
    assert found.loc["total", ["n", "value"]].to_list() == [129, 3.6]


def test_all_hidden_still_gives_a_total_where_enough_answered() -> None:
    found = table(people({"A": 2, "B": 2, "C": 1}, 3))
    assert found.loc["total", ["n", "value", "state"]].to_list() == [5, 3.0, PUBLISHED]
    for too_few in ({"A": 2, "B": 2}, {"A": 4}):
        assert set(table(people(too_few))["state"]) == {BELOW}


def test_no_answers_is_not_below_the_threshold() -> None:
    rows = [
        *people({"A": 6}, trust=3),
        *people({"B": 2}, trust=3),
        *people({"C": 6}),
        *people({"D": 6}, trust=3),
    ]
    found = table(rows, "trust")
    assert found["state"].to_dict() == {
        "A": BELOW, "B": BELOW, "C": NO_ANSWERS, "D": PUBLISHED, "rest": PUBLISHED, "total": PUBLISHED
    }  # fmt: skip
    assert found.loc["C", "n"] == 0


def test_each_wave_has_its_own_tables() -> None:
    rows = [*people({"A": 4, "B": 6, "C": 6}, wave="2026-Q1"), *people({"A": 5, "B": 6}, wave="2026-Q2")]
    found = publish.publishable(pd.DataFrame(rows))
    found = found[(found["question"] == "safety") & (found["cell"] == "circle")]
    assert list(zip(found["wave"], found["circle"], found["state"] == BELOW, strict=True)) == [
        ("2026-Q1", "A", True),
        ("2026-Q1", "B", True),
        ("2026-Q1", "C", False),
        ("2026-Q2", "A", False),
        ("2026-Q2", "B", False),
    ]


# How exactly


@pytest.mark.parametrize(
    ("points", "value", "bound"),
    [
        ([5] * 5, 3.1, "or higher"),
        ([5, 5, 5, 4, 4], 3.1, "or higher"),
        ([1, 2, 3, 4, 5], 3.0, ""),
        ([1] * 5, 2.9, "or lower"),
        ([1, 1, 1, 2, 2], 2.9, "or lower"),
        ([5] * 9, 3.9, "or higher"),
        ([1] * 9, 2.1, "or lower"),
        ([5] * 10, 4.0, "or higher"),
        ([5] * 8 + [4] * 2, 4.0, "or higher"),
        ([4] * 8 + [3] * 2, 3.8, ""),
        ([5] * 200, 4.9, "or higher"),
        ([3] * 7, 3.0, ""),
    ],
)
def test_the_ends_are_cut_off(points: list[int], value: float, bound: str) -> None:
    found = table([person("A", score) for score in points])
    assert found.loc["A", ["value", "bound"]].to_list() == [value, bound]
    assert found.loc["total", ["value", "bound"]].to_list() == [value, bound]


def test_a_small_rest_is_cut_off_further() -> None:
    found = table([*people({"A": 4, "B": 1}, 5), *people({"C": 5}, 3)])
    assert found.loc["rest", ["value", "bound"]].to_list() == [3.1, "or higher"]
    assert found.loc["rest", ["low", "high"]].to_list() == pytest.approx([3.05, 5])
    # (5 * 3.05 + 5 * 2.95) / 10 to (5 * 5 + 5 * 3.05) / 10: only the range is known
    assert found.loc["total", ["value", "low", "high"]].to_list() == pytest.approx([3.5, 3.0, 4.025])
    assert found.loc["total", "bound"] == BAND


def test_cells_all_cut_off_on_one_side_have_a_total_that_is() -> None:
    found = table([*people({"A": 5, "B": 12}, 5)])
    assert found.loc["total", ["value", "bound"]].to_list() == [
        4.4,
        "or higher",
    ]  # 10 points of 85 from the end
    assert table(people({"A": 5, "B": 12}, 1)).loc["total", ["value", "bound"]].to_list() == [1.6, "or lower"]


@pytest.mark.parametrize(
    ("points", "value", "low", "high", "bound"),
    [
        ([5] * 6, 3.3, 3.25, 5, "or higher"),
        ([3, 3, 3, 3, 3, 4], 3.0, 2.75, 3.25, BAND),
        ([2, 2, 3, 4, 4, 4], 3.0, 2.75, 3.25, BAND),
        ([2] * 6, 2.7, 1, 2.75, "or lower"),
        ([3] * 9, 3.0, 2.25, 3.75, BAND),
        ([4] * 5 + [3] * 5, 3.5, 3.45, 3.55, ""),
    ],
)
def test_single_answers_of_small_circles_are_shown_in_three_ranges(
    points: list[int], value: float, low: float, high: float, bound: str
) -> None:
    found = table([person("A", trust=answer) for answer in points], "trust")
    assert found.loc["A", ["value", "low", "high"]].to_list() == pytest.approx([value, low, high])
    assert found.loc["A", "bound"] == bound


def test_five_single_answers_are_not_shown_at_all() -> None:
    found = table(people({"A": 5, "B": 9}, trust=3), "trust")
    assert found.loc[["A", "B"], "state"].to_list() == [BELOW, BELOW]
    assert table(people({"A": 5, "B": 9})).loc["A", "state"] == PUBLISHED


def test_a_total_stays_clear_of_the_ends_that_its_cut_cells_leave() -> None:
    rows = [row for circle in "ABCDEFGHIJ" for row in people({circle: 8}, 5)]
    assert table(rows).loc["total", ["value", "bound"]].to_list() == [4.8, "or higher"]  # 10 of 400 is 0.125
    rows = [row for circle in "ABCDEFGHIJ" for row in people({circle: 8}, 4)]
    assert table(rows).loc["total", ["value", "bound"]].to_list() == [4.0, ""]


sizes = st.dictionaries(st.sampled_from("ABCDEFG"), st.integers(1, 9), min_size=1)


few = settings(max_examples=examples(15), deadline=None)


@few
@given(sizes=sizes, k=st.integers(0, 12), seed=st.randoms(use_true_random=False))
def test_every_table_keeps_the_rule(sizes: dict[str, int], k: int, seed: Any) -> None:
    rows = [person(circle, seed.randint(1, 5)) for circle, size in sizes.items() for _ in range(size)]
    found, counted = table(rows, k=k), max(k, 5)
    truth = pd.DataFrame(rows).groupby("circle")["safety_2"].agg(["size", "mean", "sum"])
    circles = found[found["cell"] == "circle"]
    shown = circles.index[circles["state"] == PUBLISHED]
    below = truth.loc[circles.index[circles["state"] == BELOW], "size"]
    assert (truth.loc[shown, "size"] >= counted).all()
    if len(below) and len(shown):
        assert below.sum() >= counted
        assert len(below) >= 2
        assert below.max() <= truth.loc[shown, "size"].min()
        assert below.sum() - below.max() < counted or len(below) == 2 or below.max() < counted
    for circle in shown:
        assert (
            found.loc[circle, "low"] - 1e-9 <= truth.loc[circle, "mean"] <= found.loc[circle, "high"] + 1e-9
        )
    if len(below):
        enough = len(below) >= 2 and below.sum() >= counted
        assert (found.loc["rest", "state"] == PUBLISHED) == enough
    total = found.loc["total"]
    if total["state"] == PUBLISHED:
        assert total["n"] == len(rows)
        assert total["low"] - 1e-9 <= truth["sum"].sum() / len(rows) <= total["high"] + 1e-9


@few
@given(sizes=sizes, seed=st.randoms(use_true_random=False))
def test_what_is_hidden_depends_on_counts_only(sizes: dict[str, int], seed: Any) -> None:
    one, other = (
        table([person(circle, seed.randint(1, 5)) for circle, size in sizes.items() for _ in range(size)])
        for _ in range(2)
    )
    columns = ["cell", "state", "n", "left_out"]
    pd.testing.assert_frame_equal(one[columns], other[columns])


@few
@given(order=st.permutations(range(24)))
def test_the_order_of_rows_changes_nothing(order: list[int]) -> None:
    rows = [person("ABC"[n % 3], 1 + n % 5, trust=1 + n % 4) for n in range(24)]
    pd.testing.assert_frame_equal(
        publish.publishable(pd.DataFrame(rows)), publish.publishable(pd.DataFrame([rows[n] for n in order]))
    )


# Waves, circles, columns


@pytest.mark.parametrize("spelled", ["2026-Q1", "2026-q1", " 2026 Q1 ", "2026Q1", "2026_Q1"])
def test_a_wave_may_be_spelled_freely(spelled: str) -> None:
    assert table(people({"A": 5}, wave=spelled)).loc["A", "wave"] == "2026-Q1"


@pytest.mark.parametrize("spelled", ["2026", "Q1", "2026-Q5", "2026-01", "spring", "0001-Q1", "2026-Q12"])
def test_a_wave_that_is_not_a_quarter_is_counted_apart(spelled: str) -> None:
    survey = parse_survey([grid("pulse", people({"A": 5}, wave=spelled) + people({"A": 5}))])
    found = publish.publish(survey, SETTINGS)
    assert set(found.table["wave"]) == {"2026-Q1"}
    assert found.unreadable_waves == 5


def test_a_circle_is_one_whatever_its_case_and_spaces() -> None:
    found = table(people({"Atlas": 2, "ATLAS ": 2, "atlas": 1}))
    assert found.index.to_list() == ["Atlas", "total"]
    assert found.loc["Atlas", "n"] == 5


def test_no_answers_give_an_empty_table_with_all_columns() -> None:
    full = publish.publishable(pd.DataFrame(people({"A": 5})))
    empty = publish.publishable(pd.DataFrame({"wave": [], "circle": []}))
    assert empty.empty
    assert empty.dtypes.to_dict() == full.dtypes.to_dict()
    only_names = publish.publishable(pd.DataFrame({"wave": ["2026-Q1"], "circle": ["A"]}))
    assert set(only_names["state"]) == {NO_ANSWERS}


def test_a_parsed_survey_says_what_it_records_and_takes_k_from_the_settings() -> None:
    answers = [{"wave": "2026-Q1", "circle": "A", "respondent": f"r{n}", "trust": 4} for n in range(6)]
    survey = parse_survey([grid("pulse", answers)])
    found = publish.publish(survey, SETTINGS | {"min_group": 1, "min_comments": 2})
    assert (found.k, found.comments_k, found.recorded) == (3, 3, {"trust"})
    assert publish.publish(survey, SETTINGS).k == 5
    (shown,) = found.table[(found.table["question"] == "trust") & (found.table["cell"] == "circle")]["value"]
    assert shown == 3.3


# Comments


def commented(count: int, wave: str = "2026-Q1") -> list[Row]:
    return [person("A", wave=wave, comment=f"thought {number}") for number in range(count)]


def test_comments_are_shown_from_ten_on_and_without_their_circle() -> None:
    rows = [*commented(9, "2026-Q1"), person("B", comment="  "), *commented(10, "2026-Q2")]
    found = publish.comments(pd.DataFrame(rows))
    assert list(found) == ["wave", "comment"]
    assert set(found["wave"]) == {"2026-Q2"}
    assert len(found) == 10


def test_the_order_of_comments_is_not_that_of_the_rows() -> None:
    rows = commented(12)
    found = publish.comments(pd.DataFrame(rows))
    pd.testing.assert_frame_equal(found, publish.comments(pd.DataFrame(rows[::-1])))
    assert found["comment"].to_list() != [row["comment"] for row in rows]


def test_a_survey_without_comments_has_none() -> None:
    assert publish.comments(pd.DataFrame(people({"A": 20}))).empty
