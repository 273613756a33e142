"""A log kept fresh for many viewers, on a workbook that counts its calls."""

from __future__ import annotations

import os
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lib.refresh import Source
from lib.workbook.base import CellAddress, Grid, Snapshot, WorkbookError
from lib.workbook.snapshots import SnapshotFile
from tests.logs import FIVE_TABS, grid


class CountedWorkbook:
    """A workbook in memory: `circles` are its content, `broken` says why it cannot be reached."""

    id = "counted"
    title = "Counted"

    def __init__(self, *circles: str) -> None:
        self.circles = list(circles)
        self.version = 1
        self.broken = ""
        self.checks = self.reads = 0
        self.may_answer = threading.Event()
        self.may_answer.set()

    def revision(self) -> str:
        self.checks += 1
        self._answer()
        return str(self.version)

    def read(self, *, force: bool = False) -> Snapshot:
        self.reads += 1
        self._answer()
        rows: list[dict[str, object]] = [{"circle": circle} for circle in self.circles]
        grids = [grid(name, rows if name == "circles" else FIVE_TABS[name]) for name in FIVE_TABS]
        return Snapshot(str(self.version), tuple(map(_json_only, grids)), datetime.now(UTC))

    def link(self, cell: CellAddress) -> None:
        return None

    def change(self, *circles: str) -> None:
        self.circles, self.version = list(circles), self.version + 1

    def _answer(self) -> None:
        assert self.may_answer.wait(10)
        if self.broken:
            raise WorkbookError(self.broken)


def _json_only(of: Grid) -> Grid:
    columns = [[str(cell) for cell in column] for column in of.columns]
    return Grid(of.workbook, of.tab, columns, sheet_id=3, merged=((80, 0, 80, 1),), day_first=True)


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def settle(source: Source) -> None:
    work = source._work
    if work is not None:
        work.join(10)


def circles(source: Source) -> list[str]:
    return source.current().log.circles["circle"].to_list()


def test_fifty_viewers_cost_one_check_a_minute_and_one_read() -> None:
    workbook, clock = CountedWorkbook("Atlas"), Clock()
    source = Source(workbook, check_every=60, clock=clock)
    with ThreadPoolExecutor(50) as viewers:
        list(viewers.map(lambda _: [source.current() for _ in range(20)], range(50)))
    assert (workbook.checks, workbook.reads) == (0, 1)
    clock.now = 61
    with ThreadPoolExecutor(50) as viewers:
        list(viewers.map(lambda _: [source.current() for _ in range(20)], range(50)))
    settle(source)
    assert (workbook.checks, workbook.reads) == (1, 1)
    workbook.change("Atlas", "Vega")
    clock.now = 122
    with ThreadPoolExecutor(50) as viewers:
        list(viewers.map(lambda _: [source.current() for _ in range(20)], range(50)))
    settle(source)
    assert (workbook.checks, workbook.reads) == (2, 2)
    assert circles(source) == ["Atlas", "Vega"]


def test_a_page_never_waits_once_there_is_a_log() -> None:
    workbook, clock = CountedWorkbook("Atlas"), Clock()
    source = Source(workbook, check_every=60, clock=clock)
    source.current()
    workbook.change("Vega")
    workbook.may_answer.clear()
    clock.now = 61
    shown = source.current()
    assert shown.log.circles["circle"].to_list() == ["Atlas"]
    assert shown.refreshing
    workbook.may_answer.set()
    settle(source)
    assert circles(source) == ["Vega"]
    assert not source.current().refreshing


def test_trouble_is_told_with_the_last_good_log_and_ends_by_itself() -> None:
    workbook, clock = CountedWorkbook("Atlas"), Clock()
    source = Source(workbook, check_every=60, clock=clock)
    source.current()
    workbook.broken = "Google cannot be reached"
    clock.now = 61
    source.current()
    settle(source)
    troubled = source.current()
    assert troubled.problem == "Google cannot be reached"
    assert troubled.stale_since is not None
    assert circles(source) == ["Atlas"]
    since = troubled.stale_since
    clock.now = 122
    source.current()
    settle(source)
    assert source.current().stale_since == since
    workbook.broken = ""
    workbook.change("Atlas", "Vega")
    clock.now = 183
    source.current()
    settle(source)
    assert source.current().problem is None
    assert circles(source) == ["Atlas", "Vega"]


def test_first_read_that_fails_says_why_and_the_next_one_may_work() -> None:
    workbook = CountedWorkbook("Atlas")
    workbook.broken = "not shared"
    source = Source(workbook, check_every=60)
    with pytest.raises(WorkbookError, match="not shared"):
        source.current()
    workbook.broken = ""
    assert circles(source) == ["Atlas"]


def test_refresh_now_reads_at_once_even_if_the_revision_lags() -> None:
    workbook = CountedWorkbook("Atlas")
    source = Source(workbook, check_every=60)
    source.current()
    workbook.circles = ["Vega"]
    assert circles(source) == ["Atlas"]
    assert source.refresh_now().log.circles["circle"].to_list() == ["Vega"]


def test_a_required_tab_that_vanishes_does_not_take_the_log_away() -> None:
    workbook = CountedWorkbook("Atlas")
    source = Source(workbook, check_every=60)
    source.current()
    whole = workbook.read
    workbook.read = lambda *, force: Snapshot("2", whole().grids[1:], datetime.now(UTC))  # type: ignore[method-assign]
    shown = source.refresh_now()
    assert "circles" in (shown.problem or "")
    assert shown.log.circles["circle"].to_list() == ["Atlas"]


def test_an_error_inside_is_logged_and_told_without_its_text(caplog: pytest.LogCaptureFixture) -> None:
    workbook = CountedWorkbook("Atlas")
    source = Source(workbook, check_every=60)
    source.current()
    workbook.read = lambda *, force: 1 / 0  # type: ignore[assignment,method-assign,return-value]
    shown = source.refresh_now()
    assert "error inside Pharos" in (shown.problem or "")
    assert "ZeroDivisionError" in caplog.text


def test_a_restart_shows_the_kept_log_before_the_workbook_answers(tmp_path: Path) -> None:
    workbook = CountedWorkbook("Atlas")
    kept = SnapshotFile(tmp_path / "kept", "counted")
    Source(workbook, check_every=60, kept=kept).current()
    assert stat.S_IMODE(os.stat(kept.path).st_mode) == 0o600

    workbook.change("Vega")
    workbook.may_answer.clear()
    restarted = Source(workbook, check_every=60, kept=kept)
    assert circles(restarted) == ["Atlas"]
    assert workbook.reads == 1
    workbook.may_answer.set()
    settle(restarted)
    assert circles(restarted) == ["Vega"]


def test_kept_snapshot_comes_back_as_it_was_and_a_damaged_one_is_not_used(tmp_path: Path) -> None:
    kept = SnapshotFile(tmp_path, "counted")
    assert kept.load() is None
    snapshot = CountedWorkbook("Atlas").read()
    kept.save(snapshot)
    assert kept.load() == Snapshot(snapshot.revision, snapshot.grids, snapshot.read_at)
    kept.path.write_bytes(kept.path.read_bytes()[:-20])
    assert kept.load() is None
    kept.forget()
    assert not kept.path.exists()


def test_a_disk_that_takes_no_file_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where the folder should be")
    source = Source(
        CountedWorkbook("Atlas"), check_every=60, kept=SnapshotFile(tmp_path / "taken", "counted")
    )
    assert circles(source) == ["Atlas"]
