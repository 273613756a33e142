"""The published pulse in a Google spreadsheet: recorded in its own tab, once, whichever server is first."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from datetime import date
from pathlib import Path

import pytest

from lib.log.format.schema import SETTINGS
from lib.log.reading import parse
from lib.metrics.pulse.record import HEADERS
from lib.source import published
from lib.source.published import Kept
from lib.source.refresh import Source
from lib.workbook.google.client import GoogleClient
from lib.workbook.google.errors import GoogleError
from lib.workbook.google.save import writer
from lib.workbook.google.workbook import GoogleWorkbook
from tests.metrics.pulse.insiders import people
from tests.servers.sheets.server import SheetsServer

ROWS = [*people("A", [4] * 6, "2026-Q1"), *people("B", [3] * 8, "2026-Q1")]
TABS = {"pulse": [list(ROWS[0]), *(list(row.values()) for row in ROWS)]}


@pytest.fixture
def server(
    google: SheetsServer, make_client: Callable[..., GoogleClient], monkeypatch: pytest.MonkeyPatch
) -> tuple[str, Callable[[], Source]]:
    monkeypatch.setattr(writer, "one_save_at_a_time", lambda spreadsheet: nullcontext())
    book = google.load_rows(TABS, "Survey")

    def start() -> Source:
        return Source(GoogleWorkbook(make_client(), book), check_every=3600, read_log=parse.parse_survey)

    return book, start


def seen(source: Source, folder: Path) -> Kept:
    return published.published(source, folder, SETTINGS, date(2026, 4, 1))


def test_the_first_server_publishes_and_the_second_reads_it(
    google: SheetsServer, server: tuple[str, Callable[[], Source]], tmp_path: Path
) -> None:
    book, start = server
    second = start()
    second.current()
    first = seen(start(), tmp_path)
    assert (first.is_waiting, first.problems, first.published.notes) == (False, (), ())
    rows = google.values(book, "published")
    assert rows[0] == list(HEADERS)
    assert [row[0] for row in rows[1:]] == [
        "2026-Q1 1 circle A", "2026-Q1 1 circle B", "2026-Q1 1 total", "2026-Q1 1 wave"
    ]  # fmt: skip
    again = seen(second, tmp_path)
    assert again.published.table.equals(first.published.table)
    assert google.values(book, "published") == rows
    assert not list(tmp_path.iterdir())


def test_a_spreadsheet_shared_for_reading_only_is_recorded_on_the_server(
    server: tuple[str, Callable[[], Source]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, start = server

    def refuse(*_: object) -> None:
        raise GoogleError("is not shared for writing", status=403)

    monkeypatch.setattr(GoogleWorkbook, "apply", refuse)
    first = seen(start(), tmp_path)
    assert len(first.published.table)
    assert len(list(tmp_path.glob("*.json"))) == 1
    assert seen(start(), tmp_path).published.table.equals(first.published.table)


def test_a_google_that_is_down_makes_the_wave_wait(
    server: tuple[str, Callable[[], Source]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, start = server

    def refuse(*_: object) -> None:
        raise GoogleError("Google is having trouble", status=503, transient=True)

    monkeypatch.setattr(GoogleWorkbook, "apply", refuse)
    kept = seen(start(), tmp_path)
    assert (kept.published.table.empty, kept.is_waiting) == (True, True)
    assert not list(tmp_path.iterdir())
