"""The spreadsheets.values methods: plain and by data filter.

Recorded: errors of one range of a batch are prefixed `Invalid data[k]: `, of batchClear `Invalid range[k]: `.
Documented: the bodies of the data filter forms, whose responses carry the filter and no spreadsheetId.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import a1, appending, filters
from .errors import ApiError
from .model import Spreadsheet
from .reading import choice, rendering, value_range
from .recalculate import recalculate
from .writing import Written, clear, input_option, matrix, write

Body = dict[str, Any]


def truth(value: Any) -> bool:
    return value is True or str(value).lower() == "true"


def major(body: Mapping[str, Any]) -> str:
    return choice(body.get("majorDimension"), "majorDimension", ("ROWS", "COLUMNS"))


def get(book: Spreadsheet, text: str, query: Mapping[str, Any]) -> Body:
    sheet, box, _ = book.resolve(text)
    return value_range(sheet, box, rendering(query, book.locale))


def batch_get(book: Spreadsheet, texts: list[str], query: Mapping[str, Any]) -> Body:
    how = rendering(query, book.locale)
    body: Body = {"spreadsheetId": book.file_id}
    ranges = [value_range(*book.resolve(text)[:2], how) for text in texts]
    return body | ({"valueRanges": ranges} if ranges else {})


def batch_get_by_filter(book: Spreadsheet, body: Body) -> Body:
    how = rendering(body, book.locale)
    found = [
        {"valueRange": value_range(sheet, box, how), "dataFilters": by}
        for sheet, box, by in filters.gather(book, body.get("dataFilters", []))
    ]
    return {"spreadsheetId": book.file_id} | ({"valueRanges": found} if found else {})


def update(book: Spreadsheet, text: str, query: Mapping[str, Any], body: Body, principal: str | None) -> Body:
    option = input_option(query.get("valueInputOption"))
    show = (
        rendering(query, book.locale, True, major(body))
        if truth(query.get("includeValuesInResponse"))
        else None
    )
    sheet, box, _ = book.resolve(text)
    if body.get("range"):
        other, same, _ = book.resolve(body["range"])
        if (other, same) != (sheet, box):
            message = f"Requested writing within range [{text}], but request body has range [{body['range']}]"
            raise ApiError(400, message)
    written = write(book, sheet, box, matrix(body.get("values"), major(body)), option, text, principal)
    recalculate(book)
    return written.as_json(book.file_id, show)


def totals(book: Spreadsheet, done: list[Written]) -> Body:
    """The total counts of a batch: rows and columns are counted once per tab."""
    rows = {(w.sheet.sheet_id, r) for w in done for r in w.rows}
    columns = {(w.sheet.sheet_id, c) for w in done for c in w.columns}
    counts = {
        "totalUpdatedRows": len(rows),
        "totalUpdatedColumns": len(columns),
        "totalUpdatedCells": sum(w.cells for w in done),
        "totalUpdatedSheets": len({w.sheet.sheet_id for w in done if w.cells}),
    }
    return {"spreadsheetId": book.file_id} | {name: count for name, count in counts.items() if count}


def batch_update(book: Spreadsheet, body: Body, principal: str | None) -> Body:
    option = input_option(body.get("valueInputOption"))
    done: list[tuple[Written, Body]] = []
    for k, part in enumerate(body.get("data") or []):
        try:
            sheet, box, _ = book.resolve(part.get("range"))
            rows = matrix(part.get("values"), major(part))
            done.append((write(book, sheet, box, rows, option, part["range"], principal), part))
        except ApiError as error:
            raise error.prefixed(f"Invalid data[{k}]") from error
    recalculate(book)
    return totals(book, [w for w, _ in done]) | responses(book, body, done, {})


def responses(
    book: Spreadsheet, body: Body, done: list[tuple[Written, Body]], extra: dict[int, Body]
) -> Body:
    """The `responses` of a batch; by filter, they have the filter instead of the spreadsheet's id (documented)."""
    answers = []
    for i, (written, part) in enumerate(done):
        wanted = truth(body.get("includeValuesInResponse"))
        show = rendering(body, book.locale, True, major(part)) if wanted else None
        answer = written.as_json(None if extra else book.file_id, show)
        if i in extra:
            data = answer.pop("updatedData", None)
            answer |= {"dataFilter": extra[i]} | ({"updatedData": data} if data else {})
        answers.append(answer)
    return {"responses": answers} if answers else {}


def batch_update_by_filter(book: Spreadsheet, body: Body, principal: str | None) -> Body:
    option = input_option(body.get("valueInputOption"))
    done: list[tuple[Written, Body]] = []
    by: dict[int, Body] = {}
    for k, part in enumerate(body.get("data") or []):
        try:
            for sheet, box in filters.areas(book, part.get("dataFilter", {})):
                rows, asked = matrix(part.get("values"), major(part)), a1.write(sheet.title, box)
                by[len(done)] = part["dataFilter"]
                done.append((write(book, sheet, box, rows, option, asked, principal), part))
        except ApiError as error:
            raise error.prefixed(f"Invalid data[{k}]") from error
    recalculate(book)
    return totals(book, [w for w, _ in done]) | responses(book, body, done, by)


def clear_one(book: Spreadsheet, text: str, principal: str | None) -> Body:
    sheet, box, _ = book.resolve(text)
    cleared = clear(sheet, box, principal)
    recalculate(book)
    return {"spreadsheetId": book.file_id, "clearedRange": cleared}


def batch_clear(book: Spreadsheet, body: Body, principal: str | None) -> Body:
    cleared = []
    for k, text in enumerate(body.get("ranges") or []):
        try:
            sheet, box, _ = book.resolve(text)
            cleared.append(clear(sheet, box, principal))
        except ApiError as error:
            raise error.prefixed(f"Invalid range[{k}]") from error
    recalculate(book)
    return {"spreadsheetId": book.file_id} | ({"clearedRanges": cleared} if cleared else {})


def batch_clear_by_filter(book: Spreadsheet, body: Body, principal: str | None) -> Body:
    found = filters.gather(book, body.get("dataFilters", []))
    cleared = [clear(sheet, box, principal) for sheet, box, _ in found]
    recalculate(book)
    return {"spreadsheetId": book.file_id} | ({"clearedRanges": cleared} if cleared else {})


def append(book: Spreadsheet, text: str, query: Mapping[str, Any], body: Body, principal: str | None) -> Body:
    option = input_option(query.get("valueInputOption"))
    show = (
        rendering(query, book.locale, True, major(body))
        if truth(query.get("includeValuesInResponse"))
        else None
    )
    insert = (
        choice(query.get("insertDataOption"), "insertDataOption", ("OVERWRITE", "INSERT_ROWS"))
        == "INSERT_ROWS"
    )
    sheet, box, _ = book.resolve(text)
    rows = matrix(body.get("values"), major(body))
    table = appending.find_table(sheet, box)
    target = appending.make_room(book, sheet, box, table, rows, insert)
    written = write(book, sheet, target, rows, option, text, principal)
    recalculate(book)
    answer: Body = {"spreadsheetId": book.file_id}
    if table:
        answer["tableRange"] = a1.write(sheet.title, table)
    return answer | {"updates": written.as_json(book.file_id, show)}
