"""The client under faults: what is retried, for how long, what never is, and what people see."""

from __future__ import annotations

import logging
import threading
import time as real_time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import gspread
import pytest
from gspread.urls import SPREADSHEET_URL, SPREADSHEET_VALUES_APPEND_URL, SPREADSHEET_VALUES_URL

from lib.workbook.base import WorkbookError
from lib.workbook.google.account import ENDPOINT, Account
from lib.workbook.google.client import GoogleClient, Pace, retry_after
from lib.workbook.google.errors import GoogleError
from lib.workbook.google.workbook import GoogleWorkbook
from tests.servers.sheets.faults import Fault
from tests.servers.sheets.oauth import GrantError
from tests.servers.sheets.server import SheetsServer
from tests.workbook.google_help import EMAIL, Time

MakeClient = Callable[..., GoogleClient]


@pytest.fixture
def book(google: SheetsServer) -> str:
    return google.load_rows({"circles": [["circle"], ["Atlas"]]}, "Circle log")


@pytest.fixture
def workbook(client: GoogleClient, book: str) -> GoogleWorkbook:
    return GoogleWorkbook(client, book)


def reads_well(workbook: GoogleWorkbook) -> bool:
    return workbook.read().grids[0].columns == [["circle", "Atlas"]]


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "quota"},
        {"kind": "status", "status": 500},
        {"kind": "status", "status": 503, "after": True},
        {"kind": "status", "status": 504},
        {"kind": "html", "status": 502},
        {"kind": "drop"},
        {"kind": "drop", "after": True},
    ],
    ids=str,
)
@pytest.mark.parametrize("path", ["/drive/", "/values:batchGet"])
def test_reads_survive_what_passes(
    google: SheetsServer, workbook: GoogleWorkbook, time: Time, fault: dict[str, Any], path: str
) -> None:
    google.fail(path=path, times=4, **fault)
    assert reads_well(workbook)
    doubled = [4, 8, 16, 32] if fault["kind"] == "quota" else [1, 2, 4, 8]
    assert time.slept == doubled, "the test's jitter uses the whole of each pause"


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ({"kind": "quota"}, "Google's limit on calls per minute is used up: wait a minute"),
        ({"kind": "status", "status": 503}, r"Google is having trouble \(503\)"),
        ({"kind": "html", "status": 500}, r"Google is having trouble \(500\)"),
        ({"kind": "drop"}, "Google cannot be reached: check this computer's network"),
    ],
    ids=str,
)
def test_reads_give_up_in_bounds(
    google: SheetsServer, workbook: GoogleWorkbook, time: Time, fault: dict[str, Any], message: str
) -> None:
    google.fail(path="batchGet", times=None, **fault)
    with pytest.raises(GoogleError, match=message) as raised:
        workbook.read()
    assert raised.value.transient
    assert google.counts()["values.batchGet"] == 5
    assert sum(time.slept) <= 60
    google.recover()
    assert reads_well(workbook)


def test_retry_after_is_honored(google: SheetsServer, workbook: GoogleWorkbook, time: Time) -> None:
    google.fail("quota", path="batchGet", retry_after=17)
    assert reads_well(workbook)
    assert time.slept == [17]


def test_a_retry_after_beyond_patience_ends_at_once(
    google: SheetsServer, workbook: GoogleWorkbook, time: Time
) -> None:
    google.fail("quota", path="batchGet", retry_after=300)
    with pytest.raises(GoogleError, match="limit on calls"):
        workbook.read()
    assert time.slept == [], "asking earlier would only be refused again"


def test_retry_after_in_seconds_and_as_a_date() -> None:
    now = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
    assert retry_after("2.5", now) == 2.5
    assert retry_after("-3", now) == 0
    assert retry_after(format_datetime(now + timedelta(seconds=9), usegmt=True), now) == 9
    assert retry_after(format_datetime(now - timedelta(seconds=9), usegmt=True), now) == 0
    assert retry_after("Wed, 01 Jul 2026 12:00:04 -0000", now) == 4
    assert [retry_after(text, now) for text in ("", "soon", "2026-07-01", "nan", "inf")] == [None] * 5


def test_pauses_have_full_jitter(
    google: SheetsServer, make_client: MakeClient, book: str, time: Time
) -> None:
    asked: list[tuple[float, float]] = []

    def jitter(low: float, high: float) -> float:
        asked.append((low, high))
        return 0.25

    google.fail("status", path="batchGet", times=3)
    assert reads_well(GoogleWorkbook(make_client(jitter=jitter), book))
    assert asked == [(0, 1), (0, 2), (0, 4)]
    assert time.slept == [0.25] * 3


def test_time_that_passes_in_slow_answers_counts(
    google: SheetsServer, make_client: MakeClient, book: str, time: Time
) -> None:
    def later() -> None:
        time.now += 29

    google.before("batchGet", later, times=9)
    google.fail("status", path="batchGet", times=None, after=True)
    with pytest.raises(GoogleError):
        GoogleWorkbook(make_client(), book).read()
    assert google.counts()["values.batchGet"] == 2, "a third would start after more than a minute"


def append(client: GoogleClient, book: str, **options: Any) -> None:
    url = SPREADSHEET_VALUES_APPEND_URL % (book, "circles")
    params = {"valueInputOption": "RAW"}
    client.request("post", url, params, json={"values": [["Boreas"]]}, **options)


@pytest.mark.parametrize("kind", ["status", "drop", "html", "quota"])
def test_an_append_is_never_repeated_blindly(
    google: SheetsServer, editor: GoogleClient, book: str, time: Time, kind: str
) -> None:
    google.fail(kind, path="append", after=True)
    with pytest.raises(GoogleError):
        append(editor, book)
    assert google.values(book, "circles") == [["circle"], ["Atlas"], ["Boreas"]], "once, not twice"
    assert time.slept == []


def test_a_write_is_repeated_if_its_caller_allows_it(
    google: SheetsServer, editor: GoogleClient, book: str
) -> None:
    url = SPREADSHEET_VALUES_URL % (book, "circles!A2")
    google.fail("status", method="PUT", after=True, times=2)
    with pytest.raises(GoogleError):
        editor.values_update(book, "circles!A2", {"valueInputOption": "RAW"}, {"values": [["x"]]})
    editor.request("put", url, {"valueInputOption": "RAW"}, json={"values": [["y"]]}, idempotent=True)
    assert google.values(book, "circles")[1] == ["y"]
    google.fail("status")
    with pytest.raises(GoogleError):
        editor.request("get", SPREADSHEET_URL % book, idempotent=False)


def test_the_rest_of_gspread_works_on_it(google: SheetsServer, key: dict[str, Any], book: str) -> None:
    client = gspread.Client(Account(key, scopes=gspread.auth.DEFAULT_SCOPES), http_client=GoogleClient)  # type: ignore[arg-type]
    sheet = client.open_by_key(book).worksheet("circles")
    google.fail("status", method="GET")
    sheet.append_row(["Boreas"])
    assert sheet.get_all_records() == [{"circle": "Atlas"}, {"circle": "Boreas"}]


def test_a_slow_answer_ends(google: SheetsServer, make_client: MakeClient, book: str) -> None:
    workbook = GoogleWorkbook(make_client(timeout=(1.0, 0.6)), book)
    workbook.read()
    google.fail("slow", path="batchGet", delay=1.0)
    started = real_time.monotonic()
    assert reads_well(workbook), "the second try is quick"
    google.fail("slow", path="batchGet", delay=1.0, times=None)
    with pytest.raises(GoogleError, match=r"Google did not answer within 0\.6 seconds"):
        workbook.read()
    assert real_time.monotonic() - started < 20


def test_nothing_listens(make_client: MakeClient, book: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENDPOINT, "http://127.0.0.1:9")
    with pytest.raises(
        GoogleError, match="Google cannot be reached: check this computer's network, proxy and"
    ):
        GoogleWorkbook(make_client(), book).read()


def test_something_else_answers(google: SheetsServer, workbook: GoogleWorkbook) -> None:
    workbook.read()
    google.fail("html", status=200, path="batchGet")
    with pytest.raises(GoogleError, match="something other than Google answered"):
        workbook.read()
    google.fail("html", status=200, path="/drive/")
    with pytest.raises(GoogleError, match="something other than Google answered"):
        workbook.revision()


def test_answers_are_compact_and_compressed(google: SheetsServer, client: GoogleClient, book: str) -> None:
    response = client.request("get", SPREADSHEET_URL % book, {"fields": "properties.title"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert response.content == b'{"properties":{"title":"Circle log"}}'


# How Pharos signs in


def test_the_whole_grant_of_a_service_account(
    google: SheetsServer, make_client: MakeClient, rsa_key: Any, book: str
) -> None:
    from cryptography.hazmat.primitives import serialization

    public = rsa_key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    google.office.register(EMAIL, public)
    google.share_only_with(book, {EMAIL: "reader"})
    assert reads_well(GoogleWorkbook(make_client(), book))
    assert {token.principal for token in google.office.tokens.values()} == {EMAIL}


def test_an_expired_token_is_renewed_once(google: SheetsServer, workbook: GoogleWorkbook) -> None:
    workbook.read()
    google.office.expire()
    google.clear_log()
    assert reads_well(workbook)
    assert [entry.status for entry in google.log] == [401, 200, 200, 200], "the last one lists tabs again"
    assert len(google.office.tokens) == 2


def test_a_credential_that_is_refused_again_and_again(google: SheetsServer, workbook: GoogleWorkbook) -> None:
    google.fail("expired_token", times=None)
    with pytest.raises(GoogleError, match=f"Google no longer accepts the credential of {EMAIL}") as raised:
        workbook.read()
    assert raised.value.status == 401
    assert len(google.log) == 2


def test_many_threads_renew_one_token(google: SheetsServer, make_client: MakeClient, book: str) -> None:
    client = make_client()
    workbooks = [GoogleWorkbook(client, book) for _ in range(6)]
    workbooks[0].read()
    google.office.expire()
    ready = threading.Barrier(len(workbooks))
    errors: list[Exception] = []

    def look(workbook: GoogleWorkbook) -> None:
        ready.wait(10)
        try:
            workbook.revision()
        except WorkbookError as error:
            errors.append(error)

    threads = [threading.Thread(target=look, args=(workbook,)) for workbook in workbooks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert errors == []
    assert len(google.office.tokens) == 2


@pytest.mark.parametrize(
    ("description", "message"),
    [
        (
            "Invalid JWT Signature.",
            "it was deleted or disabled, or this computer's clock is wrong; create a new key",
        ),
        ("Invalid grant: account not found", "it was deleted or disabled"),
        (
            "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat "
            "and exp values in the JWT claim.",
            "correct this computer's clock",
        ),
    ],
)
def test_a_key_that_google_refuses(
    google: SheetsServer,
    workbook: GoogleWorkbook,
    monkeypatch: pytest.MonkeyPatch,
    description: str,
    message: str,
) -> None:
    def refuse(form: Any) -> Any:
        raise GrantError("invalid_grant", description)

    monkeypatch.setattr(google.office, "grant", refuse)
    with pytest.raises(GoogleError, match=message) as raised:
        workbook.read()
    assert EMAIL in str(raised.value)
    assert google.log == [], "no call without a token"


USER = {
    "client_id": "1.apps.googleusercontent.com",
    "client_secret": "CANARY-client",
    "refresh_token": "CANARY-refresh",
}


PEM = "-----BEGIN PRIVATE KEY-----\nCANARYkeyCANARYkey\n-----END PRIVATE KEY-----\n"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"private_key": None}, "the service account's key is missing private_key: copy all fields"),
        ({"private_key": 5, "client_email": " "}, "is missing client_email and private_key"),
        ({"private_key": PEM}, "private_key cannot be read: copy all of it from the JSON file"),
        ({"private_key": "CANARY"}, "private_key cannot be read"),
        ({"type": "external_account"}, "type must be service_account or authorized_user"),
        ({"installed": {"client_secret": "CANARY"}}, "that is an OAuth client, not a service account's key"),
        (
            {"type": "authorized_user", "refresh_token": "CANARY"},
            "Google sign-in is missing client_id and client_secret",
        ),
        (
            {"type": "authorized_user", **USER, "expiry": "CANARY"},
            "fields of the Google sign-in cannot be read: sign in",
        ),
    ],
)
def test_bad_keys_are_refused_without_repeating_them(
    key: dict[str, Any], change: dict[str, Any], message: str
) -> None:
    with pytest.raises(WorkbookError, match=message) as raised:
        Account(key | change)
    assert "CANARY" not in str(raised.value)
    assert raised.value.__cause__ is None
    assert "\n" not in str(raised.value)
    with pytest.raises(WorkbookError, match="must contain the fields of a JSON key file"):
        Account("{}")  # type: ignore[arg-type]


def test_a_key_as_toml_and_forms_mangle_it(google: SheetsServer, key: dict[str, Any], book: str) -> None:
    mangled = {
        "client_email": f" {EMAIL}\n",
        "private_key": "  " + key["private_key"].strip().replace("\n", "\\n"),
        "token_uri": "http://169.254.169.254/token",
    }
    assert reads_well(GoogleWorkbook(GoogleClient(Account(mangled)), book)), (
        "and its token address is Google's own"
    )


def test_no_secret_is_ever_shown(
    google: SheetsServer,
    make_client: MakeClient,
    key: dict[str, Any],
    book: str,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caplog.set_level(logging.DEBUG)
    client = make_client()
    workbook = GoogleWorkbook(client, book)
    workbook.read()
    shown = [repr(workbook), repr(client), repr(client.account), str(vars(workbook)), str(vars(client))]
    echo = f"{key['private_key']} " + " ".join(google.office.tokens)

    def refuse(form: Any) -> Any:
        raise GrantError("invalid_grant", f"{echo} {form}")

    for kind in ("quota", "html", "drop", "status", "no_permission", "api_disabled", "expired_token"):
        google.recover()
        google.fail(kind, times=None)
        if kind == "expired_token":
            monkeypatch.setattr(google.office, "grant", refuse)
        with pytest.raises(WorkbookError) as raised:
            workbook.read()
        chain: BaseException | None = raised.value
        assert chain is not None
        assert chain.__cause__ is None
        assert chain.__suppress_context__, "a printed traceback ends with the message"
        shown.append(f"{chain!r} {chain} {vars(chain)}")
    lines = [line for line in key["private_key"].splitlines() if len(line) > 30]
    everything = "\n".join(shown) + caplog.text
    for secret in (*lines, *google.office.tokens):
        assert secret not in everything
    assert all("\n" not in text for text in shown[5:])


# What people see


def test_a_spreadsheet_that_is_not_shared(google: SheetsServer, workbook: GoogleWorkbook, book: str) -> None:
    google.share_only_with(book, {})
    with pytest.raises(
        GoogleError, match=f"is not shared with {EMAIL}, or its address is wrong: open the"
    ) as raised:
        workbook.read()
    assert f"choose Share, and add {EMAIL} as Viewer (as Editor to edit it from Pharos)" in str(raised.value)
    google.share_with_everyone(book)
    assert reads_well(workbook), "recovers by itself"
    google.before("values:batchGet", lambda: google.share_only_with(book, {}))
    with pytest.raises(GoogleError, match=f"is not shared with {EMAIL}: open the spreadsheet, choose Share"):
        workbook.read()


def test_a_spreadsheet_that_is_not_there(
    google: SheetsServer, client: GoogleClient, workbook: GoogleWorkbook
) -> None:
    with pytest.raises(GoogleError, match="or its address is wrong"):
        GoogleWorkbook(client, "1" + "x" * 43).read()
    workbook.revision()
    google.store.books.pop(workbook.id)
    google.store.files.pop(workbook.id)
    with pytest.raises(GoogleError, match="there is no such spreadsheet: copy its address again"):
        workbook.read()


def test_an_excel_file_on_drive(google: SheetsServer, client: GoogleClient, workbook: GoogleWorkbook) -> None:
    excel = GoogleWorkbook(client, google.add_excel_file("log.xlsx", b"PK"))
    message = (
        "is an Excel file on Google Drive: open it with Google Sheets, choose File > Save as Google Sheets"
    )
    with pytest.raises(GoogleError, match=message):
        excel.read()
    workbook.revision()
    google.store.books.pop(workbook.id)
    with pytest.raises(GoogleError, match=message):
        workbook.read()


@pytest.mark.parametrize(("path", "api"), [("/v4/", "Sheets"), ("/drive/", "Drive")])
def test_an_api_that_nobody_enabled(
    google: SheetsServer, workbook: GoogleWorkbook, path: str, api: str
) -> None:
    google.fail("api_disabled", path=path, times=None)
    link = f"https://console.developers.google.com/apis/api/{api.lower()}.googleapis.com/overview"
    with pytest.raises(GoogleError) as raised:
        workbook.read()
    assert str(raised.value).startswith(
        f"the Google {api} API is not enabled in the credential's project: enable it"
    )
    assert f" at {link}?project=" in str(raised.value)


def test_a_link_that_is_not_googles_is_not_passed_on(
    google: SheetsServer, workbook: GoogleWorkbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.servers.sheets import faults

    original = faults.service_disabled

    def forged(drive: bool = False) -> Any:
        error = original(drive)
        assert error.details
        error.details[0]["metadata"]["activationUrl"] = "https://console.developers.google.com.evil.example/"
        return error

    monkeypatch.setattr(faults, "service_disabled", forged)
    google.fail("api_disabled", times=None)
    with pytest.raises(
        GoogleError, match=r"enable it in the Google Cloud console \(APIs & Services > Library\)"
    ):
        workbook.read()


def test_a_credential_without_reach(google: SheetsServer, key: dict[str, Any], book: str) -> None:
    client = GoogleClient(Account(key, scopes=["https://www.googleapis.com/auth/spreadsheets.readonly"]))
    with pytest.raises(
        GoogleError, match="the credential does not give access to both spreadsheets and Drive"
    ):
        GoogleWorkbook(client, book).read()


def test_drives_older_words_for_a_used_up_quota_are_waited_for(
    google: SheetsServer, workbook: GoogleWorkbook, monkeypatch: pytest.MonkeyPatch, time: Time
) -> None:
    from tests.servers.sheets.errors import ApiError

    def limited(fault: Fault, drive: bool, write: bool) -> ApiError:
        return ApiError(403, "User Rate Limit Exceeded", reason="userRateLimitExceeded")

    monkeypatch.setattr(Fault, "error", limited)
    google.fail("status", path="/drive/", times=2)
    assert reads_well(workbook)
    assert time.slept == [4, 8]


def test_a_refusal_nobody_foresaw_names_itself(google: SheetsServer, client: GoogleClient, book: str) -> None:
    with pytest.raises(
        GoogleError, match=r"Google refused the call \(400: Invalid field selection|400.*: report this error"
    ):
        client.json("get", SPREADSHEET_URL % book, {"fields": "nonsense"})


# Where calls go


@pytest.mark.parametrize(
    "text",
    [
        "ftp://127.0.0.1",
        "file:///etc/passwd",
        "127.0.0.1:8600",
        "http://",
        "http://h/path",
        "javascript:x",
        "x",
    ],
)
def test_an_endpoint_must_be_an_address(
    monkeypatch: pytest.MonkeyPatch, key: dict[str, Any], text: str
) -> None:
    monkeypatch.setenv(ENDPOINT, text)
    with pytest.raises(WorkbookError, match=f"{ENDPOINT} must be an http"):
        Account(key)


@pytest.mark.parametrize("text", [None, "", "  "])
def test_without_an_endpoint_calls_go_to_google(
    monkeypatch: pytest.MonkeyPatch, key: dict[str, Any], text: str | None
) -> None:
    monkeypatch.delenv(ENDPOINT, raising=False)
    if text is not None:
        monkeypatch.setenv(ENDPOINT, text)
    assert set(Account(key).session().adapters) == {"https://", "http://"}


def test_only_googles_hosts_are_redirected_and_no_proxy_gets_in_between(
    google: SheetsServer, make_client: MakeClient, book: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    client = make_client()
    assert reads_well(GoogleWorkbook(client, book))
    session = client.account.session()
    assert type(session.get_adapter("https://example.com")).__name__ == "HTTPAdapter"
    assert type(session.get_adapter("https://sheets.googleapis.com.example.com/")).__name__ == "HTTPAdapter"


def test_a_pace_that_all_threads_share() -> None:
    time = Time()
    pace = Pace(55, time.clock, time.sleep)
    starts: list[float] = []
    lock = threading.Lock()

    def work() -> None:
        for _ in range(60):
            with lock:
                pace.wait()
                starts.append(time.now)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(starts) == 240
    assert max(sum(start <= other < start + 60 for other in starts) for start in starts) == 55
    assert starts[-1] - starts[0] == 240
