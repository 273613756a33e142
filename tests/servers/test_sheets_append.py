"""values.append: the table it finds, where it writes, what it answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gspread
import pytest

from tests.servers.sheets.server import SheetsServer

TWO_TABLES = [
    ["x", "y", "z"],
    ["x", "y", "z"],
    [],
    [None, "x", "y"],
    [None, None, "y", "z"],
    [None, "x", "y", "z"],
]


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("Sheet1", "Sheet1!B7"),
        ("B4", "Sheet1!B7"),
        ("C5:D5", "Sheet1!B7"),
        ("B2:D4", "Sheet1!B7"),
        ("A3:G10", "Sheet1!B7"),
        ("A1", "Sheet1!A3"),
        ("E4", "Sheet1!E4"),
        ("A4", "Sheet1!A4"),
    ],
)
def test_documented_table_detection(
    sheets_server: SheetsServer, call: Callable[..., Any], asked: str, written: str
) -> None:
    book = sheets_server.load_rows({"Sheet1": TWO_TABLES})
    answer = call("POST", f"{book}/values/{asked}:append", {"values": [["n"]]}, valueInputOption="RAW")
    assert answer["updates"]["updatedRange"] == written


def test_recorded_append(client: gspread.Client) -> None:
    book = client.create("x")
    sheet = book.sheet1
    first = sheet.append_row(["1", "", "3"])
    assert first == {
        "spreadsheetId": book.id,
        "updates": {
            "spreadsheetId": book.id,
            "updatedRange": "Sheet1!A1:C1",
            "updatedRows": 1,
            "updatedColumns": 3,
            "updatedCells": 3,
        },
    }
    second = sheet.append_row(["1", "", "3"], table_range="A1")
    assert second["tableRange"] == "Sheet1!A1"
    assert second["updates"]["updatedRange"] == "Sheet1!A2:C2"
    assert sheet.get("A2:2") == [["1", "", "3"]]


def test_append_grows_the_grid(client: gspread.Client) -> None:
    sheet = client.create("x").sheet1
    sheet.resize(3, 2)
    sheet.update([["a", "b"]] * 3, "A1")
    answer = sheet.append_rows([["c", "d", "e"], ["f"]])
    assert answer["tableRange"] == "Sheet1!A1:B3"
    assert answer["updates"]["updatedRange"] == "Sheet1!A4:C5"
    again = sheet.spreadsheet.sheet1
    assert (again.row_count, again.col_count) == (5, 3)


def test_insert_rows_moves_what_is_below(client: gspread.Client) -> None:
    sheet = client.create("x").sheet1
    sheet.update([["a"], ["b"], [""], ["below"]], "A1")
    sheet.append_row(["c"], insert_data_option="INSERT_ROWS", table_range="A1")
    assert sheet.col_values(1) == ["a", "b", "c", "", "below"]
    sheet.append_rows([["d"], ["over"]], insert_data_option="OVERWRITE", table_range="A1")
    assert sheet.col_values(1) == ["a", "b", "c", "d", "over"], "OVERWRITE writes over what is there"


def test_it_puts_rows_in_the_wrong_column(client: gspread.Client) -> None:
    """The reason Pharos does not append: the last table's first column is not the sheet's."""
    sheet = client.create("x").sheet1
    sheet.update([["id", "name"], ["1", "a"], ["", ""], ["", "note"]], "A1")
    assert sheet.append_row(["2", "b"])["updates"]["updatedRange"] == "Sheet1!B5:C5"
