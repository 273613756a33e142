"""Faults, the human, the log, hooks, quotas, and the control endpoints."""

from __future__ import annotations

import gzip
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import gspread
import pytest
import requests

from tests.servers.sheets.server import SheetsServer

SHEETS = "https://sheets.googleapis.com/v4/spreadsheets"
ROWS = [["id", "n"], *([f"r{i}", i] for i in range(20))]


@pytest.fixture
def book(sheets_server: SheetsServer) -> str:
    return sheets_server.load_rows({"S": ROWS})


def put(session: requests.Session, book: str, value: Any = "new") -> requests.Response:
    url = f"{SHEETS}/{book}/values/S!B2?valueInputOption=RAW"
    return session.put(url, json={"values": [[value]]}, timeout=10)


def test_quota_errors_as_recorded(sheets_server: SheetsServer, session: requests.Session, book: str) -> None:
    sheets_server.fail("quota", retry_after=30)
    sheets_server.fail("quota", method="PUT")
    answer = session.get(f"{SHEETS}/{book}")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "30")
    error = answer.json()["error"]
    assert error["status"] == "RESOURCE_EXHAUSTED"
    assert error["message"] == (
        "Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute per user' of service "
        "'sheets.googleapis.com' for consumer 'project_number:1071851248496'."
    )
    info = error["details"][0]
    assert (info["reason"], info["domain"]) == ("RATE_LIMIT_EXCEEDED", "googleapis.com")
    assert info["metadata"]["quota_limit"] == "ReadRequestsPerMinutePerUser"
    write = put(session, book)
    assert "Retry-After" not in write.headers
    assert (
        write.json()["error"]["details"][0]["metadata"]["quota_metric"]
        == "sheets.googleapis.com/write_requests"
    )
    assert put(session, book).status_code == 200


def test_quota_by_the_minute(sheets_server: SheetsServer, session: requests.Session, book: str) -> None:
    sheets_server.faults.per_minute = 3
    assert [session.get(f"{SHEETS}/{book}").status_code for _ in range(4)] == [200, 200, 200, 429]
    assert put(session, book).status_code == 200, "writes have their own"


def test_before_and_after_the_write(
    sheets_server: SheetsServer, session: requests.Session, book: str
) -> None:
    sheets_server.fail("status", status=503)
    assert put(session, book).json()["error"] == {
        "code": 503,
        "message": "The service is currently unavailable.",
        "status": "UNAVAILABLE",
    }
    assert sheets_server.values(book, "S")[1][1] == 0
    sheets_server.fail("status", status=500, after=True)
    assert put(session, book).json()["error"]["status"] == "INTERNAL"
    assert sheets_server.values(book, "S")[1][1] == "new"


def test_html_page(
    sheets_server: SheetsServer, session: requests.Session, client: gspread.Client, book: str
) -> None:
    sheets_server.fail("html", status=502, times=2)
    answer = session.get(f"{SHEETS}/{book}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (502, "text/html; charset=UTF-8")
    assert "<title>Error 502 (Server Error)!!1</title>" in answer.text
    with pytest.raises(gspread.exceptions.APIError):
        client.open_by_key(book)


@pytest.mark.parametrize("after", [False, True])
def test_dropped_connection(
    sheets_server: SheetsServer, session: requests.Session, book: str, after: bool
) -> None:
    sheets_server.fail("drop", method="PUT", after=after)
    with pytest.raises(requests.ConnectionError):
        put(session, book)
    assert sheets_server.values(book, "S")[1][1] == ("new" if after else 0)
    assert put(session, book, "again").status_code == 200
    assert [entry.status for entry in sheets_server.log] == [0, 200]


def test_slow_answers_do_not_hold_up_others(
    sheets_server: SheetsServer, session: requests.Session, book: str
) -> None:
    sheets_server.fail("slow", method="PUT", delay=0.6)
    with pytest.raises(requests.ReadTimeout):
        session.put(
            f"{SHEETS}/{book}/values/S!B2?valueInputOption=RAW", json={"values": [["x"]]}, timeout=0.1
        )
    started = time.monotonic()
    assert session.get(f"{SHEETS}/{book}").status_code == 200
    assert time.monotonic() - started < 0.4


def test_token_api_and_permission_faults(
    sheets_server: SheetsServer, session: requests.Session, book: str
) -> None:
    sheets_server.fail("expired_token")
    assert session.get(f"{SHEETS}/{book}").json()["error"]["status"] == "UNAUTHENTICATED"
    sheets_server.fail("api_disabled", path="/v4/", times=None)
    error = session.get(f"{SHEETS}/{book}").json()["error"]
    assert (error["code"], error["status"]) == (403, "PERMISSION_DENIED")
    assert error["message"].startswith(
        "Google Sheets API has not been used in project 1071851248496 before or it is"
    )
    info = error["details"][0]
    assert (info["reason"], info["metadata"]["service"]) == ("SERVICE_DISABLED", "sheets.googleapis.com")
    assert session.get(f"https://www.googleapis.com/drive/v3/files/{book}").status_code == 200
    sheets_server.recover()
    sheets_server.fail("api_disabled", path="/drive/")
    drive = session.get(f"https://www.googleapis.com/drive/v3/files/{book}").json()["error"]
    assert drive["errors"][0]["reason"] == "accessNotConfigured"
    sheets_server.fail("quota", path="/drive/")
    limited = session.get(f"https://www.googleapis.com/drive/v3/files/{book}").json()["error"]
    item = {"message": "Rate Limit Exceeded", "domain": "usageLimits", "reason": "rateLimitExceeded"}
    assert limited == {"errors": [item], "code": 429, "message": "Rate Limit Exceeded"}
    sheets_server.fail("no_permission")
    assert session.get(f"{SHEETS}/{book}").json()["error"]["message"] == "The caller does not have permission"


def test_probability_is_seeded(sheets_server: SheetsServer, session: requests.Session, book: str) -> None:
    def run(seed: int) -> list[int]:
        sheets_server.recover(seed)
        sheets_server.fail("status", times=None, probability=0.4)
        return [session.get(f"{SHEETS}/{book}?fields=spreadsheetId").status_code for _ in range(30)]

    first = run(7)
    assert run(7) == first != run(8)
    assert set(first) == {200, 503}


def test_gzip_needs_both_headers(session: requests.Session, book: str) -> None:
    def encoding(agent: str, accept: str) -> str | None:
        headers = {"User-Agent": agent, "Accept-Encoding": accept}
        answer = session.get(f"{SHEETS}/{book}", headers=headers, stream=True)
        body = answer.raw.read()
        assert b"spreadsheetId" in (gzip.decompress(body) if answer.headers.get("Content-Encoding") else body)
        return answer.headers.get("Content-Encoding")

    assert encoding("pharos (gzip)", "gzip") == "gzip"
    assert encoding("pharos", "gzip") is None
    assert encoding("pharos (gzip)", "identity") is None


def test_pretty_and_compact(session: requests.Session, book: str) -> None:
    url = f"{SHEETS}/{book}/values/S!A1"
    assert (
        session.get(url).text
        == '{\n  "range": "S!A1",\n  "majorDimension": "ROWS",\n  "values": [\n    [\n      "id"\n    ]\n  ]\n}\n'
    )
    assert (
        session.get(url + "?prettyPrint=false").text
        == '{"range":"S!A1","majorDimension":"ROWS","values":[["id"]]}'
    )
    assert session.get(f"{SHEETS}/{book}/values/Q!A1?prettyPrint=false").text.startswith('{\n  "error": {\n')


def test_the_log_counts(sheets_server: SheetsServer, client: gspread.Client, book: str) -> None:
    sheet = client.open_by_key(book).sheet1
    sheet.get("A1")
    sheet.update([["x"]], "A1")
    assert sheets_server.counts() == {"spreadsheets.get": 2, "values.get": 1, "values.update": 1}
    last = sheets_server.log[-1]
    assert (last.method, last.write, last.status) == ("PUT", True, 200)
    assert last.path == f"/v4/spreadsheets/{book}/values/%27S%27%21A1"
    assert (last.query, last.body) == ("valueInputOption=RAW", '{"values": [["x"]], "majorDimension": null}')
    sheets_server.clear_log()
    assert sheets_server.counts() == Counter()


def test_hooks(sheets_server: SheetsServer, client: gspread.Client, book: str) -> None:
    sheet = client.open_by_key(book).sheet1
    sheets_server.before(":batchUpdate", lambda: sheets_server.type(book, "S!B2", "typed"))
    assert sheet.acell("B2").value == "0"
    sheet.add_rows(1)
    assert sheet.acell("B2").value == "typed"


def test_the_human_is_seeded_and_remembers(sheets_server: SheetsServer, session: requests.Session) -> None:
    def run(seed: int) -> list[dict[str, Any]]:
        book = sheets_server.load_rows({"S": ROWS}, file_id="same")
        sheets_server.clear_log()
        human = sheets_server.be_human(0.5, seed)
        for _ in range(60):
            session.get(f"{SHEETS}/{book}?fields=spreadsheetId")
        return human.log_json()

    log = run(3)
    assert run(3) == log != run(4)
    assert {act["kind"] for act in log} == {"type", "sort", "insert", "delete"}
    assert 15 < len(log) < 45


def test_nothing_the_human_did_is_unaccounted_for(
    sheets_server: SheetsServer, session: requests.Session, book: str
) -> None:
    human = sheets_server.be_human(0.6, 11, columns=[1])
    version = sheets_server.file(book).seen(0)[0]
    for _ in range(120):
        session.get(f"{SHEETS}/{book}?fields=spreadsheetId")
    keys = Counter(row[0] for row in ROWS[1:])
    for act in human.log:
        if act.kind == "delete" and act.before and act.before[0]:
            keys[act.before[0]] -= 1
    left = Counter(row[0] for row in sheets_server.values(book, "S")[1:] if row and row[0])
    assert left == +keys
    assert sheets_server.values(book, "S")[0] == ["id", "n"]
    typed = {act.after for act in human.log if act.kind == "type"}
    assert typed
    assert int(sheets_server.file(book).seen(0)[0]) == int(version) + len(human.log)


def test_a_scripted_human(sheets_server: SheetsServer, book: str) -> None:
    human = sheets_server.be_human(0)
    sheet = sheets_server.sheet(book, "S")
    human.act(sheets_server.book(book), sheet, "insert", row=1)
    human.act(sheets_server.book(book), sheet, "type", row=1, column=0, value="top")
    assert sheets_server.values(book, "S")[:3] == [["id", "n"], ["top"], ["r0", 0]]
    assert [act.kind for act in human.log] == ["insert", "type"]


def test_many_clients_at_once(sheets_server: SheetsServer, book: str) -> None:
    from tests.servers.sheets.client import make_session

    def work(n: int) -> None:
        own = make_session(sheets_server.url)
        for i in range(10):
            body = {"requests": [{"appendCells": {"rows": [{"values": [text(f"{n}-{i}")]}], "fields": "*"}}]}
            assert own.post(f"{SHEETS}/{book}:batchUpdate", json=body).status_code == 200

    def text(value: str) -> dict[str, Any]:
        return {"userEnteredValue": {"stringValue": value}}

    threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    added = [row[0] for row in sheets_server.values(book, "S")[21:]]
    assert sorted(added) == sorted(f"{n}-{i}" for n in range(6) for i in range(10))


def test_control_over_http(sheets_server: SheetsServer, session: requests.Session) -> None:
    def ask(method: str, path: str, body: Any = None, status: int = 200) -> Any:
        answer = requests.request(method, f"{sheets_server.url}/control/{path}", json=body, timeout=10)
        assert answer.status_code == status, answer.text
        return answer.json()

    book = ask("POST", "rows", {"title": "t", "tabs": {"S": ROWS}})["fileId"]
    assert ask("GET", "files")["files"][0] == {
        "id": book,
        "name": "t",
        "mimeType": "application/vnd.google-apps.spreadsheet",
    }
    ask("POST", "type", {"fileId": book, "cell": "S!A1", "value": "=1+1"})
    assert ask("GET", f"values?fileId={book}&title=S")["values"][0] == [2, "n"]
    ask("POST", "faults", {"kind": "status", "status": 503})
    assert session.get(f"{SHEETS}/{book}").status_code == 503
    assert ask("GET", "faults")["faults"][0]["hits"] == 1
    assert ask("GET", "log")["counts"] == {"spreadsheets.get": 1}
    assert ask("DELETE", "log")["log"] == []
    ask("POST", "human", {"probability": 1.0, "seed": 1, "actions": ["insert"]})
    assert session.get(f"{SHEETS}/{book}").status_code == 200
    assert [act["kind"] for act in ask("GET", "human")["log"]] == ["insert"]
    ask("DELETE", "human")
    ask("POST", "protect", {"fileId": book, "range": "S!B2"})
    assert put(session, book).status_code == 400
    ask("POST", "share", {"fileId": book, "roles": {}})
    assert session.get(f"{SHEETS}/{book}").status_code == 403
    ask("POST", "knobs", {"requireTokens": True, "driveLag": 5})
    assert session.get(f"{SHEETS}/{book}").status_code == 401
    assert "unknown kind" in ask("POST", "faults", {"kind": "nope"}, 400)["error"]
    ask("POST", "reset")
    assert ask("GET", "files") == {"files": []}


@pytest.mark.parametrize("path", ["/v4/nope", "/v4/spreadsheets/x/nope", "/drive/v3/nope", "/"])
def test_unknown_paths(session: requests.Session, path: str) -> None:
    assert session.get("https://sheets.googleapis.com" + path).status_code == 404


def test_a_plan_under_a_human(sheets_server: SheetsServer, client: gspread.Client) -> None:
    """The write protocol, by hand: tag, check, write by tag; no other row is ever touched."""
    book = sheets_server.load_rows({"S": ROWS})
    sheets_server.be_human(0.3, 5, actions=["insert", "delete"])
    post: Callable[..., Any] = client.http_client.session.post
    for n in range(200):
        rows = post(
            f"{SHEETS}/{book}/values:batchGetByDataFilter", json={"dataFilters": [{"a1Range": "S"}]}
        ).json()
        values = rows["valueRanges"][0]["valueRange"]["values"]
        wanted = [(i, row[0]) for i, row in enumerate(values) if i and row and row[0]]
        index, row_key = wanted[n % len(wanted)]
        span = {"dimension": "ROWS", "startIndex": index, "endIndex": index + 1}
        tag = {
            "metadataId": n + 1,
            "metadataKey": "edit",
            "visibility": "DOCUMENT",
            "location": {"dimensionRange": span},
        }
        body = {
            "requests": [{"createDeveloperMetadata": {"developerMetadata": tag}}],
            "includeSpreadsheetInResponse": True,
            "responseIncludeGridData": True,
            "responseRanges": [f"S!A{index + 1}:B{index + 1}"],
        }
        answer = post(f"{SHEETS}/{book}:batchUpdate", json=body).json()
        data = answer["updatedSpreadsheet"]["sheets"][0]["data"][0] if "updatedSpreadsheet" in answer else {}
        cells = data.get("rowData", [{}])[0].get("values", [{}])
        if cells[0].get("formattedValue") != row_key:
            continue
        lookup = {"developerMetadataLookup": {"metadataId": n + 1}}
        part = {"dataFilter": lookup, "values": [[None, f"by {row_key}"]]}
        post(
            f"{SHEETS}/{book}/values:batchUpdateByDataFilter",
            json={"valueInputOption": "RAW", "data": [part]},
        )
        if len(wanted) < 5:
            break
    for row in sheets_server.values(book, "S")[1:]:
        if len(row) > 1 and isinstance(row[1], str):
            assert row[1] == f"by {row[0]}"
