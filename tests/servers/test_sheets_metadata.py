"""Developer metadata and the data filter forms, which the write protocol is built on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.servers.sheets.server import SheetsServer

Call = Callable[..., Any]
Refused = Callable[..., str]
ROWS = [["id", "n"], ["a", 1], ["b", 2], ["c", 3]]


@pytest.fixture
def book(sheets_server: SheetsServer) -> str:
    return sheets_server.load_rows({"First": [["x"]], "Data": ROWS})


@pytest.fixture
def sheet_id(sheets_server: SheetsServer, book: str) -> int:
    return sheets_server.sheet(book, "Data").sheet_id


def row_at(sheet_id: int, index: int) -> dict[str, Any]:
    span = {"startIndex": index, "endIndex": index + 1}
    return {"dimensionRange": {"sheetId": sheet_id, "dimension": "ROWS", **span}}


def tag(
    location: dict[str, Any], number: int | None = None, key: str = "edit", value: str | None = None
) -> dict[str, Any]:
    body = {"metadataKey": key, "visibility": "DOCUMENT", "location": location}
    body |= {"metadataId": number} if number else {}
    return {
        "createDeveloperMetadata": {"developerMetadata": body | ({"metadataValue": value} if value else {})}
    }


def by_id(number: int) -> dict[str, Any]:
    return {"developerMetadataLookup": {"metadataId": number}}


def test_documented_life_of_a_tag(book: str, sheet_id: int, call: Call, refused: Refused) -> None:
    answer = call(
        "POST", f"{book}:batchUpdate", {"requests": [tag(row_at(sheet_id, 2), None, "Sales", "2022")]}
    )
    made = answer["replies"][0]["createDeveloperMetadata"]["developerMetadata"]
    number = made["metadataId"]
    assert made == {
        "metadataId": number,
        "metadataKey": "Sales",
        "metadataValue": "2022",
        "location": {"locationType": "ROW", **row_at(sheet_id, 2)},
        "visibility": "DOCUMENT",
    }
    assert call("GET", f"{book}/developerMetadata/{number}") == made
    found = call("POST", f"{book}/developerMetadata:search", {"dataFilters": [by_id(number)]})
    assert found == {
        "matchedDeveloperMetadata": [{"developerMetadata": made, "dataFilters": [by_id(number)]}]
    }
    change = {
        "dataFilters": [by_id(number)],
        "developerMetadata": {"location": {"sheetId": sheet_id}, "metadataKey": "SalesUpdated"},
        "fields": "location,metadataKey",
    }
    changed = call("POST", f"{book}:batchUpdate", {"requests": [{"updateDeveloperMetadata": change}]})
    new = made | {"metadataKey": "SalesUpdated", "location": {"locationType": "SHEET", "sheetId": sheet_id}}
    assert changed["replies"] == [{"updateDeveloperMetadata": {"developerMetadata": [new]}}]
    delete = {"deleteDeveloperMetadata": {"dataFilter": by_id(number)}}
    gone = call("POST", f"{book}:batchUpdate", {"requests": [delete]})
    assert gone["replies"] == [{"deleteDeveloperMetadata": {"deletedDeveloperMetadata": [new]}}]
    words = refused("GET", f"{book}/developerMetadata/{number}", status=404)
    assert words == f"No developer metadata with ID {number}."
    again = call("POST", f"{book}:batchUpdate", {"requests": [delete]})
    assert again["replies"] == [{"deleteDeveloperMetadata": {}}]
    assert call("POST", f"{book}/developerMetadata:search", {"dataFilters": [by_id(number)]}) == {}


def test_ids_are_unique(book: str, sheet_id: int, call: Call, refused: Refused) -> None:
    body = {"requests": [tag(row_at(sheet_id, 1), 77)]}
    call("POST", f"{book}:batchUpdate", body)
    words = refused("POST", f"{book}:batchUpdate", body)
    assert words.startswith("Invalid requests[0].createDeveloperMetadata: ")
    assert "77" in words
    for bad in (-1, 2**31):
        assert "positive" in refused(
            "POST", f"{book}:batchUpdate", {"requests": [tag({"spreadsheet": True}, bad)]}
        )
    long = row_at(sheet_id, 1)
    long["dimensionRange"]["endIndex"] = 3
    assert "single row or column" in refused("POST", f"{book}:batchUpdate", {"requests": [tag(long)]})


def test_a_tag_follows_its_row(sheets_server: SheetsServer, book: str, sheet_id: int, call: Call) -> None:
    path = f"{book}:batchUpdate"
    call("POST", path, {"requests": [tag(row_at(sheet_id, 2), 5), tag(row_at(sheet_id, 3), 6)]})

    def index(number: int) -> int:
        return call("GET", f"{book}/developerMetadata/{number}")["location"]["dimensionRange"]["startIndex"]

    call("POST", path, {"requests": [{"insertDimension": {"range": row_at(sheet_id, 2)["dimensionRange"]}}]})
    assert (index(5), index(6)) == (3, 4)
    call("POST", path, {"requests": [{"deleteDimension": {"range": row_at(sheet_id, 1)["dimensionRange"]}}]})
    assert (index(5), index(6)) == (2, 3)
    call("POST", path, {"requests": [{"deleteDimension": {"range": row_at(sheet_id, 2)["dimensionRange"]}}]})
    assert index(6) == 2
    assert call("GET", f"{book}/developerMetadata/5", status=404)["error"]["status"] == "NOT_FOUND"
    call("POST", path, {"requests": [{"deleteSheet": {"sheetId": sheet_id}}]})
    assert sheets_server.book(book).tags.tags == {}


@pytest.mark.parametrize(("follows", "expected"), [(False, 1), (True, 3)])
def test_a_sort_leaves_tags_unless_they_are_set_to_follow(
    sheets_server: SheetsServer, book: str, sheet_id: int, call: Call, follows: bool, expected: int
) -> None:
    sheets_server.book(book).tags.follows_sort = follows
    area = {
        "sheetId": sheet_id,
        "startRowIndex": 1,
        "endRowIndex": 4,
        "startColumnIndex": 0,
        "endColumnIndex": 2,
    }
    sort = {"sortRange": {"range": area, "sortSpecs": [{"dimensionIndex": 1, "sortOrder": "DESCENDING"}]}}
    call("POST", f"{book}:batchUpdate", {"requests": [tag(row_at(sheet_id, 1), 5), sort]})
    found = call("GET", f"{book}/developerMetadata/5")
    assert found["location"]["dimensionRange"]["startIndex"] == expected


def test_values_by_tag_as_documented(book: str, sheet_id: int, call: Call) -> None:
    call("POST", f"{book}:batchUpdate", {"requests": [tag(row_at(sheet_id, 2), 9)]})
    body = {"dataFilters": [by_id(9)], "majorDimension": "ROWS", "valueRenderOption": "UNFORMATTED_VALUE"}
    read = call("POST", f"{book}/values:batchGetByDataFilter", body)
    ranged = {"range": "Data!A3:Z3", "majorDimension": "ROWS", "values": [["b", 2]]}
    assert read == {"spreadsheetId": book, "valueRanges": [{"valueRange": ranged, "dataFilters": [by_id(9)]}]}
    part = {"dataFilter": by_id(9), "majorDimension": "ROWS", "values": [[None, 20]]}
    body = {"valueInputOption": "RAW", "data": [part], "includeValuesInResponse": True}
    wrote = call(
        "POST",
        f"{book}/values:batchUpdateByDataFilter",
        body | {"responseValueRenderOption": "UNFORMATTED_VALUE"},
    )
    assert wrote == {
        "spreadsheetId": book,
        "totalUpdatedRows": 1,
        "totalUpdatedColumns": 1,
        "totalUpdatedCells": 1,
        "totalUpdatedSheets": 1,
        "responses": [
            {
                "updatedRange": "Data!A3:B3",
                "updatedRows": 1,
                "updatedColumns": 1,
                "updatedCells": 1,
                "dataFilter": by_id(9),
                "updatedData": ranged | {"values": [["b", 20]]},
            }
        ],
    }
    cleared = call("POST", f"{book}/values:batchClearByDataFilter", {"dataFilters": [by_id(9)]})
    assert cleared == {"spreadsheetId": book, "clearedRanges": ["Data!A3:Z3"]}


def test_nothing_matched(book: str, call: Call) -> None:
    part = {"dataFilter": by_id(404), "values": [["x"]]}
    body = {"valueInputOption": "RAW", "data": [part]}
    assert call("POST", f"{book}/values:batchUpdateByDataFilter", body) == {"spreadsheetId": book}
    assert call("POST", f"{book}/values:batchGetByDataFilter", {"dataFilters": [by_id(404)]}) == {
        "spreadsheetId": book
    }


def test_other_filters(book: str, sheet_id: int, call: Call, refused: Refused) -> None:
    grid = {"gridRange": {"sheetId": sheet_id, "startRowIndex": 1, "endRowIndex": 2}}
    plain = {"a1Range": "Data!A1:B1"}
    key = {"developerMetadataLookup": {"metadataKey": "edit", "locationType": "ROW"}}
    call("POST", f"{book}:batchUpdate", {"requests": [tag(row_at(sheet_id, 1), 9)]})
    filters = [grid, plain, key]
    read = call("POST", f"{book}/values:batchGetByDataFilter", {"dataFilters": filters})["valueRanges"]
    assert [part["valueRange"]["range"] for part in read] == ["Data!A2:Z2", "Data!A1:B1"]
    assert read[0]["dataFilters"] == [grid, key], "a range two filters select comes once"
    path = f"{book}:getByDataFilter"
    shown = call("POST", path, {"dataFilters": [key], "includeGridData": True})["sheets"]
    assert [sheet["properties"]["title"] for sheet in shown] == ["Data"]
    assert shown[0]["data"][0]["rowMetadata"][0]["developerMetadata"][0]["metadataId"] == 9
    assert "data" not in call("POST", path, {"dataFilters": [key]})["sheets"][0]
    empty = {"dataFilters": [{}]}
    assert (
        refused("POST", f"{book}/values:batchGetByDataFilter", empty)
        == "dataFilter.filter must be specified."
    )
    gone = {"dataFilters": [{"gridRange": {"sheetId": 1}}]}
    assert refused("POST", f"{book}/values:batchGetByDataFilter", gone) == "No grid with id: 1"


def test_lookup_by_location(book: str, sheet_id: int, call: Call) -> None:
    places = [{"spreadsheet": True}, {"sheetId": sheet_id}, row_at(sheet_id, 1), row_at(sheet_id, 2)]
    call("POST", f"{book}:batchUpdate", {"requests": [tag(place, n) for n, place in enumerate(places, 1)]})

    def search(**lookup: Any) -> list[int]:
        body = {"dataFilters": [{"developerMetadataLookup": lookup}]}
        found = call("POST", f"{book}/developerMetadata:search", body)
        return [m["developerMetadata"]["metadataId"] for m in found.get("matchedDeveloperMetadata", [])]

    assert search(metadataKey="edit") == [1, 2, 3, 4]
    assert search(locationType="ROW") == [3, 4]
    assert search(metadataLocation={"sheetId": sheet_id}) == [2, 3, 4]
    assert search(metadataLocation={"sheetId": sheet_id}, locationMatchingStrategy="EXACT_LOCATION") == [2]
    assert search(metadataLocation=row_at(sheet_id, 2)) == [4]
    assert search(visibility="PROJECT") == []


def test_30000_characters_a_tab(book: str, sheet_id: int, call: Call, refused: Refused) -> None:
    path = f"{book}:batchUpdate"
    call("POST", path, {"requests": [tag(row_at(sheet_id, 1), 1, "k" * 10, "v" * 29_990)]})
    call("POST", path, {"requests": [tag({"sheetId": 0}, 2, "k", "v" * 29_000)]})
    words = refused("POST", path, {"requests": [tag(row_at(sheet_id, 2), 3, "k")]})
    assert words.startswith("Invalid requests[0].createDeveloperMetadata: ")
    assert "30000" in words
    assert set(call("POST", f"{book}/developerMetadata:search", {"dataFilters": [by_id(1), by_id(3)]})) == {
        "matchedDeveloperMetadata"
    }
    assert call("GET", f"{book}/developerMetadata/3", status=404)
