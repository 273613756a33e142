"""Guests are no members, wherever the sheet says that they are guests."""

from __future__ import annotations

from datetime import date

import pandas as pd

from lib.metrics.program.program import measure
from tests.bring.help import accepted, grid

DAYS = (date(2026, 1, 13), date(2026, 2, 10))


def test_below_a_heading_beside_the_name_and_in_a_list() -> None:
    found = accepted(
        grid(
            "Attendance",
            ("Name", "Role", *DAYS),
            ("Ann Lee", "Mentor", "x", "x"),
            ("Bob Ray", "Mentee", "x", "-"),
            ("Sue Kay", "Guest", "x", ""),
            ("Visitors:",),
            ("Council officer", None, "", "x"),
        )
    )
    assert found.log.members["member"].to_list() == ["Ann Lee", "Bob Ray"]
    assert found.present[("2026-02-10", "Council officer")] == "yes"
    meetings = grid(
        "Meetings",
        ("Date", "Attendees"),
        (DAYS[0], "Ann Lee; Bob Ray; Guest: Mr Hill (bank)"),
        (DAYS[1], "all"),
    )
    listed = accepted(meetings)
    assert listed.log.members["member"].to_list() == ["Ann Lee", "Bob Ray"]
    assert {person for day, person in listed.present if day == "2026-02-10"} == {"Ann Lee", "Bob Ray"}


def test_marks_below_apologies_are_nobodys_presence() -> None:
    found = accepted(
        grid(
            "Committee attendance",
            ("Name", *DAYS),
            ("Ann Lee", "x", "x"),
            ("Bob Ray", "x", "a"),
            (),
            ("Apologies:",),
            ("Sam Kay", "", "x"),
        )
    )
    assert {person for _, person in found.present} == {"Ann Lee", "Bob Ray"}
    assert "Apologies:" in set(found.log.checks.loc[found.log.checks["severity"] == "warning", "found"])


def test_participation_is_not_judged_where_members_are_those_who_came() -> None:
    as_of = pd.Timestamp(2026, 7, 15)
    for mark, counted, excluded in (
        ("yes", 0, {"only those present are listed": 2}),
        ("no", 2, {}),
    ):
        rows = (DAYS[0], "Ann Lee", "yes"), (DAYS[0], "Bob Ray", mark)
        log = accepted(grid("Sign-in", ("Date", "Name", "Arrived"), *rows)).log
        figure = measure(log, as_of=as_of).figures["participation"]
        assert (figure.N, dict(figure.excluded)) == (counted, excluded)


def test_circles_of_sections_and_no_circle_of_a_single_title() -> None:
    sections = accepted(
        grid(
            "Attendance",
            ("Name", *DAYS),
            ("Circle North",),
            ("Ann Lee", "P", "P"),
            ("Circle South",),
            ("Cy Poe", "A", "P"),
        )
    )
    assert sections.log.circles["circle"].to_list() == ["North", "South"]
    items = (
        ("Task", "Owner", "Deadline", "Done"),
        ("Call", "Ann", DAYS[0], "x"),
        ("Write", "Bob", DAYS[1], ""),
    )
    for title in ("Jobs", "Meeting actions 2026", "Sheet1"):
        found = accepted(grid(title, *items))
        assert found.log.actions["status"].astype(object).to_list()[0] == "done", title
        assert found.log.circles["circle"].to_list() == ["Our circle"], title
        assert not len(found.log.attendance)
