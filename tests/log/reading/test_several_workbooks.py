"""One workbook per circle, each with the same keys."""

from __future__ import annotations

from datetime import date

import pytest

from lib.log.reading import parse as parse_module
from lib.log.reading.parse import parse
from lib.workbook.base import Grid
from tests.data.logs import grid


def circle_workbook(circle: str, person: str) -> list[Grid]:
    tables: dict[str, list[dict[str, object]]] = {
        "circles": [{"circle": circle}],
        "members": [{"member": person, "circle": circle}],
        "sessions": [
            {"session": "S-1", "circle": circle, "planned": date(2026, 1, 5), "held": date(2026, 1, 5)}
        ],
        "attendance": [{"session": "s-1", "member": person, "present": "yes"}],
        "insights": [{"insight": "I-1", "session": "S-1"}],
        "actions": [{"action": "A-1", "circle": circle, "what": "Do it", "session": "S-1", "insight": "I-1"}],
        "action_reviews": [{"action": "A-1", "session": "S-1"}],
    }
    return [grid(name, rows, workbook=f"{circle}.xlsx") for name, rows in tables.items()]


def test_keys_that_two_workbooks_share_get_their_circles_name() -> None:
    log = parse([*circle_workbook("Atlas", "ana"), *circle_workbook("Vega", "bo")])
    assert log.checks.empty
    assert log.set_aside.empty
    assert log.sessions["session"].to_list() == ["S-1 (Atlas)", "S-1 (Vega)"]
    assert log.attendance["session"].to_list() == ["S-1 (Atlas)", "S-1 (Vega)"]
    assert log.insights["insight"].to_list() == ["I-1 (Atlas)", "I-1 (Vega)"]
    assert log.insights["session"].to_list() == ["S-1 (Atlas)", "S-1 (Vega)"]
    actions = log.actions[["action", "session", "insight"]].to_numpy().tolist()
    assert actions == [
        ["A-1 (Atlas)", "S-1 (Atlas)", "I-1 (Atlas)"],
        ["A-1 (Vega)", "S-1 (Vega)", "I-1 (Vega)"],
    ]
    assert log.action_reviews.iloc[1][["action", "session"]].to_list() == ["A-1 (Vega)", "S-1 (Vega)"]


def test_one_workbook_keeps_its_keys() -> None:
    log = parse(circle_workbook("Atlas", "ana"))
    assert log.sessions["session"].to_list() == ["S-1"]


def test_keys_of_different_workbooks_that_differ_are_left_alone() -> None:
    second = [g for g in circle_workbook("Vega", "bo") if g.tab in {"circles", "members"}]
    log = parse([*circle_workbook("Atlas", "ana"), *second])
    assert log.sessions["session"].to_list() == ["S-1"]


def test_a_key_twice_in_one_workbook_is_still_a_duplicate() -> None:
    extra = grid(
        "sessions",
        [{"session": "S-1", "circle": "Atlas", "planned": date(2026, 1, 5)}] * 2,
        workbook="Atlas.xlsx",
    )
    atlas = [g for g in circle_workbook("Atlas", "ana") if g.tab != "sessions"]
    log = parse([*atlas, extra, *circle_workbook("Vega", "bo")])
    assert log.sessions["session"].to_list() == ["S-1 (Atlas)", "S-1 (Vega)"]
    assert log.checks["rule"].to_list().count("duplicate key") == 1


def test_a_row_repeated_in_all_workbooks_is_read_once_and_only_noted() -> None:
    teams = [grid("teams", [{"team": "Sales EU"}], workbook=f"{name}.xlsx") for name in ("Atlas", "Vega")]
    log = parse([*circle_workbook("Atlas", "ana"), *circle_workbook("Vega", "bo"), *teams])
    assert log.teams["team"].to_list() == ["Sales EU"]
    check = log.checks.iloc[0]
    assert (check["severity"], check["workbook"], check["cell"]) == ("note", "Vega.xlsx", "A2")
    assert "row 2 of Atlas.xlsx already has it" in check["expected"]


def test_a_reader_returns_what_parsing_returns_and_converts_only_new_grids(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def book(workbook: str, day: str) -> list[Grid]:
        rows = {
            "circles": [{"circle": workbook}],
            "members": [{"member": "ann", "circle": workbook}, {"member": "", "circle": workbook}],
            "sessions": [{"session": "S-1", "circle": workbook, "planned": day}],
        }
        return [grid(tab, table, workbook=workbook) for tab, table in rows.items()]

    converted: list[str] = []
    read_tab = parse_module._read_tab
    monkeypatch.setattr(
        parse_module, "_read_tab", lambda one, *rest: converted.append(one.workbook) or read_tab(one, *rest)
    )
    reader, first, second = parse_module.Reader(), book("Atlas", "2026-03-04"), book("Borea", "soon")
    for grids in ([*first, *second], [*first, *second], [*first, *book("Borea", "2026-03-05")]):
        converted.clear()
        log = reader(grids)
        again = set(converted)
        whole = parse(grids)
        assert log.checks.equals(whole.checks)
        assert log.set_aside.equals(whole.set_aside)
        assert all(frame.equals(whole.tabs[tab]) for tab, frame in log.tabs.items())
    assert again == {"Borea"}
