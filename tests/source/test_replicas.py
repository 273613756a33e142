"""Several servers on one store: the workbook is asked once a minute in all, and no newer state is lost."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lib.bring.workbook import BroughtWorkbook
from lib.source import caches
from lib.source.refresh import Source
from lib.source.replicas import LOOK_EVERY_SECONDS, SharedWorkbook
from lib.workbook.base import CellAddress, Grid, Outcome, RowAddition, RowChange, Snapshot, WorkbookError
from lib.workbook.common.store import Place, store_at
from tests.examples import some


class Clock:
    def __init__(self, ahead: float = 0.0, of: Clock | None = None) -> None:
        self.seconds, self.ahead, self.of = 0.0, ahead, of

    def now(self) -> float:
        return self.of.now() if self.of else self.seconds

    def __call__(self) -> datetime:
        return datetime(2026, 3, 2, tzinfo=UTC) + timedelta(seconds=self.now() + self.ahead)


class Sheet:
    """A spreadsheet, with how often it was asked. `lags`: its revision stays as it is when it is saved to."""

    id, title = "sheet", "Circles"

    def __init__(self) -> None:
        self.names, self.number, self.lags = ["Atlas"], 1, False
        self.asked = self.read_times = 0
        self.broken = ""
        self.during_read = lambda: None

    def type_in(self, *names: str) -> None:
        self.names, self.number = list(names), self.number + (not self.lags)

    def grids(self) -> tuple[Grid, ...]:
        headers = {
            "circles": [["circle", *self.names]],
            "sessions": [["session"], ["circle"]],
            "actions": [["action"]],
        }
        return tuple(Grid("sheet", tab, columns) for tab, columns in headers.items())


class Reader:
    """One server's own way to it."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.id, self.title = sheet, sheet.id, sheet.title

    def revision(self) -> str:
        self.sheet.asked += 1
        if self.sheet.broken:
            raise WorkbookError(self.sheet.broken)
        return str(self.sheet.number)

    def read(self, *, force: bool = False) -> Snapshot:
        revision, grids = str(self.sheet.number), self.sheet.grids()
        self.sheet.read_times += 1
        self.sheet.during_read()
        return Snapshot(revision, grids, datetime.now(UTC), title="Circles")

    def link(self, cell: CellAddress) -> None:
        return None

    def apply(
        self, changes: Sequence[RowChange | RowAddition], journal: Sequence[RowAddition] = ()
    ) -> Outcome:
        (change,) = changes
        self.sheet.type_in(*self.sheet.names, str(change.values["circle"]))  # type: ignore[union-attr]
        return Outcome(written=(change,), rows=(len(self.sheet.names) + 1,))

    def tidy(self) -> tuple[str, ...]:
        return ()


@pytest.fixture
def store() -> Place:
    return store_at(f"memory://{secrets.token_hex(8)}")


class Server:
    def __init__(self, sheet: Sheet, store: Place, clock: Clock) -> None:
        self.shared = SharedWorkbook(
            BroughtWorkbook(Reader(sheet)), store / "read", ask_every=60, clock=clock
        )
        self.source = Source(self.shared, check_every=LOOK_EVERY_SECONDS, clock=clock.now)

    def circles(self) -> list[str]:
        """As a viewer sees them whose page runs twice: the second run shows what the first one had looked for."""
        self.source.current()
        if self.source._work is not None:
            self.source._work.join(10)
        return self.source.current().log.circles["circle"].to_list()

    def save(self, circle: str) -> None:
        added = RowAddition("sheet", "circles", {"circle": circle}, secrets.token_hex(4))
        assert self.source.save([added], []).written


def servers(store: Place, *ahead: float) -> tuple[Sheet, Clock, list[Server]]:
    sheet, clock = Sheet(), Clock()
    return sheet, clock, [Server(sheet, store, Clock(by, of=clock)) for by in ahead]


def test_however_many_servers_run_the_workbook_is_asked_once_a_minute(store: Place) -> None:
    sheet, clock, three = servers(store, 0, 0, 0)
    for second in range(0, 301, 10):
        clock.seconds = float(second)
        assert [server.circles() for server in three] == [["Atlas"]] * 3
    assert sheet.asked == 6
    assert sheet.read_times == 1
    sheet.type_in("Atlas", "Vega")
    for second in range(310, 390, 10):
        clock.seconds = float(second)
        shown = [server.circles() for server in three]
    assert shown == [["Atlas", "Vega"]] * 3
    assert (sheet.asked, sheet.read_times) == (7, 2)


@pytest.mark.parametrize("lags", [False, True])
def test_a_save_shows_on_the_others_within_a_minute(store: Place, lags: bool) -> None:
    sheet, clock, (one, other) = servers(store, 0, 0)
    sheet.lags = lags
    assert (one.circles(), other.circles()) == (["Atlas"], ["Atlas"])
    clock.seconds = 20
    one.save("Vega")
    assert one.circles() == ["Atlas", "Vega"]
    clock.seconds = 20 + LOOK_EVERY_SECONDS + 1
    assert other.circles() == ["Atlas", "Vega"]
    assert sheet.read_times == 2
    other.save("Lyra")
    assert other.circles() == ["Atlas", "Vega", "Lyra"]
    clock.seconds += LOOK_EVERY_SECONDS + 1
    assert one.circles() == ["Atlas", "Vega", "Lyra"]


@pytest.mark.parametrize("ahead", some([0.0, 3.0, -3.0], 1))
def test_a_save_is_not_undone_by_a_read_that_began_before_it(store: Place, ahead: float) -> None:
    """Also if the clock of the server that read is ahead or behind."""
    sheet, clock, (one, slow) = servers(store, 0, ahead)
    assert (one.circles(), slow.circles()) == (["Atlas"], ["Atlas"])
    clock.seconds = 66
    sheet.type_in("Atlas", "Lyra")

    def saved_meanwhile() -> None:
        sheet.during_read = lambda: None
        clock.seconds = 67
        one.save("Vega")
        one.circles()

    sheet.during_read = saved_meanwhile
    slow.circles()
    assert "Vega" in sheet.names
    for second in range(68, 150, 8):
        clock.seconds = float(second)
        assert one.circles() == ["Atlas", "Lyra", "Vega"], second
        slow.circles()
    assert slow.circles() == ["Atlas", "Lyra", "Vega"]


def test_what_one_was_told_all_show_and_it_ends_for_all(store: Place) -> None:
    sheet, clock, three = servers(store, 0, 0, 0)
    for server in three:
        server.circles()
    sheet.broken, clock.seconds, before = "Google cannot be reached", 61, sheet.asked
    assert [server.circles() for server in three] == [["Atlas"]] * 3
    assert {server.source.current().problem for server in three} == {"Google cannot be reached"}
    assert sheet.asked == before + 1
    sheet.broken, clock.seconds = "", 122
    assert [server.circles() for server in three] == [["Atlas"]] * 3
    assert {server.source.current().problem for server in three} == {None}


def test_a_dead_server_holds_nobody_up_for_long(store: Place) -> None:
    sheet, clock, (dead, other) = servers(store, 0, 0)
    assert other.circles() == ["Atlas"]
    clock.seconds = 61
    assert dead.shared._lease.take()
    sheet.type_in("Vega", "Lyra")
    assert other.circles() == ["Atlas"]
    clock.seconds = 61 + 31
    assert other.circles() == ["Vega", "Lyra"]


def test_servers_that_start_together_read_once(store: Place) -> None:
    sheet, _, three = servers(store, 0, 0, 0)
    together = threading.Barrier(3)
    seen: list[list[str]] = []

    def start(server: Server) -> None:
        together.wait()
        seen.append(server.circles())

    starting = [threading.Thread(target=start, args=(server,)) for server in three]
    for each in starting:
        each.start()
    for each in starting:
        each.join(20)
    assert seen == [["Atlas"]] * 3
    assert sheet.read_times == 1


def test_a_store_that_fails_leaves_each_server_on_its_own(
    store: Place, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(self: Place, *arguments: object) -> None:
        raise OSError(5, "Input/output error")

    for name in ("read", "write", "create", "names"):
        monkeypatch.setattr(type(store), name, fail)
    sheet, clock, (one, other) = servers(store, 0, 0)
    assert (one.circles(), other.circles()) == (["Atlas"], ["Atlas"])
    sheet.type_in("Vega")
    clock.seconds = 61
    assert (one.circles(), other.circles()) == (["Vega"], ["Vega"])
    assert "could not be kept for other servers" in caplog.text


def test_only_a_store_that_somebody_named_is_shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = caches.workbook_settings(
        {
            "workbook": {
                "url": "https://docs.google.com/spreadsheets/d/x",
                "service_account": {"client_email": "a@b.example"},
            }
        },
        {},
    )
    monkeypatch.setattr(caches, "opened", lambda chosen, progress: BroughtWorkbook(Reader(Sheet())))
    monkeypatch.delenv("PHAROS_STORE", raising=False)
    assert isinstance(caches._source(settings, False)._workbook, BroughtWorkbook)
    monkeypatch.setenv("PHAROS_STORE", tmp_path.as_uri())
    shared = caches._source(settings, False)
    assert isinstance(shared._workbook, SharedWorkbook)
    shared.current()
    assert len(list((tmp_path / "read").glob("*.asked"))) == 1
