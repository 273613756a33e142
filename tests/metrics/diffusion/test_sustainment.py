"""How long practices last, how often teams stop using them, and how many components teams keep."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from lifelines import KaplanMeierFitter

from lib.log.format.model import CircleLog
from lib.metrics.core.facts import Facts
from lib.metrics.core.figure import Figure
from lib.metrics.diffusion import fidelity, sustainment
from lib.metrics.diffusion.adoptions import adoption_events
from lib.metrics.diffusion.travel import travel
from lib.metrics.program.program import measure
from tests.examples import examples
from tests.metrics.diffusion.test_adoptions import AS_OF, DAYS, circle_log, iso, programs, stage, teams

ATLAS: dict[str, Any] = {
    "circles": [{"circle": "Atlas"}],
    "practices": [
        {"practice": "P", "title": "P", "circle": "Atlas", "components": 5},
        {"practice": "Q", "title": "Q", "circle": "Atlas"},
    ],
}
LOG = circle_log(
    **ATLAS,
    teams=[*teams("Keeps", "Stops", "Back", "Young", "Told"), {"team": "Gone", "eligible_to": "2026-03-12"}],
    adoptions=[
        stage("P", "Keeps", "trying", "2025-12-01"),
        stage("P", "Keeps", "adopted", "2026-01-01"),
        stage("P", "Keeps", "sustained", "2026-04-11"),  # after 100 days
        stage("P", "Stops", "adopted", "2026-01-01"),
        stage("P", "Stops", "stopped", "2026-03-02"),  # after 60
        stage("P", "Back", "adopted", "2026-01-01"),
        stage("P", "Back", "stopped", "2026-01-21"),  # after 20
        stage("P", "Back", "adapted", "2026-03-01"),  # 121 days up to now
        stage("P", "Young", "adopted", "2026-06-10"),  # 20 days
        stage("P", "Gone", "adopted", "2026-02-10"),  # 30 days until it left
        stage("P", "Told", "told", "2026-01-01"),
        stage("P", "Told", "stopped", "2026-01-02"),  # never used
    ],
)


def figure(log: CircleLog, key: str) -> Figure:
    return measure(log, AS_OF).figures[key]


def test_uses_by_hand() -> None:
    rows = sustainment.uses(Facts(LOG, AS_OF))
    result = sorted(zip(rows["team"], rows["days"], rows["stopped"], rows["is_first"], strict=True))
    assert result == [
        ("Back", 20, True, True),
        ("Back", 121, False, False),
        ("Gone", 30, False, True),
        ("Keeps", 180, False, True),
        ("Stops", 60, True, True),
        ("Young", 20, False, True),
    ]


def test_kept_after_30_90_and_180_days() -> None:
    """At risk: 5 on day 20 (Back stops, Young is censored), Gone on day 30, 2 on day 60 (Stops)."""
    found = figure(LOG, "sustainment")
    parts = {horizon: found.parts[horizon] for horizon in ("30", "90", "180")}
    assert [part["value"] for part in parts.values()] == pytest.approx([4 / 5, 2 / 5, 2 / 5])
    counts = {h: [p[name] for name in ("stopped", "confirmed", "unknown", "young")] for h, p in parts.items()}
    assert counts == {"30": [1, 2, 1, 1], "90": [2, 1, 0, 2], "180": [2, 0, 1, 2]}  # Gone is unknown at 30
    assert found.value == parts["90"]["value"]
    assert (found.low, found.high) == (parts["90"]["low"], parts["90"]["high"])
    unstopped = [stage("P", "Keeps", "adopted", iso(0)), stage("P", "Stops", "adopted", iso(0))]
    kept = figure(LOG.with_tabs(adoptions=circle_log(adoptions=unstopped).adoptions), "sustainment")
    assert (kept.value, kept.low, kept.high) == (1.0, None, None)  # without a stop no interval is defined
    assert (found.n, found.N, found.excluded) == (1, 3, {"followed for less than 90 days": 2})
    assert found.parts["came_back"] == 1
    assert travel(LOG, AS_OF)["P"]["sustainment"] == {h: part["value"] for h, part in parts.items()}
    assert travel(LOG, AS_OF)["Q"]["sustainment"] == dict.fromkeys(parts)


def test_stopping_on_the_day_is_stopping() -> None:
    rows = [stage("P", "Keeps", "adopted", iso(0)), stage("P", "Keeps", "stopped", iso(30))]
    result = measure(LOG.with_tabs(adoptions=circle_log(adoptions=rows).adoptions), AS_OF)
    assert result.figures["sustainment"].parts["30"]["value"] == 0
    same_day = [stage("P", "Keeps", "adopted", iso(0)), stage("P", "Keeps", "stopped", iso(0))]
    found = sustainment.uses(Facts(LOG.with_tabs(adoptions=circle_log(adoptions=same_day).adoptions), AS_OF))
    assert found[["days", "stopped"]].to_numpy().tolist() == [[0.0, True]]


def test_abandonment_by_hand() -> None:
    months = (20 + 121 + 30 + 180 + 60 + 20) / (365.25 / 12)
    found = figure(LOG, "abandonment")
    assert found.value == pytest.approx(2 / months)
    assert found.parts["team_months"] == pytest.approx(months)
    assert (found.n, found.N) == (2, round(months))
    assert figure(circle_log(**ATLAS, teams=teams("A")), "abandonment").value is None


CHECKED = circle_log(
    **ATLAS,
    teams=teams(*"ABCDE"),
    adoptions=[
        stage("P", "A", "adopted", "2026-01-01", components_kept=5),
        stage("P", "A", "adapted", "2026-06-20", components_kept=3, adapted_how="shorter"),  # the last check
        stage("P", "A", "sustained", "2026-06-25"),
        stage("P", "B", "adopted", "2026-06-10", components_kept=5),
        stage("P", "B", "adapted", "2026-06-11"),
        stage("P", "C", "adopted", "2026-01-01"),
        stage("P", "D", "adopted", "2026-01-01", components_kept=6),
        stage("P", "E", "trying", "2026-01-01", components_kept=1),
        stage("Q", "A", "adopted", "2026-01-01", components_kept=2),
    ],
)


def test_fidelity_by_hand() -> None:
    found = figure(CHECKED, "fidelity")
    assert (found.n, found.N, found.value) == (8, 10, 0.8)
    assert found.excluded == {
        "the practice does not list its components": 1,
        "components kept not recorded": 1,
        "more components kept than the practice has": 1,
    }
    assert found.parts == {"teams_checked": 2, "median_check_age": 15.0, "adapted": 2, "adapted_how": 1}
    assert len(fidelity.checks(Facts(CHECKED, AS_OF))) == 5


@settings(max_examples=examples(10), deadline=None)
@given(programs(), DAYS)
def test_uses_match_who_uses_what_now(log: CircleLog, day: int) -> None:
    as_of = pd.Timestamp(iso(day))
    rows, events = sustainment.uses(Facts(log, as_of)), adoption_events(log, as_of)
    assert rows["is_first"].sum() == len(events)
    lasting = rows[~rows["stopped"]]
    used = events[events["in_use"]]
    assert sorted(zip(lasting["practice"], lasting["team"], strict=True)) == sorted(
        zip(used["practice"], used["team"], strict=True)
    )
    for part in measure(log, as_of).figures["sustainment"].parts.values():
        if isinstance(part, dict):
            assert sum(part[name] for name in ("stopped", "confirmed", "unknown", "young")) == len(events)


def test_the_curve_is_that_of_lifelines() -> None:
    chance = np.random.default_rng(5)
    names = [f"T{number:03}" for number in range(80)]
    rows = []
    for name in names:
        since = int(chance.integers(0, 150))
        rows.append(stage("P", name, "adopted", iso(since)))
        if chance.random() < 0.5:
            rows.append(stage("P", name, "stopped", iso(since + int(chance.integers(1, 100)))))
    facts = Facts(circle_log(**ATLAS, teams=teams(*names), adoptions=rows), AS_OF)
    used = sustainment.first_uses(facts)
    fitted = KaplanMeierFitter().fit(used["days"], used["stopped"])
    result = measure(facts.log, AS_OF).figures["sustainment"].parts
    for horizon in (30, 90):
        assert result[str(horizon)]["value"] == pytest.approx(fitted.predict(horizon), abs=1e-12)
    assert sustainment.curve(facts)["kept"].iloc[0] == 1
