"""Minutes kept as a list of actions: both the meetings, with who came, and the actions are read."""

from __future__ import annotations

from datetime import date

import pandas as pd

from lib.bring.edits import to_sheet
from lib.bring.meetings_in_actions import NO_ACTION
from lib.metrics.program.program import measure
from lib.workbook.base import RowAddition, RowChange
from tests.bring.help import Accepted, accepted, grid

HEADERS = ("Meeting date", "Present", "Apologies", "Action agreed", "Owner", "Due", "Status")
JANUARY, FEBRUARY, MARCH = date(2026, 1, 20), date(2026, 2, 17), date(2026, 3, 17)
MINUTES = (
    (JANUARY, "Amy Tran, Bo Lind", "Dina Roth", "Draft charter", "Amy Tran", date(2026, 2, 3), "Complete"),
    (None, None, None, "Find a sponsor", "Bo Lind", FEBRUARY, "Complete"),
    (FEBRUARY, "Amy Tran, Dina Roth", "Bo Lind", "Share the list", "Dina Roth", MARCH, "Open"),
    (MARCH, "Bo Lind, Dina Roth", "Amy Tran", None, None, None, None),
)


def minutes(title: str = "Minutes", *rows: tuple[object, ...]) -> Accepted:
    return accepted(grid(title, ("Steering circle",), HEADERS, *(rows or MINUTES)))


def test_one_tab_gives_meetings_attendance_and_actions() -> None:
    for title in ("Minutes", "Meetings", "Action log"):
        found = minutes(title)
        assert not found.log.missing_tabs
        assert len(found.present) == 9
        assert found.present["2026-01-20", "Dina Roth"] == "excused"
        assert found.present["2026-03-17", "Bo Lind"] == "yes"
        actions = found.log.actions
        assert actions["what"].to_list() == ["Draft charter", "Find a sponsor", "Share the list"]
        day_of = dict(zip(found.log.sessions["session"], found.log.sessions["planned"], strict=True))
        assert [f"{day_of[key]:%Y-%m-%d}" for key in actions["session"]] == [
            "2026-01-20",
            "2026-01-20",
            "2026-02-17",
        ]
        assert found.asked == []
        assert found.log.set_aside["reason"].to_list() == [NO_ACTION]


def test_who_came_is_shown_as_read_on_the_page() -> None:
    (guess,) = minutes().proposal.guesses
    parts = {column.header: column.part for column in guess.columns if column.part}
    assert parts == {"Present": "who was there", "Apologies": "who was excused"}


def test_a_day_in_every_row_is_one_meeting() -> None:
    repeated = [(MINUTES[0][0], *row[1:]) if row[0] is None else row for row in MINUTES]
    found = minutes("Minutes", *repeated)
    assert len(found.log.sessions) == 3
    assert found.present == minutes().present


def test_people_without_a_day_are_no_meeting_and_the_rest_is_asked_about() -> None:
    undated = [(None, *row[1:]) for row in MINUTES]
    found = minutes("Action log", *undated)
    assert found.log.sessions.empty
    assert found.asked == ["tab.absent"]


def test_edits_go_to_the_cells_of_the_minutes() -> None:
    found = minutes()
    (sessions,) = [each for each in found.grids if each.tab == "sessions"]
    at = [column[0] for column in sessions.columns].index("planned")
    key = {"session": sessions.cell(2, [c[0] for c in sessions.columns].index("session"))}
    edit = RowChange("w", "sessions", 2, key, {"planned": JANUARY}, {"planned": date(2026, 1, 21)}, 1)
    assert sessions.cell(2, at) == JANUARY
    sheet = to_sheet([edit], found.grids)
    assert not sheet.refused
    ((change,),) = [[each for each in sheet.edits if isinstance(each, RowChange)]]
    assert (change.tab, change.row, change.after) == ("Minutes", 3, {"Meeting date": date(2026, 1, 21)})


def test_actions_in_the_row_of_a_meeting() -> None:
    found = accepted(
        grid(
            "Meetings",
            ("Meeting #", "Date", "Attendance", "Action points"),
            (
                1,
                date(2026, 1, 14),
                "Ann Lee (chair), B. Stone; apologies: Dev Rao",
                "AL to send the charter by 28 Jan 2026; BS to book rooms",
            ),
            (2, date(2026, 2, 11), "Ann Lee, Dev Rao", "1. Cost it (Dev Rao) 2. Ask all by 03/04/2026"),
            (3, date(2026, 3, 11), "All present", "None"),
        )
    )
    assert found.asked == []
    rows = found.log.actions[["what", "owner", "due", "session"]].to_dict("records")
    assert [(row["what"], row["owner"] if row["owner"] == row["owner"] else None) for row in rows] == [
        ("send the charter", "Ann Lee"),
        ("book rooms", "B. Stone"),
        ("Cost it", "Dev Rao"),
        ("Ask all by 03/04/2026", None),
    ]
    assert [None if row["due"] is pd.NaT else row["due"].date() for row in rows] == [
        date(2026, 1, 28), None, None, None,
    ]  # fmt: skip
    assert (
        measure(found.log, pd.Timestamp("2026-07-15")).figures["open"].N == 0
    )  # nobody recorded what is done
    frame = found.log.actions
    edit = RowChange("w", "actions", int(frame["_row"].iloc[0]), {}, {"what": "x"}, {"what": "y"})
    assert "has none of its own" in to_sheet([edit], found.grids).refused[0]
    added = to_sheet([RowAddition("w", "actions", {"what": "More"}, "op")], found.grids)
    assert not added.edits
    assert added.refused


def test_counts_of_actions_and_a_log_that_has_none() -> None:
    rows = (("Date", "Attendees", "Actions"), (date(2026, 1, 14), "Ann Lee, Bo Ray", "3"))
    assert accepted(grid("Meetings", *rows)).log.actions.empty
    texts = (*rows[:1], (date(2026, 1, 14), "Ann Lee, Bo Ray", "Call HR"))
    assert len(accepted(grid("Meetings", *texts)).log.actions) == 1
    settings = grid("settings", ("name", "value"), ("tab.absent", "actions"))
    assert accepted(grid("Meetings", *texts), settings).log.actions.empty


def test_actions_that_name_their_meeting_by_its_day() -> None:
    rows = (
        ("Meeting", "Item", "Action", "Responsible", "Due date", "Completed (Y/N)"),
        (JANUARY, "1.1", "Check all extinguishers", "K. Brandt", FEBRUARY, "Y"),
        (MARCH, "2.1", "Inspect the ladders", "L. Onwu", date(2026, 3, 31), "N"),
    )
    alone = accepted(grid("Minutes tracker", *rows))
    assert alone.log.actions["created"].dt.date.to_list() == [JANUARY, MARCH]
    assert "unknown session" not in set(alone.log.checks["rule"])
    meetings = grid(
        "Meetings",
        ("No.", "Date", "Attendees"),
        ("M1", JANUARY, "K. Brandt, L. Onwu"),
        ("M2", MARCH, "K. Brandt"),
    )
    beside = accepted(meetings, grid("Minutes tracker", *rows))
    assert beside.log.actions["session"].to_list() == ["M1", "M2"]
