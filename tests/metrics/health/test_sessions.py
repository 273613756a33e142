"""Process health, unit by unit: who is expected, what is held in time, what was never recorded."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
import pytest

from lib.metrics.core import rates
from lib.metrics.core.facts import Facts, is_active
from lib.metrics.core.lookup import positions_in
from lib.metrics.health import cases
from lib.metrics.health import sessions as health_sessions
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
    """n, N and what was left out."""
    sums = rates.totals(frame)
    return int(sums["n"][0]), int(sums["N"][0]), exclusions(frame)


def each(frame: pd.DataFrame, count: int) -> list[tuple[int, int, dict[str, int]]]:
    """The same, row by row of the tab."""
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
    assert [counted(frame[frame.index == person]) for person in people] == [told for _, told in PRESENT]
    assert int(rates.totals(frame)["excused"][0]) == 1


def test_ended_circles_keep_their_history() -> None:
    frame = health_sessions.participation(Facts(hand(), AS_OF))
    assert rates.totals(frame, "circle").loc["Cetus"].to_dict() == {"n": 1, "N": 1, "excused": 0, "absent": 0}
    assert "Cetus" not in set(health_sessions.gaps(Facts(hand(), AS_OF))["circle"])


def test_person_sessions_hold_each_person_once() -> None:
    rows = Facts(hand(), AS_OF).person_sessions
    assert not rows.duplicated(["session", "member"]).any()
    assert rows["expected"].sum() == 10  # A-1 2, A-2 3, A-3 2, B-1 2, C-1 1
    assert (~rows["expected"]).sum() == 2
    assert set(rows.loc[~rows["recorded"], "member"]) == {"bo"}


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
    assert each(frame, len(CADENCE)) == [told for _, told in CADENCE]


STATES = [
    ({}, "held"),
    ({"status": "cancelled"}, "cancelled"),
    ({"held": "", "status": "held"}, "held"),
    ({"held": "", "status": "held", "planned": "2026-07-01"}, "planned"),
    ({"held": "2026-07-01"}, "planned"),
    ({"held": "2026-07-01", "status": "held"}, "planned"),
    ({"held": "2026-06-30"}, "held"),
    ({"held": ""}, "planned"),
]


def test_states_of_a_session() -> None:
    rows = facts(sessions=sessions(columns for columns, _ in STATES)).sessions
    assert rows["state"].to_list() == [state for _, state in STATES]
    assert rows["on"].notna().to_list() == [state == "held" for _, state in STATES]


@pytest.mark.parametrize(
    ("start", "end", "inside"),
    [
        (DAY, DAY, True),
        (DAY, None, True),
        (None, DAY, True),
        ("2026-03-11", None, False),
        (None, "2026-03-09", False),
        (None, "2030-01-01", True),
    ],
)
def test_edges_of_a_period_belong_to_it(start: str | None, end: str | None, inside: bool) -> None:
    day = Facts(quick(), AS_OF, start and pd.Timestamp(start), end and pd.Timestamp(end))
    assert day.in_period(pd.Series(pd.to_datetime([DAY, None]))).to_list() == [inside, False]


def test_without_a_period_undated_rows_count_and_later_ones_do_not() -> None:
    days = pd.Series(pd.to_datetime(["2026-06-30", "2026-07-01", None]))
    assert Facts(quick(), AS_OF).in_period(days).to_list() == [True, False, True]


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
    table = health_sessions.gaps(seen).set_index("circle").astype(object)
    assert list(table.index) == ["Atlas", "New", "Silent", "Never"]
    assert table.loc["Atlas"].to_list() == [15, 10, 1.5, False]  # exactly 1.5 is not flagged
    assert table.loc["New"].to_list() == [29, 28, 29 / 28, False]  # since its start
    assert table.loc["Silent", "flagged"] is False
    program, of_circle = health_sessions.gap_parts(seen, pd.DataFrame())
    assert program == {"circles_flagged": 0}
    assert of_circle["Atlas"] == {"days_since_last": 15, "gap_flagged": False}
    assert of_circle["New"] == {"days_since_last": None, "gap_flagged": False}
    assert of_circle["Over"] == {"days_since_last": None, "gap_flagged": None}


# What was recorded


RECORDED = [
    ({"case": "Churn", "snapshot": "yes"}, (1, 1, {}), (0, 0, {"not recorded": 1})),
    ({"case": "Churn", "snapshot": "https://x.org"}, (1, 1, {}), (0, 0, {"not recorded": 1})),
    ({"case": "Churn", "snapshot": "no"}, (0, 1, {}), (0, 0, {"not recorded": 1})),
    ({"case": "Churn", "snapshot": ""}, (0, 1, {}), (0, 0, {"not recorded": 1})),
    ({"snapshot": "yes", "everyone_spoke": "yes"}, (0, 0, {}), (1, 1, {})),
    ({"everyone_spoke": "no"}, (0, 0, {}), (0, 1, {})),
    ({"case": "Churn", "snapshot": "yes", "everyone_spoke": "no", "held": ""}, (0, 0, {}), (0, 0, {})),
]


def test_snapshot_and_everyone_spoke() -> None:
    seen = facts(sessions=sessions(columns for columns, *_ in RECORDED))
    assert each(cases.snapshot(seen), len(RECORDED)) == [snapshot for _, snapshot, _ in RECORDED]
    assert each(health_sessions.everyone_spoke(seen), len(RECORDED)) == [spoke for *_, spoke in RECORDED]


@pytest.mark.parametrize(
    "unit",
    [
        health_sessions.participation,
        health_sessions.prework,
        health_sessions.cadence,
        cases.snapshot,
        health_sessions.everyone_spoke,
    ],
)
def test_an_empty_log_has_no_units(unit: object) -> None:
    frame = unit(Facts(quick(), AS_OF))  # type: ignore[operator]
    assert len(frame) == 0
    assert counted(frame) == (0, 0, {})
    assert len(rates.totals(frame, "circle")) == 0


# The pieces that everything is counted with


def test_by_month_counts_each_unit_in_its_month() -> None:
    days = pd.to_datetime(pd.Series(["2026-01-31", "2026-02-01", "2026-02-28", "2025-12-31", "2026-05-01"]))
    hits = np.array([True, True, False, True, True])
    span = pd.Timestamp("2026-01-15"), pd.Timestamp("2026-04-02")
    months = rates.by_period(days.to_numpy(), hits, "month", *span)
    assert months["n"].to_dict() == {"2026-01": 1, "2026-02": 1, "2026-03": 0, "2026-04": 0}
    assert months["N"].to_dict() == {"2026-01": 1, "2026-02": 2, "2026-03": 0, "2026-04": 0}
    assert months["value"].isna().to_list() == [False, False, True, True]


def test_the_first_reason_takes_a_unit_out() -> None:
    rows = pd.DataFrame({"circle": ["a", "a", "b"]})
    frame = rates.units(
        rows,
        on=pd.Series([pd.Timestamp(DAY)] * 3),
        hit=pd.Series([True, True, True]),
        excluded=[(pd.Series([True, False, False]), "late"), (pd.Series([True, True, False]), "lost")],
        parts={"even": pd.Series([True, False, True])},
        apart={"odd": pd.Series([True, None, False], dtype="boolean")},
    )
    assert rates.totals(frame).iloc[0].to_dict() == {"n": 1, "N": 1, "even": 1, "odd": 1}
    assert exclusions(frame) == {"late": 1, "lost": 1}
    assert rates.exclusions_by_circle(frame) == {"a": {"late": 1, "lost": 1}}
    assert rates.totals(frame, [frame["circle"]])["n"].to_dict() == {"a": 0, "b": 1}


def test_places_of_missing_and_unknown_values() -> None:
    keys = pd.Index(["a", "b"])
    assert positions_in(pd.Series(["b", None, "c", "a"], dtype="str"), keys).tolist() == [1, -1, -1, 0]
    assert positions_in(pd.Series([], dtype="str"), keys).tolist() == []


def test_active_on_a_day() -> None:
    days = pd.Series(pd.to_datetime(["2026-03-10", None]))
    assert is_active(days, pd.Series([pd.NaT, pd.NaT]), pd.Timestamp(DAY)).to_list() == [True, True]
    assert is_active(pd.Series([pd.NaT, pd.NaT]), days, pd.Timestamp(DAY)).to_list() == [False, True]
