"""Lists of guests that programs for events and webinars write: who registered is told from who came."""

from __future__ import annotations

import pytest

from lib.bring.accounts import accounts
from tests.bring.help import accepted, grid
from tests.examples import some

DAY = "2025-03-14"


@pytest.mark.parametrize(
    ("rows", "expected"),
    some(
        [
            (
                (
                    (
                        "Order #",
                        "Order Date",
                        "First Name",
                        "Last Name",
                        "Email",
                        "Attendee Status",
                        "Checked In",
                    ),
                    (1, "2025-03-01", "Ann", "Lee", "ann@x.org", "Attending", "Yes"),
                    (2, "2025-03-02", "Bob", "Ray", "bob@x.org", "Not Attending", "No"),
                ),
                {},
            ),
            (
                (
                    ("Order #", "Order Date", "First Name", "Last Name", "Event Start Date", "Checked In"),
                    (1, "2025-03-01", "Ann", "Lee", DAY, "Yes"),
                    (2, "2025-03-02", "Bob", "Ray", DAY, "No"),
                ),
                {"Ann Lee": "yes", "Bob Ray": "no"},
            ),
            (
                (
                    ("Date", "First Name", "Surname", "Quantity", "Attendee Status", "Check-in date"),
                    ("2025-03-01 10:00", "Ann", "Lee", 1, "Checked In", "2025-03-14 09:02"),
                    ("2025-03-02 11:00", "Bob", "Ray", 1, "Attending", None),
                ),
                {"Ann Lee": "yes"},
            ),
            (
                (
                    ("name", "email", "created_at", "approval_status", "checked_in_at"),
                    ("Ann Lee", "ann@x.org", "2025-03-01T10:00:00Z", "approved", "2025-03-14T09:02:11Z"),
                    ("Bob Ray", "bob@x.org", "2025-03-02T10:00:00Z", "declined", None),
                ),
                {"Ann Lee": "yes"},
            ),
            (
                (
                    ("Attended", "User Name (Original Name)", "Registration Time", "Join Time", "Leave Time"),
                    ("Yes", "Ann Lee", "03/01/2025 10:00 AM", "03/14/2025 10:00 AM", "03/14/2025 11:00 AM"),
                    ("No", "Bob Ray", "03/02/2025 10:00 AM", "--", "--"),
                ),
                {"Ann Lee": "yes", "Bob Ray": "no"},
            ),
        ],
        2,
    ),
)
def test_who_registered_is_not_who_came(
    rows: tuple[tuple[object, ...], ...], expected: dict[str, str]
) -> None:
    found = accepted(grid("report", *rows))
    assert found.present == {(DAY, person): mark for person, mark in expected.items()}
    (account,) = accounts(found.grids, found.log)
    assert account.used | account.no_records == account.found == {2, 3}


def test_the_time_of_a_meeting_beside_its_first_person_is_that_of_the_others_too() -> None:
    found = accepted(
        grid(
            "Attendance",
            ("Date", "Name", "Present"),
            ("2025-03-14 18:00", "Ann Lee", "yes"),
            (None, "Bob Ray", "no"),
            ("2025-04-11 18:00", "Ann Lee", "yes"),
        )
    )
    assert found.present[DAY, "Bob Ray"] == "no"
