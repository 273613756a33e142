"""Drive, sharing, tokens."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from typing import Any

import gspread
import openpyxl
import pytest
import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth import exceptions as auth_exceptions
from google.auth import jwt
from google.auth.transport.requests import AuthorizedSession
from google.oauth2.service_account import Credentials

from tests.servers.sheets.client import redirect
from tests.servers.sheets.oauth import DEFAULT_PRINCIPAL
from tests.servers.sheets.server import SheetsServer

DRIVE = "https://www.googleapis.com/drive/v3/files"
UPLOAD = "https://www.googleapis.com/upload/drive/v3/files"
SHEETS = "https://sheets.googleapis.com/v4/spreadsheets"
NATIVE = "application/vnd.google-apps.spreadsheet"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def get(session: requests.Session) -> Callable[..., Any]:
    def run(path: str = "", status: int = 200, **query: Any) -> Any:
        answer = session.get(DRIVE + path, params=query)
        assert answer.status_code == status, answer.text
        return answer.json()

    return run


def test_recorded_create_and_delete(session: requests.Session, get: Callable[..., Any]) -> None:
    made = session.post(
        DRIVE, json={"name": "x", "mimeType": NATIVE}, params={"supportsAllDrives": True}
    ).json()
    assert made == {"kind": "drive#file", "id": made["id"], "name": "x", "mimeType": NATIVE}
    assert get(f"/{made['id']}") == made
    gone = session.delete(f"{DRIVE}/{made['id']}")
    assert (gone.status_code, gone.content, gone.headers["Content-Type"]) == (
        204,
        b"",
        "text/html; charset=utf-8",
    )
    message = f"File not found: {made['id']}."
    item = {
        "message": message,
        "domain": "global",
        "reason": "notFound",
        "location": "fileId",
        "locationType": "parameter",
    }
    assert get(f"/{made['id']}", 404) == {"error": {"errors": [item], "code": 404, "message": message}}


def test_recorded_list(client: gspread.Client, get: Callable[..., Any]) -> None:
    book = client.create("Listed")
    (found,) = client.list_spreadsheet_files()
    assert (found["id"], found["name"]) == (book.id, "Listed")
    assert found["createdTime"].endswith("Z")
    answer = get("", q=f'mimeType="{NATIVE}"', fields="kind,nextPageToken,files(id,name)")
    assert answer == {"kind": "drive#fileList", "files": [{"id": book.id, "name": "Listed"}]}
    assert client.open("Listed").id == book.id


def test_queries_and_pages(sheets_server: SheetsServer, get: Callable[..., Any]) -> None:
    folder = sheets_server.add_folder("logs")
    inside = [sheets_server.load_rows({}, f"circle {n}", parents=[folder]) for n in range(5)]
    sheets_server.load_rows({}, "it's elsewhere")
    office = sheets_server.add_excel_file("old.xlsx", b"PK", [folder])

    def names(q: str) -> list[str]:
        return [file["name"] for file in get("", q=q, orderBy="name")["files"]]

    here = f"'{folder}' in parents"
    assert names(f"{here} and mimeType='{NATIVE}' and trashed=false") == [f"circle {n}" for n in range(5)]
    assert names(f"{here} and not mimeType = '{NATIVE}'") == ["old.xlsx"]
    assert names("name = 'it\\'s elsewhere'") == ["it's elsewhere"]
    assert names(f"{here} and (name contains '1' or name contains '2')") == ["circle 1", "circle 2"]
    assert names("'root' in parents and mimeType != 'x'") == ["it's elsewhere", "logs"]
    token, seen = None, []
    while True:
        page = get(
            "",
            q=f"{here} and mimeType='{NATIVE}'",
            pageSize=2,
            fields="nextPageToken,files(id)",
            **({"pageToken": token} if token else {}),
        )
        seen += [file["id"] for file in page["files"]]
        token = page.get("nextPageToken")
        if not token:
            break
    assert sorted(seen) == sorted(inside)
    assert get(f"/{office}", fields="size,mimeType,parents") == {
        "mimeType": EXCEL,
        "parents": [folder],
        "size": "2",
    }
    error = get("", 400, q="nonsense ==")["error"]
    assert (error["message"], error["errors"][0]["reason"], error["errors"][0]["location"]) == (
        "Invalid Value",
        "invalid",
        "q",
    )
    assert "status" not in error
    bad = get(f"/{office}", 400, fields="nope")["error"]
    assert (bad["message"], bad["errors"][0]["reason"]) == (
        "Invalid field selection nope",
        "invalidParameter",
    )


def test_version_and_time_move_and_lag(
    sheets_server: SheetsServer, client: gspread.Client, get: Callable[..., Any]
) -> None:
    book = client.create("x")

    def seen() -> tuple[int, str]:
        answer = get(f"/{book.id}", fields="version,modifiedTime,name,mimeType")
        return int(answer["version"]), answer["modifiedTime"]

    first = seen()
    assert seen() == first, "reading changes nothing"
    book.sheet1.update([["a"]], "A1")
    second = seen()
    assert second[0] > first[0]
    assert second[1] > first[1]
    sheets_server.touch(book.id)
    third = seen()
    assert third[0] > second[0], "it also moves without an edit"
    with pytest.raises(gspread.exceptions.APIError):
        book.values_update("Nope!A1", params={"valueInputOption": "RAW"}, body={"values": [[1]]})
    assert seen() == third, "a refused write is no change"
    sheets_server.drive_lags(3600)
    assert seen()[0] == 1
    sheets_server.drive_lags(0)
    assert seen() == third


def test_uploads(session: requests.Session, get: Callable[..., Any]) -> None:
    source = openpyxl.Workbook()
    source.active.title = "circles"
    source.active.append(["id", 7])
    stream = io.BytesIO()
    source.save(stream)

    def send(mime_type: str) -> str:
        head = b'--sep\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n{"name": "up", "mimeType": "%s"}\r\n'
        body = (
            head % mime_type.encode()
            + b"--sep\r\nContent-Type: "
            + EXCEL.encode()
            + b"\r\n\r\n"
            + stream.getvalue()
        )
        headers = {"Content-Type": "multipart/related; boundary=sep"}
        url = f"{UPLOAD}?uploadType=multipart"
        return session.post(url, data=body + b"\r\n--sep--", headers=headers).json()["id"]

    native = send(NATIVE)
    assert session.get(f"{SHEETS}/{native}/values/circles").json()["values"] == [["id", "7"]]
    office = send(EXCEL)
    assert session.get(f"{SHEETS}/{office}").json()["error"]["status"] == "FAILED_PRECONDITION"
    assert session.get(f"{DRIVE}/{office}?alt=media").content == stream.getvalue()
    assert (
        session.get(f"{DRIVE}/{native}?alt=media").json()["error"]["errors"][0]["reason"]
        == "fileNotDownloadable"
    )


def test_copy_and_rename(client: gspread.Client, session: requests.Session) -> None:
    book = client.create("x")
    book.sheet1.update([["a"]], "A1")
    copied = client.copy(book.id)
    assert copied.title == "Copy of x"
    copied.sheet1.update([["b"]], "A1")
    assert book.sheet1.get("A1") == [["a"]]
    session.patch(f"{DRIVE}/{book.id}", json={"name": "y"})
    assert client.open_by_key(book.id).title == "y"


def test_sharing(
    sheets_server: SheetsServer, client: gspread.Client, session: requests.Session, get: Callable[..., Any]
) -> None:
    book = client.create("x")
    sheets_server.share_only_with(book.id, {DEFAULT_PRINCIPAL: "reader"})
    assert book.sheet1.get_all_values() == [[]]
    with pytest.raises(gspread.exceptions.APIError, match="The caller does not have permission") as refusal:
        book.sheet1.update([["a"]], "A1")
    assert refusal.value.code == 403
    denied = session.patch(f"{DRIVE}/{book.id}", json={"name": "y"})
    assert (denied.status_code, denied.json()["error"]["errors"][0]["reason"]) == (
        403,
        "insufficientFilePermissions",
    )
    sheets_server.unshare(book.id, DEFAULT_PRINCIPAL)
    body = {
        "error": {
            "code": 403,
            "message": "The caller does not have permission",
            "status": "PERMISSION_DENIED",
        }
    }
    assert session.get(f"{SHEETS}/{book.id}").json() == body
    with pytest.raises(PermissionError):
        client.open_by_key(book.id)
    assert get(f"/{book.id}", 404)["error"]["errors"][0]["reason"] == "notFound"
    assert get()["files"] == []
    sheets_server.share_with_everyone(book.id)
    book.sheet1.update([["a"]], "A1")


def test_permissions(sheets_server: SheetsServer, client: gspread.Client) -> None:
    book = client.create("x")
    sheets_server.share_only_with(book.id, {DEFAULT_PRINCIPAL: "writer"})
    book.share("lead@example.com", perm_type="user", role="reader", notify=False)
    listed = {p["emailAddress"]: p["role"] for p in book.list_permissions()}
    assert listed == {DEFAULT_PRINCIPAL: "writer", "lead@example.com": "reader"}
    book.remove_permissions("lead@example.com", role="reader")
    assert [p["emailAddress"] for p in book.list_permissions()] == [DEFAULT_PRINCIPAL]


def test_without_credentials(sheets_server: SheetsServer) -> None:
    plain = redirect(requests.Session(), sheets_server.url)
    answer = plain.get(f"{SHEETS}/x")
    assert answer.status_code == 403
    assert answer.json()["error"]["message"].startswith("Method doesn't allow unregistered callers")
    assert plain.post(f"{SHEETS}/x:batchUpdate").json()["error"]["status"] == "UNAUTHENTICATED"


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


EMAIL = "lights@project.iam.gserviceaccount.com"


def account(
    server: SheetsServer, key: rsa.RSAPrivateKey, scope: str = "spreadsheets", url: str = ""
) -> Credentials:
    kind = serialization.PrivateFormat.PKCS8
    pem = key.private_bytes(serialization.Encoding.PEM, kind, serialization.NoEncryption()).decode()
    info = {
        "client_email": EMAIL,
        "private_key": pem,
        "token_uri": server.url + "/token",
        "private_key_id": "k",
    }
    return Credentials.from_service_account_info(info, scopes=[f"https://www.googleapis.com/auth/{scope}"])


def public(key: rsa.RSAPrivateKey) -> bytes:
    spki = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.PEM, spki)


def test_the_whole_service_account_grant(sheets_server: SheetsServer, key: rsa.RSAPrivateKey) -> None:
    sheets_server.office.required = True
    sheets_server.office.register(EMAIL, public(key))
    book = sheets_server.load_rows({"S": [["a"]]})
    sheets_server.share_only_with(book, {EMAIL: "writer"})
    session = redirect(AuthorizedSession(account(sheets_server, key)), sheets_server.url)
    assert session.get(f"{SHEETS}/{book}/values/S").json()["values"] == [["a"]]
    (token,) = sheets_server.office.tokens.values()
    assert token.principal == EMAIL
    sheets_server.office.expire()
    assert session.get(f"{SHEETS}/{book}/values/S").status_code == 200, (
        "google-auth asks for a new one after a 401"
    )
    assert len(sheets_server.office.tokens) == 2
    assert (
        session.get(f"{DRIVE}/{book}").json()["error"]["details"][0]["reason"]
        == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"
    )


def test_dead_and_foreign_tokens(sheets_server: SheetsServer, session: requests.Session) -> None:
    sheets_server.office.required = True
    answer = session.get(f"{SHEETS}/x")
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["status"]) == (401, 401, "UNAUTHENTICATED")
    assert error["message"].startswith(
        "Request had invalid authentication credentials. Expected OAuth 2 access token"
    )
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]
    drive = session.get(f"{DRIVE}/x").json()["error"]
    assert drive["errors"][0] == {
        "message": "Invalid Credentials",
        "domain": "global",
        "reason": "authError",
        "location": "Authorization",
        "locationType": "header",
    }


def test_refused_grants(sheets_server: SheetsServer, key: rsa.RSAPrivateKey) -> None:
    def ask(**form: str) -> dict[str, Any]:
        answer = requests.post(sheets_server.url + "/token", data=form, timeout=10)
        assert answer.status_code == 400
        return answer.json()

    grant = "urn:ietf:params:oauth:grant-type:jwt-bearer"
    assert ask()["error"] == "invalid_request"
    assert ask(grant_type="password")["error"] == "unsupported_grant_type"
    assert ask(grant_type=grant, assertion="x.y")["error"] == "invalid_grant"
    good = account(sheets_server, key)
    assertion = good._make_authorization_grant_assertion().decode()
    head, body, signature = assertion.split(".")
    claims = jwt.decode(assertion, verify=False) | {"aud": "https://elsewhere.example"}
    foreign = jwt.encode(good.signer, claims).decode()
    assert "audience" in ask(grant_type=grant, assertion=foreign)["error_description"]
    sheets_server.office.register("someone@else", None)
    assert ask(grant_type=grant, assertion=assertion) == {
        "error": "invalid_grant",
        "error_description": "Invalid grant: account not found",
    }
    sheets_server.office.register(EMAIL, public(key))
    broken = ask(grant_type=grant, assertion=f"{head}.{body}.{signature[::-1]}")
    assert broken == {"error": "invalid_grant", "error_description": "Invalid JWT Signature."}
    fresh = account(sheets_server, rsa.generate_private_key(public_exponent=65537, key_size=2048))
    unknown = redirect(AuthorizedSession(fresh), sheets_server.url)
    with pytest.raises(auth_exceptions.RefreshError, match="Invalid JWT Signature"):
        unknown.get(f"{SHEETS}/x")


def test_token_times(
    sheets_server: SheetsServer, key: rsa.RSAPrivateKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    assertion = account(sheets_server, key)._make_authorization_grant_assertion().decode()
    late = time.time() + 7200
    monkeypatch.setattr("tests.servers.sheets.oauth.time.time", lambda: late)
    form = {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": assertion}
    answer = requests.post(sheets_server.url + "/token", data=form, timeout=10).json()
    assert answer["error"] == "invalid_grant"
    assert "iat and exp" in answer["error_description"]
