"""Whether work piles up on one owner or goes outside the circle."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd
import pytest

from lib.access.redaction import Viewer, redact
from lib.metrics.dictionary import DICTIONARY
from lib.metrics.program.program import Program, measure
from tests.data.hand_log import AS_OF, quick

Rows = list[dict[str, object]]
MEMBERS: Rows = [
    {"member": "ana", "circle": "Atlas"},
    {"member": "bo", "circle": "Atlas", "joined": "2026-02-01", "left": "2026-03-01"},
    {"member": "ana", "circle": "Vega"},
]


def program(*actions: tuple[str, str], members: Rows = MEMBERS, **columns: object) -> Program:
    """Open actions as (circle, owner)."""
    rows: Rows = [
        {"action": f"X-{place}", "circle": circle, "owner": owner, "what": "Do", "status": "open"} | columns
        for place, (circle, owner) in enumerate(actions)
    ]
    return measure(
        quick(
            circles=[{"circle": name, "lead": "lea@x.org"} for name in ("Atlas", "Vega")],
            members=members,
            actions=rows,
        ),
        AS_OF,
    )


def test_the_largest_share_of_circles_with_five_open_actions() -> None:
    atlas = [("Atlas", "ana")] * 4 + [("Atlas", "bo")] * 2 + [("Atlas", "")]
    vega = [("Vega", "ana")] * 4
    found = program(*atlas, *vega)
    result = found.figures["over_delegation"]
    assert (result.value, result.n, result.N) == (4 / 6, 4, 6)  # ana's four in Vega are another circle's
    assert result.excluded == {"no owner": 1, "in circles with fewer than 5 open actions with an owner": 4}
    assert {circle: of["over_delegation"].fraction for circle, of in found.circles.items()} == {
        "Atlas": "4/6",
        "Vega": "",
    }


def test_a_ratio_of_sums_over_circles() -> None:
    found = program(
        *[("Atlas", "ana")] * 5, *[("Vega", "ana")] * 3, *[("Vega", "bo")] * 3, *[("Vega", "cy")] * 4
    )
    assert (found.figures["over_delegation"].n, found.figures["over_delegation"].N) == (5 + 4, 5 + 10)


@pytest.mark.parametrize(
    ("owner", "created", "outside"),
    [
        ("ana", "2026-01-01", 0),
        ("bo", "2026-01-31", 1),
        ("bo", "2026-02-01", 0),
        ("bo", "2026-02-28", 0),
        ("bo", "2026-03-01", 1),  # has left
        ("bo", "", 0),  # was a member at some time
        ("zoe", "", 1),
        ("zoe", "2026-02-10", 1),
    ],
)
def test_owned_outside_the_circle(owner: str, created: str, outside: int) -> None:
    result = program(("Atlas", owner), created=created).figures["over_delegation"]
    assert dict(result.parts) == {"owned": 1, "outside": outside}


def test_done_actions_count_as_owned_but_not_as_load() -> None:
    result = program(*[("Atlas", "zoe")] * 6, status="done", closed="2026-03-01").figures["over_delegation"]
    assert (result.n, result.N, dict(result.parts)) == (0, 0, {"owned": 6, "outside": 6})
    cancelled = program(*[("Atlas", "zoe")] * 6, status="cancelled").figures["over_delegation"]
    assert (cancelled.N, dict(cancelled.parts)) == (0, {"owned": 0, "outside": 0})


def test_without_a_roster_every_owner_is_outside() -> None:
    result = program(("Atlas", "ana"), members=[{"member": "", "circle": ""}]).figures["over_delegation"]
    assert result.parts["outside"] == 1


def test_a_sponsor_reads_the_same_and_nobody_is_named() -> None:
    found = program(*[("Atlas", "ana")] * 4, *[("Atlas", "bo")] * 2, created="2026-02-10")
    log = replace(found.facts.log, settings={**found.facts.log.settings, "min_group": 1})
    seen = measure(redact(log, Viewer("sponsor", "sam@x.org")), AS_OF)
    result = seen.figures["over_delegation"].as_json()
    assert result == found.figures["over_delegation"].as_json()
    assert "ana" not in json.dumps(result)


def test_earlier_days_can_be_counted() -> None:
    found = program(*[("Atlas", "ana")] * 5, created="2026-05-01", session="")
    assert DICTIONARY["over_delegation"].retold
    assert found.facts.log.actions["created"].max() == pd.Timestamp("2026-05-01")
    assert measure(found.facts.log, pd.Timestamp("2026-04-30")).figures["over_delegation"].N == 0
