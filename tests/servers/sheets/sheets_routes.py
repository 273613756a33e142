"""The methods of the Sheets API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import fields, filters, requests, resources, schema, tag_requests, valuesapi
from .calls import Body, Call, route
from .grid import Sheet
from .model import Spreadsheet, new_file_id
from .store import Store

BOOK = r"/v4/spreadsheets/([^/:]+)"


def book_route(name: str, method: str, tail: str, write: bool = False) -> Callable[[Any], Any]:
    """A method of one spreadsheet: opened with the caller's rights, undone if it fails, counted as a change."""

    def register(work: Callable[[Spreadsheet, Call], Body]) -> Any:
        def handler(store: Store, call: Call) -> Body:
            call.body()
            book = store.book(call.part(1), call.principal, write)
            if not write:
                return work(book, call)
            before = book.snapshot()
            try:
                answer = work(book, call)
            except Exception:
                book.restore(before)
                raise
            store.files[book.file_id].touch()
            return answer

        route(name, method, BOOK + tail, write)(handler)
        return work

    return register


@route("spreadsheets.create", "POST", "/v4/spreadsheets", True)
def create(store: Store, call: Call) -> Body:
    body = call.body()
    properties = body.get("properties") or {}
    book = Spreadsheet(new_file_id(), properties.get("title") or "Untitled spreadsheet")
    book.locale = properties.get("locale") or book.locale
    book.time_zone = properties.get("timeZone") or book.time_zone
    if body.get("sheets"):
        book.sheets = []
        for sheet in body["sheets"]:
            wanted = (
                {"sheetId": 0} | sheet.get("properties", {})
                if not book.sheets
                else sheet.get("properties", {})
            )
            requests.HANDLERS["addSheet"](book, {"properties": wanted}, call.principal)
            for grid in sheet.get("data") or []:
                start = {"rowIndex": grid.get("startRow", 0), "columnIndex": grid.get("startColumn", 0)}
                start["sheetId"] = book.sheets[-1].sheet_id
                part = {"start": start, "rows": grid.get("rowData") or [], "fields": "*"}
                requests.HANDLERS["updateCells"](book, part, call.principal)
    for tag in body.get("developerMetadata") or []:
        requests.HANDLERS["createDeveloperMetadata"](book, {"developerMetadata": tag}, call.principal)
    store.add(book.title, book=book)
    return masked(book, call)


def masked(
    book: Spreadsheet, call: Call, areas: list[tuple[Sheet, Any]] | None = None, grid: bool = False
) -> Body:
    mask = fields.parse(call.params["fields"]) if call.params.get("fields") else None
    if mask:
        fields.check(mask, schema.KNOWN)
    return resources.spreadsheet_json(book, areas, grid, mask, call.principal)


@book_route("spreadsheets.get", "GET", "")
def get(book: Spreadsheet, call: Call) -> Body:
    texts = call.lists.get("ranges")
    areas = [book.resolve(text)[:2] for text in texts] if texts else None
    return masked(book, call, areas, valuesapi.truth(call.params.get("includeGridData")))


@book_route("spreadsheets.getByDataFilter", "POST", ":getByDataFilter")
def get_by_filter(book: Spreadsheet, call: Call) -> Body:
    body = call.body()
    areas = [(sheet, box) for sheet, box, _ in filters.gather(book, body.get("dataFilters") or [])]
    return masked(book, call, areas, bool(body.get("includeGridData")))


@book_route("spreadsheets.batchUpdate", "POST", ":batchUpdate", True)
def batch_update(book: Spreadsheet, call: Call) -> Body:
    mask = fields.parse(call.params["fields"]) if call.params.get("fields") else None
    return requests.batch_update(book, call.body(), call.principal, mask)


@book_route("developerMetadata.get", "GET", r"/developerMetadata/([^/:]+)")
def get_tag(book: Spreadsheet, call: Call) -> Body:
    return tag_requests.get(book, call.part(2))


@book_route("developerMetadata.search", "POST", "/developerMetadata:search")
def search_tags(book: Spreadsheet, call: Call) -> Body:
    return tag_requests.search(book, call.body())


@book_route("values.batchGet", "GET", "/values:batchGet")
def batch_get(book: Spreadsheet, call: Call) -> Body:
    return valuesapi.batch_get(book, call.lists.get("ranges", []), call.params)


@book_route("values.batchGetByDataFilter", "POST", "/values:batchGetByDataFilter")
def batch_get_by_filter(book: Spreadsheet, call: Call) -> Body:
    return valuesapi.batch_get_by_filter(book, call.body())


for tail, work in {
    "batchUpdate": valuesapi.batch_update,
    "batchUpdateByDataFilter": valuesapi.batch_update_by_filter,
    "batchClear": valuesapi.batch_clear,
    "batchClearByDataFilter": valuesapi.batch_clear_by_filter,
}.items():
    book_route(f"values.{tail}", "POST", f"/values:{tail}", True)(
        lambda book, call, work=work: work(book, call.body(), call.principal)
    )


@book_route("values.append", "POST", r"/values/(.+)(?::|%3A)append", True)
def append(book: Spreadsheet, call: Call) -> Body:
    return valuesapi.append(book, call.part(2), call.params, call.body(), call.principal)


@book_route("values.clear", "POST", r"/values/(.+)(?::|%3A)clear", True)
def clear(book: Spreadsheet, call: Call) -> Body:
    return valuesapi.clear_one(book, call.part(2), call.principal)


@book_route("values.get", "GET", r"/values/(.+)")
def values_get(book: Spreadsheet, call: Call) -> Body:
    return valuesapi.get(book, call.part(2), call.params)


@book_route("values.update", "PUT", r"/values/(.+)", True)
def values_update(book: Spreadsheet, call: Call) -> Body:
    return valuesapi.update(book, call.part(2), call.params, call.body(), call.principal)
