"""Saving to a Google spreadsheet that nobody else touches: what is written, how, at what cost, and what is refused."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from lib.workbook.base import CellAddress, Outcome, RowAddition, RowChange
from lib.workbook.common.placeholder import is_placeholder
from lib.workbook.google.client import GoogleClient
from lib.workbook.google.errors import GoogleError
from lib.workbook.google.workbook import GoogleWorkbook
from tests.servers.sheets.formats import Format
from tests.servers.sheets.grid import Extra
from tests.servers.sheets.server import SheetsServer
from tests.workbook.google_help import EMAIL
from tests.workbook.saving import JOURNAL, TABS, action, change, column_of, journal, marks, present, shown

ODD = [
    "=1+1",
    "+1",
    "@x",
    "-2",
    "'quoted",
    "TRUE",
    "007",
    "1/2",
    "👩🏽‍🚀 café",
    "שלום עולם",
    "one\ntwo\tthree",
    " x ",
]


@pytest.fixture
def book(google: SheetsServer) -> str:
    return google.load_rows(TABS, "Circle log")


@pytest.fixture
def workbook(google: SheetsServer, client: GoogleClient, book: str) -> GoogleWorkbook:
    workbook = GoogleWorkbook(client, book)
    workbook.read()
    google.clear_log()
    return workbook


def test_edits_and_new_rows_and_the_journal_are_four_calls(
    google: SheetsServer, workbook: GoogleWorkbook, book: str
) -> None:
    changes = [
        change(workbook, "A-1", 2, status=("open", "done"), due=(46085, date(2026, 4, 1))),
        change(workbook, "A-3", 4, note=(1, None)),
        action(workbook, "A-5", due=date(2026, 5, 1)),
        action(workbook, "A-6"),
        present(workbook, "S-2", "ana"),
    ]
    lines = journal(workbook, "cs", "status", "due", "note")
    outcome = workbook.apply(changes, lines)
    assert outcome == Outcome(written=(*changes, *lines), rows=(2, 4, 6, 7, 4, 2, 3, 4))
    assert google.counts() == {"spreadsheets.batchUpdate": 3, "values.batchUpdateByDataFilter": 1}
    assert shown(google, book) == [
        ["action", "what", "due", "status", "note"],
        ["A-1", "Write it down", "2026-04-01", "done"],
        ["A-2", "Call the bank", "2026-03-05", "open", "soon"],
        ["A-3", "Ask the board", "", "doing"],
        ["A-4", "Sort the list", "2026-03-07", "open", "TRUE"],
        ["A-5", "new", "2026-05-01"],
        ["A-6", "new"],
    ]
    assert shown(google, book, "attendance")[-1] == ["S-2", "ana", "yes"]
    assert [row[5] for row in google.values(book, "edits")] == ["column", "status", "due", "note"]
    assert marks(google, book) == 0


def test_new_rows_alone_take_four_calls_too(
    google: SheetsServer, workbook: GoogleWorkbook, book: str
) -> None:
    outcome = workbook.apply(
        [action(workbook, "A-5"), present(workbook, "S-2", "bo")], journal(workbook, "cs", "x")
    )
    assert outcome.rows == (6, 4, 2)
    assert google.counts() == {"spreadsheets.batchUpdate": 3, "values.batchUpdateByDataFilter": 1}
    assert column_of(google, book, "what")["A-5"] == "new"


def test_a_save_of_three_hundred_rows_of_a_large_tab_is_four_calls(
    google: SheetsServer, client: GoogleClient
) -> None:
    rows = [[f"A-{n}", "x", None, "open", ""] for n in range(20_000)]
    book = google.load_rows({"actions": [TABS["actions"][0], *rows], "edits": [list(JOURNAL)]})
    workbook = GoogleWorkbook(client, book)
    workbook.read()
    google.clear_log()
    changes = [change(workbook, f"A-{n}", n + 2, status=("open", "done")) for n in range(0, 20_000, 67)]
    outcome = workbook.apply([*changes, action(workbook, "new")], journal(workbook, "cs", "status"))
    assert len(outcome.written) == len(changes) + 2
    assert google.counts() == {"spreadsheets.batchUpdate": 3, "values.batchUpdateByDataFilter": 1}
    assert list(column_of(google, book, "status").values()).count("done") == len(changes)
    refused = workbook.apply([change(workbook, f"A-{n}", n + 2, note=("", "x")) for n in range(501)]).refused
    assert "501 rows of the actions tab" in refused[0]


@pytest.mark.parametrize("text", ODD)
def test_text_stays_the_text_that_was_typed(
    google: SheetsServer, workbook: GoogleWorkbook, book: str, text: str
) -> None:
    changes = [change(workbook, "A-2", 3, note=("soon", text)), action(workbook, "A-5", text, note=text)]
    assert workbook.apply(changes, journal(workbook, text, "note")).written
    for row in (2, 5):
        assert google.values(book, "actions", "FORMULA")[row][-1] == text
        assert google.values(book, "actions")[row][-1] == text
    assert google.values(book, "actions")[5][1] == text, "the cell that is written last as well"
    assert google.values(book, "edits", "FORMULA")[1][2] == text


def test_a_text_too_long_for_a_cell_is_refused_and_nothing_is_saved(
    google: SheetsServer, workbook: GoogleWorkbook, book: str
) -> None:
    before = google.values(book, "actions")
    words = "actions: the text for {} has 50001 characters, and a cell can hold 50000: shorten it"
    for long, title in (
        (change(workbook, "A-2", 3, note=("soon", "x" * 50_001)), "note"),
        (action(workbook, "A-6", "x" * 50_001), "what"),
    ):
        outcome = workbook.apply([long, action(workbook, "A-5")], journal(workbook, "cs", "note"))
        assert outcome.refused == (words.format(title),)
    assert google.counts() == {}
    assert google.values(book, "actions") == before
    assert workbook.apply([change(workbook, "A-2", 3, note=("soon", "x" * 50_000))]).written


def test_dates_look_like_the_dates_of_their_column(
    google: SheetsServer, client: GoogleClient, book: str
) -> None:
    european = Extra(form=Format("DATE", "dd.mm.yyyy"))
    for row in (1, 2):
        google.sheet(book, "actions").set_row(row, {}, {2: european})
    workbook = GoogleWorkbook(client, book)
    workbook.read()
    changes = [
        change(workbook, "A-1", 2, due=(46085, date(2026, 12, 24))),
        change(workbook, "A-3", 4, due=("", date(2026, 12, 25)), note=(1, datetime(2026, 12, 25, 18, 30))),
        action(workbook, "A-5", due=date(2026, 12, 26)),
    ]
    assert workbook.apply(changes).written
    due = [row[2] for row in shown(google, book)[1:]]
    assert due[0] == "24.12.2026", "the cell's own format is kept"
    assert due[2] == "25.12.2026", "a cell without one gets that of its column"
    assert due[4] == "2026-12-26", "a new row has the formats of the row above"
    assert shown(google, book)[3][4].startswith("2026-12-25")


def test_what_was_seen_compares_by_value_however_it_is_written(
    workbook: GoogleWorkbook, google: SheetsServer, book: str
) -> None:
    seen = {"note": (1.0, "x"), "due": (None, date(2026, 1, 1))}
    assert workbook.apply([change(workbook, "A-3", 4, **seen)]).written
    assert workbook.apply(
        [change(workbook, "A-1", 2, due=(datetime(2026, 3, 4), None), note=("", 5))]
    ).written
    assert workbook.apply([change(workbook, "A-4", 5, note=("TRUE", False))]).written
    assert google.values(book, "actions")[4][4] is False
    assert workbook.apply([change(workbook, "A-2", 3, note=("Soon", "x"))]).conflicts, "a text is what it is"


def test_conflicts_are_reported_cell_by_cell_and_nothing_is_written(
    google: SheetsServer, workbook: GoogleWorkbook, book: str
) -> None:
    google.type(book, "actions!D2", "blocked")
    google.type(book, "actions!E3", "later")
    before = google.values(book, "actions")
    one = change(workbook, "A-1", 2, status=("open", "done"), what=("Write it down", "Write"))
    two = change(workbook, "A-2", 3, note=("soon", "now"))
    outcome = workbook.apply([one, two, action(workbook, "A-5")], journal(workbook, "cs", "status"))
    assert [(c.address, c.column, c.before, c.theirs, c.mine, c.change) for c in outcome.conflicts] == [
        (CellAddress(book, "actions", 2, 3), "status", "open", "blocked", "done", one),
        (CellAddress(book, "actions", 3, 4), "note", "soon", "later", "now", two),
    ]
    assert (outcome.written, outcome.refused) == ((), ())
    assert google.values(book, "actions") == before
    assert google.values(book, "edits") == [list(JOURNAL)]
    assert google.counts() == {"spreadsheets.batchUpdate": 2}
    assert marks(google, book) == 0


def test_what_somebody_typed_already_is_no_conflict(
    google: SheetsServer, workbook: GoogleWorkbook, book: str
) -> None:
    google.type(book, "actions!D2", "done")
    assert workbook.apply([change(workbook, "A-1", 2, status=("open", "done"))]).written


def test_formulas_and_what_they_spill_are_left_alone(google: SheetsServer, client: GoogleClient) -> None:
    rows = [
        ["action", "n", "twice"],
        ["A-1", 2, "=B2*2"],
        ["A-2", 3, "=ARRAYFORMULA(B3:B4)"],
        ["A-3", 4, None],
    ]
    book = google.load_rows({"actions": rows})
    workbook = GoogleWorkbook(client, book)
    workbook.read()
    for key, row, seen in (("A-1", 2, 4), ("A-2", 3, 3), ("A-3", 4, 4)):
        outcome = workbook.apply([change(workbook, key, row, twice=(seen, 9))])
        assert outcome.refused == (
            f"actions!C{row} (twice) is calculated by a formula, which Pharos does not change: edit it in the sheet",
        )
    assert google.values(book, "actions", "FORMULA")[1][2] == "=B2*2"
    assert marks(google, book) == 0


def test_protected_cells_are_named_with_the_people_who_can_change_that(
    google: SheetsServer, workbook: GoogleWorkbook, book: str
) -> None:
    google.protect(book, "actions!D2:D3", ["owner@example.org"])
    google.protect(book, "attendance")
    google.protect(book, "actions!E2:E3", warning_only=True)
    before = google.values(book, "actions")
    outcome = workbook.apply(
        [change(workbook, "A-1", 2, status=("open", "done")), present(workbook, "S-2", "ana")],
        journal(workbook, "cs", "status"),
    )
    assert outcome.refused == (
        "actions!D2 is protected: the spreadsheet's owner can remove the protection",
        "attendance!A4 is protected: the spreadsheet's owner can remove the protection",
    )
    outcome = workbook.apply([change(workbook, "A-1", 2, status=("open", "done"))])
    assert outcome.refused == ("actions!D2 is protected: the spreadsheet's owner can remove the protection",)
    assert google.values(book, "actions") == before
    assert workbook.apply(
        [change(workbook, "A-1", 2, note=("", "a warning does not keep Pharos out"))]
    ).written
    google.protect(book, "actions!C4:C4", [EMAIL])
    assert workbook.apply([change(workbook, "A-3", 4, due=("", date(2026, 1, 1)))]).written


@pytest.mark.parametrize("area", ["actions!D2", "edits"])
def test_a_protection_added_meanwhile_undoes_all_of_it(
    google: SheetsServer, workbook: GoogleWorkbook, book: str, area: str
) -> None:
    before = google.values(book, "actions"), google.values(book, "attendance")
    google.before("batchUpdateByDataFilter", lambda: google.protect(book, area))
    outcome = workbook.apply(
        [change(workbook, "A-1", 2, status=("open", "done")), present(workbook, "S-2", "ana")],
        journal(workbook, "cs", "status"),
    )
    assert "protected cell in actions, attendance, edits" in outcome.refused[0]
    assert (google.values(book, "actions"), google.values(book, "attendance")) == before
    assert marks(google, book) == 0
    if area == "edits":
        (note,) = outcome.notes
        assert "could not be undone" in note
        assert is_placeholder(google.values(book, "edits")[1][0]), "such a journal row does not count"
    else:
        assert outcome.notes == ()
        assert google.values(book, "edits") == [list(JOURNAL)]


def test_a_row_that_was_deleted_or_has_another_key_is_refused(
    google: SheetsServer, workbook: GoogleWorkbook, book: str
) -> None:
    rows = google.sheet(book, "actions")
    rows.delete_rows(1, 2)
    google.type(book, "actions!A2", "A-22")
    for key, row in (("A-1", 2), ("A-2", 3)):
        (words,) = workbook.apply([change(workbook, key, row, status=("open", "done"))]).refused
        assert words.startswith(f"actions, row {row} ({key}): this row no longer exists")
    assert workbook.apply([change(workbook, "A-4", 5, status=("open", "done"))]).rows == (4,)
    assert column_of(google, book, "status")["A-4"] == "done"


def test_a_duplicate_key_is_refused(google: SheetsServer, workbook: GoogleWorkbook, book: str) -> None:
    google.type(book, "actions!A4", "A-1")
    (words,) = workbook.apply([change(workbook, "A-1", 2, status=("open", "done"))]).refused
    assert "two rows in the tab match" in words


def test_a_key_in_use_is_refused_whatever_its_case(
    google: SheetsServer, workbook: GoogleWorkbook, book: str
) -> None:
    google.type(book, "actions!A6", "A-5")
    google.type(book, "attendance!A4", "S-2")
    google.type(book, "attendance!B4", "ana")
    for new, words in (
        (action(workbook, " a-5"), "actions: the key  a-5 is already in use, in row 6"),
        (present(workbook, "S-2", "ANA"), "attendance: the key S-2, ANA is already in use, in row 4"),
    ):
        assert workbook.apply([new, action(workbook, "A-9")]).refused == (words,)
    assert workbook.apply([present(workbook, "S-2", "bo")]).rows == (5,), "another member of that session"
    twice = [action(workbook, "A-7"), action(workbook, "a-7")]
    assert workbook.apply(twice).refused == ("actions: two new rows have the key a-7",)
    assert "A-9" not in column_of(google, book, "what")


def test_a_column_or_tab_that_is_not_there_is_named(
    google: SheetsServer, workbook: GoogleWorkbook, book: str
) -> None:
    words = "the actions tab is missing the owner column: add the header in row 1, then save again"
    assert workbook.apply([change(workbook, "A-1", 2, owner=("", "ana"))]).refused == (words,)
    assert workbook.apply([action(workbook, "A-5", owner="ana")]).refused == (words,)
    assert workbook.apply([action(workbook, "A-5", owner="")]).written, "nothing is to be written there"
    gone = RowAddition(book, "asks", {"ask": "K-1"}, "op")
    assert workbook.apply([gone]).refused == ("there is no asks tab: add it, with its headers in row 1",)
    of_a_row = RowChange(book, "asks", 2, {"ask": "K-1"}, {"what": "a"}, {"what": "b"})
    assert workbook.apply([of_a_row]).refused == ("the asks tab no longer exists: was it renamed?",)


def test_tabs_that_were_renamed_or_whose_columns_moved_are_found(
    google: SheetsServer, workbook: GoogleWorkbook, book: str
) -> None:
    sheet = google.sheet(book, "actions")
    sheet.insert_columns(0, 2)
    assert workbook.apply([change(workbook, "A-1", 2, status=("open", "done"))]).written
    assert google.values(book, "actions")[1][5] == "done"
    google.sheet(book, "attendance").title = "presence"
    moved = RowAddition(book, "presence", {"session": "S-9", "member": "ana", "present": "yes"}, "op")
    assert workbook.apply([moved]).written
    assert workbook.apply([present(workbook, "S-3", "ana")]).refused


def test_the_journal_is_made_where_there_is_none(google: SheetsServer, client: GoogleClient) -> None:
    book = google.load_rows({"actions": TABS["actions"]})
    workbook = GoogleWorkbook(client, book)
    workbook.read()
    google.clear_log()
    for number in (1, 2):
        lines = journal(workbook, f"cs-{number}", "a", "b")
        outcome = workbook.apply(
            [change(workbook, "A-1", 2, status=(["open", "x1"][number - 1], f"x{number}"))], lines
        )
        assert outcome.rows == (2, 2 * number, 2 * number + 1)
    assert google.counts() == {
        "spreadsheets.batchUpdate": 6,
        "values.batchUpdateByDataFilter": 2,
        "spreadsheets.get": 2,
    }, "the list of tabs is asked for where one is missing from it"
    assert [row[2] for row in google.values(book, "edits")] == ["change_set", "cs-1", "cs-1", "cs-2", "cs-2"]


def test_a_tab_of_only_a_header_takes_its_first_row(google: SheetsServer, client: GoogleClient) -> None:
    book = google.load_rows({"actions": [["action", "what", "due"]]})
    google.sheet(book, "actions").row_count = 1
    workbook = GoogleWorkbook(client, book)
    workbook.read()
    assert workbook.apply([action(workbook, "A-1", due=date(2026, 3, 4))]).rows == (2,)
    assert shown(google, book)[1] == ["A-1", "new", "2026-03-04"]


def test_key_cells_may_change_and_rows_without_a_key_go_by_all_their_cells(
    google: SheetsServer, workbook: GoogleWorkbook, book: str
) -> None:
    seen = {"session": "S-1", "member": "bo"}
    other = RowChange(book, "attendance", 3, seen, {"member": "bo"}, {"member": "cy"})
    assert workbook.apply([other], journal(workbook, "cs", "member")).written
    assert google.values(book, "attendance")[2] == ["S-1", "cy", "no"]
    whole = {"session": "S-1", "member": "cy", "present": "no"}
    assert workbook.apply(
        [RowChange(book, "attendance", 9, whole, {"present": "no"}, {"present": "yes"})]
    ).rows == (3,)


def test_a_row_whose_key_is_part_of_anothers_is_told_by_its_blank_cell(
    google: SheetsServer, workbook: GoogleWorkbook, book: str
) -> None:
    google.type(book, "attendance!B3", "")
    google.type(book, "attendance!A2", "S-1")
    blank = {"session": "S-1", "member": None}
    other = RowChange(book, "attendance", 3, blank, {"present": "no"}, {"present": "yes"})
    before = google.values(book, "attendance")
    assert workbook.apply([other], journal(workbook, "cs", "present")).written
    assert google.values(book, "attendance")[1] == before[1]
    assert google.values(book, "attendance")[2] == ["S-1", "", "yes"]


def test_rows_that_moved_since_the_last_read_are_found(
    google: SheetsServer, workbook: GoogleWorkbook, book: str
) -> None:
    sheet = google.sheet(book, "actions")
    sheet.insert_rows(1, 3)
    for row, key in enumerate(("B-1", "B-2", "B-3"), start=2):
        google.type(book, f"actions!A{row}", key)
    google.type(book, "actions!A9", "Z-9")
    outcome = workbook.apply(
        [change(workbook, "A-1", 2, status=("open", "done")), action(workbook, "A-5")],
        journal(workbook, "cs", "s"),
    )
    assert outcome.rows[:2] == (5, 10)
    assert column_of(google, book, "status") == {
        "B-1": "", "B-2": "", "B-3": "", "A-1": "done", "A-2": "open", "A-3": "doing", "A-4": "open", "Z-9": "",
        "A-5": "",
    }  # fmt: skip
    assert workbook.apply([action(workbook, "b-2")]).refused, "its key is in use further up"
    sheet.delete_rows(1, 8)
    assert workbook.apply([action(workbook, "A-7")]).written
    assert [row[0] for row in google.values(book, "actions") if row] == ["action", "Z-9", "A-5", "A-7"]


def test_a_viewer_may_not_save(google: SheetsServer, workbook: GoogleWorkbook, book: str) -> None:
    google.share_only_with(book, {EMAIL: "reader"})
    with pytest.raises(GoogleError, match="as Editor"):
        workbook.apply([change(workbook, "A-1", 2, status=("open", "done"))])
    assert workbook.apply([]) == Outcome()
