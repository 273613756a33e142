"""The day of a session is never the day that something is due."""

from __future__ import annotations

from datetime import date

import pytest

from lib.bring.minutes.formats.file import read_text
from lib.bring.minutes.reading import read_minutes
from lib.bring.people import Roster

ROSTER = Roster([("ada", "Ada Brandt", ""), ("bo", "Bo Birch", "")])


@pytest.mark.parametrize(
    "line",
    [
        "Deadline for the report: 30 June 2026",
        "Action: Bo: send numbers by 10.4.2026",
        "Maßnahme: Ada, Bo: Angebot einholen bis 10.4.26",
        "Bo sends the deck by Friday, 3 April 2026",
        "The report has to be in until April 3, 2026",
        "Fällig ist das am 10.04.2026",
        "- [ ] Bo: deck 2026-04-03",
    ],
)
def test_a_day_that_something_is_due_is_not_the_day_of_the_session(line: str) -> None:
    assert read_minutes(read_text(f"Atlas notes\n{line}"), ROSTER).day is None


@pytest.mark.parametrize(
    "line",
    ["Atlas, 12 March 2026, 10:00 bis 12:00 Uhr", "Minutes by Ada, 12 March 2026",
     "Sitzung am 12.03.2026 von 10 bis 12 Uhr"],
)  # fmt: skip
def test_the_hours_of_a_session_do_not_hide_its_day(line: str) -> None:
    found = read_minutes(read_text(line), ROSTER).day
    assert found is not None
    assert found.value == date(2026, 3, 12)
