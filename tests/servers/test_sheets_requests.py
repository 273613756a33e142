"""spreadsheets get, create and batchUpdate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import gspread
import pytest

from tests.servers.sheets.server import SheetsServer

Call = Callable[..., Any]
Refused = Callable[..., str]
ROWS = [["k", "n"], ["b", 2], ["a", 1], ["c", None], ["d", 10]]


@pytest.fixture
def book(sheets_server: SheetsServer) -> str:
    return sheets_server.load_rows({"Data": ROWS, "Other": [["x"]]})


def rows_of(start: int, end: int, sheet_id: int = 0) -> dict[str, Any]:
    return {"sheetId": sheet_id, "dimension": "ROWS", "startIndex": start, "endIndex": end}


def cell(value: Any) -> dict[str, Any]:
    kind = (
        "boolValue" if isinstance(value, bool) else "stringValue" if isinstance(value, str) else "numberValue"
    )
    return {"userEnteredValue": {kind: value}}


def test_recorded_spreadsheet(client: gspread.Client, call: Call) -> None:
    book = client.create("TestImportSpreadsheet")
    answer = call("GET", book.id, includeGridData="false")
    assert list(answer) == ["spreadsheetId", "properties", "sheets", "spreadsheetUrl"]
    assert answer["properties"]["timeZone"] == "Etc/GMT"
    assert answer["properties"]["autoRecalc"] == "ON_CHANGE"
    assert [c["colorType"] for c in answer["properties"]["spreadsheetTheme"]["themeColors"]][:3] == [
        "TEXT",
        "BACKGROUND",
        "ACCENT1",
    ]
    grid = {"rowCount": 1000, "columnCount": 26}
    sheet = {"sheetId": 0, "title": "Sheet1", "index": 0, "sheetType": "GRID", "gridProperties": grid}
    assert answer["sheets"] == [{"properties": sheet}]
    assert answer["spreadsheetUrl"] == f"https://docs.google.com/spreadsheets/d/{book.id}/edit"


def test_recorded_body_is_the_same_to_the_byte(client: gspread.Client, session: Any) -> None:
    """Content length recorded for a new spreadsheet of this title and an id of 44 characters."""
    book = client.create("TestImportSpreadsheet")
    answer = session.get(f"https://sheets.googleapis.com/v4/spreadsheets/{book.id}?includeGridData=false")
    assert len(book.id) == 44
    assert len(answer.content) == 3319
    assert answer.headers["Content-Type"] == "application/json; charset=UTF-8"


def test_create_with_tabs_and_data(call: Call, session: Any) -> None:
    data = [{"rowData": [{"values": [cell("id"), cell(7)]}]}]
    tabs = [{"properties": {"title": "circles"}, "data": data}, {"properties": {"title": "sessions"}}]
    body = {"properties": {"title": "Log", "locale": "de_DE", "timeZone": "Europe/Berlin"}, "sheets": tabs}
    answer = session.post("https://sheets.googleapis.com/v4/spreadsheets", json=body).json()
    assert [sheet["properties"]["title"] for sheet in answer["sheets"]] == ["circles", "sessions"]
    assert (answer["properties"]["locale"], answer["properties"]["timeZone"]) == ("de_DE", "Europe/Berlin")
    assert call("GET", f"{answer['spreadsheetId']}/values/circles")["values"] == [["id", "7"]]
    empty = session.post("https://sheets.googleapis.com/v4/spreadsheets", json={}).json()
    assert empty["properties"]["title"] == "Untitled spreadsheet"


def test_field_masks(book: str, call: Call, refused: Refused) -> None:
    mask = "spreadsheetId,sheets(properties(sheetId,title))"
    answer = call("GET", book, fields=mask)
    assert answer["spreadsheetId"] == book
    assert answer["sheets"][0] == {"properties": {"sheetId": 0, "title": "Data"}}
    assert call("GET", book, fields="sheets.properties.title")["sheets"][1] == {
        "properties": {"title": "Other"}
    }
    values = call("GET", book, fields="sheets.data.rowData.values.userEnteredValue", ranges="Data!A1:B2")
    row = values["sheets"][0]["data"][0]["rowData"][1]["values"]
    assert row == [cell("b"), cell(2)]
    error = call("GET", book, status=400, fields="sheets.nope")["error"]
    assert error["message"] == "Request contains an invalid argument."
    violation = error["details"][0]["fieldViolations"][0]
    assert violation["field"] == "sheets.nope"
    assert "Cannot find matching fields for path 'sheets.nope'" in violation["description"]


def test_grid_data(sheets_server: SheetsServer, call: Call) -> None:
    book = sheets_server.load_rows({"S": [["a", 1, True], [date(2026, 9, 14), "=B1+1"]], "T": []})
    both = call("GET", book, includeGridData=True)["sheets"]
    assert "rowData" not in both[1]["data"][0]
    assert len(both[1]["data"][0]["rowMetadata"]) == 1000
    answer = call("GET", book, includeGridData=True, ranges=["S!B2:C3", "S!A1"])["sheets"]
    assert len(answer) == 1
    first, second = answer[0]["data"]
    assert (first["startRow"], first["startColumn"]) == (1, 1)
    assert "startRow" not in second
    formula = first["rowData"][0]["values"][0]
    assert formula["userEnteredValue"] == {"formulaValue": "=B1+1"}
    assert (formula["effectiveValue"], formula["formattedValue"]) == ({"numberValue": 2}, "2")
    assert first["rowMetadata"] == [{"pixelSize": 21}] * 2
    assert first["columnMetadata"] == [{"pixelSize": 100}] * 2
    day = call("GET", book, includeGridData=True, ranges="S!A2")["sheets"][0]["data"][0]["rowData"][0][
        "values"
    ][0]
    assert day["userEnteredFormat"] == {"numberFormat": {"type": "DATE", "pattern": "yyyy-mm-dd"}}
    assert (day["effectiveValue"], day["formattedValue"]) == ({"numberValue": 46279}, "2026-09-14")
    assert day["effectiveFormat"]["horizontalAlignment"] == "RIGHT"


def test_tabs_through_gspread(client: gspread.Client) -> None:
    book = client.create("x")
    first, second = book.add_worksheet("one", 1, 1), book.add_worksheet("two", 5, 5, index=0)
    assert [sheet.title for sheet in book.worksheets()] == ["two", "Sheet1", "one"]
    assert book.worksheet("two").id == second.id
    book.reorder_worksheets([first, second, book.worksheet("Sheet1")])
    assert [sheet.title for sheet in book.worksheets()] == ["one", "two", "Sheet1"]
    first.update_title("A1")
    assert book.worksheet("A1").get_all_values() == [[]]
    first.hide()
    assert book.worksheets(exclude_hidden=True)[0].title == "two"
    first.freeze(rows=1)
    assert book.worksheet("A1").frozen_row_count == 1
    copied = second.duplicate(new_sheet_name="again")
    assert copied.title == "again"
    book.del_worksheet(second)
    book.update_title("y")
    assert book.title == "y"
    with pytest.raises(gspread.WorksheetNotFound):
        book.worksheet("two")


def test_tab_errors(book: str, refused: Refused) -> None:
    path = f"{book}:batchUpdate"
    taken = [{"addSheet": {"properties": {"title": "data"}}}]
    assert refused("POST", path, {"requests": taken}) == (
        'Invalid requests[0].addSheet: A sheet with the name "data" already exists. Please enter another name.'
    )
    other = [{"deleteSheet": {"sheetId": 99}}]
    assert (
        refused("POST", path, {"requests": other}) == "Invalid requests[0].deleteSheet: No grid with id: 99"
    )
    big = [{"addSheet": {"properties": {"gridProperties": {"rowCount": 10_000_000, "columnCount": 2}}}}]
    assert refused("POST", path, {"requests": big}) == (
        "Invalid requests[0].addSheet: This action would increase the number of cells in the workbook above the "
        "limit of 10000000 cells."
    )
    assert refused("POST", path, {"requests": [{"nope": {}}]}) == (
        "Invalid JSON payload received. Unknown name \"nope\" at 'requests[0]': Cannot find field."
    )
    assert "does not support copyPaste" in refused(
        "POST", path, {"requests": [{"copyPaste": {}}]}, status=501
    )
    assert refused("POST", path, {"requests": [{}]}) == "Invalid requests[0]: No request set."
    assert refused("POST", path, {"requests": []}) == "Must specify at least one request."
    unmasked = [{"updateSheetProperties": {"properties": {"sheetId": 0, "title": "x"}}}]
    assert "At least one field must be listed in 'fields'" in refused("POST", path, {"requests": unmasked})


def test_the_last_tab_stays(client: gspread.Client) -> None:
    book = client.create("x")
    with pytest.raises(gspread.exceptions.APIError, match="You can't remove all the sheets in a document"):
        book.del_worksheet(book.sheet1)


def test_all_or_nothing(sheets_server: SheetsServer, book: str, refused: Refused) -> None:
    row = {"start": {"sheetId": 0, "rowIndex": 1}, "rows": [{"values": [cell("!")]}], "fields": "*"}
    tag = {"metadataKey": "k", "visibility": "DOCUMENT", "location": {"spreadsheet": True}}
    requests = [
        {"updateCells": row},
        {"insertDimension": {"range": rows_of(1, 3)}},
        {"addSheet": {"properties": {"title": "new"}}},
        {"createDeveloperMetadata": {"developerMetadata": tag}},
        {"deleteSheet": {"sheetId": 7}},
    ]
    before = sheets_server.file(book).seen(0)
    words = refused("POST", f"{book}:batchUpdate", {"requests": requests})
    assert words == "Invalid requests[4].deleteSheet: No grid with id: 7"
    assert sheets_server.values(book, "Data") == [["k", "n"], ["b", 2], ["a", 1], ["c"], ["d", 10]]
    assert [sheet.title for sheet in sheets_server.book(book).sheets] == ["Data", "Other"]
    assert sheets_server.book(book).tags.tags == {}
    assert sheets_server.file(book).seen(0) == before


def test_rows_in_and_out(client: gspread.Client, book: str) -> None:
    sheet = client.open_by_key(book).worksheet("Data")
    sheet.insert_row(["new", 0], 2)
    assert sheet.col_values(1) == ["k", "new", "b", "a", "c", "d"]
    sheet.delete_rows(3, 4)
    assert sheet.col_values(1) == ["k", "new", "c", "d"]
    sheet.insert_cols([["z", "zz"]], 1)
    assert sheet.row_values(2) == ["zz", "new", "0"]
    sheet.delete_columns(1)
    assert sheet.row_values(2) == ["new", "0"]
    sheet.add_rows(5)
    assert client.open_by_key(book).worksheet("Data").row_count == 1004


def test_frozen_rows_are_not_all_that_stays(client: gspread.Client) -> None:
    sheet = client.create("x").sheet1
    sheet.freeze(rows=1)
    with pytest.raises(gspread.exceptions.APIError, match="not possible to delete all non-frozen rows"):
        sheet.delete_rows(2, 1000)
    sheet.delete_rows(3, 1000)


def test_append_protocol_at_the_end_of_the_grid(
    sheets_server: SheetsServer, client: gspread.Client, call: Call
) -> None:
    book = client.create("x")
    book.sheet1.resize(2, 2)
    book.sheet1.update([["k", "v"], ["a", "1"]], "A1")
    insert = {"range": rows_of(2, 3), "inheritFromBefore": True}
    start = {"sheetId": 0, "rowIndex": 2, "columnIndex": 0}
    cells = {"start": start, "rows": [{"values": [cell("b"), cell(2)]}], "fields": "userEnteredValue"}
    body = {"requests": [{"insertDimension": insert}, {"updateCells": cells}]}
    assert call("POST", f"{book.id}:batchUpdate", body) == {"spreadsheetId": book.id, "replies": [{}, {}]}
    assert sheets_server.values(book.id, "Sheet1") == [["k", "v"], ["a", "1"], ["b", 2]]


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (
            {"insertDimension": {"range": rows_of(1000, 1001)}},
            "range.startIndex must be less than the grid size if inheritFromBefore is false.",
        ),
        (
            {"deleteDimension": {"range": rows_of(1000, 1001)}},
            "Cannot delete a row that doesn't exist. Tried to delete row index 1000 but there are only 1000 rows.",
        ),
        ({"deleteDimension": {"range": rows_of(0, 1000)}}, "You can't delete all the rows on the sheet."),
        (
            {"updateCells": {"start": {"columnIndex": 26}, "rows": [{"values": [{}]}], "fields": "*"}},
            "Attempting to write column: 26, beyond the last requested column of: 25",
        ),
        (
            {
                "repeatCell": {
                    "range": {"startRowIndex": 1000, "startColumnIndex": 0, "endColumnIndex": 2},
                    "fields": "*",
                }
            },
            "Range (Data!A1001:B) exceeds grid limits. Max rows: 1000, max columns: 26",
        ),
        (
            {
                "repeatCell": {
                    "range": {"startColumnIndex": 26, "startRowIndex": 0, "endRowIndex": 2},
                    "fields": "*",
                }
            },
            "Range (Data!AA1:2) exceeds grid limits. Max rows: 1000, max columns: 26",
        ),
        (
            {"updateCells": {"range": {}, "rows": [{"values": [cell("x" * 50_001)]}], "fields": "*"}},
            "Your input contains more than the maximum of 50000 characters in a single cell.",
        ),
        (
            {"appendDimension": {"sheetId": 0, "dimension": "ROWS", "length": 10_000_000}},
            "This action would increase the number of cells in the workbook above the limit of 10000000 cells.",
        ),
    ],
)
def test_recorded_refusals(book: str, refused: Refused, request_: dict[str, Any], words: str) -> None:
    kind = next(iter(request_))
    assert (
        refused("POST", f"{book}:batchUpdate", {"requests": [request_]})
        == f"Invalid requests[0].{kind}: {words}"
    )


def test_a_range_that_starts_inside_is_taken(sheets_server: SheetsServer, book: str, call: Call) -> None:
    area = {
        "sheetId": 0,
        "startRowIndex": 999,
        "endRowIndex": 1003,
        "startColumnIndex": 0,
        "endColumnIndex": 1,
    }
    repeat = {"range": area, "cell": cell("z"), "fields": "userEnteredValue"}
    call("POST", f"{book}:batchUpdate", {"requests": [{"repeatCell": repeat}]})
    assert sheets_server.values(book, "Data")[999] == ["z"]
    assert sheets_server.sheet(book, "Data").row_count == 1000


def test_sorting(sheets_server: SheetsServer, client: gspread.Client) -> None:
    mixed = [["h", "i"], ["b", 1], [None, 2], [True, 3], [10, 4], ["A", 5], ["b", 6], [-1, 7], ["#N/A", 8]]
    book = sheets_server.load_rows({"S": mixed})
    sheet = client.open_by_key(book).sheet1
    sheet.sort((1, "asc"), range="A2:B9")
    assert [row[1] for row in sheets_server.values(book, "S")[1:]] == [7, 4, 5, 1, 6, 3, 8, 2]
    sheet.sort((1, "des"), range="A2:B9")
    assert [row[1] for row in sheets_server.values(book, "S")[1:]] == [8, 3, 1, 6, 5, 4, 7, 2]
    sheet.sort((1, "asc"), range="A2:A9")
    assert [row[1] for row in sheets_server.values(book, "S")[1:]] == [8, 3, 1, 6, 5, 4, 7, 2], (
        "other columns stay"
    )


def test_formulas_follow_their_rows(sheets_server: SheetsServer, client: gspread.Client) -> None:
    book = sheets_server.load_rows(
        {"S": [[1], [2], [3], ["=SUM(A1:A3)", "=A3", "=$A$2*10", "=Other!A1"]], "Other": [[5]]}
    )
    sheet = client.open_by_key(book).sheet1
    sheet.insert_row([9], 2)
    formula = sheet.get("A5:D5", value_render_option="FORMULA")
    assert formula == [["=SUM(A1:A4)", "=A4", "=$A$3*10", "=Other!A1"]]
    assert sheets_server.values(book, "S")[4] == [15, 3, 20, 5]
    sheet.delete_rows(3)
    assert sheet.get("A4:C4", value_render_option="FORMULA") == [["=SUM(A1:A3)", "=A3", "=#REF!*10"]]
    assert sheets_server.values(book, "S")[3][2].startswith("#REF!")


def test_append_cells_and_formats(sheets_server: SheetsServer, book: str, call: Call) -> None:
    number = {"userEnteredFormat": {"numberFormat": {"type": "DATE", "pattern": "yyyy-mm-dd"}}}
    rows = [{"values": [cell("e"), cell(46279) | number, cell(True)]}]
    call(
        "POST",
        f"{book}:batchUpdate",
        {"requests": [{"appendCells": {"sheetId": 0, "rows": rows, "fields": "*"}}]},
    )
    assert sheets_server.values(book, "Data", "FORMATTED_VALUE")[5] == ["e", "2026-09-14", "TRUE"]


def test_update_cells_clears_what_it_does_not_name(
    sheets_server: SheetsServer, book: str, call: Call
) -> None:
    area = {"sheetId": 0, "startRowIndex": 1, "endRowIndex": 3, "startColumnIndex": 0, "endColumnIndex": 2}
    part = {"range": area, "rows": [{"values": [cell("only")]}], "fields": "userEnteredValue"}
    call("POST", f"{book}:batchUpdate", {"requests": [{"updateCells": part}]})
    assert sheets_server.values(book, "Data")[1:4] == [["only"], [], ["c"]]


def test_find_replace(sheets_server: SheetsServer, call: Call) -> None:
    book = sheets_server.load_rows({"S": [["cat", "Cat hat", '="cat"'], ["dog", 1]], "T": [["cat cat"]]})
    request = {"find": "cat", "replacement": "cow", "allSheets": True}
    reply = call("POST", f"{book}:batchUpdate", {"requests": [{"findReplace": request}]})["replies"]
    changed = {"valuesChanged": 3, "rowsChanged": 2, "sheetsChanged": 2, "occurrencesChanged": 4}
    assert reply == [{"findReplace": changed}]
    assert sheets_server.values(book, "S") == [["cow", "cow hat", "cat"], ["dog", 1]]
    exact = {"find": "cow", "replacement": "", "sheetId": 0, "matchEntireCell": True, "matchCase": True}
    call("POST", f"{book}:batchUpdate", {"requests": [{"findReplace": exact}]})
    assert sheets_server.values(book, "S")[0] == ["", "cow hat", "cat"]
    none = call("POST", f"{book}:batchUpdate", {"requests": [{"findReplace": request | {"find": "zebra"}}]})
    assert none["replies"] == [{"findReplace": {}}]


def test_the_spreadsheet_comes_back_as_of_the_same_revision(book: str, call: Call) -> None:
    start = {"sheetId": 0, "rowIndex": 1, "columnIndex": 1}
    part = {"start": start, "rows": [{"values": [cell(99)]}], "fields": "userEnteredValue"}
    body = {
        "requests": [{"updateCells": part}],
        "includeSpreadsheetInResponse": True,
        "responseRanges": ["Data!A2:B2"],
        "responseIncludeGridData": True,
    }
    answer = call("POST", f"{book}:batchUpdate", body)["updatedSpreadsheet"]
    assert answer["spreadsheetId"] == book
    (sheet,) = answer["sheets"]
    assert sheet["data"][0]["startRow"] == 1
    assert [c["effectiveValue"] for c in sheet["data"][0]["rowData"][0]["values"]] == [
        {"stringValue": "b"},
        {"numberValue": 99},
    ]


def test_a_field_mask_cuts_the_answer_of_a_batch(book: str, call: Call, refused: Refused) -> None:
    body = {
        "requests": [{"deleteDimension": {"range": rows_of(4, 5)}}],
        "includeSpreadsheetInResponse": True,
        "responseRanges": ["Data!A2:B2", "Data!A4:A"],
    }
    mask = "updatedSpreadsheet(sheets(properties(sheetId),data(startRow,rowData(values(effectiveValue)))))"
    answer = call("POST", f"{book}:batchUpdate", body, fields=mask)
    a_row = {"values": [{"effectiveValue": {"stringValue": "b"}}, {"effectiveValue": {"numberValue": 2}}]}
    last = {"values": [{"effectiveValue": {"stringValue": "c"}}]}
    data = [{"startRow": 1, "rowData": [a_row]}, {"startRow": 3, "rowData": [last]}]
    assert answer == {"updatedSpreadsheet": {"sheets": [{"properties": {"sheetId": 0}, "data": data}]}}
    words = refused("POST", f"{book}:batchUpdate", body, fields="updatedSpreadsheet(cells)")
    assert words == "Request contains an invalid argument."


def test_new_rows_take_the_formats_of_the_row_above(sheets_server: SheetsServer, call: Call) -> None:
    book = sheets_server.load_rows({"S": [["day"], [date(2026, 3, 4)]]})
    for inherits in (False, True):
        insert = {"range": rows_of(2, 3), "inheritFromBefore": inherits}
        call("POST", f"{book}:batchUpdate", {"requests": [{"insertDimension": insert}]})
    start = {"sheetId": 0, "rowIndex": 2, "columnIndex": 0}
    part = {"start": start, "rows": [{"values": [cell(46086)]}] * 2, "fields": "userEnteredValue"}
    call("POST", f"{book}:batchUpdate", {"requests": [{"updateCells": part}]})
    assert sheets_server.values(book, "S", "FORMATTED_VALUE")[2:] == [["2026-03-05"], ["46086"]]


def test_protected_ranges_as_recorded(client: gspread.Client, call: Call) -> None:
    book = client.create("x")
    answer = book.sheet1.add_protected_range("A1:B2")
    number = answer["replies"][0]["addProtectedRange"]["protectedRange"]["protectedRangeId"]
    box = {"startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": 2}
    expected = {"protectedRangeId": number, "range": box, "requestingUserCanEdit": True, "editors": {}}
    assert answer["replies"] == [{"addProtectedRange": {"protectedRange": expected}}]
    (kept,) = book.list_protected_ranges(0)
    assert kept["editors"]["users"] == ["pharos@test-project.iam.gserviceaccount.com"]
    book.sheet1.update([["mine"]], "A1")
    book.sheet1.delete_protected_range(number)
    assert "protectedRanges" not in call("GET", book.id)["sheets"][0]


def test_protection_by_someone_else(
    sheets_server: SheetsServer, book: str, call: Call, refused: Refused
) -> None:
    sheets_server.protect(book, "Data!B1:B1000")
    words = (
        "You are trying to edit a protected cell or object. Please contact the spreadsheet owner to remove protection "
        "if you need to edit."
    )
    raw = {"valueInputOption": "RAW"}
    assert refused("PUT", f"{book}/values/Data!A2:B2", {"values": [["x", "y"]]}, **raw) == words
    assert refused("POST", f"{book}/values/Data:clear") == words
    data = raw | {"data": [{"range": "Data!B2", "values": [[1]]}]}
    assert refused("POST", f"{book}/values:batchUpdate", data) == f"Invalid data[0]: {words}"
    delete = {"requests": [{"deleteDimension": {"range": rows_of(1, 2)}}]}
    assert refused("POST", f"{book}:batchUpdate", delete) == f"Invalid requests[0].deleteDimension: {words}"
    call("PUT", f"{book}/values/Data!A2:B2", {"values": [["x", None]]}, **raw)
    assert sheets_server.values(book, "Data")[1] == ["x", 2]
    shown = call("GET", book, fields="sheets.protectedRanges")["sheets"][0]["protectedRanges"][0]
    assert "requestingUserCanEdit" not in shown
    assert "editors" not in shown
    sheets_server.protect(book, "Other", editors=["pharos@test-project.iam.gserviceaccount.com"])
    call("PUT", f"{book}/values/Other!A1", {"values": [["fine"]]}, **raw)


def test_protection_moves_with_its_rows(
    sheets_server: SheetsServer, book: str, call: Call, refused: Refused
) -> None:
    sheets_server.protect(book, "Data!A3:B3")
    call("POST", f"{book}:batchUpdate", {"requests": [{"insertDimension": {"range": rows_of(1, 2)}}]})
    call("PUT", f"{book}/values/Data!A3", {"values": [["free"]]}, valueInputOption="RAW")
    assert "protected" in refused(
        "PUT", f"{book}/values/Data!A4", {"values": [["x"]]}, valueInputOption="RAW"
    )


def test_unknown_and_office_files(sheets_server: SheetsServer, client: gspread.Client, call: Call) -> None:
    error = {"code": 404, "message": "Requested entity was not found.", "status": "NOT_FOUND"}
    assert call("GET", "test", status=404) == {"error": error}
    with pytest.raises(gspread.SpreadsheetNotFound):
        client.open_by_key("test")
    office = sheets_server.add_excel_file("old.xlsx", b"PK")
    error = {
        "code": 400,
        "message": "This operation is not supported for this document",
        "status": "FAILED_PRECONDITION",
    }
    assert call("GET", office, status=400) == {"error": error}
    assert call("GET", f"{office}/values/A1", status=400) == {"error": error}


def test_bad_json(session: Any, book: str) -> None:
    answer = session.post(f"https://sheets.googleapis.com/v4/spreadsheets/{book}:batchUpdate", data="{no")
    assert answer.status_code == 400
    assert answer.json()["error"]["message"].startswith("Invalid JSON payload received.")
