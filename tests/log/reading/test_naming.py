"""Logs with other names for their tabs and headers."""

from __future__ import annotations

from datetime import date

import pytest

from lib.bring.shaping import shaped
from lib.log.reading.parse import parse
from tests.data.logs import FIVE_TABS, grid
from tests.examples import some

SESSIONS = [
    {"Meeting": "A-1", "circle": "Atlas", "Meeting date": date(2026, 1, 5), "Took place": date(2026, 1, 6)}
]
SETTINGS = [
    {"name": "tab.sessions", "value": "Our meetings"},
    {"name": "column.sessions.session", "value": "Meeting"},
    {"name": "Column.Sessions.Planned", "value": "meeting  DATE"},
    {"name": "column.sessions.held", "value": "Took place"},
]


def others() -> list[object]:
    return [grid(name, rows) for name, rows in FIVE_TABS.items() if name != "sessions"]


def test_settings_translate_tabs_and_headers() -> None:
    log = parse([*others(), grid("Our meetings", SESSIONS), grid("settings", SETTINGS)])
    assert not log.missing_tabs
    row = log.sessions.iloc[0]
    assert (row["session"], row["planned"].date(), row["held"].date()) == (
        "A-1",
        date(2026, 1, 5),
        date(2026, 1, 6),
    )
    assert log.checks.empty
    assert len(log.attendance) == 2


def test_translations_apply_only_to_their_own_workbook() -> None:
    foreign = grid("settings", SETTINGS, workbook="other.xlsx")
    log = parse([*others(), grid("Our meetings", SESSIONS), foreign])
    assert log.missing_tabs == ("sessions",)


def test_a_tab_with_the_formats_own_name_wins() -> None:
    log = parse(
        [
            *[grid(name, rows) for name, rows in FIVE_TABS.items()],
            grid("Our meetings", SESSIONS),
            grid("settings", SETTINGS),
        ]
    )
    assert log.sessions["session"].to_list() == ["A-1"]
    assert "second tab of that name" in log.checks["rule"].to_list()


def test_a_translation_of_an_unknown_column_is_a_check() -> None:
    log = parse([*others(), grid("settings", [{"name": "column.sessions.hold", "value": "x"}])])
    check = log.checks[log.checks["tab"] == "settings"].iloc[0]
    assert (check["cell"], check["rule"], check["found"]) == ("A2", "unknown setting", "column.sessions.hold")


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    some(
        [
            ("tab.sessions", "Our meetings", "there is none called our_meetings"),
            ("column.actions.what", "Task", "a header of the actions tab; there is none called Task"),
            ("column.asks.what", "Task", "a tab that is read as asks; this workbook has none"),
            ("header_row.actions", "many", "a row number from 1 to 2"),
            ("header_row.actions", "9", "a row number from 1 to 2"),
            (
                "word.actions.status.Parked",
                "blocked",
                "a word that is in the column status of the actions tab",
            ),
            ("word.actions.status.Erledigt", "finito", "open"),
            ("word.actions.what.Erledigt", "done", "a column of words; what holds none"),
            ("date_order", "up", "day first or month first"),
            ("colour", "blue", "the name of a setting; this one has no effect"),
        ],
        4,
    ),
)
def test_a_settings_row_without_effect_is_a_check(name: str, value: str, expected: str) -> None:
    tabs = FIVE_TABS | {"actions": [{"action": "X-1", "circle": "Atlas", "what": "a", "status": "Erledigt"}]}
    log = parse(
        [*(grid(tab, rows) for tab, rows in tabs.items()), grid("settings", [{"name": name, "value": value}])]
    )
    (check,) = log.checks.to_dict("records")
    assert (check["tab"], check["cell"]) == ("settings", "A2")
    assert name in check["found"]
    assert expected in check["expected"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("column.actions.what", "what"),
        ("column.actions.what", "Task | what"),
        ("column.actions.none", "none"),
        ("word.actions.status.Parked", "blocked"),
        ("header_row.actions", 1),
        ("date_order", "day first"),
        ("tab.none", "Notes"),
    ],
)
def test_a_settings_row_with_an_effect_is_none(name: str, value: object) -> None:
    tabs = FIVE_TABS | {
        "actions": [{"action": "X-1", "circle": "Atlas", "what": "a", "Task": "b", "status": "Parked"}],
        "Notes": [{"a": "b"}],
    }
    log = parse(
        [*(grid(tab, rows) for tab, rows in tabs.items()), grid("settings", [{"name": name, "value": value}])]
    )
    assert log.checks[log.checks["tab"] == "settings"].empty


@pytest.mark.parametrize(("order", "month"), [("day first", 2), ("Month first", 1)])
def test_the_order_of_short_dates_can_be_set(order: str, month: int) -> None:
    tabs = FIVE_TABS | {"sessions": [{"session": "A-1", "circle": "Atlas", "planned": "01/02/2026"}]}
    settings = grid("settings", [{"name": "date_order", "value": order}])
    for read in (lambda grids: grids, shaped):
        log = parse(read([*(grid(tab, rows) for tab, rows in tabs.items()), settings]))
        assert log.sessions["planned"].iloc[0].month == month
