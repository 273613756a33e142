"""Process health, unit by unit: who is expected, what is held on time, what was never recorded."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import pytest

from lib.metrics.circle import agenda, history
from lib.metrics.circle.words import what_is_next
from lib.metrics.core import rates
from lib.metrics.core.facts import Facts
from lib.metrics.health import outside
from lib.metrics.health import sessions as health_sessions
from lib.metrics.health.gaps import gaps
from lib.metrics.program.program import measure
from tests.data.hand_log import AS_OF, hand, quick
from tests.data.logs import log
from tests.metrics.core.narrowed import exclusions

Rows = list[dict[str, object]]
DAY = "2026-03-10"


def facts(as_of: str = "2026-06-30", /, **tabs: Rows) -> Facts:
    return Facts(quick({"circles": [{"circle": "Atlas"}], **tabs}), pd.Timestamp(as_of))


def session(key: str = "S", **columns: object) -> dict[str, object]:
    return {"session": key, "circle": "Atlas", "planned": DAY, "held": DAY} | columns


def sessions(cases: Iterable[dict[str, object]]) -> Rows:
    return [session(f"S-{place}", **columns) for place, columns in enumerate(cases)]


def counted(frame: pd.DataFrame) -> tuple[int, int, dict[str, int]]:
    """n, N and how many units each reason left out."""
    sums = rates.totals(frame)
    return int(sums["n"][0]), int(sums["N"][0]), exclusions(frame)


def each(frame: pd.DataFrame, count: int) -> list[tuple[int, int, dict[str, int]]]:
    """The same for each row of the tab."""
    return [counted(frame[frame.index == place]) for place in range(count)]


# Who is expected


ROSTER = [
    ("", "", True),
    (DAY, "", True),
    ("2026-03-11", "", False),
    ("", DAY, False),  # left that day
    ("", "2026-03-11", True),
    ("2026-01-01", "2026-02-01", False),
]


def test_active_members_are_expected() -> None:
    people = [f"p{place}" for place in range(len(ROSTER))]
    seen = facts(
        members=[
            {"member": person, "circle": "Atlas", "joined": joined, "left": left}
            for person, (joined, left, _) in zip(people, ROSTER, strict=True)
        ],
        sessions=[session()],
        attendance=[{"session": "S", "member": person, "present": "yes"} for person in people],
    )
    rows = seen.person_sessions.set_index("member")
    assert [bool(rows.loc[person, "expected"]) for person in people] == [expected for *_, expected in ROSTER]
    reasons = {"not an active member of the circle that day": 3}
    assert counted(health_sessions.participation(seen)) == (3, 3, reasons)


def test_a_person_in_two_circles_is_expected_in_each() -> None:
    seen = Facts(
        log(
            circles=[{"circle": "Atlas"}, {"circle": "Vega"}],
            members=[{"member": "ana", "circle": "Atlas"}, {"member": "Ana", "circle": "Vega", "joined": "2026-04-01"}],
            sessions=[session("S"), session("T", circle="Vega"), session("U", circle="Vega", held="2026-04-01")],
            attendance=[{"session": key, "member": "ANA", "present": "yes"} for key in "STU"],
        ),
        AS_OF,
    )  # fmt: skip
    frame = health_sessions.participation(seen)
    assert counted(frame) == (
        2,
        2,
        {"not an active member of the circle that day": 1},
    )  # T: had not joined Vega
    assert rates.totals(frame, "circle")["N"].to_dict() == {"Atlas": 1, "Vega": 1}


PRESENT = [
    ("yes", (1, 1, {})),
    ("no", (0, 1, {})),
    ("excused", (0, 1, {})),
    ("", (0, 0, {"attendance not recorded": 1})),
    ("maybe", (0, 0, {"attendance not recorded": 1})),
]


def test_presence() -> None:
    people = [f"p{place}" for place in range(len(PRESENT))]
    seen = facts(
        members=[{"member": person, "circle": "Atlas"} for person in people],
        sessions=[session()],
        attendance=[
            {"session": "S", "member": person, "present": present}
            for person, (present, _) in zip(people, PRESENT, strict=True)
        ],
    )
    frame = health_sessions.participation(seen).set_axis(seen.person_sessions["member"].astype("str"))
    assert [counted(frame[frame.index == person]) for person in people] == [counts for _, counts in PRESENT]
    assert int(rates.totals(frame)["excused"][0]) == 1


def test_ended_circles_keep_their_history() -> None:
    frame = health_sessions.participation(Facts(hand(), AS_OF))
    assert rates.totals(frame, "circle").loc["Cetus"].to_dict() == {"n": 1, "N": 1, "excused": 0, "absent": 0}
    assert "Cetus" not in set(gaps(Facts(hand(), AS_OF))["circle"])


# What was held, and when


CADENCE = [
    ({}, (1, 1, {})),
    ({"held": "2026-03-17"}, (1, 1, {})),  # moved by 7 days
    ({"held": "2026-03-18"}, (0, 1, {})),
    ({"held": "2026-03-03"}, (1, 1, {})),  # earlier by 7
    ({"held": "2026-03-02"}, (0, 1, {})),
    ({"held": ""}, (0, 1, {})),
    ({"held": "", "status": "cancelled"}, (0, 1, {})),
    ({"status": "cancelled"}, (0, 1, {})),  # a contradiction, read as cancelled
    ({"held": "", "status": "held"}, (0, 0, {"held without a date": 1})),
    ({"status": "planned"}, (1, 1, {})),
    ({"planned": "2026-06-30", "held": ""}, (0, 1, {})),  # planned for today
    ({"planned": "2026-07-01", "held": ""}, (0, 0, {})),
    ({"planned": "2026-07-01", "held": "2026-06-30"}, (0, 0, {})),  # held early: counts from tomorrow
    ({"planned": "2026-06-28", "held": "2026-07-01"}, (0, 1, {})),  # not held yet
]


def test_cadence() -> None:
    frame = health_sessions.cadence(facts(sessions=sessions(columns for columns, _ in CADENCE)))
    assert each(frame, len(CADENCE)) == [counts for _, counts in CADENCE]


def test_gaps() -> None:
    circles: Rows = [
        {"circle": "Atlas", "cadence_days": 10},
        {"circle": "New", "started": "2026-06-01"},
        {"circle": "Silent"},
        {"circle": "Never", "cadence_days": 0},
        {"circle": "Later", "started": "2026-07-01"},
        {"circle": "Over", "ended": "2026-06-30"},
    ]
    seen = facts(
        circles=circles,
        sessions=[session(held="2026-06-15"), session("T", held="2026-06-14"), session("U", held="")],
    )
    table = gaps(seen).set_index("circle").astype(object)
    assert list(table.index) == ["Atlas", "New", "Silent", "Never"]
    assert table.loc["Atlas"].to_list() == [15, 10, 0, 1.5, False, False]  # exactly 1.5 is not flagged
    assert table.loc["New"].to_list() == [
        29,
        28,
        0,
        29 / 28,
        False,
        True,
    ]  # since its start; 28 days are assumed
    assert table.loc["Silent", "flagged"] is False
    program, of_circle = health_sessions.gap_parts(seen, pd.DataFrame())
    assert program == {"circles_flagged": 0}
    assert of_circle["Atlas"] == {"days_since_last": 15, "gap_flagged": False}
    assert of_circle["New"] == {"days_since_last": None, "gap_flagged": False}
    assert of_circle["Over"] == {"days_since_last": None, "gap_flagged": None}


# What was recorded


SPOKE = [
    ({}, (0, 0, {"not recorded": 1})),
    ({"everyone_spoke": "yes"}, (1, 1, {})),
    ({"everyone_spoke": "no"}, (0, 1, {})),
    ({"everyone_spoke": "no", "held": ""}, (0, 0, {})),
]


def test_everyone_spoke() -> None:
    frame = health_sessions.everyone_spoke(facts(sessions=sessions(columns for columns, _ in SPOKE)))
    assert each(frame, len(SPOKE)) == [counts for _, counts in SPOKE]


@pytest.mark.parametrize(
    "unit",
    [
        health_sessions.participation,
        health_sessions.prework,
        health_sessions.cadence,
        health_sessions.everyone_spoke,
    ],
)
def test_an_empty_log_has_no_units(unit: object) -> None:
    frame = unit(Facts(quick(), AS_OF))  # type: ignore[operator]
    assert len(frame) == 0
    assert counted(frame) == (0, 0, {})
    assert len(rates.totals(frame, "circle")) == 0


def test_a_session_that_was_not_understood_is_no_gap_and_no_missing_guest() -> None:
    """It is named instead: on the card, in the status, in the circle's sentences and in the chart's words."""
    held = [(f"A-{month}", f"2026-{month:02}-05", f"2026-{month:02}-05") for month in (1, 2, 3)]
    told = {"guest": "Joe", "guest_function": "Law"}
    rows = [{"session": key, "circle": "Atlas", "planned": day, "held": on} for key, day, on in held]
    later = {"session": "A-5", "circle": "Atlas", "planned": "2026-05-05", **told}
    ask = {"ask": "K-1", "circle": "Atlas", "raised": "2026-07-15", "what": "x"}  # the log goes on
    found = {}
    for cell in ("", "Zzgl"):
        seen = log(
            circles=[{"circle": "Atlas", "cadence_days": 28, "started": "2026-01-01"}],
            members=[{"member": "a", "circle": "Atlas", "function": "Care"}],
            sessions=[*rows, {**later, "held": cell}],
            asks=[ask],
        )
        program = measure(seen, AS_OF)
        facts = history.of(program.facts, "Atlas")
        next_one = agenda.agenda(facts)
        found[cell] = (
            program.status["status"][0],
            program.circles["Atlas"]["cadence"].parts["gap_flagged"],
            program.figures["outside_view"].parts["circles_due"],
            next_one.guest_is_known,
            history.guests(facts)["words"].to_list(),
            "neither held nor cancelled" in what_is_next(next_one, history.about(facts), AS_OF, names=True),
            history.timeline(facts)["state"].iloc[-1],
        )
    assert found[""] == ("Needs help", True, 1, True, ["due today", "no guest"], True, "overdue")
    assert found["Zzgl"] == ("Not judged", False, 0, False, ["due today", "no guest"], False, "unclear")
    later_on = measure(seen, pd.Timestamp("2026-07-20"))
    assert later_on.figures["outside_view"].excluded == {outside.UNCLEAR: 1}
    assert history.guests(history.of(later_on.facts, "Atlas"))["words"].to_list()[1:] == [
        outside.UNCLEAR,
        "no guest",
    ]
    assert later_on.status["reasons"][0] == [
        "Whether 1 session took place was not understood; the last one known was 137 days ago"
    ]
