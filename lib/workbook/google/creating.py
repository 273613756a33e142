"""What Pharos writes to Google while someone connects a log: a new spreadsheet."""

from __future__ import annotations

import json
import secrets
from urllib.parse import quote

from gspread.urls import DRIVE_FILES_API_V3_URL, SPREADSHEET_DRIVE_URL

from lib.workbook.google.client import GoogleClient, decoded
from lib.workbook.google.errors import GoogleError

_UPLOAD_URL = DRIVE_FILES_API_V3_URL.replace("/drive/", "/upload/drive/")
_SPREADSHEET = "application/vnd.google-apps.spreadsheet"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
