"""Who came: people per session, and circles that list only those who were there."""

from __future__ import annotations

import pandas as pd

from lib.metrics.core.facts import Facts
from lib.metrics.core.figure import ONLY_PRESENT
from lib.metrics.health import presence
from lib.metrics.program import summary
from lib.metrics.program.program import measure
from tests.data.case_files import AS_OF, case, measured
from tests.data.hand_log import Rows, quick
from tests.data.logs import log as parsed


def test_participation_is_not_judged_where_only_those_present_are_listed() -> None:
    for name, left_out in (("log-presence_only", 30), ("04", 60)):
        program = measured(name)
        figure = program.figures["participation"]
        assert (figure.value, figure.n, figure.N, figure.status, figure.text) == (None, 0, 0, None, "–")
        assert figure.excluded == {ONLY_PRESENT: left_out}
        assert "participation" not in summary.health(program).lower() or "not judged" in summary.health(
            program
        )
        assert not any(
            "Participation" in reason for reasons in program.status["reasons"] for reason in reasons
        )


def test_people_per_session_are_shown_instead() -> None:
    figure = measured("04").figures["mean_attendance"]
    assert (figure.value, figure.n, figure.N, figure.text) == (4.0, 48, 12, "4.00")
    assert measured("log-presence_only").figures["mean_attendance"].n == 12


MEMBERS: Rows = [
    {"member": "ana", "circle": "Atlas", "joined": "2026-01-01"},
    {"member": "bo", "circle": "Atlas", "joined": "2026-03-01"},
    {"member": "cy", "circle": "Atlas", "joined": "2026-01-01", "left": "2026-02-20"},
    {"member": "di", "circle": "Borea"},
]
SESSIONS: Rows = [
    {"session": f"A-{month}", "circle": "Atlas", "planned": f"2026-0{month}-05", "held": f"2026-0{month}-05"}
    for month in (1, 2, 3, 4, 5)
] + [{"session": "B-1", "circle": "Borea", "planned": "2026-01-08", "held": "2026-01-08"}]
ATTENDANCE: Rows = [
    {"session": session, "member": member, "present": present}
    for session, member, present in (
        ("A-1", "ana", "yes"), ("A-1", "cy", "yes"), ("A-1", "guest1", "yes"),
        ("A-2", "ana", "no"), ("A-2", "cy", "excused"), ("A-2", "guest2", "yes"),
        ("A-3", "ana", "yes"), ("A-3", "bo", "no"),
        ("A-4", "ana", "no"), ("A-4", "bo", "yes"), ("A-4", "guest2", "yes"),
        ("B-1", "di", "yes"),
    )
]  # fmt: skip
LOG = quick(
    circles=[{"circle": "Atlas"}, {"circle": "Borea"}],
    members=MEMBERS,
    sessions=SESSIONS,
    attendance=ATTENDANCE,
)


def test_mean_attendance_by_hand() -> None:
    """Atlas: 3, 1, 1 and 2 present in four sessions with a list; A-5 has none. Borea: 1 in one."""
    figures = measure(LOG, AS_OF)
    atlas, whole = figures.circles["Atlas"]["mean_attendance"], figures.figures["mean_attendance"]
    assert (atlas.n, atlas.N, atlas.value) == (7, 4, 7 / 4)
    assert atlas.excluded == {presence.NO_ATTENDANCE: 1}
    assert atlas.parts["members"] == 4
    assert (whole.n, whole.N, whole.value) == (8, 5, 8 / 5)


def test_regulars_and_one_time_guests_by_hand() -> None:
    """Ana came to 2 of 4, Bo to 1 of 2 since joining (both regulars), Cy has left; guest1 came once, guest2 twice."""
    parts = measure(LOG, AS_OF).circles["Atlas"]["mean_attendance"].parts
    assert (parts["regulars"], parts["one_time_guests"]) == (2, 1)


def test_a_period_counts_its_own_sessions() -> None:
    found = measure(LOG, AS_OF, pd.Timestamp("2026-02-01"), pd.Timestamp("2026-03-31"))
    assert (found.circles["Atlas"]["mean_attendance"].n, found.circles["Atlas"]["mean_attendance"].N) == (
        2,
        2,
    )


def test_one_circle_that_lists_only_those_present_does_not_touch_the_others() -> None:
    """Borea lost one: its second member is never listed."""
    log = quick(
        circles=[{"circle": "Atlas"}, {"circle": "Borea"}],
        members=[*MEMBERS, {"member": "eve", "circle": "Borea"}],
        sessions=SESSIONS,
        attendance=ATTENDANCE,
    )
    assert presence.lists_only_present(Facts(log, AS_OF)).tolist() == [False, True]
    figures = measure(log, AS_OF)
    assert figures.circles["Borea"]["participation"].value is None
    assert figures.figures["participation"].N == figures.circles["Atlas"]["participation"].N == 8


def test_absences_in_words_that_nobody_understood_are_not_lists_of_those_who_came() -> None:
    rows = [row if row["present"] == "yes" else row | {"present": "ailing"} for row in ATTENDANCE]
    circles = [{"circle": "Atlas"}, {"circle": "Borea"}]
    read = parsed(circles=circles, members=MEMBERS, sessions=SESSIONS, attendance=rows)
    figure = measure(read, AS_OF).circles["Atlas"]["participation"]
    assert figure.N == 0
    assert presence.NOT_READ in figure.excluded
    assert ONLY_PRESENT not in figure.excluded
    assert ONLY_PRESENT not in set(read.checks["rule"])


def test_an_absence_recorded_later_is_not_known_before() -> None:
    facts = Facts(LOG, pd.Timestamp("2026-01-31"))
    assert presence.lists_only_present(facts).tolist() == [False, False]
    empty = Facts(quick(), AS_OF)
    assert presence.lists_only_present(empty).tolist() == []
    assert presence.of_such_a_circle(Facts(case("04"), AS_OF)).all()


def test_a_log_that_never_records_an_absence_is_not_judged_by_its_full_sessions() -> None:
    """In Atlas somebody is missing from the list, in Borea nobody: one list in the same hand."""
    only = [row for row in ATTENDANCE if row["present"] == "yes"]
    log = quick(
        circles=[{"circle": "Atlas"}, {"circle": "Borea"}],
        members=MEMBERS,
        sessions=SESSIONS,
        attendance=only,
    )
    figures = measure(log, AS_OF)
    assert figures.figures["participation"].N == 0
    assert ONLY_PRESENT in figures.circles["Borea"]["participation"].excluded
    kept = measure(LOG, AS_OF).circles["Borea"]["participation"]
    assert (kept.n, kept.N) == (1, 1)


def test_most_circles_that_list_only_those_present_leave_no_verdict() -> None:
    """Borea records absences, Atlas does not: half of the log says who was missing."""
    sessions = [
        {"session": f"{circle}{month}", "circle": circle, "planned": f"2026-0{month}-05", "held": f"2026-0{month}-05"}
        for circle in ("Atlas", "Borea") for month in (1, 2, 3)
    ]  # fmt: skip
    members = [
        {"member": f"{circle}{n}", "circle": circle} for circle in ("Atlas", "Borea") for n in range(4)
    ]
    attendance = [
        {"session": row["session"], "member": f"{row['circle']}{n}", "present": "no" if absent else "yes"}
        for row in sessions for n in range(4)
        for absent in [n == 3 and row["session"] == "Borea1"]
        if not (row["circle"] == "Atlas" and n == 3)
    ]  # fmt: skip
    circles = [{"circle": "Atlas"}, {"circle": "Borea"}]
    figure = measure(
        quick(circles=circles, members=members, sessions=sessions, attendance=attendance), AS_OF
    ).figures["participation"]
    assert (figure.n, figure.N, figure.is_met) == (11, 12, None)
    assert figure.unjudged == f"12 of 24 left out ({ONLY_PRESENT})"
