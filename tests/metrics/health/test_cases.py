"""How well circles think their cases through, row by row on sessions counted by hand."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from lib.metrics.core import rates
from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.health import cases
from tests.data.hand_log import Rows, quick
from tests.metrics.core.narrowed import exclusions

AS_OF = pd.Timestamp("2026-06-30")
DAY = "2026-03-10"
CASE = {"case": "Churn"}
UNKNOWN = "assumptions, risks or options not recorded"
Counted = tuple[int, int, dict[str, int]]
"""n, N and what was left out."""


def facts(rows: Rows, **settings: float) -> Facts:
    """Atlas with these sessions, held on DAY unless they say otherwise."""
    sessions: Rows = [
        {"session": f"S-{place}", "circle": "Atlas", "planned": DAY, "held": DAY} | row
        for place, row in enumerate(rows)
    ]
    log = quick(circles=[{"circle": "Atlas"}], sessions=sessions)
    return Facts(replace(log, settings={**log.settings, **settings}), AS_OF)


def each(frame: pd.DataFrame, count: int) -> list[Counted]:
    """n, N and what was left out, row by row of the tab."""
    rows = [frame[frame.index == place] for place in range(count)]
    return [(int(row["hit"].sum()), int(row["reason"].isna().sum()), exclusions(row)) for row in rows]


def test_a_case_is_a_held_session_with_a_title() -> None:
    rows = [
        CASE,
        {},
        CASE | {"held": ""},
        CASE | {"held": "", "status": "held"},
        CASE | {"status": "cancelled"},
        CASE | {"held": "2026-07-01"},  # not held yet
    ]
    assert cases.cases(facts(rows)).index.to_list() == [0, 3]


SNAPSHOT: list[tuple[dict[str, object], Counted]] = [
    (CASE | {"snapshot": "yes"}, (1, 1, {})),
    (CASE | {"snapshot": "https://x.org"}, (1, 1, {})),
    (CASE | {"snapshot": "no"}, (0, 1, {})),
    (CASE | {"snapshot": ""}, (0, 1, {})),
    ({"snapshot": "yes"}, (0, 0, {})),
    (CASE | {"snapshot": "yes", "held": ""}, (0, 0, {})),
]


def test_snapshot() -> None:
    frame = cases.snapshot(facts([row for row, _ in SNAPSHOT]))
    assert each(frame, len(SNAPSHOT)) == [counted for _, counted in SNAPSHOT]


BRIEFS = ["2026-03-07", "2026-03-08", "2026-03-09", "2026-03-11", ""]


@pytest.mark.parametrize(("settings", "ahead"), [({}, 2), ({"brief_days": 3}, 1), ({"brief_days": 0}, 3)])
def test_a_brief_is_ahead_by_the_days_that_the_settings_say(settings: dict[str, float], ahead: int) -> None:
    seen = facts([CASE | {"brief_sent": sent} for sent in BRIEFS], **settings)
    assert rates.totals(cases.brief_ahead(seen)).iloc[0].to_dict() == {
        "n": ahead,
        "N": 5,
        "without_brief": 1,
    }


PROBLEMS: list[tuple[dict[str, object], Counted]] = [
    (CASE | {"business_owner": "ana"}, (1, 1, {})),
    (CASE, (0, 1, {})),
    ({"business_owner": "ana"}, (0, 1, {})),
    ({}, (0, 1, {})),
    (CASE | {"business_owner": "ana", "status": "cancelled"}, (0, 0, {})),
]


def test_a_real_problem_has_a_case_and_an_owner() -> None:
    frame = cases.real_problem(facts([row for row, _ in PROBLEMS]))
    assert each(frame, len(PROBLEMS)) == [counted for _, counted in PROBLEMS]
    assert rates.totals(frame)["with_case"].to_list() == [2]


THINKING: list[tuple[tuple[object, object, object], Counted]] = [
    # assumptions, risks, options
    ((1, 1, 2), (1, 1, {})),
    ((3, 4, 5), (1, 1, {})),
    ((0, 1, 2), (0, 1, {})),
    ((1, 0, 2), (0, 1, {})),
    ((1, 1, 1), (0, 1, {})),
    (("", 1, 2), (0, 0, {UNKNOWN: 1})),
    (("", "", ""), (0, 0, {UNKNOWN: 1})),
    (("", 0, 2), (0, 1, {})),  # whatever the assumptions were
    (("", "", 1), (0, 1, {})),
]


def test_tested_thinking_is_unknown_only_where_the_rest_would_do() -> None:
    names = ("assumptions", "risks", "options")
    frame = cases.tested_thinking(
        facts([CASE | dict(zip(names, numbers, strict=True)) for numbers, _ in THINKING])
    )
    assert each(frame, len(THINKING)) == [counted for _, counted in THINKING]
    # of the seven in N: rows 1-5, 8 and 9
    assert rates.totals(frame)[list(names)].iloc[0].to_list() == [4, 4, 5]


def test_sharing_what_went_wrong_counts_the_first_three_sessions_apart() -> None:
    rows: Rows = [
        CASE | {"held": f"2026-03-0{number}", "went_wrong_shared": shared}
        for number, shared in enumerate(["yes", "", "no", "yes", "no"], start=1)
    ]
    rows[1] = {
        "held": "2026-03-02",
        "went_wrong_shared": "yes",
    }  # no case, but the second session all the same
    rows.append(CASE | {"held": "2026-03-06"})
    frame = cases.went_wrong_shared(facts(rows))
    assert each(frame, 6) == [
        (1, 1, {}),
        (0, 0, {}),
        (0, 1, {}),
        (1, 1, {}),
        (0, 1, {}),
        (0, 0, {"not recorded": 1}),
    ]
    assert rates.totals(frame)[["first_3", "first_3_shared"]].iloc[0].to_list() == [2, 1]


@pytest.mark.parametrize("definition", cases.DEFINITIONS, ids=lambda definition: definition.key)
def test_an_empty_log_has_no_units(definition: Definition) -> None:
    assert definition.units is not None
    frame = definition.units(Facts(quick(), AS_OF))
    assert len(frame) == 0
    assert rates.totals(frame)[["n", "N"]].iloc[0].to_list() == [0, 0]
    assert rates.totals(frame, "circle").empty
