"""Logs with other names for their tabs and headers."""

from __future__ import annotations

from datetime import date

from lib.log.reading.parse import parse
from tests.data.logs import FIVE_TABS, grid

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
