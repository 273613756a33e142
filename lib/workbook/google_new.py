"""What Pharos writes to Google while somebody connects a log: a new spreadsheet, and rows of the tab settings.

Rows are appended the safe way: a new row is inserted below the last one and filled in the same request, so that nothing
is overwritten, and a request whose answer was lost is recognized when repeated.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from urllib.parse import quote

from gspread.urls import DRIVE_FILES_API_V3_URL, SPREADSHEET_BATCH_UPDATE_URL, SPREADSHEET_DRIVE_URL

from lib.workbook.google_cells import Tab, read_layout
from lib.workbook.google_client import GoogleClient, decoded
from lib.workbook.google_errors import GoogleError

_UPLOAD_URL = DRIVE_FILES_API_V3_URL.replace("/drive/", "/upload/drive/")
_SPREADSHEET = "application/vnd.google-apps.spreadsheet"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def create_from_xlsx(client: GoogleClient, content: bytes, title: str, share_with: str) -> str:
    """A new spreadsheet made of an .xlsx file, shared with one person as editor; out: its address.

    Raises GoogleError; a spreadsheet that could not be shared is named in the message.
    """
    boundary = f"pharos-{secrets.token_hex(12)}"
    metadata = json.dumps({"name": title, "mimeType": _SPREADSHEET})
    body = b"".join(
        (
            f"--{boundary}\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n{metadata}\r\n".encode(),
            f"--{boundary}\r\nContent-Type: {_XLSX}\r\n\r\n".encode(),
            content,
            f"\r\n--{boundary}--\r\n".encode(),
        )
    )
    answer = client.request(
        "post",
        _UPLOAD_URL,
        params={"uploadType": "multipart", "fields": "id", "supportsAllDrives": "true"},
        data=body,
        headers={"Content-Type": f"multipart/related; boundary={boundary}"},
    )
    file_id = decoded(answer)["id"]
    address = f"{SPREADSHEET_DRIVE_URL % file_id}/edit"
    try:
        client.request(
            "post",
            f"{DRIVE_FILES_API_V3_URL}/{quote(file_id)}/permissions",
            params={"sendNotificationEmail": "false", "supportsAllDrives": "true"},
            json={"type": "user", "role": "writer", "emailAddress": share_with},
        )
    except GoogleError as error:
        raise GoogleError(f"{address} was made but could not be shared with {share_with}: {error}") from None
    return address


def add_settings(client: GoogleClient, spreadsheet: str, rows: Sequence[tuple[str, str]]) -> None:
    """Append (name, value) rows to the tab settings, which is made where there is none. Raises GoogleError.

    Values are written as text, so that nothing typed by a person becomes a formula.
    """
    layout = read_layout(client, spreadsheet)
    tab = next((tab for tab in layout.tabs if tab.title.strip().casefold() == "settings"), None)
    operation = secrets.randbelow(2**31 - 1) + 1
    requests = _new_tab(layout.tabs, rows) if tab is None else _below(client, spreadsheet, tab, rows)
    requests.append(_mark(operation, requests))
    url = SPREADSHEET_BATCH_UPDATE_URL % quote(spreadsheet)
    client.request("post", url, json={"requests": requests})
    client.request("post", url, json={"requests": [_unmark(operation)]}, idempotent=True)


def _new_tab(tabs: Sequence[Tab], rows: Sequence[tuple[str, str]]) -> list[dict[str, object]]:
    sheet_id = max((tab.sheet_id for tab in tabs), default=0) + 1
    properties = {
        "sheetId": sheet_id,
        "title": "settings",
        "gridProperties": {"rowCount": 200, "columnCount": 4},
    }
    return [{"addSheet": {"properties": properties}}, _cells(sheet_id, 0, 0, [("name", "value"), *rows])]


def _below(
    client: GoogleClient, spreadsheet: str, tab: Tab, rows: Sequence[tuple[str, str]]
) -> list[dict[str, object]]:
    from lib.workbook.google_cells import read_values

    columns = read_values(client, spreadsheet, [tab])[0]
    headers = [str(column[0]).strip().casefold() if column else "" for column in columns]
    if "name" not in headers or "value" not in headers:
        raise GoogleError("the tab settings needs the headers name and value in row 1")
    last = max(len(column) for column in columns)
    added = {"sheetId": tab.sheet_id, "dimension": "ROWS", "startIndex": last, "endIndex": last + len(rows)}
    return [
        {"insertDimension": {"range": added, "inheritFromBefore": True}},
        _cells(tab.sheet_id, last, headers.index("name"), [(name,) for name, _ in rows]),
        _cells(tab.sheet_id, last, headers.index("value"), [(value,) for _, value in rows]),
    ]


def _cells(sheet_id: int, row: int, column: int, rows: Sequence[Sequence[str]]) -> dict[str, object]:
    values = [{"values": [{"userEnteredValue": {"stringValue": cell}} for cell in cells]} for cells in rows]
    start = {"sheetId": sheet_id, "rowIndex": row, "columnIndex": column}
    return {"updateCells": {"start": start, "rows": values, "fields": "userEnteredValue"}}


def _mark(operation: int, requests: Sequence[dict[str, object]]) -> dict[str, object]:
    location = {"spreadsheet": True}
    metadata = {
        "metadataId": operation,
        "metadataKey": "pharos.append",
        "metadataValue": str(len(requests)),
        "location": location,
        "visibility": "PROJECT",
    }
    return {"createDeveloperMetadata": {"developerMetadata": metadata}}


def _unmark(operation: int) -> dict[str, object]:
    lookup = {"developerMetadataLookup": {"metadataId": operation}}
    return {"deleteDeveloperMetadata": {"dataFilter": lookup}}
