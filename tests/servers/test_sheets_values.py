"""The values methods, through gspread where it supports them, otherwise against recorded or documented answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

import gspread
import pytest
from gspread.utils import DateTimeOption, ValueInputOption, ValueRenderOption

from tests.servers.sheets.server import SheetsServer

Call = Callable[..., Any]
RAW, TYPED = ValueInputOption.raw, ValueInputOption.user_entered
PLAIN = ValueRenderOption.unformatted
DOCS = [
    ["Item", "Cost", "Stocked", "Ship Date"],
    ["Wheel", "$20.50", "4", "3/1/2016"],
    ["Door", "$15", "2", "3/15/2016"],
    ["Engine", "$100", "1", "3/20/2016"],
    ["Totals", "=SUM(B2:B4)", "=SUM(C2:C4)", "=MAX(D2:D4)"],
]


def test_gspread_reads_and_writes(client: gspread.Client) -> None:
    book = client.create("A book")
    sheet = client.open_by_key(book.id).sheet1
    assert (sheet.title, sheet.row_count, sheet.col_count) == ("Sheet1", 1000, 26)
    assert book.locale == "en_US"
    assert sheet.get_all_values() == [[]]
    answer = sheet.update([["k", "v"], ["a", 1], ["b", 2.5], ["c", True]], "B2")
    assert answer == {
        "spreadsheetId": book.id,
        "updatedRange": "Sheet1!B2:C5",
        "updatedRows": 4,
        "updatedColumns": 2,
        "updatedCells": 8,
    }
    assert sheet.get_all_values() == [
        [""] * 3,
        ["", "k", "v"],
        ["", "a", "1"],
        ["", "b", "2.5"],
        ["", "c", "TRUE"],
    ]
    assert sheet.get("B3:C5", value_render_option=PLAIN) == [["a", 1], ["b", 2.5], ["c", True]]
    assert sheet.batch_get(["B2:B3", "C4"], major_dimension="COLUMNS") == [[["k", "a"]], [["2.5"]]]
    assert sheet.find("b").address == "B4"
    assert sheet.acell("C4").numeric_value == 2.5
    sheet.batch_update([{"range": "A1:B1", "values": [["x", "y"]]}, {"range": "D9", "values": [["z"]]}])
    assert sheet.row_values(1) == ["x", "y"]
    assert sheet.cell(9, 4).value == "z"
    sheet.batch_clear(["A1", "D1:D9"])
    assert sheet.get("A1:D1") == [["", "y"]]
    assert book.values_clear("Sheet1!B:B")["clearedRange"] == "Sheet1!B1:B1000"
    assert sheet.col_values(2) == []
    sheet.clear()
    assert sheet.get_all_values() == [[]]


def test_trailing_blanks_are_cut_and_inner_ones_are_empty(sheets_server: SheetsServer, call: Call) -> None:
    book = sheets_server.load_rows({"Sheet1": [["a", None, "c", None], [], ["", "b"], [None, None], [None]]})
    answer = call("GET", f"{book}/values/Sheet1")
    expected = {
        "range": "Sheet1!A1:Z1000",
        "majorDimension": "ROWS",
        "values": [["a", "", "c"], [], ["", "b"]],
    }
    assert answer == expected
    answer = call("GET", f"{book}/values/Sheet1!A1:D5", majorDimension="COLUMNS")
    assert answer["values"] == [["a"], ["", "", "b"], ["c"]]
    assert call("GET", f"{book}/values/Sheet1!F1:F9") == {"range": "Sheet1!F1:F9", "majorDimension": "ROWS"}


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("Sheet1", "Sheet1!A1:Z1000"),
        ("'sheet1'", "Sheet1!A1:Z1000"),
        ("A1:B2", "Sheet1!A1:B2"),
        ("Sheet1!A1:A1", "Sheet1!A1"),
        ("Sheet1!B2:A1", "Sheet1!A1:B2"),
        ("Sheet1!A:A", "Sheet1!A1:A1000"),
        ("Sheet1!999:2000", "Sheet1!A999:Z1000"),
        ("Sheet1!A1:AA5", "Sheet1!A1:Z5"),
        ("'My tab'!C2:C", "'My tab'!C2:C1000"),
        ("'it''s'!1:1", "'it''s'!A1:Z1"),
        ("'DF1'", "'DF1'!A1:Z1000"),
        ("DF1", None),
        ("'a/b:c!d?e#f%'!A1", "'a/b:c!d?e#f%'!A1"),
    ],
)
def test_ranges(sheets_server: SheetsServer, call: Call, asked: str, answered: str | None) -> None:
    tabs = {title: [["x"]] for title in ["Sheet1", "My tab", "it's", "DF1", "a/b:c!d?e#f%"]}
    path = f"{sheets_server.load_rows(tabs)}/values/{quote(asked, safe='')}"
    if answered:
        assert call("GET", path)["range"] == answered
    else:
        words = "Range ('DF1'!DF1) exceeds grid limits. Max rows: 1000, max columns: 26"
        assert call("GET", path, status=400)["error"]["message"] == words


@pytest.mark.parametrize(
    "asked", ["Nope!A1", "Nope", "'Nope'", "Sheet1!", "Sheet1!A0", "A1:", "Sheet1!A1:B2:C3"]
)
def test_unparseable_ranges(sheets_server: SheetsServer, call: Call, asked: str) -> None:
    book = sheets_server.load_rows({"Sheet1": []})
    error = {"code": 400, "message": f"Unable to parse range: {asked}", "status": "INVALID_ARGUMENT"}
    assert call("GET", f"{book}/values/{quote(asked, safe='')}", status=400) == {"error": error}
    assert call("GET", f"{book}/values:batchGet", status=400, ranges=["A1", asked]) == {"error": error}


def test_render_options(sheets_server: SheetsServer, client: gspread.Client) -> None:
    cells = [
        date(2026, 9, 14),
        datetime.fromisoformat("2026-09-14T15:30"),
        1234.5,
        3.0,
        True,
        "007",
        "=1+1",
        "=1/0",
        "#N/A",
    ]
    sheet = client.open_by_key(sheets_server.load_rows({"Sheet1": [cells]})).sheet1
    zero = "#DIV/0! (Function DIVIDE parameter 2 cannot be zero.)"
    assert sheet.get("1:1") == [
        ["2026-09-14", "2026-09-14 15:30:00", "1234.5", "3", "TRUE", "007", "2", "#DIV/0!", "#N/A"]
    ]
    serials = [46279, 46279.645833333336, 1234.5, 3, True, "007"]
    assert sheet.get("1:1", value_render_option=PLAIN) == [[*serials, 2, zero, "#N/A"]]
    assert sheet.get("1:1", value_render_option=ValueRenderOption.formula) == [
        [*serials, "=1+1", "=1/0", "#N/A"]
    ]
    text = sheet.get(
        "A1:C1", value_render_option=PLAIN, date_time_render_option=DateTimeOption.formatted_string
    )
    assert text == [["2026-09-14", "2026-09-14 15:30:00", 1234.5]]


def test_serial_day_zero(sheets_server: SheetsServer) -> None:
    book = sheets_server.load_rows({"S": [[date(1899, 12, 30), date(1899, 12, 31), date(1900, 3, 1)]]})
    assert sheets_server.values(book, "S") == [[0, 1, 61]]


def test_raw_stores_as_is(client: gspread.Client) -> None:
    sheet = client.create("x").sheet1
    sheet.update([["=1+1", "10", "3/1/2016", "TRUE", "'q", 5, False]], "A1", value_input_option=RAW)
    assert sheet.get("A1:G1", value_render_option=PLAIN) == [
        ["=1+1", "10", "3/1/2016", "TRUE", "'q", 5, False]
    ]
    assert sheet.get("A1", value_render_option=ValueRenderOption.formula) == [["=1+1"]]


def test_a_date_cell_keeps_its_format_when_a_serial_is_written(
    sheets_server: SheetsServer, client: gspread.Client
) -> None:
    sheet = client.open_by_key(sheets_server.load_rows({"S": [[date(2026, 1, 1)]]})).sheet1
    sheet.update([[46279]], "A1", value_input_option=RAW)
    assert sheet.get("A1") == [["2026-09-14"]]


@pytest.mark.parametrize(
    ("typed", "plain", "shown"),
    [
        ("1,234.50", 1234.5, "1,234.50"),
        ("-7", -7, "-7"),
        ("1e3", 1000, "1.00E+03"),
        ("50%", 0.5, "50%"),
        ("$15", 15, "$15"),
        ("-$15.5", -15.5, "-$15.50"),
        ("true", True, "TRUE"),
        ("'007", "007", "007"),
        ("007", 7, "7"),
        ("3/1/2016", 42430, "3/1/2016"),
        ("2016-03-01", 42430, "2016-03-01"),
        ("2016-03-01 12:00", 42430.5, "2016-03-01 12:00"),
        ("13/1/2016", "13/1/2016", "13/1/2016"),
        ("2016-02-30", "2016-02-30", "2016-02-30"),
        ("12:30", 0.5208333333333334, "12:30"),
        ("1,2", "1,2", "1,2"),
        ("nan", "nan", "nan"),
        (" x ", " x ", " x "),
        ("=1+1", 2, "2"),
        ("=", "=", "="),
        ('="a"&1', "a1", "a1"),
        ("=NOPE(1)", "#NAME? (Unknown function: 'NOPE'.)", "#NAME?"),
        ("=Nope!A1", "#REF! (Reference does not exist.)", "#REF!"),
        ("=A1", "#REF! (Circular dependency detected.)", "#REF!"),
    ],
)
def test_user_entered(client: gspread.Client, typed: str, plain: Any, shown: str) -> None:
    sheet = client.create("x").sheet1
    sheet.update([[typed]], "A1", value_input_option=TYPED)
    assert sheet.get("A1", value_render_option=PLAIN) == [[plain]]
    assert sheet.get("A1") == [[shown]]


@pytest.mark.parametrize(
    ("locale", "typed", "plain"),
    [
        ("de_DE", "1.234,5", 1234.5),
        ("de_DE", "31.12.2016", 42735),
        ("en_GB", "31/12/2016", 42735),
        ("de_DE", "1.5", "1.5"),
    ],
)
def test_user_entered_by_locale(client: gspread.Client, locale: str, typed: str, plain: Any) -> None:
    book = client.create("x")
    book.update_locale(locale)
    book.sheet1.update([[typed]], "A1", value_input_option=TYPED)
    assert book.sheet1.get("A1", value_render_option=PLAIN) == [[plain]]


def test_documented_writing_samples(client: gspread.Client, call: Call) -> None:
    book = client.create("x")
    first = call("PUT", f"{book.id}/values/Sheet1!A1:D5", {"values": DOCS}, valueInputOption="USER_ENTERED")
    assert (first["updatedRange"], first["updatedCells"]) == ("Sheet1!A1:D5", 20)
    assert book.sheet1.get("A5:D5") == [["Totals", "$135.50", "7", "3/20/2016"]]
    columns = [[None, "$1", "$2", ""], [], [None, "4/1/2016", "4/15/2016", ""]]
    body = {"range": "Sheet1!B1", "majorDimension": "COLUMNS", "values": columns}
    second = call("PUT", f"{book.id}/values/Sheet1!B1", body, valueInputOption="USER_ENTERED")
    assert [second[f"updated{part}"] for part in ("Rows", "Columns", "Cells")] == [3, 2, 6]
    assert book.sheet1.get_all_values() == [
        DOCS[0],
        ["Wheel", "$1.00", "4", "4/1/2016"],
        ["Door", "$2", "2", "4/15/2016"],
        ["Engine", "", "1", ""],
        ["Totals", "$3.00", "7", "4/15/2016"],
    ]
    data = [
        {
            "range": "Sheet1!A1:A4",
            "majorDimension": "COLUMNS",
            "values": [["Item", "Wheel", "Door", "Engine"]],
        },
        {"range": "Sheet1!B1:D2", "majorDimension": "ROWS", "values": [["a", "b", "c"], ["d", "e", "f"]]},
    ]
    third = call("POST", f"{book.id}/values:batchUpdate", {"valueInputOption": "RAW", "data": data})
    totals = [third[f"totalUpdated{part}"] for part in ("Rows", "Columns", "Cells", "Sheets")]
    assert totals == [4, 4, 10, 1]
    assert [part["updatedRange"] for part in third["responses"]] == ["Sheet1!A1:A4", "Sheet1!B1:D2"]
    assert all(part["spreadsheetId"] == book.id for part in third["responses"])


def test_null_skips_empty_clears_and_formulas_go(client: gspread.Client) -> None:
    sheet = client.create("x").sheet1
    sheet.update([["a", "=1+1", "c"]], "A1", value_input_option=TYPED)
    sheet.update([[None, "", "d"]], "A1")
    assert sheet.get("A1:C1", value_render_option=ValueRenderOption.formula) == [["a", "", "d"]]


def test_an_update_on_a_small_grid_is_cut_as_recorded(client: gspread.Client, call: Call) -> None:
    book = client.create("x")
    book.sheet1.resize(4, 4)
    rows = [["1", "", "", ""], ["", "", "title", ""], ["", "", "2", ""], ["num", "val", "", "0"]]
    answer = call("PUT", f"{book.id}/values/'Sheet1'!A1:AD4", {"values": rows}, valueInputOption="RAW")
    assert (answer["updatedRange"], answer["updatedCells"]) == ("Sheet1!A1:D4", 16)
    values = call("GET", f"{book.id}/values/'Sheet1'")["values"]
    assert values == [["1"], ["", "", "title"], ["", "", "2"], ["num", "val", "", "0"]]


def test_updates_do_not_grow_the_grid(client: gspread.Client, refused: Callable[..., str]) -> None:
    book = client.create("x")
    path, two = f"{book.id}/values/", {"values": [[1, 2], [3, 4]]}
    past = "Range (Sheet1!A1001) exceeds grid limits. Max rows: 1000, max columns: 26"
    assert refused("PUT", f"{path}Sheet1!A1001", {"values": [[1]]}, valueInputOption="RAW") == past
    spill = "Requested writing within range [Sheet1!A1000], but tried writing to row [1001]"
    assert refused("PUT", f"{path}Sheet1!A1000", two, valueInputOption="RAW") == spill
    wide = "Requested writing within range [Sheet1!A1:A2], but tried writing to column [B]"
    assert refused("PUT", f"{path}Sheet1!A1:A2", two, valueInputOption="RAW") == wide
    both = "Range (Sheet1!A1000:B1001) exceeds grid limits. Max rows: 1000, max columns: 26"
    assert refused("PUT", f"{path}Sheet1!A1000:B1001", two, valueInputOption="RAW") == both
    assert book.sheet1.get_all_values() == [[]]
    data = {
        "valueInputOption": "RAW",
        "data": [{"range": "A1", "values": [[1]]}, {"range": "Nope!A1", "values": [[1]]}],
    }
    assert (
        refused("POST", f"{book.id}/values:batchUpdate", data)
        == "Invalid data[1]: Unable to parse range: Nope!A1"
    )
    assert book.sheet1.get_all_values() == [[]], "a batch is applied as a whole or not at all"
    words = refused("POST", f"{book.id}/values:batchClear", {"ranges": ["A1:B2", "A2001:ZZ"]})
    assert (
        words
        == "Invalid range[1]: Range (Sheet1!A2001:ZZ) exceeds grid limits. Max rows: 1000, max columns: 26"
    )


def test_refused_values(client: gspread.Client, refused: Callable[..., str]) -> None:
    path = f"{client.create('x').id}/values/A1"
    assert refused("PUT", path, {"values": [[1]]}) == "'valueInputOption' is required but not specified"
    bad = refused("PUT", path, {"values": [[1]]}, valueInputOption="SOON")
    assert bad == (
        "Invalid value at 'value_input_option' (type.googleapis.com/google.apps.sheets.v4.ValueInputOption), \"SOON\""
    )
    assert refused("GET", path, majorDimension="DIAGONAL") == (
        "Invalid value at 'major_dimension' (type.googleapis.com/google.apps.sheets.v4.Dimension), \"DIAGONAL\""
    )
    long = {"values": [["x" * 50_001]]}
    assert refused("PUT", path, long, valueInputOption="RAW") == (
        "Your input contains more than the maximum of 50000 characters in a single cell."
    )
    nested = refused("PUT", path, {"values": [["a", ["b"]]]}, valueInputOption="RAW")
    assert nested.startswith("Invalid values[0][1]: list_value")


def test_numbers_are_doubles(client: gspread.Client) -> None:
    sheet = client.create("x").sheet1
    sheet.update([[2**53, 2**63 + 1, 0.1 + 0.2, 1e300, -3.0]], "A1")
    assert sheet.get("A1:E1", value_render_option=PLAIN) == [[2**53, 2.0**63, 0.30000000000000004, 1e300, -3]]
    assert sheet.get("A1:E1") == [["9007199254740992", "9.22337E+18", "0.3", "1E+300", "-3"]]


def test_a_cell_takes_50000_characters(client: gspread.Client) -> None:
    sheet = client.create("x").sheet1
    sheet.update([["x" * 50_000]], "A1")
    assert sheet.get("A1") == [["x" * 50_000]]


def test_values_come_back_when_asked(client: gspread.Client, call: Call) -> None:
    path = f"{client.create('x').id}/values/Sheet1!A7:Z7"
    query = {"valueInputOption": "RAW", "includeValuesInResponse": True}
    answer = call(
        "PUT", path, {"values": [["W-24", 84]]}, responseValueRenderOption="UNFORMATTED_VALUE", **query
    )
    assert answer["updatedRange"] == "Sheet1!A7:B7"
    assert answer["updatedData"] == {
        "range": "Sheet1!A7:Z7",
        "majorDimension": "ROWS",
        "values": [["W-24", 84]],
    }
    assert call("PUT", path, {"values": [[None, 84]]}, **query)["updatedData"]["values"] == [["W-24", "84"]]


def test_spilled_arrays(sheets_server: SheetsServer, client: gspread.Client, call: Call) -> None:
    book = client.create("x")
    book.sheet1.update([["={1;2;3}", "=ARRAYFORMULA(A1:A3*2)"]], "A1", value_input_option=TYPED)
    assert book.sheet1.get("A1:B3", value_render_option=PLAIN) == [[1, 2], [2, 4], [3, 6]]
    grid = call("GET", book.id, includeGridData=True, ranges="A1:A2")["sheets"][0]["data"][0]["rowData"]
    assert grid[0]["values"][0]["userEnteredValue"] == {"formulaValue": "={1;2;3}"}
    assert "userEnteredValue" not in grid[1]["values"][0]
    assert grid[1]["values"][0]["effectiveValue"] == {"numberValue": 2}
    book.sheet1.update([["x"]], "A2")
    assert book.sheet1.get("A1:A3", value_render_option=PLAIN) == [
        ["#REF! (Array result was not expanded because it would overwrite data in A2.)"],
        ["x"],
    ]
    sheets_server.type(book.id, "A2", "")
    assert book.sheet1.get("A1:A3", value_render_option=PLAIN) == [[1], [2], [3]]


def test_merged_and_hidden_cells(client: gspread.Client, call: Call) -> None:
    book = client.create("x")
    sheet = book.sheet1
    sheet.update([["a", "b"], ["c", "d"], ["e", "f"]], "A1")
    sheet.merge_cells("A1:B2")
    sheet.hide_rows(2, 3)
    assert sheet.get_all_values() == [["a", ""], ["", ""], ["e", "f"]]
    box = {"startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": 2}
    assert call("GET", book.id)["sheets"][0]["merges"] == [box]
    assert sheet.get_all_values(combine_merged_cells=True) == [["a", "a"], ["a", "a"], ["e", "f"]]
    rows = call("GET", book.id, includeGridData=True, ranges="A1:A3")["sheets"][0]["data"][0]["rowMetadata"]
    assert [row.get("hiddenByUser") for row in rows] == [None, None, True]
