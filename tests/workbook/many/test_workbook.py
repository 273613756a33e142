"""Many workbooks read as one: what changed is read, what is broken is named, and its last good cells stay."""

from __future__ import annotations

import logging
import os
import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from lib.log.reading.parse import parse
from lib.source.refresh import Source
from lib.workbook.base import CellAddress, Grid, Snapshot, WorkbookError
from lib.workbook.common.parallel import in_parallel
from lib.workbook.common.snapshots import SnapshotFile
from lib.workbook.excel.workbook import ExcelWorkbook
from lib.workbook.google.client import GoogleClient
from lib.workbook.google.drive import GoogleFolder, GoogleSpreadsheets
from lib.workbook.google.workbook import GoogleWorkbook
from lib.workbook.many.workbook import SeveralWorkbooks
from tests.data.logs import FIVE_TABS, write_xlsx
from tests.servers.sheets.server import SheetsServer
from tests.source.test_refresh import settle
from tests.workbook.google_help import EMAIL, Time
from tests.workbook.many.excel_folder import ExcelFolder

MakeClient = Callable[..., GoogleClient]


def log_of(circle: str) -> dict[str, list[list[Any]]]:
    return {
        "circles": [["circle"], [circle]],
        "members": [["member", "circle"], ["ana", circle], ["bo", circle]],
    }


@pytest.fixture
def folder(google: SheetsServer) -> str:
    return google.add_folder("Circles 2026")


@pytest.fixture
def books(google: SheetsServer, folder: str) -> list[str]:
    """Five circles' spreadsheets in the folder, in order of their names."""
    return [google.load_rows(log_of(f"C{n}"), f"Circle {n}", parents=[folder]) for n in range(5)]


@pytest.fixture
def several(client: GoogleClient, folder: str, books: list[str], time: Time) -> SeveralWorkbooks:
    return SeveralWorkbooks(GoogleFolder(client, folder), clock=time.clock)


def circles(snapshot: Snapshot) -> list[str]:
    return [str(grid.columns[0][1]) for grid in snapshot.grids if grid.tab == "circles"]


def test_a_folder_reads_as_one_log(several: SeveralWorkbooks, books: list[str], folder: str) -> None:
    snapshot = several.read()
    assert circles(snapshot) == ["C0", "C1", "C2", "C3", "C4"]
    assert [grid.workbook for grid in snapshot.grids] == [book for book in books for _ in range(2)]
    assert snapshot.problems == ()
    assert (several.id, several.title) == (folder, "Circles 2026")
    log = parse(snapshot.grids)
    assert len(log.tabs["members"]) == 10
    assert set(log.tabs["members"]["_workbook"]) == set(books)
    link = several.link(CellAddress(books[3], "members", 2, 1))
    assert link
    assert link.startswith(f"https://docs.google.com/spreadsheets/d/{books[3]}/edit#gid=")
    assert several.link(CellAddress("nowhere", "members", 2, 1)) is None


def test_only_what_changed_is_read(google: SheetsServer, several: SeveralWorkbooks, books: list[str]) -> None:
    first = several.read()
    assert several.revision() == first.revision
    google.type(books[1], "circles!A2", "Boreas")
    google.clear_log()
    assert several.revision() != first.revision
    second = several.read()
    assert google.counts() == {"files.list": 1, "values.batchGet": 1}, "one listing serves both"
    assert circles(second) == ["C0", "Boreas", "C2", "C3", "C4"]
    assert [grid for grid in second.grids if grid.workbook != books[1]] == [
        grid for grid in first.grids if grid.workbook != books[1]
    ]
    assert several.revision() == second.revision


def test_a_part_that_may_have_changed_is_read_whatever_its_revision(
    google: SheetsServer, several: SeveralWorkbooks, books: list[str], time: Time
) -> None:
    """Before "saved" is said of a value that is there already: Drive's revision can lag behind the cells."""
    source = Source(several, check_every=3600)
    source.current()
    settle(source)
    google.drive_lags(600)
    google.type(books[1], "circles!A2", "Boreas")
    google.clear_log()
    assert source.read_again({books[1]}) == frozenset()
    assert google.counts() == {"files.list": 1, "spreadsheets.get": 1, "values.batchGet": 1}, "of one part"
    assert source.current().log.circles["circle"].to_list() == ["C0", "Boreas", "C2", "C3", "C4"]
    google.fail("status", path=books[2], times=None)
    assert source.read_again(books[1:3]) == {books[2]}, "its last good cells may be old"
    assert several.revision() == source.current().revision, "nobody waits for it any longer"
    time.now += 31  # a listing is good for 30 seconds
    google.fail("status", path="/drive/", times=None)
    with pytest.raises(WorkbookError):
        source.read_again({books[1]})
    google.recover()
    assert source.read_again({books[2]}) == frozenset()


def test_refresh_of_300_is_a_listing_and_a_read_of_each_that_changed(
    google: SheetsServer, client: GoogleClient, folder: str, time: Time
) -> None:
    books = [google.load_rows(log_of(f"C{n}"), f"Circle {n:03}", parents=[folder]) for n in range(300)]
    seen: list[tuple[int, int]] = []
    several = SeveralWorkbooks(
        GoogleFolder(client, folder),
        progress=lambda done, total: seen.append((done, total)),
        clock=time.clock,
    )
    started = time.now
    assert len(several.read().grids) == 600
    assert google.counts() == {
        "files.get": 1,
        "files.list": 1,
        "spreadsheets.get": 300,
        "values.batchGet": 300,
    }
    assert 600 / 55 - 1 <= (time.now - started) / 60 <= 600 / 55 + 4, (
        "55 reads a minute, the four workers together"
    )
    assert seen == [(n, 300) for n in range(301)]
    for book in (books[7], books[150], books[299]):
        google.type(book, "circles!A2", "changed")
    google.clear_log()
    snapshot = several.read()
    assert google.counts() == {"files.list": 1, "values.batchGet": 3}
    assert Counter(circles(snapshot))["changed"] == 3
    assert seen[301:] == [(n, 3) for n in range(4)]


def test_no_minute_has_more_reads_than_google_allows(
    google: SheetsServer, client: GoogleClient, folder: str, time: Time
) -> None:
    for n in range(70):
        google.load_rows(log_of(f"C{n}"), f"Circle {n}", parents=[folder])
    starts: list[float] = []
    google.before("/v4/", lambda: starts.append(time.now), times=1000)
    SeveralWorkbooks(GoogleFolder(client, folder), workers=1).read()
    assert len(starts) == 140
    assert max(sum(start <= other < start + 60 for other in starts) for start in starts) == 55
    assert starts[-1] - starts[0] == 120, "and no longer than that takes"


def test_new_files_appear_and_removed_ones_disappear(
    google: SheetsServer, several: SeveralWorkbooks, books: list[str], folder: str
) -> None:
    first = several.read()
    google.load_rows(log_of("new"), "Circle 00", parents=[folder])
    google.file(books[2]).trashed = True
    google.store.remove(books[4])
    google.file(books[3]).parents = ["elsewhere-elsewhere"]
    assert several.revision() != first.revision
    second = several.read()
    assert circles(second) == ["C0", "new", "C1"], "by name, as Drive shows them"
    assert second.problems == ()


def test_what_is_broken_is_named_and_recovers(
    google: SheetsServer, several: SeveralWorkbooks, books: list[str], time: Time
) -> None:
    first = several.read()
    google.type(books[1], "circles!A2", "Boreas")
    google.type(books[2], "circles!A2", "Castor")
    google.fail("status", status=503, path=f"{books[1]}/values", times=5)
    second = several.read()
    assert circles(second) == ["C0", "C1", "Castor", "C3", "C4"], "the last good cells of the broken one"
    (problem,) = second.problems
    assert problem.startswith("Circle 1: Google is having trouble (503)")
    assert second.revision != first.revision
    google.clear_log()
    assert several.revision() == second.revision, "not tried again at every check"
    several.read()
    assert google.counts() == {"files.list": 1}
    time.now += 61
    assert several.revision() != second.revision
    third = several.read()
    assert (circles(third), third.problems) == (["C0", "Boreas", "Castor", "C3", "C4"], ())
    assert several.revision() == third.revision


def test_a_first_read_goes_on_without_what_is_broken(
    google: SheetsServer, several: SeveralWorkbooks, books: list[str], folder: str
) -> None:
    google.add_excel_file("Circle 9.xlsx", b"PK")
    google.file(google.add_excel_file("Budget.xlsx", b"PK")).parents = [folder]
    google.fail("status", status=500, path=books[0], times=5)
    snapshot = several.read()
    assert circles(snapshot) == ["C1", "C2", "C3", "C4"]
    budget, circle = snapshot.problems
    assert budget.startswith("Budget.xlsx: is an Excel file on Google Drive: open it with Google Sheets")
    assert circle.startswith("Circle 0: Google is having trouble (500)")


def test_nothing_at_all_is_an_error(
    google: SheetsServer, client: GoogleClient, folder: str, books: list[str]
) -> None:
    several = SeveralWorkbooks(GoogleFolder(client, folder))
    google.fail("no_permission", path="/v4/", times=None)
    with pytest.raises(WorkbookError, match=rf"Circle 0: is not shared with {EMAIL}.* \(and 4 more\)"):
        several.read()
    google.recover()
    assert len(several.read().grids) == 10, "tried again at once: there is nothing else to show"
    empty = SeveralWorkbooks(GoogleFolder(client, google.add_folder("Empty")))
    with pytest.raises(WorkbookError, match="Empty: there are no workbooks in it; add one or share one"):
        empty.read()
    with pytest.raises(WorkbookError, match="there are no workbooks in it"):
        SeveralWorkbooks([]).read()


def test_a_folder_that_is_not_shared_any_more_empties_nothing(
    google: SheetsServer, several: SeveralWorkbooks, books: list[str], folder: str
) -> None:
    first = several.read()
    for file_id in (folder, *books):
        google.share_only_with(file_id, {})
    message = (
        f"the Drive folder is not shared with {EMAIL}, or its address is wrong: open the folder, choose Share"
    )
    for look in (several.revision, several.read):
        with pytest.raises(WorkbookError, match=message):
            look()
    for file_id in (folder, *books):
        google.share_with_everyone(file_id)
    assert several.revision() == first.revision
    assert len(several.read().grids) == 10


def test_an_address_that_is_not_a_folders(
    google: SheetsServer, client: GoogleClient, books: list[str]
) -> None:
    with pytest.raises(WorkbookError, match="that address does not lead to a folder"):
        GoogleFolder(client, books[0]).parts()
    with pytest.raises(WorkbookError, match="that is a spreadsheet, not a folder"):
        GoogleFolder(client, f"https://docs.google.com/spreadsheets/d/{books[0]}/edit")


def test_a_folder_of_more_than_a_page(
    google: SheetsServer, client: GoogleClient, folder: str, books: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lib.workbook.google.drive.PAGE", 2)
    assert [part.id for part in GoogleFolder(client, folder).parts()] == books
    assert google.counts() == {"files.get": 1, "files.list": 3}


def test_a_list_of_addresses(
    google: SheetsServer, client: GoogleClient, books: list[str], time: Time
) -> None:
    hidden = google.load_rows(log_of("hidden"), "Hidden")
    google.share_only_with(hidden, {})
    addresses = [
        f"https://docs.google.com/spreadsheets/d/{books[3]}/edit?usp=sharing",
        books[0],
        "CANARY no address",
        hidden,
        books[3],
    ]
    several = SeveralWorkbooks(GoogleSpreadsheets(client, addresses), clock=time.clock)
    first = several.read()
    assert circles(first) == ["C3", "C0"], "in the order given, each once"
    assert google.counts() == {"files.list": 1, "files.get": 1, "spreadsheets.get": 2, "values.batchGet": 2}
    nonsense, unshared = first.problems
    assert nonsense == (
        "address 3: that is not the address of a Google spreadsheet: open the spreadsheet in the browser and copy its "
        "address"
    )
    assert unshared.startswith(
        f"https://docs.google.com/spreadsheets/d/{hidden}: is not shared with {EMAIL}, or its address is wrong"
    )
    assert several.revision() == first.revision
    google.share_only_with(hidden, {EMAIL: "reader"})
    assert several.revision() != first.revision
    second = several.read()
    assert circles(second) == ["C3", "C0", "hidden"]
    assert len(second.problems) == 1
    google.share_only_with(hidden, {})
    third = several.read()
    assert circles(third) == ["C3", "C0", "hidden"], "its last good cells"
    assert third.problems[1].startswith("Hidden: is not shared with")
    assert third.revision != second.revision


def test_a_listing_stops_once_it_costs_more_than_it_saves(
    google: SheetsServer, client: GoogleClient, books: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lib.workbook.google.drive.PAGE", 1)
    for n in range(20):
        google.load_rows({}, f"Someone else's {n}")
    parts = GoogleSpreadsheets(client, books[:3]).parts()
    assert [part.problem for part in parts] == [None] * 3
    assert google.counts() == {"files.list": 3, "files.get": 3}
    google.clear_log()
    GoogleSpreadsheets(client, books[:1]).parts()
    assert google.counts() == {"files.get": 1}


def test_a_snapshot_kept_across_a_restart_counts_while_nothing_changed(
    google: SheetsServer, client: GoogleClient, several: SeveralWorkbooks, books: list[str], folder: str
) -> None:
    kept = several.read()
    restarted = SeveralWorkbooks(GoogleFolder(client, folder))
    assert restarted.revision() == kept.revision
    assert restarted.link(CellAddress(books[0], "circles", 2, 0))
    google.touch(books[0])
    assert restarted.revision() != kept.revision


def test_after_a_restart_of_300_only_those_that_changed_are_read(
    google: SheetsServer, client: GoogleClient, folder: str, time: Time, tmp_path: Path
) -> None:
    books = [google.load_rows(log_of(f"C{n}"), f"Circle {n:03}", parents=[folder]) for n in range(300)]
    file = SnapshotFile(tmp_path, folder)

    def restarted() -> tuple[SeveralWorkbooks, Snapshot]:
        several, kept = SeveralWorkbooks(GoogleFolder(client, folder), clock=time.clock), file.load()
        assert kept is not None
        several.resume(kept)
        google.clear_log()
        return several, kept

    file.save(SeveralWorkbooks(GoogleFolder(client, folder), clock=time.clock).read())
    several, kept = restarted()
    assert several.revision() == kept.revision
    assert google.counts() == {"files.get": 1, "files.list": 1}, "the folder's name and one listing"

    for book in (books[7], books[150], books[299]):
        google.type(book, "circles!A2", "changed")
    google.store.remove(books[200])
    several, kept = restarted()
    assert several.revision() != kept.revision
    snapshot = several.read()
    assert google.counts() == {
        "files.get": 1,
        "files.list": 1,
        "spreadsheets.get": 3,
        "values.batchGet": 3,
    }
    expected = [f"C{n}" for n in range(300)]
    expected[7] = expected[150] = expected[299] = "changed"
    assert circles(snapshot) == expected[:200] + expected[201:]

    file.save(snapshot)
    several, kept = restarted()
    assert several.revision() == kept.revision, "what changed then is kept, too"


def test_a_restart_goes_on_from_what_was_kept(
    google: SheetsServer, client: GoogleClient, books: list[str], folder: str, tmp_path: Path
) -> None:
    def start() -> Source:
        kept = SnapshotFile(tmp_path, folder)
        return Source(SeveralWorkbooks(GoogleFolder(client, folder)), check_every=60, snapshot_file=kept)

    start().current()
    google.type(books[1], "circles!A2", "Boreas")
    google.clear_log()
    source = start()
    assert source.first()
    assert source.current().title == "Circles 2026"
    settle(source)
    assert source.current().log.circles["circle"].to_list() == ["C0", "Boreas", "C2", "C3", "C4"]
    assert google.counts() == {
        "files.get": 1,
        "files.list": 1,
        "spreadsheets.get": 1,
        "values.batchGet": 1,
    }


def test_after_a_restart_what_had_failed_is_tried_at_once(
    google: SheetsServer,
    client: GoogleClient,
    several: SeveralWorkbooks,
    books: list[str],
    folder: str,
    time: Time,
) -> None:
    several.read()
    google.type(books[1], "circles!A2", "Boreas")
    google.fail("status", status=503, path=f"{books[1]}/values", times=5)
    kept = several.read()
    assert (circles(kept)[1], len(kept.problems)) == ("C1", 1)
    restarted = SeveralWorkbooks(GoogleFolder(client, folder), clock=time.clock)
    restarted.resume(kept)
    assert restarted.revision() != kept.revision
    google.clear_log()
    snapshot = restarted.read()
    assert (circles(snapshot)[1], snapshot.problems) == ("Boreas", ())
    assert google.counts() == {"spreadsheets.get": 1, "values.batchGet": 1}


def test_force_reads_everything(google: SheetsServer, several: SeveralWorkbooks) -> None:
    several.read()
    google.clear_log()
    several.read(force=True)
    assert google.counts() == {"files.list": 1, "values.batchGet": 5, "spreadsheets.get": 5}


def test_a_listing_grows_old(
    google: SheetsServer, several: SeveralWorkbooks, books: list[str], time: Time
) -> None:
    several.read()
    several.revision()
    google.type(books[0], "circles!A2", "late")
    time.now += 31
    assert circles(several.read())[0] == "late"


# Excel files and any other workbook


def test_a_local_folder_of_excel_files(tmp_path: Path) -> None:
    for name in ("b", "a"):
        write_xlsx(tmp_path / f"{name}.xlsx", {**FIVE_TABS, "circles": [{"circle": name}]})
    (tmp_path / "~$a.xlsx").write_bytes(b"lock")
    (tmp_path / ".hidden.xlsx").write_bytes(b"x")
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / "broken.xlsx").write_bytes(b"not a workbook")
    several = SeveralWorkbooks(ExcelFolder(tmp_path))
    first = several.read()
    assert circles(first) == ["a", "b"]
    assert {grid.workbook for grid in first.grids} == {
        ExcelWorkbook(tmp_path / "a.xlsx").id,
        ExcelWorkbook(tmp_path / "b.xlsx").id,
    }
    assert [problem.startswith("broken: ") for problem in first.problems] == [True]
    assert several.link(CellAddress(first.grids[0].workbook, "circles", 2, 0)) is None
    write_xlsx(tmp_path / "a.xlsx", {**FIVE_TABS, "circles": [{"circle": "changed"}]})
    os.utime(tmp_path / "a.xlsx", ns=(1, 1))
    (tmp_path / "b.xlsx").unlink()
    write_xlsx(tmp_path / "c.xlsx", {**FIVE_TABS, "circles": [{"circle": "c"}]})
    (tmp_path / "broken.xlsx").unlink()
    second = several.read()
    assert (circles(second), second.problems) == (["changed", "c"], ())
    with pytest.raises(WorkbookError, match=r"cannot be listed \(No such file or directory\)"):
        SeveralWorkbooks(ExcelFolder(tmp_path / "nowhere")).read()


def test_a_mixed_list(client: GoogleClient, books: list[str], tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "log.xlsx", FIVE_TABS)
    (tmp_path / "other").mkdir()
    same_name = write_xlsx(tmp_path / "other" / "log.xlsx", FIVE_TABS)
    several = SeveralWorkbooks(
        [
            GoogleWorkbook(client, books[0]),
            ExcelWorkbook(path),
            ExcelWorkbook(same_name),
            ExcelWorkbook(path),
            ExcelWorkbook(tmp_path / "no"),
        ]
    )
    snapshot = several.read()
    assert [grid.workbook for grid in snapshot.grids if grid.tab == "circles"] == [
        books[0],
        ExcelWorkbook(path).id,
        ExcelWorkbook(same_name).id,
    ], "files of one name are two workbooks, and one given twice is read once"
    assert snapshot.problems == (f"no: {tmp_path}/no: no such file",)
    assert several.title == "5 workbooks"
    turned = SeveralWorkbooks([ExcelWorkbook(same_name), ExcelWorkbook(path)])
    assert turned.id != SeveralWorkbooks([ExcelWorkbook(path), ExcelWorkbook(same_name)]).id


class Odd:
    """A workbook whose reads do what a test says."""

    def __init__(self, name: str, read: Callable[[], Snapshot], revision: str = "1") -> None:
        self.id = self.title = name
        self.read, self._revision = read, revision

    def revision(self) -> str:
        return self._revision

    def link(self, cell: CellAddress) -> str | None:
        return None


def good(name: str) -> Snapshot:
    return Snapshot("1", (Grid(name, "circles", [["circle", name]]),), datetime.now(UTC))


def test_an_error_inside_pharos_costs_one_workbook(caplog: pytest.LogCaptureFixture) -> None:
    def break_down() -> Snapshot:
        raise ZeroDivisionError("a bug")

    several = SeveralWorkbooks([Odd("a", lambda: good("a")), Odd("b", break_down)])
    with caplog.at_level(logging.ERROR):
        snapshot = several.read()
    assert circles(snapshot) == ["a"]
    assert snapshot.problems == ("b: there was an error in Pharos; the server's log has the details",)
    assert "ZeroDivisionError: a bug" in caplog.text


def test_a_parts_own_problems_are_passed_on() -> None:
    partly = good("a")
    several = SeveralWorkbooks(
        [Odd("a", lambda: Snapshot("1", partly.grids, partly.read_at, ("tab x is old",)))]
    )
    assert several.read().problems == ("a: tab x is old",)


def test_at_most_four_are_read_at_once() -> None:
    running, most, lock = 0, 0, threading.Lock()
    full = threading.Event()

    def read(name: str) -> Snapshot:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
            if running == 4:
                full.set()
        full.wait(2)
        with lock:
            running -= 1
        return good(name)

    names = [f"w{n}" for n in range(12)]
    several = SeveralWorkbooks([Odd(name, lambda name=name: read(name)) for name in names])
    assert circles(several.read()) == names, "in their order, whichever was read first"
    assert most == 4


def test_parallel_work_hands_errors_over() -> None:
    found = dict(in_parallel(lambda n: 1 // n, [2, 1, 0], 2))
    assert (found[2], found[1]) == (0, 1)
    assert isinstance(found[0], ZeroDivisionError)
    assert list(in_parallel(lambda n: n, [], 4)) == []


def test_parallel_work_ends_when_nobody_asks_for_more() -> None:
    begun: list[int] = []
    go_on = threading.Event()

    def work(n: int) -> None:
        begun.append(n)
        assert n == 0 or go_on.wait(5)

    results = in_parallel(work, list(range(100)), 2)
    next(results)
    results.close()  # type: ignore[attr-defined]
    go_on.set()
    for thread in threading.enumerate():
        if thread.name.startswith("pharos-part"):
            thread.join(5)
    assert len(begun) <= 3, "what was under way, and no more"
