"""A save to a database whose process is killed (SIGKILL) before each statement: all of it is there, or nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.workbook.saving import log_session
from tests.workbook.sql_help import Log, is_saved

ROOT = Path(__file__).parents[3]


def test_a_killed_save_is_whole_or_not_there_and_the_next_one_needs_no_cleaning(log: Log) -> None:
    command = [sys.executable, "-m", "tests.workbook.sql_saving", log.url, log.schema]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    steps = [line.split() for line in run.stdout.splitlines()]
    *killed, end = steps
    assert end == ["0", "True"], run.stderr
    assert len(killed) >= 12
    assert {code for code, _ in killed} == {"-9"}
    saved = [is_there for _, is_there in killed]
    assert saved == sorted(saved), "once it is there it stays, and is not there twice"
    assert "False" in saved
    assert "True" in saved, "killed right after the commit"
    assert log_session(log.workbook()).written
    assert is_saved(log)
