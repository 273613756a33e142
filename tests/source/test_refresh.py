"""A log kept fresh for many viewers, with a workbook that counts its calls."""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

from lib.log.format.model import CircleLog
from lib.log.reading.parse import parse, parse_survey
from lib.source.refresh import Source
from lib.workbook.base import CellAddress, Grid, PartState, Snapshot, WorkbookError
from lib.workbook.common.progress import Progress, Reading
from lib.workbook.common.snapshots import SnapshotFile
from tests.data.logs import FIVE_TABS, grid


class CountedWorkbook:
    """A workbook in memory: `circles` is its content, `broken` the reason it cannot be reached."""

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
        return Snapshot(
            str(self.version), tuple(map(_json_only, grids)), datetime.now(UTC), title="Our circles"
        )

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


def test_fifty_viewers_cost_one_check_per_minute_and_one_read() -> None:
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


def test_trouble_is_reported_with_the_last_good_log_and_ends_by_itself() -> None:
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


def test_a_first_read_that_fails_says_why_and_is_tried_again_a_little_later() -> None:
    workbook, clock = CountedWorkbook("Atlas"), Clock()
    workbook.broken = "not shared"
    source = Source(workbook, check_every=60, clock=clock)
    with ThreadPoolExecutor(50) as viewers:
        raised = list(viewers.map(lambda _: raises(source.current), range(50)))
    assert raised == ["not shared"] * 50
    assert workbook.reads == 1, "one try for everyone who waits"
    workbook.broken = ""
    clock.now = 4
    assert raises(source.current) == "not shared", "showing the failure does not start another try"
    assert raises(lambda: source.first(0.0, retry_after=20)) == "not shared"
    clock.now = 6
    assert raises(lambda: source.first(0.0, retry_after=20)) == "not shared"
    assert workbook.reads == 1
    assert circles(source) == ["Atlas"]


def test_a_local_file_that_cannot_be_read_is_tried_every_time() -> None:
    workbook = CountedWorkbook("Atlas")
    workbook.broken = "no such file"
    source = Source(workbook)
    assert raises(source.current) == "no such file"
    workbook.broken = ""
    assert circles(source) == ["Atlas"]


def raises(call: Callable[[], object]) -> str:
    with pytest.raises(WorkbookError) as raised:
        call()
    return str(raised.value)


def test_the_first_read_continues_without_the_viewer_who_started_it() -> None:
    workbook = CountedWorkbook("Atlas")
    workbook.may_answer.clear()
    progress = Progress()
    source = Source(workbook, check_every=60, progress=progress)
    assert not source.first(0.01)
    count = progress.counter("spreadsheets")
    count(12, 300)
    assert source.reading == Reading("spreadsheets", 12, 300)
    assert not source.first(0.01), "another viewer"
    assert not source.has_log
    workbook.may_answer.set()
    assert source.first()
    settle(source)
    assert (workbook.reads, source.reading) == (1, None)


def test_refresh_now_waits_as_long_as_asked_and_reads_once_for_everyone() -> None:
    workbook = CountedWorkbook("Atlas")
    source = Source(workbook, check_every=60)
    source.current()
    workbook.may_answer.clear()
    workbook.change("Vega")
    assert source.refresh_now(within=0.01).refreshing
    for _ in range(5):
        shown = source.refresh_now(within=0.01)
        assert shown.log.circles["circle"].to_list() == ["Atlas"]
    workbook.may_answer.set()
    settle(source)
    assert workbook.reads == 3, "the first one, the one under way, and one more for changes made since"
    assert circles(source) == ["Vega"]


def test_a_stored_snapshot_that_cannot_be_read_as_a_log_is_skipped(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    workbook, stored = CountedWorkbook("Atlas"), SnapshotFile(tmp_path, "counted")
    Source(workbook, check_every=60, snapshot_file=stored).current()

    def read_log(grids: Iterable[Grid]) -> CircleLog:
        if workbook.reads == 1:
            raise ZeroDivisionError("a bug")
        return parse(grids)

    assert circles(Source(workbook, check_every=60, snapshot_file=stored, read_log=read_log)) == ["Atlas"]
    assert workbook.reads == 2
    assert "ZeroDivisionError" in caplog.text


def test_refresh_now_reads_at_once_even_if_the_revision_lags() -> None:
    workbook = CountedWorkbook("Atlas")
    source = Source(workbook, check_every=60)
    source.current()
    workbook.circles = ["Vega"]
    assert circles(source) == ["Atlas"]
    assert source.refresh_now().log.circles["circle"].to_list() == ["Vega"]


def test_the_log_stays_when_a_required_tab_vanishes() -> None:
    workbook = CountedWorkbook("Atlas")
    source = Source(workbook, check_every=60)
    source.current()
    whole = workbook.read
    workbook.read = lambda *, force: Snapshot("2", whole().grids[1:], datetime.now(UTC))  # type: ignore[method-assign]
    shown = source.refresh_now()
    assert shown.held is not None
    assert shown.held.losses[0].clause() == "the circles tab is missing"
    assert shown.problem is None
    assert shown.log.circles["circle"].to_list() == ["Atlas"]


def test_a_survey_that_lost_its_tab_is_reported_and_stays() -> None:
    workbook = CountedWorkbook("Atlas")
    answers = [grid("pulse", [{"wave": "2026-Q1", "circle": "Atlas", "trust": 4}])]
    workbook.read = lambda *, force=False: Snapshot("2", tuple(answers), datetime.now(UTC))  # type: ignore[method-assign]
    source = Source(workbook, check_every=60, read_log=parse_survey)
    source.current()
    answers.clear()
    shown = source.refresh_now()
    assert "the required pulse tab is missing" in (shown.problem or "")
    assert (shown.held, len(shown.log.tabs["pulse"])) == (None, 1)


def test_an_internal_error_is_logged_and_reported_without_its_text(caplog: pytest.LogCaptureFixture) -> None:
    workbook = CountedWorkbook("Atlas")
    source = Source(workbook, check_every=60)
    source.current()
    workbook.read = lambda *, force: 1 / 0  # type: ignore[assignment,method-assign,return-value]
    shown = source.refresh_now()
    assert "error inside Pharos" in (shown.problem or "")
    assert "ZeroDivisionError" in caplog.text


def test_a_restart_shows_the_stored_log_before_the_workbook_answers(tmp_path: Path) -> None:
    workbook = CountedWorkbook("Atlas")
    stored = SnapshotFile(tmp_path / "stored", "counted")
    Source(workbook, check_every=60, snapshot_file=stored).current()
    assert stat.S_IMODE(os.stat(stored.place.path).st_mode) == 0o600

    workbook.change("Vega")
    workbook.may_answer.clear()
    restarted = Source(workbook, check_every=60, snapshot_file=stored)
    assert circles(restarted) == ["Atlas"]
    assert restarted.current().title == "Our circles", "the workbook itself does not know its title yet"
    assert workbook.reads == 1
    workbook.may_answer.set()
    settle(restarted)
    assert circles(restarted) == ["Vega"]


def test_a_new_name_shows_without_another_read(tmp_path: Path) -> None:
    workbook, clock = CountedWorkbook("Atlas"), Clock()
    source = Source(workbook, check_every=60, clock=clock)
    assert source.current().title == "Our circles"
    workbook.title = "Circles 2027"
    clock.now = 61
    source.current()
    settle(source)
    assert (source.current().title, workbook.reads) == ("Circles 2027", 1)


def test_a_stored_snapshot_comes_back_as_it_was_and_a_damaged_one_is_not_used(tmp_path: Path) -> None:
    stored = SnapshotFile(tmp_path, "counted")
    assert stored.load() is None
    read = CountedWorkbook("Atlas").read()
    parts = (PartState("a", "7 of May"), PartState("b", None, ("is not shared",)))
    snapshot = Snapshot(read.revision, read.grids, read.read_at, ("b: is not shared",), parts, "Our circles")
    stored.save(snapshot)
    assert stored.load() == snapshot
    stored.place.path.write_bytes(stored.place.path.read_bytes()[:-20])
    assert stored.load() is None
    stored.forget()
    assert not stored.place.path.exists()


def test_a_snapshot_from_an_earlier_pharos_is_shown_without_what_it_lacks(tmp_path: Path) -> None:
    stored, read = SnapshotFile(tmp_path, "counted"), CountedWorkbook("Atlas").read()
    stored.save(
        Snapshot(read.revision, read.grids, read.read_at, ("b: is not shared",), (PartState("a", "1"),))
    )
    content = orjson.loads(stored.place.path.read_bytes())
    earlier = {name: value for name, value in content.items() if name not in ("problems", "parts", "title")}
    stored.place.path.write_bytes(orjson.dumps(earlier | {"format": 1}))
    assert stored.load() == replace(read, title="")
    stored.place.path.write_bytes(orjson.dumps(content | {"format": 99}))
    assert stored.load() is None


def test_a_disk_that_cannot_be_written_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where the folder should be")
    source = Source(
        CountedWorkbook("Atlas"), check_every=60, snapshot_file=SnapshotFile(tmp_path / "taken", "counted")
    )
    assert circles(source) == ["Atlas"]
