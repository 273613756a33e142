"""Many viewers of one Google spreadsheet: what they cost in calls, and what they see when Google fails."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from lib.log.reading import parse
from lib.source.opening import opened, survey
from lib.source.refresh import Source
from lib.source.settings import WorkbookSettings
from lib.workbook.base import WorkbookError
from lib.workbook.common.snapshots import SnapshotFile
from tests.data.logs import FIVE_TABS, grid
from tests.servers.sheets.server import SheetsServer
from tests.source.test_refresh import Clock, settle

Tables = dict[str, list[dict[str, object]]]


def as_rows(tables: Tables) -> dict[str, list[list[str]]]:
    """Tables as the server takes them: the header row, then the cells as text."""
    return {
        name: [[str(cell) for cell in row] for row in zip(*grid(name, table).columns, strict=True)]
        for name, table in tables.items()
    }


@pytest.fixture
def spreadsheet(google: SheetsServer) -> str:
    return google.load_rows(as_rows(FIVE_TABS), "Our circles")


@pytest.fixture
def settings(key: dict[str, Any], spreadsheet: str) -> WorkbookSettings:
    address = f"https://docs.google.com/spreadsheets/d/{spreadsheet}/edit"
    return WorkbookSettings(urls=(address,), service_account=key)


def circles(source: Source) -> list[str]:
    return source.current().log.circles["circle"].to_list()


def calls(google: SheetsServer) -> dict[str, int]:
    return {name: count for name, count in google.counts().items() if "token" not in name}


def look(source: Source) -> None:
    """50 viewers whose pages rerun 20 times each."""
    with ThreadPoolExecutor(50) as viewers:
        list(viewers.map(lambda _: [source.current() for _ in range(20)], range(50)))
    settle(source)


def test_a_minute_of_fifty_viewers_is_one_check_and_at_most_one_read(
    google: SheetsServer, spreadsheet: str, settings: WorkbookSettings
) -> None:
    clock = Clock()
    source = Source(opened(settings), check_every=60, clock=clock)
    look(source)
    google.clear_log()
    look(source)
    assert calls(google) == {}

    clock.now = 61
    look(source)
    assert calls(google) == {"files.get": 1}

    google.clear_log()
    google.type(spreadsheet, "circles!A2", "Vega")
    clock.now = 122
    look(source)
    assert calls(google) == {"files.get": 1, "values.batchGet": 1}
    assert circles(source) == ["Vega"]


def test_access_that_is_taken_away_leaves_the_last_good_log_and_comes_back_by_itself(
    google: SheetsServer, spreadsheet: str, settings: WorkbookSettings
) -> None:
    clock = Clock()
    source = Source(opened(settings), check_every=60, clock=clock)
    source.current()
    settle(source)
    google.share_only_with(spreadsheet, {"someone@example.org": "writer"})
    clock.now = 61
    look(source)
    assert "is not shared with" in str(source.current().problem)
    assert circles(source) == ["Atlas"]
    google.share_with_everyone(spreadsheet)
    google.type(spreadsheet, "circles!A2", "Vega")
    clock.now = 122
    look(source)
    assert source.current().problem is None
    assert circles(source) == ["Vega"]


def test_a_restart_without_google_shows_what_was_kept(
    google: SheetsServer, settings: WorkbookSettings, tmp_path: Path
) -> None:
    kept = SnapshotFile(tmp_path, "ours")
    Source(opened(settings), check_every=60, snapshot_file=kept).current()
    google.fail("no_permission", times=None)
    restarted = Source(opened(settings), check_every=60, snapshot_file=kept)
    assert circles(restarted) == ["Atlas"]
    settle(restarted)
    assert restarted.current().problem
    with pytest.raises(WorkbookError):
        Source(opened(settings), check_every=60).current()


def test_the_survey_is_a_workbook_of_its_own(
    google: SheetsServer, key: dict[str, Any], settings: WorkbookSettings
) -> None:
    answers: Tables = {"pulse": [{"wave": "2026-Q1", "circle": "Atlas", "respondent": "r1", "safety_1": 4}]}
    address = google.load_rows(as_rows(answers), "Pulse")
    both = WorkbookSettings(urls=settings.urls, survey_url=address, service_account=key)
    workbook = survey(both)
    assert workbook is not None
    pulse = Source(workbook, check_every=60, read_log=parse.parse_survey).current()
    assert pulse.log.tabs["pulse"]["safety_1"].to_list() == [4]
    assert set(pulse.log.tabs) == {"pulse"}
    main = Source(opened(both), check_every=60).current()
    assert "pulse" not in main.log.tabs
    assert survey(settings) is None


def test_pulse_answers_in_the_main_workbook_are_not_read(google: SheetsServer, key: dict[str, Any]) -> None:
    answers: Tables = {"pulse": [{"wave": "2026-Q1", "circle": "Atlas", "safety_1": 4, "comment": "CANARY"}]}
    address = google.load_rows(as_rows(FIVE_TABS | answers), "Mixed up")
    log = Source(opened(WorkbookSettings(urls=(address,), service_account=key)), check_every=60).current().log
    assert log.checks["rule"].to_list() == ["pulse in the main workbook"]
    assert not any("CANARY" in frame.to_csv() for frame in [*log.tabs.values(), log.checks])


def test_google_without_an_account_says_what_to_set() -> None:
    with pytest.raises(WorkbookError, match="service account"):
        opened(WorkbookSettings(urls=("https://docs.google.com/spreadsheets/d/abcdefghijklmnopqrst/edit",)))
