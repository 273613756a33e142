"""A session over several days is read as its first day, which is said."""

from __future__ import annotations

import pytest

from lib.bring.shapes.headings.several_days import first_day
from tests.bring.help import accepted, grid


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3-4 March 2025", "3 March 2025"),
        ("10 – 11 April 2025", "10 April 2025"),
        ("3 and 4 March 2025", "3 March 2025"),
        ("March 3-4, 2025", "March 3, 2025"),
        ("3.-4. September 2025", "3. September 2025"),
        ("3./4. März 2025", "3. März 2025"),
        ("03.-04.09.2025", "03.09.2025"),
        ("03.03.–04.03.2025", "03.03.2025"),
        ("du 3 au 4 mars 2025", "3 mars 2025"),
        ("30 May - 1 June 2025", "30 May 2025"),
        ("30. Mai bis 1. Juni 2025", "30. Mai 2025"),
        ("2025-07-01 - 2025-07-02", "2025-07-01"),
        *((text, "") for text in ("2025-07-01", "3-4-2025", "3/4/2025", "05-06-25", "3 March 2025")),
        *((text, "") for text in ("4 March 2025 - workshop", "Workshop - 4 March 2025", "10:00 - 11:00")),
        ("2025-03-04 18:00 - 20:00", ""),
    ],
)
def test_the_first_of_several_days(text: str, expected: str) -> None:
    assert first_day(text) == expected


def test_sessions_over_two_days_are_on_the_first_and_a_note_says_so() -> None:
    found = accepted(
        grid(
            "Meetings",
            ("Date", "Attendees"),
            ("3-4 March 2025", "Ann Lee, Bob Ray"),
            ("7 April 2025", "Ann Lee"),
        )
    )
    assert found.log.sessions["held"].dt.strftime("%m-%d").to_list() == ["03-03", "04-07"]
    notes = found.log.checks[found.log.checks["rule"] == "several days"]
    assert notes[["cell", "found"]].to_numpy().tolist() == [["A2", "3-4 March 2025"]]
