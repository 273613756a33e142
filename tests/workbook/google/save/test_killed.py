"""A save to Google whose process is killed (SIGKILL): the next start of Pharos finds what it left and cleans up."""

from __future__ import annotations

import json
import logging
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from lib.source.refresh import Source
from lib.workbook.google.client import GoogleClient
from lib.workbook.google.workbook import GoogleWorkbook
from tests.servers.sheets.server import SheetsServer
from tests.workbook.saving import TABS, is_saved, log_session, marks

ROOT = Path(__file__).parents[4]
WORDS = ("", "before it wrote anything", "undone", "complete", "")
"""What the next start says about a save that was killed after this many of its four requests."""


def test_the_next_start_clears_what_a_killed_save_left(
    google: SheetsServer,
    make_client: Callable[..., GoogleClient],
    key: dict[str, Any],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    google.office.required = False
    path = tmp_path / "key.json"
    path.write_text(json.dumps(key))
    books = [google.load_rows(TABS, "Circle log") for _ in WORDS]
    command = [sys.executable, "-m", "tests.workbook.google_saving", str(path), *books]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert run.stdout.split() == [*[str(-signal.SIGKILL)] * 4, "0"], run.stderr
    assert [marks(google, book) > 0 for book in books] == [*map(bool, WORDS)]

    for done, (book, expected) in enumerate(zip(books, WORDS, strict=True)):
        caplog.clear()
        later = GoogleWorkbook(make_client(), book, now=lambda: datetime.now(UTC) + timedelta(minutes=2))
        source = Source(later, check_every=60)
        with caplog.at_level(logging.WARNING, "pharos"):
            source.first()
            assert source._work
            source._work.join(30)
        messages = [record.message for record in caplog.records if record.name == "pharos"]
        assert len(messages) == bool(expected)
        assert expected in "".join(messages)
        assert marks(google, book) == 0
        assert is_saved(google, book) == (done >= 3), "all of it with its journal, or nothing"
        later.read()
        assert log_session(later).written
        assert is_saved(google, book), (
            "what was not saved can be saved now; what was is recognized by its journal and not duplicated"
        )
