"""Who came, one person in each column of a meeting's row."""

from __future__ import annotations

import pytest

from lib.bring.edits import to_sheet
from lib.bring.shapes.headings.one_each import columns_of_people
from lib.workbook.base import RowAddition, RowChange
from tests.bring.help import accepted, grid


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (("Date", "Attendee 1", "Attendee 2"), (1, 2)),
        (("Date", "Teilnehmer Nr. 1", "Teilnehmer Nr. 2"), (1, 2)),
        (("Date", "Attendees", None), (1, 2)),
        (("Date", "Attendee", "Attendee 2"), ()),
        (("Date", "Topic 1", "Topic 2"), ()),
        (("Date", "Attendees", "Topic"), ()),
    ],
)
def test_headers_with_a_number_or_none_hold_one_person_each(
    headers: tuple[object, ...], expected: tuple[int, ...]
) -> None:
    assert columns_of_people(grid("Log", headers, ("2026-01-15", "Ann Lee", "Bob Ray")), 1) == expected
    assert columns_of_people(grid("Log", headers, ("2026-01-15", 6, 8)), 1) == ()


def test_each_person_is_one_who_came_and_an_edit_is_refused_with_why() -> None:
    found = accepted(
        grid(
            "Log 2026",
            ("Date", "Topic", "Attendee 1", "Attendee 2", "Apologies"),
            ("2026-01-15", "Norms", "Ann Lee", "Bob Ray", None),
            ("2026-02-15", "Cases", None, "Ann Lee", "Bob Ray"),
        )
    )
    assert found.present == {
        ("2026-01-15", "Ann Lee"): "yes",
        ("2026-01-15", "Bob Ray"): "yes",
        ("2026-02-15", "Ann Lee"): "yes",
        ("2026-02-15", "Bob Ray"): "excused",
    }
    tab = next(each.tab for each in found.grids if any(column[0] == "present" for column in each.columns))
    session, row = found.log.attendance["session"].iloc[1], int(found.log.attendance["_row"].iloc[1])
    key = {"session": session, "member": "Bob Ray"}
    for edit in (
        RowChange("w", tab, row, key, {"present": "yes"}, {"present": "no"}),
        RowAddition("w", tab, {"session": session, "member": "Cy Poe", "present": "yes"}, "op"),
    ):
        made = to_sheet([edit], found.grids)
        assert not made.edits
        assert "names in several columns" in made.refused[0]
