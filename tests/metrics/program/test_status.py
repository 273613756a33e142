"""The state of a circle: each rule on a circle made to break it, with the reason it gives."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest

from lib.access.redaction import Viewer, redact
from lib.log.format.model import CircleLog
from lib.metrics.core.period import named
from lib.metrics.program import status
from lib.metrics.program.program import Program, measure
from tests.data.hand_log import quick
from tests.data.logs import log

Rows = list[dict[str, object]]
FIRST = date(2025, 1, 6)
CADENCE = 28


def circle(
    present: list[int], *, of: int = 5, name: str = "Atlas", actions: Rows | None = None, **tabs: Rows
) -> dict[str, Rows]:
    """A circle of `of` members that met every 28 days; `present`: how many came to each session."""
    days = [(FIRST + timedelta(days=CADENCE * place)).isoformat() for place in range(len(present))]
    people = [f"{name} {place}" for place in range(of)]
    return {
        "circles": [{"circle": name, "cadence_days": CADENCE, "started": FIRST.isoformat()}],
        "members": [{"member": person, "circle": name} for person in people],
        "sessions": [
            {"session": f"{name} {day}", "circle": name, "planned": day, "held": day} for day in days
        ],
        "attendance": [
            {"session": f"{name} {day}", "member": person, "present": "yes" if place < count else "no"}
            for day, count in zip(days, present, strict=True)
            for place, person in enumerate(people)
        ],
        "actions": [{"circle": name, "what": "Do"} | row for row in actions or []],
        **tabs,
    }


def seen(tables: dict[str, Rows], days_later: int = 1) -> Program:
    """The program `days_later` days after its last session."""
    last = max(date.fromisoformat(str(row["held"])) for row in tables["sessions"])
    return measure(quick(tables), pd.Timestamp(last + timedelta(days=days_later)))


def state_of(program: Program, name: str = "Atlas") -> tuple[object, list[str]]:
    figure = program.circles[name]["status"]
    assert figure.status == figure.value
    return figure.value, figure.parts["reasons"]


def due(on_time: int, late: int) -> Rows:
    """Actions due early on: `on_time` of them done on time, `late` of them late."""
    day = FIRST.isoformat()
    return [
        {"action": f"X-{place}", "owner": "Atlas 0", "created": "2025-01-01", "first_due": day, "status": "done",
         "closed": day if place < on_time else "2025-02-01"}
        for place in range(on_time + late)
    ]  # fmt: skip


def test_on_track() -> None:
    assert state_of(seen(circle([5, 5, 5]))) == ("On track", [])


@pytest.mark.parametrize(
    ("present", "reason"),
    [
        ([5], "1 session held; 3 are needed to judge"),
        ([0, 0], "2 sessions held; 3 are needed to judge"),
    ],
)
def test_too_early_with_fewer_than_3_held(present: list[int], reason: str) -> None:
    assert state_of(seen(circle(present), days_later=400)) == ("Too early", [reason])


@pytest.mark.parametrize(
    ("days", "state", "reasons"),
    [
        (42, "On track", []),  # 1.5 × 28
        (43, "Watch", ["No session recorded for 43 days, more than 1.5 × its 28-day rhythm"]),
        (56, "Watch", ["No session recorded for 56 days, more than 1.5 × its 28-day rhythm"]),  # 2 × 28
        (57, "Needs help", ["No session recorded for 57 days, more than 2 × its 28-day rhythm"]),
    ],
)
def test_gap(days: int, state: str, reasons: list[str]) -> None:
    program = seen(circle([5, 5, 5]), days)
    assert state_of(program) == (state, reasons)
    assert program.circles["Atlas"]["cadence"].parts["days_since_last"] == days
    assert program.circles["Atlas"]["cadence"].parts["gap_flagged"] is (state != "On track")
    assert program.figures["cadence"].parts["circles_flagged"] == (state != "On track")


@pytest.mark.parametrize(
    ("on_time", "late", "state", "reasons"),
    [
        (3, 2, "Needs help", ["Actions done on time 60 % (3/5), target 70 %"]),
        (2, 2, "On track", []),  # 4 due: too few to judge
        (0, 4, "On track", []),
        (4, 1, "On track", []),
        (7, 3, "On track", []),  # exactly the target
    ],
)
def test_on_time_from_5_due(on_time: int, late: int, state: str, reasons: list[str]) -> None:
    assert state_of(seen(circle([5, 5, 5], actions=due(on_time, late)))) == (state, reasons)


def test_a_circle_that_needs_help_lists_its_other_signs_too() -> None:
    """A gap of more than twice the cadence is one sign, not two; the target missed on few records is another."""
    state, reasons = state_of(seen(circle([4, 4, 4, 3]), days_later=90))
    assert (state, reasons[1:]) == ("Needs help", ["Participation 75 % (15/20), target 80 %"])
    assert reasons[0].startswith("No session recorded for 90 days, more than 2 ×")


@pytest.mark.parametrize(
    ("present", "of", "state", "reason"),
    [
        # 75 % of 20: below, but its interval reaches the target, and 4 sessions are too few for a chart
        ([4, 4, 4, 3], 5, "Watch", "Participation 75 % (15/20), target 80 %"),
        # 40 % of 15: the whole interval is below the target
        ([2, 2, 2], 5, "Needs help", "Participation 40 % (6/15), target 80 %"),
        # always 3 of 4: the limits never reach the target
        ([3] * 6, 4, "Needs help", "Participation 75 % (18/24), target 80 %"),
        # far outside the limits in the end
        ([8] * 8 + [1], 10, "Needs help", "Participation 72 % (65/90), target 80 %, and falling"),
        # falling, but the target is met
        ([10] * 11 + [5], 10, "Watch", "Participation is falling"),
    ],
)
def test_participation(present: list[int], of: int, state: str, reason: str) -> None:
    assert state_of(seen(circle(present, of=of))) == (state, [reason])


def test_any_single_signal_is_worth_watching() -> None:
    tables = circle([5, 5, 5, 5, 5], loops=[])
    tables["attendance"] = [
        row | {"prework": "on time" if place % 2 else "late"}
        for place, row in enumerate(tables["attendance"])
    ]
    assert state_of(seen(tables)) == ("Watch", ["Prework on time 48 % (12/25), target 70 %"])


@pytest.mark.parametrize(
    ("where", "state"),
    [(None, "Watch"), ("", "On track"), ("Atlas", "On track"), ("Borealis", "Watch")],
)
def test_new_limits_start_where_a_change_asks_for_them(where: str | None, state: str) -> None:
    held = FIRST + timedelta(days=CADENCE * 11)
    tables = circle([10] * 11 + [5], of=10)
    tables["circles"] = [*tables["circles"], {"circle": "Borealis"}]
    if where is not None:
        tables["changes"] = [{"date": held.isoformat(), "what": "Evenings", "circle": where, "rebase": "yes"}]
    assert state_of(seen(tables))[0] == state


def test_circles_that_are_not_active_have_no_state() -> None:
    tables = circle([5, 5, 5])
    tables["circles"][0]["ended"] = "2025-03-04"
    program = seen(tables, 30)
    assert state_of(program) == (None, [])
    assert program.circles["Atlas"]["status"].missing == "the circle is not active"
    assert (program.figures["status"].N, len(program.status)) == (0, 0)


def four() -> CircleLog:
    """b On track, A Needs help, c Too early, D Watch, on 4 March 2025."""
    parts = [
        circle([5, 5, 5], name="b"),
        circle([1, 1, 1], name="A"),
        circle([5, 5], name="c"),
        circle([5, 4, 2], name="D"),
    ]
    return quick({tab: [row for part in parts for row in part[tab]] for tab in parts[0]})


def test_the_program_counts_its_circles() -> None:
    program = measure(four(), pd.Timestamp("2025-03-04"))
    figure = program.figures["status"]
    assert (figure.value, figure.n, figure.N) == (1 / 3, 1, 3)
    assert figure.parts == {"Needs help": 1, "Watch": 1, "Too early": 1, "Not judged": 0, "On track": 1}
    assert figure.excluded == {"too early to tell": 1}


def held_only(sessions: int, **also: Rows) -> dict[str, Rows]:
    """Circle Atlas, of which only the days of sessions are known."""
    tables = circle([5] * sessions)
    return {"circles": tables["circles"], "sessions": tables["sessions"], **also}


def test_a_circle_without_a_judged_figure_is_not_on_track() -> None:
    program = seen(held_only(4))
    assert state_of(program) == (
        "Not judged",
        [
            "Participation has 0 of the 5 records needed",
            "Cadence has 4 of the 5 records needed",
            "Actions done on time is not recorded: no first_due or due column in the actions tab",
        ],
    )
    figure = program.figures["status"]
    assert (figure.value, figure.n, figure.N, figure.excluded) == (None, 0, 0, {"not judged": 1})
    assert seen(held_only(5)).circles["Atlas"]["status"].value == "On track"  # its cadence can be judged


def test_what_could_not_be_read_is_no_good_sign() -> None:
    tables = circle([5] * 6)
    whole = replace(quick(tables), unread_tabs=("members",))
    program = measure(whole, pd.Timestamp("2025-05-27"))
    assert state_of(program) == ("Not judged", ["The members tab could not be read"])


def test_sessions_whose_status_is_not_understood_are_not_too_few() -> None:
    tables = held_only(4)
    tables["sessions"] = [row | {"held": "", "status": "Purple"} for row in tables["sessions"]]
    program = measure(log(tables), pd.Timestamp("2025-05-01"))
    assert state_of(program) == ("Not judged", ["Whether 4 sessions took place was not understood"])
    tables["sessions"] = tables["sessions"][:2]
    assert state_of(measure(log(tables), pd.Timestamp("2025-05-01")))[0] == "Too early"


def test_people_below_the_threshold_leave_a_circle_unjudged() -> None:
    seen_by = redact(quick(circle([4, 4, 4], of=4)), Viewer("sponsor", "sam@x.org"))
    found = measure(seen_by, pd.Timestamp("2025-03-04")).status
    assert found["status"].to_list() == ["Not judged"]
    assert found["reasons"].iloc[0][0] == "Participation is below the reporting threshold"


def test_a_period_that_has_not_begun_judges_nobody() -> None:
    program = measure(quick(circle([5, 5, 5])), pd.Timestamp("2025-03-10"), start=pd.Timestamp("2025-04-01"))
    assert state_of(program) == ("Not judged", ["The period has not begun"])


def test_a_step_down_long_ago_is_no_fall_today() -> None:
    since = [10, 9, 10, 10, 9, 10, 10, 9, 10, 10, 9, 10]
    stepped = [9, 8, 9, 8, 9, 8, 8, 9, 8, 9, 8, 9]
    assert state_of(seen(circle(since + stepped[:8], of=10)))[1] == ["Participation is falling"]
    assert state_of(seen(circle(since + stepped, of=10))) == ("On track", [])


def test_a_target_missed_before_a_shift_is_not_missed_since() -> None:
    """The limits of all its sessions do not reach the target; those since the shift do."""
    program = seen(circle([3, 4] * 6 + [7, 8, 8, 7, 8, 8, 8, 8], of=10))
    assert program.circles["Atlas"]["participation"].value < 0.8  # type: ignore[operator]
    late = program.within(named("3m", program.as_of))
    assert state_of(late) == ("On track", [])


def test_circles_most_in_need_come_first() -> None:
    judged = status.by_need(measure(four(), pd.Timestamp("2025-03-04")).status)
    assert list(zip(judged["circle"], judged["status"], strict=True)) == [
        ("A", "Needs help"),
        ("D", "Watch"),
        ("c", "Too early"),
        ("b", "On track"),
    ]
    assert judged["held"].to_list() == [3, 3, 2, 3]
    assert len(status.by_need(measure(quick(), pd.Timestamp("2025-03-04")).status)) == 0


def test_figures_count_the_period_and_gaps_do_not() -> None:
    seen_log = quick(circle([5, 5, 5]))
    program = measure(seen_log, pd.Timestamp("2025-06-01"), start=pd.Timestamp("2025-05-01"))
    assert program.circles["Atlas"]["participation"].N == 0
    assert state_of(program) == (
        "Needs help",
        ["No session recorded for 90 days, more than 2 × its 28-day rhythm"],
    )
