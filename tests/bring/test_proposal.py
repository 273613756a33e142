"""Guesses for workbooks that nobody has translated: right where they are sure, offered where they are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from lib.bring.acceptance import settings_rows, with_settings
from lib.bring.guess import Choices
from lib.bring.proposal import propose
from lib.bring.shaping import shaped
from lib.bring.synonyms import columns_for, tabs_for
from lib.log.format.schema import TABS
from lib.log.reading.parse import parse
from lib.workbook.base import Grid
from lib.workbook.excel.workbook import ExcelWorkbook

CASES = Path(__file__).parents[1] / "data" / "cases"


def grid(tab: str, *rows: tuple[object, ...]) -> Grid:
    return Grid("w", tab, [list(column) for column in zip(*rows, strict=True)])


MEETINGS = grid(
    "Meetings",
    ("Our year", None, None, None),
    ("Gruppe", "Datum", "Teilnehmer", "Entscheidung"),
    ("Atlas", "05.01.2026", "Ann, Bo", "Go"),
    ("Atlas", "02.02.2026", "Ann", "Stop"),
)
ITEMS = grid(
    "Action items",
    ("Action", "Who", "Due", "Done?"),
    ("Call the vendor", "Ann", "01.02.2026", "yes"),
    ("Write it up", "Bo", "", "no"),
)


def test_a_workbook_of_another_shape_is_read_once_its_guesses_are_accepted() -> None:
    guesses = propose([MEETINGS, ITEMS])
    meetings, items = guesses
    assert (meetings.tab, meetings.header_row, items.tab) == ("sessions", 2, "actions")
    assert {column.header: column.column or column.use for column in meetings.columns} == {
        "Gruppe": "circle",
        "Datum": "planned",
        "Teilnehmer": "attendees",
        "Entscheidung": "decision",
    }
    assert {column.header: column.column for column in items.columns} == {
        "Action": "what",
        "Who": "owner",
        "Due": "due",
        "Done?": "status",
    }
    rows = settings_rows(guesses)
    log = parse(shaped(with_settings([MEETINGS, ITEMS], rows)))
    assert not log.missing_tabs
    assert (len(log.sessions), len(log.attendance), len(log.members), len(log.actions)) == (2, 3, 2, 2)
    assert log.actions["status"].to_list() == ["done", "open"]


def test_nothing_is_guessed_where_two_headers_fit_as_well() -> None:
    (guess,) = propose([grid("Tasks", ("Deadline", "Due date", "Task"), ("1.2.2026", "2.2.2026", "a b"))])
    by_header = {column.header: column for column in guess.columns}
    assert by_header["Deadline"].column == ""
    assert by_header["Deadline"].rivals == ("due",)
    assert by_header["Due date"].column == ""
    assert by_header["Task"].column == "what"


def test_a_question_over_boxes_is_never_a_date() -> None:
    (guess,) = propose([grid("Tasks", ("Task", "Completed?"), ("a b", True), ("c d", False))])
    assert {column.header: column.column for column in guess.columns} == {
        "Task": "what",
        "Completed?": "status",
    }


def test_what_a_person_chose_goes_first() -> None:
    choices = Choices({"Action items": "asks"}, {("Meetings", "Entscheidung"): ""})
    meetings, items = propose([MEETINGS, ITEMS], choices)
    assert items.tab == "asks"
    assert [column.column for column in meetings.columns if column.header == "Entscheidung"] == [""]


def test_two_years_are_read_together_and_the_formats_own_tab_goes_first() -> None:
    (path,) = CASES.glob("17d*.xlsx")
    rows = dict(settings_rows(propose([g for g in ExcelWorkbook(path).read().grids if g.tab != "settings"])))
    assert rows["tab.sessions"] == "Sessions 2025, Sessions 2026"
    own = grid("sessions", ("session", "circle", "planned"), ("a", "b", "2026-01-05"))
    first, second = propose([own, MEETINGS])
    assert (first.tab, second.tab, second.rivals) == ("sessions", "", ("sessions",))


def test_what_is_lacking_is_named() -> None:
    (guess,) = propose([grid("Tasks", ("Owner", "Deadline"), ("Ann", "1.2.2026"))])
    assert guess.lacks == ("what",)


@pytest.mark.parametrize(
    ("title", "tab"),
    [
        ("Meetings", "sessions"),
        ("Teilnehmer", "members"),
        ("Réunions 2025", "sessions"),
        ("Acciones", "actions"),
    ],
)
def test_titles_in_other_languages(title: str, tab: str) -> None:
    assert max(tabs_for(title), key=tabs_for(title).__getitem__) == tab


def test_a_title_of_nothing_means_nothing() -> None:
    assert tabs_for("Budget 2026") == {}
    assert columns_for("", TABS["actions"]) == {}


def test_every_synonym_is_of_a_tab_or_column_of_the_format() -> None:
    from lib.bring.synonyms import _listed

    assert _listed("tabs").keys() <= TABS.keys()
    assert _listed("columns").keys() <= {column.name for tab in TABS.values() for column in tab.columns} | {
        "email"
    }
