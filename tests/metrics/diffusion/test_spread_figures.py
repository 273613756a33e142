"""Spread for the program and its circles: hand-made forests, filters, one practice alone, and rules that must hold."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.access.redaction import Viewer, redact
from lib.log.format.model import CircleLog
from lib.metrics.core.facts import Facts
from lib.metrics.core.figure import Figure
from lib.metrics.dictionary import DICTIONARY
from lib.metrics.diffusion import boundaries, pace, spreading
from lib.metrics.program.program import Program, measure
from lib.metrics.statistics.intervals import wilson
from tests.data.hand_log import HAND
from tests.data.logs import log
from tests.examples import examples
from tests.metrics.diffusion import one_at_a_time
from tests.metrics.diffusion.test_adoptions import (
    AS_OF,
    DAYS,
    circle_log,
    iso,
    programs,
    renamed,
    shuffled,
    stage,
)
from tests.metrics.diffusion.test_sources import IMPOSSIBLE, adopted, lighthouse

KEYS = [key for key, definition in DICTIONARY.items() if definition.group == "diffusion"]
PLACES = {
    "A": ("Sales", "North", True),
    "B": ("Sales", "South", False),
    "C": ("Ops", "North", False),
    "D": ("Ops", "South", None),
    "E": (None, "South", False),
    "F": ("Ops", "South", True),
}
FOREST = circle_log(
    circles=[{"circle": "Atlas"}, {"circle": "Vega"}],
    practices=[
        {"practice": "P", "title": "Brief", "circle": "Atlas", "added": "2026-01-01"},
        {"practice": "Q", "title": "Huddle", "circle": "Vega"},
        {"practice": "R", "title": "Nobody's"},
    ],
    teams=[
        {"team": team, "function": function, "region": region, "circle_member": member}
        for team, (function, region, member) in PLACES.items()
    ],
    adoptions=[
        *adopted("A 01-10", "B 02-01 A", "C 02-15 A", "D 03-01 C", "E 03-05 B", "F 06-01 *L"),
        *adopted("A 01-10", "C 02-01 A", practice="Q"),
        *adopted("F 03-01", practice="R"),
        stage("P", "B", "stopped", "2026-05-01"),
    ],
    lighthouses=[lighthouse("L")],
)
"""P: A -> B -> E, A -> C -> D, lighthouse -> F; B stopped. Q: A -> C. R, without a circle: F."""


@pytest.fixture(scope="module")
def program() -> Program:
    return measure(FOREST, AS_OF)


def counts(program: Program, key: str, circle: str | None = None) -> tuple[int | None, int | None]:
    figure = program.figures[key] if circle is None else program.circles[circle][key]
    return figure.n, figure.N


@pytest.mark.parametrize(
    ("key", "whole", "atlas", "vega"),
    [
        ("adoption_rate", (9, 18), (6, 6), (2, 6)),
        ("current_use", (8, 18), (5, 6), (2, 6)),
        ("adoption_curve", (9, 9), (6, 6), (2, 2)),
        ("spread_factor", (5, 8), (4, 5), (1, 2)),  # F of P is young
        ("generation", (6, 9), (5, 6), (1, 2)),
        ("cross_boundary", (2, 4), (1, 3), (1, 1)),  # A > C twice; A > B and C > D stay; E has no function
        ("reach_grid", (8, 15), (5, 5), (2, 5)),  # 5 places a practice, E's without a function among them
        ("beyond_members", (4, 8), (3, 5), (1, 2)),
        ("forecast", (0, 0), (0, 0), (0, 0)),  # F in June, and P has no teams left to adopt it
    ],
)
def test_by_hand(program: Program, key: str, whole: Any, atlas: Any, vega: Any) -> None:
    assert counts(program, key) == whole
    assert counts(program, key, "Atlas") == atlas
    assert counts(program, key, "Vega") == vega


def test_parts_by_hand(program: Program) -> None:
    factor = program.figures["spread_factor"]
    assert (factor.value, factor.text, factor.unit) == (5 / 8, "0.62", "ratio")
    assert factor.parts == {
        "adopters": 9, "attributed": 6, "active": 4, "impossible": 0,
        "attributed_share": 6 / 9, "r_active": 5 / 4,
    }  # fmt: skip
    assert program.figures["generation"].parts == {"by_generation": [3, 4, 2], "deepest": 2}
    assert program.circles["Atlas"]["generation"].parts == {"by_generation": [1, 3, 2], "deepest": 2}
    crossing = program.figures["cross_boundary"]
    assert crossing.excluded == {"learned from a lighthouse": 1, "function not recorded": 1}
    assert crossing.parts == {"regions": [2, 5]}  # A > B, C > D
    assert program.figures["beyond_members"].excluded == {"circle member not recorded": 1}
    assert program.figures["beyond_members"].parts == {"teams": [3, 5]}
    rate = program.figures["adoption_rate"]
    assert (rate.low, rate.high) == wilson(9, 18)


def test_flows(program: Program) -> None:
    found = boundaries.flows(program.facts, "function")
    assert list(zip(found["source"], found["target"], found["adoptions"], found["crosses"], strict=True)) == [
        ("Ops", "Ops", 1, False),
        ("Sales", "Ops", 2, True),
        ("Sales", "Sales", 1, False),
        ("Sales", "not recorded", 1, False),
        ("lighthouse", "Ops", 1, False),
    ]
    regions = boundaries.flows(program.facts, "region")
    assert regions.loc[regions["crosses"], "adoptions"].sum() == 2
    assert boundaries.flows(Facts(circle_log(), AS_OF), "region").empty


def test_impossible_sources_count_nowhere_else() -> None:
    found = measure(IMPOSSIBLE, AS_OF).figures
    assert found["spread_factor"].parts["impossible"] == 8
    assert (found["generation"].n, found["generation"].N) == (1, 11)  # K adopted Q


def test_one_practice_alone_whatever_its_circle() -> None:
    for circles in ((), ("Vega",)):
        facts = Facts(FOREST.filtered(circles=circles), AS_OF)
        own = measure(spreading.for_practice(facts, "P").log, AS_OF).figures
        assert (own["adoption_rate"].n, own["adoption_rate"].N) == (6, 6)
        one = one_at_a_time.spread(FOREST, "P", AS_OF)
        assert own["spread_factor"].value == one["r_all"]
        assert own["spread_factor"].parts["r_active"] == one["r_active"]
        assert own["generation"].parts["by_generation"] == one_at_a_time.generations(FOREST, "P", AS_OF)


def test_filters_by_circle_and_by_function(program: Program) -> None:
    atlas = measure(FOREST.filtered(circles=["Atlas"]), AS_OF)
    assert counts(atlas, "adoption_rate") == (7, 12)  # R has no circle, and stays
    ops = measure(FOREST.filtered(functions=["Ops"]), AS_OF)
    assert counts(ops, "generation") == (4, 5)  # C and D of P, C of Q, F by the lighthouse
    assert ops.figures["generation"].parts["by_generation"] == [1, 3, 1]
    assert counts(ops, "cross_boundary") == (2, 3)
    assert ops.figures["spread_factor"].parts["impossible"] == 0


def test_a_log_without_spread_says_so() -> None:
    figures = measure(circle_log(without=("adoptions", "teams")), AS_OF).figures
    for key in KEYS:
        if key in {"publicized", "lighthouse_ready", "embedded"}:
            continue
        assert figures[key].missing in {"not recorded: no teams tab", "not recorded: no adoptions tab"}
        assert figures[key].text == "–"


def test_a_sponsor_sees_the_same_figures() -> None:
    seen = measure(redact(FOREST, Viewer("sponsor", "sam@x.org")), AS_OF)
    whole = measure(FOREST, AS_OF)
    for key in KEYS:
        assert seen.figures[key].as_json() == whole.figures[key].as_json()
        assert {c: f[key] for c, f in seen.circles.items()} == {c: f[key] for c, f in whole.circles.items()}


@pytest.mark.parametrize("code", ["2026-Q2", "18", "9999-12-31", "2026-07-01"])
def test_a_code_for_never_is_not_an_adoption(code: str) -> None:
    """Many files write "not by the end of the study" as no date, or as one after the last day."""
    rows = [{"practice": "calls", "team": team, "stage": "adopted", "date": day}
            for team, day in (("North", "2026-02-10"), ("South", code))]  # fmt: skip
    seen = log({**HAND, "adoptions": rows})
    figures = measure(seen, AS_OF).figures
    assert (figures["adoption_curve"].n, figures["adoption_rate"].n) == (1, 1)
    assert figures["time_to_adoption"].n == 1


def printed(figures: Any) -> dict[str, Any]:
    return {key: figures[key].as_json() for key in KEYS}


@settings(max_examples=examples(4), deadline=None)
@given(programs(), DAYS, st.integers(0, 99))
def test_rules_that_hold_for_any_program(log: CircleLog, day: int, seed: int) -> None:
    as_of = pd.Timestamp(iso(day))
    found = measure(log, as_of).figures
    _names_and_order_do_not_matter(log, found, as_of, seed)
    rate, curve, steps = found["adoption_rate"], found["adoption_curve"], found["generation"]
    factor = found["spread_factor"].parts
    assert rate.n + sum(rate.excluded.values()) == curve.n == steps.N == factor["adopters"]
    assert sum(steps.parts["by_generation"]) == factor["adopters"]
    assert steps.n == factor["attributed"] <= factor["adopters"]
    cells = found["reach_grid"].parts["cells"]
    assert (sum(c["n"] for c in cells), sum(c["N"] for c in cells)) == (rate.n, rate.N)
    assert sum(boundaries.flows(Facts(log, as_of), "function")["adoptions"]) == factor["attributed"]
    points = measure(log, as_of).series["adoption_curve"].points
    assert points["n"].sum() == curve.n


def _names_and_order_do_not_matter(log: CircleLog, found: Any, as_of: pd.Timestamp, seed: int) -> None:
    assert printed(measure(shuffled(log, seed), as_of).figures) == printed(found)
    assert printed(measure(renamed(log), as_of).figures) == printed(found)


@settings(max_examples=examples(2), deadline=None)
@given(programs(), DAYS)
def test_practices_add_up(log: CircleLog, day: int) -> None:
    as_of = pd.Timestamp(iso(day))
    facts = Facts(log, as_of)
    whole = measure(log, as_of).figures
    each = [measure(spreading.for_practice(facts, practice).log, as_of).figures for practice in ("P", "Q")]
    for key in KEYS:
        if key not in {"lighthouse_ready", "publicized", "abandonment"}:
            for name in ("n", "N"):
                assert getattr(whole[key], name) == sum(getattr(one[key], name) or 0 for one in each), key
    for practice in ("P", "Q"):
        own = spreading.for_practice(facts, practice)
        for key, one in (
            ("adoption_rate", one_at_a_time.adoption_rate),
            ("current_use", one_at_a_time.current_use),
        ):
            figure: Figure = one(log, practice, as_of)
            assert (figure.n, figure.N) == counts(measure(own.log, as_of), key)
        assert pace.forecast(own).eligible == spreading.eligible(own).sum()
