"""Minutes kept as forms: labels above a list of actions, one meeting a tab or many."""

from __future__ import annotations

from datetime import date

from lib.bring.accounts import accounts
from lib.bring.edits import to_sheet
from lib.bring.parts.meeting_forms import meetings_apart
from lib.workbook.base import RowChange
from tests.bring.help import Accepted, accepted, grid

HEADERS = ("Action", "Who", "By when", "Done")


def form(
    day: object, came: str, excused: str, *actions: tuple[object, ...]
) -> tuple[tuple[object, ...], ...]:
    return (
        ("Circle South",),
        ("Date:", day),
        ("Present:", came),
        (f"Apologies: {excused}",),
        (),
        ("Decisions",),
        (f"Decided on {day}",),
        (),
        HEADERS,
        *actions,
        (),
    )


FIRST = form(
    date(2026, 1, 13),
    "Ann Lee, Bob Ray",
    "Dee Fox",
    ("Write charter", "Ann Lee", date(2026, 2, 1), "x"),
    ("Book venue", "Bob Ray", date(2026, 2, 1), None),
)
SECOND = form(
    date(2026, 2, 10), "Ann Lee, Dee Fox", "Bob Ray", ("Draft survey", "Dee Fox", date(2026, 3, 1), None)
)


def as_expected(found: Accepted) -> None:
    assert found.present == {
        ("2026-01-13", "Ann Lee"): "yes",
        ("2026-01-13", "Bob Ray"): "yes",
        ("2026-01-13", "Dee Fox"): "excused",
        ("2026-02-10", "Ann Lee"): "yes",
        ("2026-02-10", "Dee Fox"): "yes",
        ("2026-02-10", "Bob Ray"): "excused",
    }
    sessions, actions = found.log.sessions, found.log.actions
    assert set(sessions["circle"]) == {"South"}
    assert sessions["decision"].to_list() == ["Decided on 2026-01-13", "Decided on 2026-02-10"]
    assert actions["what"].to_list() == ["Write charter", "Book venue", "Draft survey"]
    first, second = sessions["session"]
    assert actions["session"].to_list() == [first, first, second]
    assert found.asked == []


def test_many_meetings_in_a_tab() -> None:
    found = accepted(grid("Minutes", *FIRST, *SECOND))
    as_expected(found)
    sessions = next(each for each in found.grids if each.tab == "Minutes (table 1)")
    at = [column[0] for column in sessions.columns].index("attendees")
    place = sessions.origin.address(3, at) if sessions.origin else None
    assert place is not None
    assert (place.tab, place.a1) == ("Minutes", f"B{len(FIRST) + 3}")
    table = next(each for each in accounts(found.grids, found.log) if each.title == "Minutes (table 2)")
    assert list(table.reasons.values()) == ["repeats the headers"]


def test_a_tab_for_each_meeting() -> None:
    as_expected(accepted(grid("13 Jan", *FIRST), grid("10 Feb", *SECOND)))


def test_an_action_is_written_to_its_row_and_the_form_is_read_only() -> None:
    found = accepted(grid("Minutes", *FIRST, *SECOND))
    key = {"action": found.log.actions["action"].iloc[2]}
    row = int(found.log.actions["_row"].iloc[2])
    change = RowChange("w", "Minutes (table 2)", row, key, {"owner": "Dee Fox"}, {"owner": "Ann Lee"}, 1)
    (edit,) = to_sheet([change], found.grids).edits
    assert isinstance(edit, RowChange)
    assert (edit.tab, edit.row, edit.header_row, edit.after) == (
        "Minutes",
        len(FIRST) + 10,
        9,
        {"Who": "Ann Lee"},
    )
    assert "Meeting" not in edit.key
    session = found.log.sessions.iloc[0]
    change = RowChange(
        "w",
        "Minutes (table 1)",
        int(session["_row"]),
        {"session": session["session"]},
        {"decision": session["decision"]},
        {"decision": "None"},
        1,
    )
    made = to_sheet([change], found.grids)
    assert not made.edits
    assert made.refused == [
        "Minutes: when a meeting was and who came is kept as a form here: change it in the sheet"
    ]


def test_what_is_no_form_stays_one_table() -> None:
    assert meetings_apart(grid("Meetings", ("Date", "Attendees"), (date(2026, 1, 5), "Ann Lee"))) is None
    assert meetings_apart(grid("Notes", ("Date:", "soon"), ("Present:", "Ann Lee"))) is None
    assert meetings_apart(grid("Notes", ("Date:", date(2026, 1, 5)), ("Place:", "Room 2"))) is None
