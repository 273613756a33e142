"""spreadsheets.batchUpdate: dispatch and atomicity.

Recorded: errors `Invalid requests[k].kind: ...`. Documented: all or nothing, includeSpreadsheetInResponse,
responseRanges, responseIncludeGridData (which a field mask overrides), the words for an unknown request kind.
"""

from __future__ import annotations

from . import (
    cell_requests,
    fields,
    range_requests,
    resources,
    schema,
    shape_requests,
    tab_requests,
    tag_requests,
)
from .errors import ApiError, bad_field, invalid
from .model import Spreadsheet
from .recalculate import recalculate
from .registry import HANDLERS, Body

MODULES = (cell_requests, range_requests, shape_requests, tab_requests, tag_requests)
ACCEPTED = [
    "setBasicFilter",
    "clearBasicFilter",
    "autoResizeDimensions",
    "updateBorders",
    "addConditionalFormatRule",
    "deleteConditionalFormatRule",
    "updateConditionalFormatRule",
    "addBanding",
    "updateBanding",
    "deleteBanding",
    "setDataValidation",
    "addDimensionGroup",
    "deleteDimensionGroup",
    "updateDimensionGroup",
]


ABSENT = """
    addNamedRange updateNamedRange deleteNamedRange copyPaste cutPaste autoFill insertRange deleteRange moveDimension
    addChart updateChartSpec addFilterView updateFilterView deleteFilterView duplicateFilterView pasteData textToColumns
    updateEmbeddedObjectPosition deleteEmbeddedObject updateEmbeddedObjectBorder addSlicer updateSlicerSpec
    deleteDuplicates randomizeRange trimWhitespace addDataSource updateDataSource deleteDataSource refreshDataSource
    cancelDataSourceRefresh addTable updateTable deleteTable
    """.split()


def check_kind(kind: str, k: int) -> None:
    """400 for a kind that Google does not have (documented words), 501 for one that this server does not support."""
    if kind in ABSENT:
        raise ApiError(501, f"The Sheets test server does not support {kind}.", "UNIMPLEMENTED")
    if kind not in HANDLERS and kind not in ACCEPTED:
        text = f"Unknown name \"{kind}\" at 'requests[{k}]': Cannot find field."
        full = f"Invalid JSON payload received. {text}"
        raise bad_field(f"requests[{k}]", full, full)


def batch_update(
    book: Spreadsheet, body: Body, principal: str | None, mask: fields.Mask | None = None
) -> Body:
    """Apply every request or none. If this raises, the caller restores the spreadsheet."""
    shown = mask.get("updatedSpreadsheet") if mask else None
    if mask:
        fields.check(mask, {"spreadsheetId": None, "replies": None, "updatedSpreadsheet": schema.KNOWN})
    requests = body.get("requests") or []
    if not requests:
        invalid("Must specify at least one request.")
    for k, request in enumerate(requests):
        for kind in request:
            check_kind(kind, k)
    replies = []
    for k, request in enumerate(requests):
        if not request:
            invalid(f"Invalid requests[{k}]: No request set.")
        kind, part = next(iter(request.items()))
        try:
            handler = HANDLERS.get(kind)
            reply = handler(book, part, principal) if handler else None
            recalculate(book)
        except ApiError as error:
            raise error.prefixed(f"Invalid requests[{k}].{kind}") from error
        replies.append({kind: reply} if reply is not None else {})
    answer: Body = {"spreadsheetId": book.file_id, "replies": replies}
    if body.get("includeSpreadsheetInResponse"):
        texts = body.get("responseRanges")
        areas = [book.resolve(text)[:2] for text in texts] if texts else None
        grid = bool(body.get("responseIncludeGridData"))
        answer["updatedSpreadsheet"] = resources.spreadsheet_json(book, areas, grid, shown, principal)
    return fields.select(answer, mask) if mask else answer
