"""A Google spreadsheet as a workbook: what a read gives, what it costs, and what happens when tabs change under it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from lib.demo import make
from lib.log.reading.parse import parse
from lib.words.moments import clock
from lib.workbook.base import CellAddress, Grid, Snapshot, WorkbookError
from lib.workbook.excel.workbook import ExcelWorkbook
from lib.workbook.google.client import GoogleClient
from lib.workbook.google.reading import Tab, batches, day_first, values_of
from lib.workbook.google.workbook import GoogleWorkbook
from tests.servers.sheets.a1 import Range
from tests.servers.sheets.server import SheetsServer
from tests.workbook.google_help import EMAIL, Time

ROWS: dict[str, list[list[Any]]] = {
    "circles": [["circle", "started", "minutes"], ["Atlas", date(2026, 3, 4), 90], ["007", None, 1.5]],
    "members": [["member", "present"], ["ana", True], ["bo", False]],
}


@pytest.fixture
def book(google: SheetsServer) -> str:
    return google.load_rows(ROWS, "Circle log")


@pytest.fixture
def workbook(client: GoogleClient, book: str) -> GoogleWorkbook:
    return GoogleWorkbook(client, book)


def grid_of(snapshot: Snapshot, tab: str) -> Grid:
    return next(grid for grid in snapshot.grids if grid.tab == tab)


def test_cells_come_column_by_column_as_google_holds_them(workbook: GoogleWorkbook, book: str) -> None:
    snapshot = workbook.read()
    assert [grid.tab for grid in snapshot.grids] == ["circles", "members"]
    assert grid_of(snapshot, "circles").columns == [
        ["circle", "Atlas", "007"],
        ["started", 46085],
        ["minutes", 90, 1.5],
    ]
    assert grid_of(snapshot, "members").columns[1] == ["present", True, False]
    assert {grid.workbook for grid in snapshot.grids} == {workbook.id} == {book}
    assert grid_of(snapshot, "circles").sheet_id == 0, "Google leaves the id 0 out"
    assert snapshot.read_at.utcoffset() is not None
    assert snapshot.problems == ()
    assert workbook.title == "Circle log"


def test_the_steady_state_is_one_call(google: SheetsServer, workbook: GoogleWorkbook, book: str) -> None:
    workbook.read()
    assert google.counts() == {"files.get": 1, "spreadsheets.get": 1, "values.batchGet": 1}
    google.clear_log()
    google.type(book, "circles!A2", "Boreas")
    before = workbook.revision()
    snapshot = workbook.read()
    assert google.counts() == {"files.get": 1, "values.batchGet": 1}, "the revision is asked for once"
    assert grid_of(snapshot, "circles").columns[0][1] == "Boreas"
    assert snapshot.revision == before == workbook.revision()
    query = google.log[1].query
    for part in ("prettyPrint=false", "majorDimension=COLUMNS", "UNFORMATTED_VALUE", "SERIAL_NUMBER"):
        assert part in query


def test_a_change_after_the_revision_was_asked_for_moves_it(
    google: SheetsServer, workbook: GoogleWorkbook, book: str
) -> None:
    google.before("values:batchGet", lambda: google.type(book, "circles!A2", "Boreas"))
    snapshot = workbook.read()
    assert grid_of(snapshot, "circles").columns[0][1] == "Boreas"
    assert workbook.revision() != snapshot.revision, "what came in between is read again, never missed"


@pytest.mark.parametrize("title", ["A1", "it's", "x!y", "'", "Лист 2", "a,b&c=d", "R1C1", "%27A1%27"])
def test_odd_titles(google: SheetsServer, client: GoogleClient, title: str) -> None:
    book = google.load_rows({"first": [["no"]], title: [["yes"]]})
    workbook = GoogleWorkbook(client, book)
    grid = workbook.read().grids[1]
    assert (grid.tab, grid.columns) == (title, [["yes"]])
    address = CellAddress(book, title, 3, 27)
    assert workbook.link(address) == (
        f"https://docs.google.com/spreadsheets/d/{book}/edit#gid={grid.sheet_id}&range=AB3"
    )


def test_a_link_without_a_read_opens_the_spreadsheet(
    google: SheetsServer, workbook: GoogleWorkbook, book: str
) -> None:
    assert (
        workbook.link(CellAddress(book, "circles", 2, 0))
        == f"https://docs.google.com/spreadsheets/d/{book}/edit"
    )
    assert workbook.title == f"https://docs.google.com/spreadsheets/d/{book}"
    assert google.log == [], "neither asks Google anything"


def test_a_demo_log_reads_as_from_excel(google: SheetsServer, client: GoogleClient, tmp_path: Path) -> None:
    path = tmp_path / "log.xlsx"
    make.write(make.program(circles=5, months=8, seed=3, end=date(2026, 6, 30)), path)
    sheet = parse(GoogleWorkbook(client, google.load_xlsx(path)).read().grids)
    file = parse(ExcelWorkbook(path).read().grids)
    assert sum(map(len, file.tabs.values())) > 500
    for name, frame in file.tabs.items():
        pd.testing.assert_frame_equal(
            sheet.tabs[name].drop(columns="_workbook"), frame.drop(columns="_workbook"), obj=name
        )
    assert sheet.rows_found == file.rows_found
    listed = [
        log.checks.drop(columns="workbook").sort_values(["tab", "cell", "rule"]) for log in (sheet, file)
    ]
    pd.testing.assert_frame_equal(listed[0].reset_index(drop=True), listed[1].reset_index(drop=True))


def test_error_cells_are_bare_codes(google: SheetsServer, client: GoogleClient) -> None:
    texts = ["#1 priority", 'says "#REF! (x)"', "a,#N/A (b)", "#N/Around", '["#REF! (quoted)"]']
    rows = [
        ["n", "text"],
        ["=1/0", texts[0]],
        ['=VALUE("x")+1', texts[1]],
        [1, texts[2]],
        [2, texts[3]],
        [3, texts[4]],
    ]
    columns = GoogleWorkbook(client, google.load_rows({"t": rows})).read().grids[0].columns
    assert columns[0][1] == "#DIV/0!"
    assert columns[0][3:] == [1, 2, 3]
    assert columns[1] == ["text", *texts]


def test_only_whole_error_cells_lose_their_explanation() -> None:
    body = (
        b'{"valueRanges":[{"values":[["#DIV/0! (Function DIVIDE parameter 2 cannot be zero.)","#REF!",'
        b'"#REF! (a \\"b\\" (c))","#N/A (d) and more","\\"#REF! (e)","x,\\"#REF! (f)\\"","#ERROR! (g)"]]}]}'
    )
    cells = values_of(body)[0]["values"][0]
    assert cells == [
        "#DIV/0!", "#REF!", "#REF!", "#N/A (d) and more", '"#REF! (e)', 'x,"#REF! (f)"', "#ERROR!",
    ]  # fmt: skip


def test_merges_locale_and_tabs_without_cells(google: SheetsServer, client: GoogleClient) -> None:
    book = google.load_rows({"circles": ROWS["circles"], "chart": [], "empty": []})
    google.sheet(book, "circles").merges.append(Range(1, 0, 4, 2))
    google.sheet(book, "chart").properties["sheetType"] = "OBJECT"
    google.book(book).locale = "en_GB"
    snapshot = GoogleWorkbook(client, book).read()
    assert [grid.tab for grid in snapshot.grids] == ["circles", "empty"]
    assert snapshot.grids[0].merged == ((2, 0, 4, 1),)
    assert snapshot.grids[0].day_first is True
    assert list(snapshot.grids[1].columns) == []


def test_merges_move_with_their_rows(google: SheetsServer, workbook: GoogleWorkbook, book: str) -> None:
    google.sheet(book, "circles").merges.append(Range(1, 0, 3, 1))
    assert workbook.read().grids[0].merged == ((2, 0, 3, 0),)
    human = google.be_human(0)
    human.act(google.book(book), google.sheet(book, "circles"), "insert", row=1)
    google.touch(book)
    grid = workbook.read().grids[0]
    assert grid.columns[0] == ["circle", "", "Atlas", "007"]
    assert grid.merged == ((3, 0, 4, 0),), "a merge that is behind its rows would fill the wrong cells"


@pytest.mark.parametrize(
    ("locale", "expected"),
    [("en_US", False), ("es_US", False), ("fil_PH", False), ("en_GB", True), ("de_DE", True), ("fr_FR", True),
     ("en_AU", True), ("pt_BR", True), ("sv_SE", True), ("de", True), ("en_CA", None), ("en_PH", None),
     ("ja_JP", None), ("en", None), ("", None)],
)  # fmt: skip
def test_the_order_of_short_dates_by_locale(locale: str, expected: bool | None) -> None:
    assert day_first(locale) is expected


def rename(google: SheetsServer, book: str, old: str, new: str) -> None:
    google.sheet(book, old).title = new
    google.touch(book)


def delete(google: SheetsServer, book: str, title: str) -> None:
    google.book(book).sheets.remove(google.sheet(book, title))
    google.touch(book)


def add(google: SheetsServer, book: str, title: str) -> None:
    other = google.load_rows({title: [["new"]]})
    sheet = google.sheet(other, title)
    sheet.sheet_id = 77
    google.book(book).sheets.append(sheet)
    google.touch(book)


def test_a_tab_renamed_between_reads(google: SheetsServer, workbook: GoogleWorkbook, book: str) -> None:
    workbook.read()
    rename(google, book, "members", "people")
    google.clear_log()
    assert [grid.tab for grid in workbook.read().grids] == ["circles", "people"]
    assert google.counts() == {"files.get": 1, "values.batchGet": 2, "spreadsheets.get": 1}


def test_a_tab_deleted_between_reads_and_one_renamed_in_the_middle_of_one(
    google: SheetsServer, workbook: GoogleWorkbook, book: str
) -> None:
    workbook.read()
    delete(google, book, "members")
    looks = iter((lambda: None, lambda: rename(google, book, "circles", "groups")))
    google.before("/values:batchGet", lambda: next(looks)(), times=2)
    assert [grid.tab for grid in workbook.read().grids] == ["groups"]
    assert google.counts()["values.batchGet"] == 1 + 3


def test_tabs_that_keep_changing_are_an_error(
    google: SheetsServer, workbook: GoogleWorkbook, book: str
) -> None:
    names = iter("abcdef")

    def move() -> None:
        google.sheet(book, "circles" if not renamed else renamed[-1]).title = name = next(names)
        renamed.append(name)

    renamed: list[str] = []
    google.before("/values:batchGet", move, times=3)
    with pytest.raises(
        WorkbookError, match="a tab was renamed or deleted while it was being read: try again"
    ):
        workbook.read()
    assert [grid.tab for grid in workbook.read().grids] == [renamed[-1], "members"]


def test_a_new_tab_is_seen_when_asked_for_and_after_some_minutes(
    google: SheetsServer, client: GoogleClient, book: str, time: Time
) -> None:
    workbook = GoogleWorkbook(client, book, clock=time.clock)
    workbook.read()
    add(google, book, "late")
    assert len(workbook.read().grids) == 2, "one call does not show it"
    assert len(workbook.read().grids) == 3, "read again at the same revision: someone asks for everything"
    delete(google, book, "late")
    add(google, book, "later")
    assert [grid.tab for grid in workbook.read(force=True).grids][2:] == ["later"]
    add(google, book, "latest")
    time.now += 301
    assert len(workbook.read().grids) == 4


LARGE: dict[str, list[list[Any]]] = {
    "a": [["n"], *([i] for i in range(50))],
    "b": [["n"], *([i] for i in range(60))],
    "c": [["n"], *([i] for i in range(3))],
    "d": [["n"], *([i] for i in range(4))],
}


def test_a_large_workbook_is_read_by_tabs_and_a_failure_costs_one(
    google: SheetsServer, client: GoogleClient, time: Time
) -> None:
    book = google.load_rows(LARGE)
    workbook = GoogleWorkbook(client, book, large=55, clock=time.clock)
    first = workbook.read()
    assert google.counts()["values.batchGet"] == 4, "its size in the grid: no answer yet"
    google.clear_log()
    google.type(book, "b!A2", 99)
    google.type(book, "a!A2", 99)
    google.fail("status", status=503, path="batchGet.*", times=5)
    second = workbook.read()
    assert google.counts()["values.batchGet"] == 5 + 2, "a, which fails, then b, then c and d together"
    assert [grid.tab for grid in second.grids] == ["a", "b", "c", "d"]
    assert grid_of(second, "a") is grid_of(first, "a")
    assert grid_of(second, "b").columns[0][1] == 99
    (problem,) = second.problems
    assert problem.startswith(f"the a tab is still as of {clock(first.read_at)}: ")
    assert workbook.revision() == second.revision != first.revision, "not tried again at every check"
    time.now += 61
    assert workbook.revision() != second.revision, "but after a minute"
    third = workbook.read()
    assert (third.problems, grid_of(third, "a").columns[0][1]) == ((), 99)
    assert workbook.revision() == third.revision


def test_the_tabs_of_a_large_workbook_are_counted_as_they_are_read(
    google: SheetsServer, client: GoogleClient
) -> None:
    seen: list[tuple[int, int]] = []
    note = lambda done, total: seen.append((done, total))  # noqa: E731
    book = google.load_rows(LARGE)
    GoogleWorkbook(client, book, progress=note).read()
    assert seen == [], "one call has no middle"
    workbook = GoogleWorkbook(client, book, large=55, progress=note)
    workbook.read()
    assert seen == [(0, 4), (1, 4), (2, 4), (3, 4)]
    seen.clear()
    workbook.read()
    assert seen == [(0, 4), (1, 4), (2, 4)], "c and d in one call, now that their sizes are known"


def test_a_large_workbook_that_was_never_read_is_an_error(google: SheetsServer, client: GoogleClient) -> None:
    workbook = GoogleWorkbook(client, google.load_rows(LARGE), large=55)
    google.fail("status", status=500, path="batchGet", times=5)
    with pytest.raises(WorkbookError, match="Google is having trouble"):
        workbook.read()


def test_a_loss_of_access_is_never_papered_over(google: SheetsServer, client: GoogleClient) -> None:
    book = google.load_rows(LARGE)
    workbook = GoogleWorkbook(client, book, large=55)
    workbook.read()
    google.before("values:batchGet", lambda: google.share_only_with(book, {}))
    with pytest.raises(WorkbookError, match=f"is not shared with {EMAIL}"):
        workbook.read()


def test_batches_hold_what_fits() -> None:
    tabs = [Tab(n, f"t{n}", 10) for n in range(6)]
    sizes = {0: 25, 2: 0}
    assert [[tab.sheet_id for tab in batch] for batch in batches(tabs, sizes, 20)] == [[0], [1, 2, 3], [4, 5]]
    long = [Tab(n, "ж" * 100, 1) for n in range(30)]
    assert max(len(batch) for batch in batches(long, {}, 10**9)) == 9, (
        "an address may not grow without bounds"
    )
    assert list(batches([], {}, 20)) == []


def test_a_read_only_account_of_a_viewer_is_enough(
    google: SheetsServer, workbook: GoogleWorkbook, book: str
) -> None:
    google.share_only_with(book, {EMAIL: "reader"})
    assert len(workbook.read().grids) == 2
    scopes = {scope for token in google.office.tokens.values() for scope in token.scopes}
    assert all(scope.endswith("readonly") for scope in scopes)


def test_a_hundred_tabs_and_threads(google: SheetsServer, make_client: Callable[..., GoogleClient]) -> None:
    import threading

    client = make_client()
    book = google.load_rows({f"tab {n}": [["n"], [n]] for n in range(100)})
    snapshots: list[Snapshot] = []
    workbooks = [GoogleWorkbook(client, book) for _ in range(8)]
    threads = [
        threading.Thread(target=lambda workbook=workbook: snapshots.append(workbook.read()))
        for workbook in workbooks
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(snapshots) == 8
    assert Counter(len(snapshot.grids) for snapshot in snapshots) == {100: 8}
    assert len(google.office.tokens) == 1, "one token for all threads"
