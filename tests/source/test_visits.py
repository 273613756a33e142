"""The day of the visit before this one, kept on the server's disk without a name."""

from __future__ import annotations

import stat
from datetime import date
from pathlib import Path

import pytest

from lib.source.visits import visit

MARCH = [date(2026, 3, day) for day in range(1, 10)]


def test_the_visit_before_today_is_given_all_day(tmp_path: Path) -> None:
    folder = tmp_path / "visits"
    assert visit(folder, "sue@x.org", MARCH[0]) is None
    assert visit(folder, "sue@x.org", MARCH[0]) is None
    assert [visit(folder, "sue@x.org", MARCH[3]) for _ in range(3)] == [MARCH[0]] * 3
    assert visit(folder, "sue@x.org", MARCH[4]) == MARCH[3]
    assert visit(folder, "sam@x.org", MARCH[4]) is None
    assert visit(folder, "sue@x.org", MARCH[2]) is None  # the clock was wrong before


def test_the_file_has_no_name_and_only_the_server_reads_it(tmp_path: Path) -> None:
    visit(tmp_path / "visits", "sue@x.org", MARCH[0])
    (path,) = (tmp_path / "visits").iterdir()
    assert "sue" not in path.name
    assert b"sue" not in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_damaged_file_or_a_full_disk_does_no_harm(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = tmp_path / "visits"
    visit(folder, "sue@x.org", MARCH[0])
    (path,) = folder.iterdir()
    path.write_text("half a file")
    assert visit(folder, "sue@x.org", MARCH[1]) is None
    assert "a noted visit is not used" in caplog.text
    (tmp_path / "file").write_text("no folder")
    assert visit(tmp_path / "file", "sue@x.org", MARCH[1]) is None
    assert "could not be noted" in caplog.text
