"""What works for whom: place by place, two practices within places, and never pooled."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from lib.access.redaction import KEPT, Viewer, redact
from lib.log.format.model import CircleLog
from lib.metrics.core.facts import Facts
from lib.metrics.diffusion import spreading, what_works, within_places
from lib.metrics.program.program import measure
from lib.metrics.statistics.intervals import wilson
from tests.metrics.diffusion.test_adoptions import AS_OF, circle_log, practices, stage

KIDNEY_STONES = pd.DataFrame(
    {
        "stratum": ["small", "large"],
        "one_worked": [81, 192],
        "one_tried": [87, 263],
        "other_worked": [234, 55],
        "other_tried": [270, 80],
    }
)
"""Open surgery and percutaneous nephrolithotomy by size of the stone (Charig and others 1986)."""


def test_kidney_stones() -> None:
    found = within_places.compared(KIDNEY_STONES, "Open surgery", "Puncture")
    assert (found.table["one_rate"] > found.table["other_rate"]).all()
    pooled = KIDNEY_STONES.sum(numeric_only=True)
    assert pooled["one_worked"] / pooled["one_tried"] < pooled["other_worked"] / pooled["other_tried"]
    # by hand: (81 * 36 / 357 + 192 * 25 / 343) / (6 * 234 / 357 + 71 * 55 / 343)
    assert found.odds_ratio == pytest.approx(
        (81 * 36 / 357 + 192 * 25 / 343) / (6 * 234 / 357 + 71 * 55 / 343)
    )
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.odds_ratio < found.high
    assert found.contradicts
    assert "Adding up all places would say the opposite" in found.words
    other = within_places.compared(KIDNEY_STONES.iloc[::-1], "Open surgery", "Puncture")
    assert other.odds_ratio == pytest.approx(found.odds_ratio)


def test_the_table_that_r_gives() -> None:
    """UCBAdmissions in R, mantelhaen.test: common odds ratio 0.9047, p 0.2323."""
    admitted = [(512, 825, 89, 108), (353, 560, 17, 25), (120, 325, 202, 593), (138, 417, 131, 375)]
    admitted += [(53, 191, 94, 393), (22, 373, 24, 341)]
    table = pd.DataFrame(admitted, columns=["one_worked", "one_tried", "other_worked", "other_tried"])
    result = within_places.mantel_haenszel(table)
    assert result is not None
    assert result[0] == pytest.approx(0.9047, abs=5e-4)
    assert result[3] == pytest.approx(0.2323, abs=5e-4)


@pytest.mark.parametrize(
    ("rows", "ratio"),
    [
        ([(0, 0, 3, 5)], None),  # nobody tried the one
        ([(5, 5, 7, 7)], None),  # everything works
        ([(5, 5, 0, 6)], np.inf),
        ([(0, 5, 6, 6)], 0.0),
    ],
)
def test_places_with_little_information(rows: list[tuple[int, ...]], ratio: float | None) -> None:
    table = pd.DataFrame(rows, columns=["one_worked", "one_tried", "other_worked", "other_tried"])
    found = within_places.compared(table.assign(stratum="x"), "A", "B")
    assert found.odds_ratio == ratio
    assert ("Nothing to compare" in found.words) is (ratio is None)


def tried(*groups: tuple[str, str, int, int], effect: str = "did not work", **more: Any) -> CircleLog:
    """A log from rows of practice, function, how many teams it worked for, and how many tried it."""
    names = [(p, f, number, number < n) for p, f, n, N in groups for number in range(N)]
    places = dict.fromkeys((f, f"{p} {f} {number}") for p, f, number, _ in names)
    return circle_log(
        circles=[{"circle": "Atlas"}],
        practices=[
            row | {"circle": "Atlas"}
            for row in practices(*sorted({"P", "Q", *(group[0] for group in groups)}))
        ],
        teams=[{"team": team, "function": function} for function, team in places],
        adoptions=[
            stage(p, f"{p} {f} {number}", "adopted", "2026-02-01", effect="worked" if did else effect, **more)
            for p, f, number, did in names
        ],
    )


def test_strata_hide_the_few_and_grey_the_small() -> None:
    facts = Facts(
        tried(("P", "Sales", 18, 20), ("P", "Ops", 4, 19), ("P", "IT", 2, 5), ("P", "HR", 4, 4)), AS_OF
    )
    table = what_works.strata(spreading.for_practice(facts, "P"), "function")
    assert table["stratum"].to_list() == ["Sales", "IT", "Ops", "HR"]
    assert table["shown"].to_list() == ["full", "grey", "grey", "hidden"]
    assert table[["worked", "tried"]].to_numpy().tolist() == [[18, 20], [2, 5], [4, 19], [4, 4]]
    assert table["value"][:3].to_list() == [0.9, 0.4, 4 / 19]
    assert (table["low"][0], table["high"][0]) == wilson(18, 20)
    assert table.loc[3, ["value", "low", "high"]].isna().all()
    assert what_works.contradictions(table) == ["Works more often in Sales (18 of 20) than in Ops (4 of 19)"]
    figure = measure(facts.log, AS_OF).figures["what_works"]
    assert (figure.n, figure.N, figure.text) == (28, 48, "28")
    assert figure.parts["by_function"] == {"Sales": [18, 20], "Ops": [4, 19], "IT": [2, 5]}


def test_nobody_contradicts_alone() -> None:
    assert (
        what_works.contradictions(what_works.strata(Facts(tried(("P", "Ops", 3, 9)), AS_OF), "function"))
        == []
    )
    empty = what_works.strata(Facts(circle_log(), AS_OF), "size")
    assert empty.empty
    assert what_works.contradictions(empty) == []


def test_two_practices_in_the_same_functions() -> None:
    log = tried(
        ("P", "small", 81, 87), ("P", "large", 192, 263), ("Q", "small", 234, 270), ("Q", "large", 55, 80)
    )
    found = within_places.compare(Facts(log, AS_OF), "P", "Q")
    assert found.table["stratum"].to_list() == ["large", "small"]
    assert found.odds_ratio == within_places.compared(KIDNEY_STONES, "", "").odds_ratio
    assert found.words.startswith(
        "Wherever both were tried, Title of P works more often than Title of Q, though"
    )
    apart = within_places.compare(Facts(tried(("P", "a", 5, 9), ("Q", "b", 2, 9)), AS_OF), "P", "Q")
    assert apart.odds_ratio is None


def test_only_practices_tried_in_the_same_places_can_be_compared() -> None:
    log = tried(
        ("P", "a", 5, 9),
        ("P", "b", 2, 4),
        ("Q", "b", 1, 3),
        ("R", "a", 1, 2),
        ("R", "b", 1, 2),
        ("S", "c", 2, 9),
    )
    facts = Facts(log, AS_OF)
    assert within_places.tried_together(facts, "P") == ["R", "Q"]
    assert within_places.tried_together(facts, "S") == []
    table = within_places.compare(facts, "P", "R").table
    assert table["one_rate"].fillna(-1).to_list() == [5 / 9, -1], "fewer than 5 tried have no rate"
    assert table[["one_worked", "other_tried"]].to_numpy().tolist() == [[5, 2], [2, 2]]


def test_places_that_disagree_are_called_out() -> None:
    log = tried(("P", "a", 18, 20), ("P", "b", 2, 20), ("Q", "a", 2, 20), ("Q", "b", 18, 20))
    found = within_places.compare(Facts(log, AS_OF), "P", "Q")
    assert found.contradicts
    assert "differ no more than chance" in found.words
    assert found.words.endswith("Places disagree: look at each of them.")


WORDS = [
    ([("trying", "worked")], "worked"),
    ([("trying", "too early"), ("adopted", "mixed")], "mixed"),
    ([("adopted", "mixed"), ("sustained", "worked")], "worked"),  # the latest
    ([("adopted", "worked"), ("sustained", "too early")], "worked"),  # known before
    ([("adopted", "worked"), ("stopped", "did not work")], "did not work"),
    ([("adopted", "too early")], "too early"),
    ([("adopted", None)], None),
]


@pytest.mark.parametrize(("stages", "expected"), WORDS)
def test_the_effect_that_counts(stages: list[tuple[str, str | None]], expected: str | None) -> None:
    rows = [
        stage("P", "A", name, f"2026-0{month}-01", effect=effect)
        for month, (name, effect) in enumerate(stages, start=1)
    ]
    found = what_works.tried(Facts(circle_log(teams=[{"team": "A"}], adoptions=rows), AS_OF))
    assert [None if pd.isna(word) else word for word in found["effect"]] == [expected]


def test_told_is_not_tried() -> None:
    rows = [stage("P", "A", "told", "2026-01-01", effect="worked")]
    assert what_works.tried(Facts(circle_log(teams=[{"team": "A"}], adoptions=rows), AS_OF)).empty


def test_left_out_with_the_reason() -> None:
    figure = measure(tried(("P", "a", 1, 3), effect="too early"), AS_OF).figures["what_works"]
    assert (figure.n, figure.N, figure.excluded) == (1, 1, {"too early to tell": 2})


def test_sizes_and_conditions() -> None:
    sizes = [9, 10, 24, 25, 50, None]
    log = circle_log(
        teams=[{"team": f"T{n}", "size": size} for n, size in enumerate(sizes)],
        adoptions=[
            stage("P", f"T{n}", "adopted", "2026-01-01", effect="worked", conditions=words)
            for n, words in enumerate(["Remote, new lead", "remote", "REMOTE ,", None, KEPT, "new lead"])
        ],
    )
    facts = Facts(log, AS_OF)
    assert what_works.tried(facts)["size"].to_list() == [
        "up to 9 people", "10 to 24", "10 to 24", "25 to 49", "50 and more", "not recorded",
    ]  # fmt: skip
    found = what_works.strata(facts, "conditions").set_index("stratum")["tried"].to_dict()
    assert found == {"Remote": 3, "new lead": 2}
    assert what_works.strata(facts, "size")["tried"].sum() == 5


def test_conditions_kept_in_a_circle_are_no_condition() -> None:
    seen = redact(tried(("P", "a", 6, 9), conditions="rain"), Viewer("sponsor", "sam@x.org"))
    facts = Facts(seen, AS_OF)
    assert what_works.strata(facts, "conditions").empty
    assert what_works.strata(facts, "function")["tried"].to_list() == [9]
