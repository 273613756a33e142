"""Insiders of the pulse: one or two respondents who know their own answers and everything that was published.

`Attack.span` finds, with an integer program, the lowest and highest answer that another person can have given. Nothing
is left out: the cell of every circle, the rest, the total, every publication of the wave, all counts, hidden ones too,
and that answers are whole numbers from 1 to 5 (a score: sevenths). Filters only combine what is published, so they add
nothing. People of one circle and publication are alike but for what is known of them, so the others are one sum.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp

from lib.metrics.pulse.disclosure import PUBLISHED
from lib.metrics.pulse.publish import SAFETY

Group = tuple[str, int]
"""A circle, and 0 for the answers of its first publication or the number of a later one."""
Insider = tuple[Group, float]
UNIT = {"safety": 1 / 7, "trust": 1.0}
REVERSED = ("safety_1", "safety_3", "safety_5")


@dataclass(frozen=True)
class Attack:
    """One wave and question. `sizes`: answers by group. `said`: groups, and the range of the sum of their answers."""

    question: str
    sizes: dict[Group, int]
    said: tuple[tuple[frozenset[Group], float, float], ...]

    def span(self, insiders: Sequence[Insider], victim: Group) -> tuple[float, float]:
        """The lowest and highest answer of another person in `victim`, by an integer program over all answers."""
        unit = UNIT[self.question]
        groups = list(self.sizes)
        known = Counter(dict.fromkeys(groups, 0.0))
        left = Counter(self.sizes)
        for group, answer in insiders:
            known[group] += answer
            left[group] -= 1
        left[victim] -= 1
        assert left[victim] >= 0
        counts = np.array([left[group] for group in groups], dtype=float)
        bounds = Bounds(
            np.concatenate([[1 / unit], counts / unit]), np.concatenate([[5 / unit], 5 * counts / unit])
        )
        rows, lows, highs = [], [], []
        for covered, low, high in self.said:
            rows.append([unit * (victim in covered), *(unit * (group in covered) for group in groups)])
            own = sum(known[group] for group in covered)
            lows.append(low - own - 1e-7)
            highs.append(high - own + 1e-7)
        limits = LinearConstraint(np.array(rows), lows, highs) if rows else ()
        ends = []
        for sign in (1, -1):
            aim = np.zeros(len(groups) + 1)
            aim[0] = sign
            found = milp(aim, integrality=np.ones(len(groups) + 1), bounds=bounds, constraints=limits)
            assert found.status == 0, found.message
            ends.append(unit * sign * found.fun)
        return ends[0], ends[1]


def is_learned(question: str, low: float, high: float) -> bool:
    """Whether a range tells an answer to within one point: below 2 for whole numbers, at most 1 for scores."""
    return high - low < 2 - 1e-6 if question == "trust" else high - low <= 1 + 1e-6


def people(circle: str, points: Sequence[int], wave: str, first: int = 0) -> list[dict[str, object]]:
    """Rows of the survey: one person for each of `points`, the same for trust and for all safety items."""
    return [
        {"wave": wave, "circle": circle, "respondent": f"{wave}{circle}{number}", "trust": point}
        | {item: 6 - point if item in REVERSED else point for item in SAFETY}
        for number, point in enumerate(points, first)
    ]


@dataclass(frozen=True)
class Program:
    """Answers of one wave by circle: those there when the wave closed, then several lots that came later, and k."""

    first: dict[str, list[int]]
    later: tuple[dict[str, list[int]], ...]
    k: int

    def rows(self, lots: int) -> pd.DataFrame:
        """The survey with the first `lots` late lots."""
        rows: list[dict[str, object]] = []
        numbers: Counter[str] = Counter()
        for lot in (self.first, *self.later[:lots]):
            for circle, points in lot.items():
                rows += people(circle, points, "2026-Q1", numbers[circle])
                numbers[circle] += len(points)
        return pd.DataFrame(rows)


def made_up(seed: int) -> Program:
    """A random program: mostly small circles, sometimes all at one end of the scale, and late answers."""
    chance = random.Random(f"insiders {seed}")
    lean = chance.choice([(1, 5), (3, 5), (4, 5), (5, 5), (1, 1), (1, 2), (2, 4)])

    def points(count: int) -> list[int]:
        return [
            chance.randint(1, 5) if chance.random() < 0.15 else chance.randint(*lean) for _ in range(count)
        ]

    circles = "ABCDEF"[: chance.randint(1, 6)]
    first = {circle: points(chance.choice([1, 3, 4, 5, 5, 6, 6, 7, 8, 9, 10, 12])) for circle in circles}
    late = [
        {circle: points(chance.choice([1, 1, 2, 5, 7])) for circle in circles if chance.random() < 0.4}
        for _ in range(chance.randint(1, 3))
    ]
    return Program(first, tuple(late), chance.choice([3, 5, 5, 5, 8]))


def said_by(
    table: pd.DataFrame, question: str, of: dict[str, set[Group]]
) -> Iterator[tuple[frozenset[Group], float, float]]:
    """What the published cells of a table say. `of`: the groups counted in it, by circle."""
    rows = table[table["question"] == question]
    hidden = {name for name in of if name not in set(rows.loc[rows["state"] == PUBLISHED, "circle"].dropna())}
    for row in rows[rows["state"] == PUBLISHED].to_dict("records"):
        names = {"circle": {row["circle"]}, "rest": hidden, "total": set(of)}[row["cell"]]
        covered = frozenset(group for name in names for group in of[name])
        yield covered, row["n"] * row["low"], row["n"] * row["high"]


def insiders_of(
    answers: dict[Group, list[int]], chance: random.Random, most: int
) -> list[tuple[Insider, ...]]:
    """Every single respondent and the pairs most likely to learn something, then others, `most` pairs in all.

    Two people of one group with the same answer are the same insider.
    """
    kinds = {group: sorted(points) for group, points in answers.items()}
    singles = [((group, float(point)),) for group, points in kinds.items() for point in sorted(set(points))]
    pairs = [
        tuple((group, float(point)) for point in pair)
        for group, points in kinds.items()
        if len(points) >= 2
        for pair in {(points[0], points[1]), (points[-2], points[-1])}
    ]
    across = [(one[0], other[0]) for one, other in combinations(singles, 2) if one[0][0] != other[0][0]]
    chance.shuffle(across)
    return [*singles, *[*pairs, *across][: max(most, len(pairs))]]


def victims(answers: dict[Group, list[int]], insiders: Sequence[Insider]) -> list[Group]:
    """Groups with somebody who is not an insider."""
    inside = Counter(group for group, _ in insiders)
    return [group for group, points in answers.items() if len(points) > inside[group]]


def learned(
    attack: Attack, answers: dict[Group, list[int]], chance: random.Random, most: int
) -> Counter[str]:
    """How many insiders were tried, alone and in pairs, and how many of them learn an answer exactly or within one
    point."""
    found: Counter[str] = Counter()
    for insiders in insiders_of(answers, chance, most):
        who = "one" if len(insiders) == 1 else "two"
        spans = [attack.span(insiders, victim) for victim in victims(answers, insiders)]
        found[f"{who} tried"] += 1
        found[f"{who} exact"] += any(high - low < 1e-6 for low, high in spans)
        found[f"{who} near"] += any(is_learned(attack.question, low, high) for low, high in spans)
    return found
