"""A signed-in user's refresh grant, and what its scopes reach."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import requests

from tests.servers.sheets.client import redirect
from tests.servers.sheets.server import SheetsServer

PREFIX = "https://www.googleapis.com/auth/"
DRIVE = "https://www.googleapis.com/drive/v3/files"
SHEETS = "https://sheets.googleapis.com/v4/spreadsheets"


def refresh(server: SheetsServer, credential: dict[str, str], **form: str) -> tuple[int, dict[str, Any]]:
    fields = {"grant_type": "refresh_token", **credential, **form}
    answer = requests.post(f"{server.url}/token", data=fields, timeout=10)
    return answer.status_code, answer.json()


def session(server: SheetsServer, scopes: Iterable[str]) -> requests.Session:
    credential = server.office.sign_in("ana@example.com", [PREFIX + scope for scope in scopes])
    token = refresh(server, credential)[1]["access_token"]
    made = redirect(requests.Session(), server.url)
    made.headers["Authorization"] = f"Bearer {token}"
    return made


def test_the_answer_and_a_narrower_scope(sheets_server: SheetsServer) -> None:
    credential = sheets_server.office.sign_in("ana@example.com", [PREFIX + "drive", PREFIX + "spreadsheets"])
    status, whole = refresh(sheets_server, credential)
    assert status == 200
    assert whole["scope"] == f"{PREFIX}drive {PREFIX}spreadsheets"
    assert (whole["token_type"], whole["expires_in"]) == ("Bearer", 3599)
    assert refresh(sheets_server, credential, scope=PREFIX + "drive")[1]["scope"] == PREFIX + "drive"
    status, refused = refresh(sheets_server, credential, scope=PREFIX + "drive.readonly")
    assert (status, refused["error"]) == (400, "invalid_scope"), "not literally granted"
    for wrong, error in (
        ({"refresh_token": ""}, (400, "invalid_request")),
        ({"refresh_token": "x"}, (400, "invalid_grant")),
        ({"client_id": "x"}, (401, "invalid_client")),
        ({"client_secret": "x"}, (401, "invalid_client")),
    ):
        status, refused = refresh(sheets_server, credential, **wrong)
        assert (status, refused["error"]) == error, wrong


def test_each_method_needs_its_own_scope(sheets_server: SheetsServer) -> None:
    book = sheets_server.load_rows({"S": [["a"]]})
    reading = session(sheets_server, ["spreadsheets.readonly", "drive.metadata.readonly"])
    values, by_filter = f"{SHEETS}/{book}/values/S", f"{SHEETS}/{book}/values:batchGetByDataFilter"
    assert reading.get(values).status_code == 200
    assert reading.get(f"{DRIVE}/{book}").status_code == 200
    for refused in (
        reading.post(by_filter, json={"dataFilters": [{"a1Range": "S"}]}),
        reading.put(values, json={"values": [["b"]]}, params={"valueInputOption": "RAW"}),
        reading.get(f"{DRIVE}/{book}", params={"alt": "media"}),
        reading.patch(f"{DRIVE}/{book}", json={"name": "new"}),
        session(sheets_server, ["drive.metadata"]).get(values),
        session(sheets_server, ["spreadsheets"]).get(f"{DRIVE}/{book}"),
    ):
        error = refused.json()["error"]
        assert (error["code"], error["details"][0]["reason"]) == (403, "ACCESS_TOKEN_SCOPE_INSUFFICIENT")
    assert session(sheets_server, ["drive.metadata"]).patch(f"{DRIVE}/{book}", json={"name": "new"}).ok
    assert (
        session(sheets_server, ["spreadsheets"]).post(by_filter, json={"dataFilters": [{"a1Range": "S"}]}).ok
    )


def test_drive_file_reaches_what_the_same_app_made(sheets_server: SheetsServer) -> None:
    before = sheets_server.load_rows({"S": [["a"]]})
    own = session(sheets_server, ["drive.file"])
    made = own.post(DRIVE, json={"name": "x", "mimeType": "application/vnd.google-apps.spreadsheet"}).json()[
        "id"
    ]
    assert [file["id"] for file in own.get(DRIVE).json()["files"]] == [made]
    assert own.get(f"{SHEETS}/{made}").ok
    assert own.get(f"{DRIVE}/{before}").status_code == own.get(f"{SHEETS}/{before}").status_code == 404
    assert {file["id"] for file in session(sheets_server, ["drive"]).get(DRIVE).json()["files"]} == {
        made,
        before,
    }
    assert own.delete(f"{DRIVE}/{made}").status_code == 204
    assert list(sheets_server.store.files) == [before]
