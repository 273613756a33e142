"""Rows and columns that someone moves in the moment between tagging and writing: every row gets its own value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from lib.workbook.base import Outcome, RowChange
from lib.workbook.google.client import GoogleClient
from lib.workbook.google.workbook import GoogleWorkbook
from tests.examples import some
from tests.servers.sheets import structure
from tests.servers.sheets.a1 import Range
from tests.servers.sheets.server import SheetsServer
from tests.workbook.saving import JOURNAL, journal, marks

HEADERS = ["action", "what", "status", "note"]
WRITE = "batchUpdateByDataFilter"


@pytest.fixture(params=[False, True], ids=["row marks stay on a sort", "row marks follow a sort"])
def follows_sort(request: pytest.FixtureRequest) -> bool:
    """Google does not say which: saves must work with both."""
    return bool(request.param)


def sheet_of(google: SheetsServer, rows: int, status: Callable[[int], str], follows_sort: bool) -> str:
    """A spreadsheet with so many actions."""
    actions = [
        [f"A-{number:02}", f"do {number}", status(number), f"note {number * 17 % 61:02}"]
        for number in range(rows)
    ]
    book = google.load_rows({"actions": [HEADERS, *actions], "edits": [list(JOURNAL)]})
    google.book(book).tags.follows_sort = follows_sort
    return book


def sort(google: SheetsServer, book: str, column: int, order: str = "DESCENDING") -> None:
    """Someone sorts the actions tab."""
    sheet = google.sheet(book, "actions")
    height, width = sheet.used()
    spec = [{"dimensionIndex": column, "sortOrder": order}]
    structure.sort(google.book(book), sheet, Range(1, 0, height, max(width, 4)), spec, None)


def saved(workbook: GoogleWorkbook, keys: list[int], before: Callable[[int], str], after: Any) -> Outcome:
    """Set the status of these actions to one value."""
    changes = [
        RowChange(
            workbook.id,
            "actions",
            number + 2,
            {"action": f"A-{number:02}"},
            {"status": before(number)},
            {"status": after},
        )
        for number in keys
    ]
    return workbook.apply(changes, journal(workbook, "cs", "status"))


def table(google: SheetsServer, book: str) -> dict[str, list[Any]]:
    """The rows of the actions tab by key, each padded to the headers' width."""
    rows = google.values(book, "actions")
    return {row[0]: [*row[1:], *[""] * (len(rows[0]) - len(row))] for row in rows[1:] if row and row[0]}


@pytest.mark.parametrize(("rows", "edited"), some([(2, 2), (60, 30), (40, 20)], 2))
@pytest.mark.parametrize("times", [1, 2, 3])
@pytest.mark.parametrize("is_first", [True, False], ids=["neighbors", "every other row"])
@pytest.mark.parametrize("is_alike", [True, False], ids=["one old value", "different old values"])
def test_many_rows_to_one_value_while_someone_sorts(
    google: SheetsServer,
    client: GoogleClient,
    rows: int,
    edited: int,
    times: int,
    is_alike: bool,
    is_first: bool,
    follows_sort: bool,
) -> None:
    def old(number: int) -> str:
        return "open" if is_alike else f"open {number % 7}"

    book = sheet_of(google, rows, old, follows_sort)
    workbook = GoogleWorkbook(client, book)
    workbook.read()
    orders = iter(["DESCENDING", "ASCENDING", "DESCENDING"][:times])
    for _ in range(times):
        google.before(WRITE, lambda: sort(google, book, 3, next(orders)))
    keys = list(range(rows - edited, rows)) if is_first else list(range(0, rows, 2))[:edited]
    outcome = saved(workbook, keys, old, "done")
    assert outcome.written, outcome
    assert outcome.notes == ()
    expected = {f"A-{number:02}": "done" if number in keys else old(number) for number in range(rows)}
    assert {key: row[1] for key, row in table(google, book).items()} == expected
    assert marks(google, book) == 0


def insert_column(google: SheetsServer, book: str, at: int, tab: str = "actions") -> None:
    """Someone inserts a blank column."""
    structure.insert_dimension(google.book(book), google.sheet(book, tab), "COLUMNS", at, 1)


def delete_column(google: SheetsServer, book: str, at: int) -> None:
    """Someone deletes a column of the actions tab."""
    structure.delete_dimension(google.book(book), google.sheet(book, "actions"), "COLUMNS", at, at + 1)


def move_column(google: SheetsServer, book: str, source: int, target: int) -> None:
    """Someone moves a column of the actions tab."""
    structure.move_dimension(
        google.book(book), google.sheet(book, "actions"), "COLUMNS", source, source + 1, target
    )


def by_title(google: SheetsServer, book: str) -> list[dict[str, Any]]:
    """The rows of the actions tab, cells by header; blank headers by their column."""
    header, *rows = google.values(book, "actions")
    width = max(map(len, [header, *rows]))
    names = [header[c] if c < len(header) and header[c] else c for c in range(width)]
    return [
        {names[c]: row[c] if c < len(row) else "" for c in range(width)}  # type: ignore[misc]
        for row in rows
    ]


MOVES: dict[str, Callable[[SheetsServer, str], None]] = {
    "a column inserted before the key": lambda google, book: insert_column(google, book, 0),
    "a column inserted left of the cell": lambda google, book: insert_column(google, book, 2),
    "a column inserted right of the cell": lambda google, book: insert_column(google, book, 3),
    "another column deleted": lambda google, book: delete_column(google, book, 1),
    "the column moved to the end": lambda google, book: move_column(google, book, 2, 4),
    "the column moved to the front": lambda google, book: move_column(google, book, 2, 0),
    "the key moved to the end": lambda google, book: move_column(google, book, 0, 4),
    "a neighbor moved": lambda google, book: move_column(google, book, 3, 1),
    "a column inserted in the journal": lambda google, book: insert_column(google, book, 0, "edits"),
    "a column inserted, and rows sorted": lambda google, book: (
        sort(google, book, 3),
        insert_column(google, book, 0),
    )[0],
}


@pytest.mark.parametrize("move", some(list(MOVES), 5))
@pytest.mark.parametrize("edited", [1, 3])
def test_a_column_that_moves_between_tagging_and_writing(
    google: SheetsServer, client: GoogleClient, move: str, edited: int, follows_sort: bool
) -> None:
    book = sheet_of(google, 6, lambda number: f"open {number}", follows_sort)
    workbook = GoogleWorkbook(client, book)
    workbook.read()
    google.before(WRITE, lambda: MOVES[move](google, book))
    outcome = saved(workbook, list(range(edited)), lambda number: f"open {number}", "done")
    assert outcome.written, outcome
    rows = {row["action"]: row for row in by_title(google, book)}
    wrong = {}
    for number in range(6):
        row = rows[f"A-{number:02}"]
        expected = {
            "action": f"A-{number:02}",
            "what": f"do {number}",
            "status": "done" if number < edited else f"open {number}",
            "note": f"note {number * 17 % 61:02}",
        }
        assert row["status"] == expected["status"]
        wrong |= {
            (number, name): cell for name, cell in row.items() if cell not in ("", expected.get(str(name)))
        }
    if move == "a column inserted, and rows sorted":
        assert bool(wrong) == bool(outcome.notes), "what could not be restored is said"
    else:
        assert not wrong
        assert outcome.notes == ()
    journal_rows = google.values(book, "edits")
    header = journal_rows[0]
    assert [line[header.index("at")] for line in journal_rows[1:]] == [
        journal(workbook, "cs", "status")[0].values["at"]
    ]
    assert marks(google, book) == 0
