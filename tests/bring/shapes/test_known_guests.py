"""People whom a sheet calls guests are no members, and no mistake."""

from __future__ import annotations

from datetime import date

from lib.bring.accounts import accounts
from tests.bring.help import accepted, grid

MEETINGS = grid(
    "Meetings",
    ("Meeting", "Date", "Attendees", "Apologies"),
    (1, date(2026, 1, 8), "Ann Lee, Bob Ray, Tom Hall", ""),
    (2, date(2026, 2, 5), "All", ""),
    (3, date(2026, 3, 5), "Ann Lee, Pat Ode (guest)", "Bob Ray"),
    (4, date(2026, 4, 2), "Ann Lee, Zed Nobody", "Bob Ray"),
)


def test_people_below_guests_in_a_members_tab_are_no_members() -> None:
    found = accepted(
        grid(
            "Members",
            ("No.", "Name", "Joined"),
            (1, "Lee, Ann", date(2025, 1, 1)),
            ("Guests",),
            (2, "Hall, Tom", date(2025, 2, 1)),
            ("Members",),
            (3, "Ray, Bob", date(2025, 3, 1)),
        ),
        MEETINGS,
    )
    log = found.log
    assert log.members["member"].to_list() == ["Lee, Ann", "Ray, Bob"]
    assert len(log.attendance) == 3 + 2 + 3 + 3
    unknown = log.checks[log.checks["rule"] == "unknown member"]
    assert unknown["found"].to_list() == [
        "Zed Nobody"
    ]  # neither the guests of the tab nor those of the lists
    (account,) = [each for each in accounts(found.grids, log) if each.title == "Members"]
    assert (len(account.found), len(account.used), len(account.no_records)) == (5, 2, 3)


def test_a_guest_of_a_grid_is_no_unknown_member() -> None:
    days = (date(2026, 1, 8), date(2026, 2, 5))
    found = accepted(
        grid(
            "Attendance",
            ("Name", *days),
            ("Ann Lee", "x", "x"),
            ("Bob Ray", "x", "a"),
            ("Guests:",),
            ("Tom Hall", "x", ""),
        )
    )
    assert found.log.members["member"].to_list() == ["Ann Lee", "Bob Ray"]
    assert found.present["2026-01-08", "Tom Hall"] == "yes"
    assert "unknown member" not in set(found.log.checks["rule"])
