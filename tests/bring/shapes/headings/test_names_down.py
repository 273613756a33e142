"""Who came to one meeting, one name below the other."""

from __future__ import annotations

import pytest

from lib.bring.accounts import accounts
from lib.bring.shapes.headings import names_down
from lib.bring.shapes.headings.names_down import columns_of_names
from tests.bring.help import accepted, grid


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ((("Present", "Apologies"), ("Ann Lee", "Bob Ray"), ("Cy Poe", "none")), {0: "yes", 1: "excused"}),
        ((("Present", "Absent"), ("Ann Lee", "none"), ("Cy Poe", None)), {0: "yes"}),
        ((("Present", "Signature"), ("Ann Lee", "AL"), ("Bob Ray", None)), {}),
        ((("Present", "Role"), ("Ann Lee", "Chair"), ("Bob Ray", "Member"), ("Cy Poe", "excused")), {}),
        ((("Present", "Date"), ("Ann Lee", "2026-01-15"), ("Bob Ray", "2026-01-15")), {}),
        ((("Present",), ("Ann Lee, Bob Ray",), ("Bob Ray",)), {}),
        ((("Present",), ("x",), ("x",)), {}),
        ((("Apologies",), ("Ann Lee",), ("Bob Ray",)), {}),
    ],
)
def test_columns_that_list_one_person_in_each_cell(
    rows: tuple[tuple[object, ...], ...], expected: dict[int, str]
) -> None:
    assert columns_of_names(grid("15 Jan 2026", *rows), 1) == expected


def test_other_columns_are_looked_through_only_where_names_are_listed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(names_down, "is_mark", None)
    rows = (("session", "member", "present"), ("A1", "Ann Lee", "yes"), ("A1", "Bob Ray", "no"))
    assert columns_of_names(grid("Attendance", *rows), 1) == {}


def test_a_tab_for_each_meeting_with_its_day_as_the_title_or_above_the_names() -> None:
    found = accepted(
        grid("15 Jan 2026", ("Present",), ("Ann Lee",), ("Bob Ray",)),
        grid("12 Feb 2026", ("Present", "Apologies"), ("Ann Lee", "Bob Ray"), ("Cy Poe", "none")),
        grid(
            "March",
            ("Meeting of 12 March 2026",),
            ("Participants", "Company"),
            ("Ann Lee", "Acme"),
            ("Cy Poe",),
        ),
    )
    assert found.present == {
        ("2026-01-15", "Ann Lee"): "yes",
        ("2026-01-15", "Bob Ray"): "yes",
        ("2026-02-12", "Ann Lee"): "yes",
        ("2026-02-12", "Bob Ray"): "excused",
        ("2026-02-12", "Cy Poe"): "yes",
        ("2026-03-12", "Ann Lee"): "yes",
        ("2026-03-12", "Cy Poe"): "yes",
    }
    told = found.log.checks[found.log.checks["rule"] == "only those present are listed"]
    assert set(told["tab"]) == {"15 Jan 2026", "March"}
    assert all(each.used == each.found for each in accounts(found.grids, found.log))
