"""No respondent, and no two together, learn anybody else's answer to within one point: proven by integer programs.

The reading of the rule: of single answers, which are whole numbers, at least three remain possible (the range is 2 or
more); a person's score keeps a range of more than 1. Each run tries a few random programs; PHAROS_SEEDS=400 tries 400:

    PHAROS_SEEDS=400 .venv/bin/python -m pytest tests/metrics/pulse/test_insiders.py -q
"""

from __future__ import annotations

import os
import random
from collections import Counter

import pandas as pd
import pytest

from lib.metrics.pulse import disclosure, publications
from lib.metrics.pulse.disclosure import PUBLISHED
from lib.metrics.pulse.publications import Publication
from lib.metrics.pulse.publish import publishable
from tests.examples import some
from tests.metrics.pulse.insiders import (
    Attack,
    Group,
    Program,
    insiders_of,
    learned,
    made_up,
    people,
    said_by,
)

LAST = pd.Timestamp("2026-06-30")
SEEDS = range(int(os.environ.get("PHAROS_SEEDS", "3")))
PAIRS = 12


def published_of(program: Program) -> list[Publication]:
    """All publications of the wave, as the late answers come in."""
    kept: list[Publication] = []
    for lots in range(len(program.later) + 1):
        due = publications.due(program.rows(lots), kept, program.k, 10, LAST)
        kept += [each for each in due if each.has_figures]
    return kept


def under_attack(
    program: Program, kept: list[Publication], question: str
) -> tuple[Attack, dict[Group, list[int]]]:
    """What insiders face: who is counted in which publication is public, and so are all numbers."""
    rows = program.rows(len(program.later))
    marks = publications.marked(rows)["mark"]
    answers: dict[Group, list[int]] = {}
    said = []
    for each in kept:
        of: dict[str, set[Group]] = {}
        for circle, counted in each.counted.items():
            points = rows.loc[marks.isin(counted), "trust"].to_list()
            answers[circle, each.number] = points
            of[circle] = {(circle, each.number)}
        said += list(said_by(each.table, question, of))
    return Attack(question, {group: len(points) for group, points in answers.items()}, tuple(said)), answers


@pytest.mark.parametrize("seed", SEEDS)
def test_insiders_learn_no_answer_to_within_one_point(seed: int) -> None:
    program = made_up(seed)
    kept = published_of(program)
    for question in ("safety", "trust"):
        attack, answers = under_attack(program, kept, question)
        for covered, low, high in attack.said:
            assert low - 1e-6 <= sum(sum(answers[group]) for group in covered) <= high + 1e-6
        found = learned(attack, answers, random.Random(seed), PAIRS)
        assert (found["one near"], found["two near"]) == (0, 0), (question, program)


@pytest.mark.parametrize("n", some([5, 6, 9, 10, 7, 8, 11, 12, 15], 4))
def test_any_two_members_of_a_circle_of_any_average(n: int) -> None:
    """Every sum that a circle can have, with the two insiders whose answers say most about the others."""
    rows: list[dict[str, object]] = []
    cases = {}
    for total in range(n, 5 * n + 1):
        points = [1 + min(4, max(0, total - n - 4 * place)) for place in range(n)]
        cases[f"{1900 + total}-Q1"] = points
        rows += people("A", points, f"{1900 + total}-Q1")
    table = publishable(pd.DataFrame(rows))
    for wave, points in cases.items():
        for question in ("safety", "trust"):
            said = tuple(said_by(table[table["wave"] == wave], question, {"A": {("A", 0)}}))
            attack = Attack(question, {("A", 0): n}, said)
            for pair in {(points[0], points[1]), (points[-1], points[-2])}:
                low, high = attack.span([(("A", 0), float(point)) for point in pair], ("A", 0))
                assert high - low >= (2 - 1e-6 if question == "trust" else 1 + 1e-3), (wave, pair)


@pytest.mark.parametrize("points", some([1, 5, 3], 1))
def test_totals_do_not_undo_the_cuts_of_many_small_circles(points: int) -> None:
    rows = [row for circle in "ABCDEFGH" for row in people(circle, [points] * 6, "2026-Q1")]
    table = publishable(pd.DataFrame(rows))
    for question in ("safety", "trust"):
        of = {circle: {(circle, 0)} for circle in "ABCDEFGH"}
        attack = Attack(
            question, {(circle, 0): 6 for circle in "ABCDEFGH"}, tuple(said_by(table, question, of))
        )
        answers = {(circle, 0): [points] * 6 for circle in "ABCDEFGH"}
        assert learned(attack, answers, random.Random(1), 4)["two near"] == 0


def test_the_attack_finds_what_the_earlier_rule_gave_away() -> None:
    """An average of 2.4 of 5 people, to 0.1, gives two who answered 5 and 4 the other three answers: 1 each."""
    exact = ((frozenset({("A", 0)}), 11.75, 12.25),)
    attack = Attack("trust", {("A", 0): 5}, exact)
    assert attack.span([(("A", 0), 5.0), (("A", 0), 4.0)], ("A", 0)) == (1.0, 1.0)
    assert learned(attack, {("A", 0): [5, 4, 1, 1, 1]}, random.Random(1), 3) == Counter(
        {"one tried": 3, "one exact": 0, "one near": 0, "two tried": 2, "two exact": 1, "two near": 1}
    )


def test_one_late_answer_changes_nothing_and_five_are_published_apart() -> None:
    program = Program({"A": [4] * 6, "B": [3] * 7}, ({"A": [1]}, {"A": [2, 2], "B": [5, 5]}), 5)
    first = publications.due(program.rows(0), [], 5, 10, LAST)
    assert publications.due(program.rows(1), first, 5, 10, LAST) == []
    (second,) = publications.due(program.rows(2), first, 5, 10, LAST)
    assert (second.number, sum(map(len, second.counted.values()))) == (2, 5)
    table = publications.combined([*first, second])
    safety = table[table["question"] == "safety"]
    safety = safety.set_index(safety["circle"].fillna(safety["cell"]))
    assert safety.loc[["A", "B", "rest", "total"], "n"].to_list() == [6, 7, 5, 18]
    before = first[0].table[first[0].table["cell"] == "circle"]
    after = table[table["cell"] == "circle"]
    pd.testing.assert_frame_equal(before.reset_index(drop=True), after.reset_index(drop=True))
    assert set(table["state"]) >= {PUBLISHED}


def test_every_single_respondent_is_tried() -> None:
    found = insiders_of({("A", 1): [1, 5, 5], ("B", 1): [2]}, random.Random(1), 99)
    assert [len(each) for each in found].count(1) == 3
    assert ((("A", 1), 1.0), (("B", 1), 2.0)) in found


def test_fewest_never_goes_under_what_is_safe() -> None:
    assert [disclosure.fewest("safety", k) for k in (1, 5, 8)] == [5, 5, 8]
    assert [disclosure.fewest("trust", k) for k in (1, 5, 8)] == [6, 6, 8]
