"""What Pharos writes to Google while someone connects a log: a new spreadsheet, and rows of the settings tab."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from urllib.parse import quote

from gspread.urls import DRIVE_FILES_API_V3_URL, SPREADSHEET_DRIVE_URL

from lib.workbook.base import RowAddition
from lib.workbook.common.cells import header_text
from lib.workbook.google.client import GoogleClient, decoded
from lib.workbook.google.errors import GoogleError
from lib.workbook.google.reading import Tab, read_layout, read_values
from lib.workbook.google.save.writer import GoogleWriter

_UPLOAD_URL = DRIVE_FILES_API_V3_URL.replace("/drive/", "/upload/drive/")
_SPREADSHEET = "application/vnd.google-apps.spreadsheet"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SETTINGS_HEADERS = ("name", "value")


def create_from_xlsx(client: GoogleClient, content: bytes, title: str, share_with: str) -> str:
    """Create a spreadsheet from an .xlsx file and share it with one person as an editor; out: its address.

    Raises GoogleError; if the spreadsheet was created but could not be shared, the message gives its address.
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
        raise GoogleError(
            f"{address} was created but could not be shared with {share_with}: {error}"
        ) from None
    return address


def add_settings(client: GoogleClient, spreadsheet: str, rows: Sequence[tuple[str, str]]) -> None:
    """Append (name, value) rows to the settings tab, which is created if there is none. Raises GoogleError.

    Values are written as text, so that nothing a person typed becomes a formula.
    """
    layout = read_layout(client, spreadsheet)
    tab = next((tab for tab in layout.tabs if tab.title.strip().casefold() == "settings"), None)
    title, (name, value) = (
        ("settings", SETTINGS_HEADERS) if tab is None else _headers(client, spreadsheet, tab)
    )
    operation = secrets.token_hex(9)
    additions = [
        RowAddition(
            spreadsheet,
            title,
            {name: setting, value: text},
            f"{operation}/{number}",
            headers=SETTINGS_HEADERS,
        )
        for number, (setting, text) in enumerate(rows)
    ]
    writer = GoogleWriter(
        client, spreadsheet, lambda force: read_layout(client, spreadsheet) if force else layout
    )
    outcome = writer.apply(additions)
    if outcome.refused:
        raise GoogleError("; ".join(outcome.refused))


def _headers(client: GoogleClient, spreadsheet: str, tab: Tab) -> tuple[str, tuple[str, str]]:
    """The tab's title, and its two headers as they are spelled there. Raises GoogleError if one is missing."""
    titles = [header_text(column[0]) for column in read_values(client, spreadsheet, [tab])[0] if column]
    spelled = {title.strip().casefold(): title for title in reversed(titles)}
    if not spelled.keys() >= set(SETTINGS_HEADERS):
        raise GoogleError("the settings tab needs the headers name and value in row 1")
    return tab.title, (spelled["name"], spelled["value"])
