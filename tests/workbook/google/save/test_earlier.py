"""A change set is saved once: applied again it is recognized by its journal, and its id is good for nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lib.workbook.base import RowAddition
from lib.workbook.google.client import GoogleClient
from lib.workbook.google.save.cells_seen import SeenCell, TabView
from lib.workbook.google.save.examining import examine
from lib.workbook.google.save.items import Item
from lib.workbook.google.save.requests import id_column
from lib.workbook.google.workbook import GoogleWorkbook
from tests.servers.sheets.server import SheetsServer
from tests.workbook.saving import TABS, action, change, column_of, is_saved, journal, log_session, marks


@pytest.fixture
def book(google: SheetsServer) -> str:
    return google.load_rows(TABS, "Circle log")


@pytest.fixture
def workbook(google: SheetsServer, client: GoogleClient, book: str) -> GoogleWorkbook:
    workbook = GoogleWorkbook(client, book)
    workbook.read()
    return workbook


def test_applied_again_it_is_saved_and_nothing_is_written_twice(
    google: SheetsServer, workbook: GoogleWorkbook, book: str
) -> None:
    first, again = log_session(workbook), log_session(workbook)
    assert again.written == first.written
    assert again.rows == first.rows
    assert again.notes == ()
    assert is_saved(google, book)
    assert marks(google, book) == 0


def test_what_people_changed_since_is_told(google: SheetsServer, workbook: GoogleWorkbook, book: str) -> None:
    log_session(workbook)
    google.type(book, "actions!D2", "held")
    google.sheet(book, "attendance").delete_rows(3, 4)
    outcome = log_session(workbook)
    assert outcome.written
    assert [note.partition(":")[0] for note in outcome.notes] == ["attendance", "actions, row 2 (A-1)"]
    assert all(note.endswith("someone has changed or removed it since") for note in outcome.notes)
    assert column_of(google, book, "status")["A-1"] == "held"


@pytest.mark.parametrize("has_key", [True, False])
def test_the_same_id_with_other_content_is_refused(
    google: SheetsServer, workbook: GoogleWorkbook, book: str, has_key: bool
) -> None:
    def lines(column: str) -> list[RowAddition]:
        return [line if has_key else replace(line, key=()) for line in journal(workbook, "cs", column)]

    assert workbook.apply([change(workbook, "A-1", 2, status=("open", "done"))], lines("status")).written
    (words,) = workbook.apply([change(workbook, "A-2", 3, note=("soon", "now"))], lines("note")).refused
    assert "a change set with the id cs was saved before" in words
    assert "new id" in words
    assert column_of(google, book, "note")["A-2"] == "soon"
    assert len(google.values(book, "edits")) == 2
    assert marks(google, book) == 0


def test_a_journal_row_that_someone_edited_is_still_the_same_change_set(
    google: SheetsServer, workbook: GoogleWorkbook, book: str
) -> None:
    changes = [change(workbook, "A-1", 2, status=("open", "done"))]
    lines = journal(workbook, "cs", "status")
    assert workbook.apply(changes, lines).written
    google.type(book, "edits!H2", "edited")
    assert workbook.apply(changes, lines).written
    assert len(google.values(book, "edits")) == 2


def test_a_journal_that_lost_a_row_is_not_taken_for_rows_that_are_not_there(
    google: SheetsServer, workbook: GoogleWorkbook, book: str
) -> None:
    changes = [change(workbook, "A-1", 2, status=("open", "done")), action(workbook, "A-5")]
    assert workbook.apply(changes, journal(workbook, "cs", "status", "what")).written
    google.sheet(book, "edits").delete_rows(2, 3)
    outcome = workbook.apply(changes, journal(workbook, "cs", "status", "what"))
    assert outcome.written
    assert outcome.notes == ("edits: 1 rows of cs were saved and are no longer there",)
    google.sheet(book, "actions").delete_rows(5, 6)
    (words,) = workbook.apply(changes, journal(workbook, "cs", "status", "what")).refused
    assert "a part of this one is not in the log: look at actions: the new row A-5" in words


def test_a_journal_row_of_another_change_set_made_in_the_same_second_is_not_taken_back(
    workbook: GoogleWorkbook,
) -> None:
    """The row is gone, and the only one that is like it belongs to another change set."""
    (line,) = journal(workbook, "cs", "status")
    (theirs,) = journal(workbook, "cs-2", "status")
    titles = list(line.values)
    view = TabView("edits", 1, 10, len(titles), whole_columns=set(range(len(titles))))
    view.cells = {0: dict(enumerate(map(SeenCell, titles)))}
    cells = {title: cell for title, cell in line.values.items() if title != "at"}
    item = Item(
        "edits", 1, dict(cells), {"at": line.values["at"]}, {"at": "staged"}, "undo", line, cells=cells
    )
    for own, is_found in ((frozenset(), True), (frozenset({"change_set"}), False)):
        view.cells[1] = {titles.index(title): SeenCell(cell) for title, cell in theirs.values.items()}
        undo = replace(item, own=own)
        findings = examine([undo], {"edits": view}, workbook.id)
        assert (undo not in findings.gone) == is_found


def test_the_column_of_the_id_is_the_one_that_operations_start_with(workbook: GoogleWorkbook) -> None:
    assert id_column(journal(workbook, "cs", "a", "b")) == "change_set"
    assert id_column([]) == ""
    assert id_column([replace(journal(workbook, "cs", "a")[0], operation="other")]) == ""
