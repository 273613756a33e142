"""Attacks on a running server, over its WebSocket and its files: rights that ended, strangers, files of others.

Every text of the log has a mark in it. Where nothing may be sent, no message, download or file has one.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path

import pytest
from starlette.types import Message
from streamlit.proto.BackMsg_pb2 import BackMsg

from lib.demo import make
from lib.ui.entry import session
from lib.ui.entry.watch import Watch
from tests.browser.driving import Server
from tests.data.canaries import marked, marks_in
from tests.examples import some, thorough
from tests.servers import service_account
from tests.servers.sheets.server import SheetsServer
from tests.ui.entry.wire import SECRET, Wire, cookie, get

SECRETS = f"""[auth]
redirect_uri = "http://127.0.0.1:{{port}}/oauth2callback"
cookie_secret = "{SECRET}"
client_id = "pharos"
client_secret = "a client's secret"
server_metadata_url = "http://127.0.0.1:9/.well-known/openid-configuration"
[access]
administrators = ["ada@example.org"]
"""
SAM, LEA, EVE = "sam@example.org", "lea@example.org", "eve@example.org"
WELCOME, OVER, STRANGER = (
    "Welcome to Pharos",
    "Your sign-in has ended",
    "You are signed in, but not on the list",
)
PAGE, HEADING = "lighthouses", "How far do proven practices travel, and where do they work?"
LOOK_EVERY = 0.5
UNANSWERED = 0.4
"""Seconds after which a message counts as not answered."""


def tables(**changes: str) -> make.Tables:
    found = deepcopy(marked(circles=2, months=4))
    found["circles"][0] |= {"lead": LEA, "sponsor": SAM} | changes
    return found


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("marked") / "marked.xlsx"
    make.write(tables(), path)
    return path


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, workbook: Path) -> Iterator[Server]:
    env = {"PHAROS_WORKBOOK": str(workbook), "PHAROS_LOOK_EVERY": str(LOOK_EVERY)}
    started = Server(tmp_path_factory.mktemp("home"), env=env, secrets=SECRETS)
    with opened(started, cookie(started.url, SAM)):  # the log is read
        yield started
    started.stop()


def opened(server: Server, cookies: str, page: str = PAGE) -> Wire:
    """A page of the program with all its data."""
    wire = Wire(server.url, cookies, page=page)
    for _ in range(100):
        if wire.marks and wire.fragments:
            return wire if "CSV" in wire.deferred else with_table(wire)
        time.sleep(0.1)
        wire.run()
    raise AssertionError(f"no data came: {wire.title}\n{server.log}")


def with_table(wire: Wire) -> Wire:
    """The same, with the menu open that holds the table of a chart and its files, if there is one."""
    tables = [menu for label, menu in wire.menus.items() if label.startswith("Table, CSV")]
    if tables:
        wire.run(widgets={tables[0]: {"bool_value": True}})
    return wire


def tracebacks(server: Server) -> str:
    """What the server printed from its first traceback on."""
    before, found, after = server.log.partition("Traceback")
    return before[-300:] + found + after[:3000] if found else ""


def sign_out(server: Server, cookies: str) -> None:
    """In another tab, with its button."""
    with Wire(server.url, cookies, page="connect") as other:  # not for leads, and quickly drawn
        other.run(click=other.buttons["Sign out"])
        other.hear(lambda message: message.HasField("auth_redirect"), 5)


def withdraw(server: Server, workbook: Path) -> None:
    """Take the lead's role in the file, and wait until the server has read it."""
    make.write(tables(lead="somebody.else@example.org"), workbook)
    with Wire(server.url, cookie(server.url, LEA), page="connect") as other:
        wait_for(lambda: other.title == STRANGER or not other.run(), 30)


# Rights that ended


@pytest.mark.parametrize(
    ("how", "title"),
    some([("signed out in another tab", WELCOME), ("over", OVER), ("role withdrawn", STRANGER)], 2),
)
def test_rights_that_ended(server: Server, workbook: Path, how: str, title: str) -> None:
    """No message and no file gets anything more, and a page that nobody touches closes; it opens again with the
    rights."""
    began = time.monotonic()
    if how == "over":
        opened(server, cookie(server.url, LEA)).close()
    lasting = 2 + 4 * (time.monotonic() - began)  # on a busy machine it takes longer to open two pages
    cookies = cookie(server.url, LEA, seconds=lasting if how == "over" else 3600)
    until = time.monotonic() + lasting
    with opened(server, cookies) as wire, opened(server, cookies) as idle:
        path = wire.download(wire.deferred["CSV"])
        status, content = wire.get(path)
        assert status == 200
        assert marks_in([content])
        idle.forget()
        match how:
            case "over":
                time.sleep(max(0.0, until - time.monotonic()))
            case "role withdrawn":
                withdraw(server, workbook)
            case _:
                sign_out(server, cookies)
        wire.forget()
        for fragment in wire.fragments:
            wire.run(fragment=fragment, seconds=UNANSWERED)
        wire.run(click="$$ID-0-save", seconds=UNANSWERED)
        assert wire.download(wire.deferred["CSV"], 0.5) == ""
        wire.run(fragment=next(iter(wire.fragments)), seconds=UNANSWERED)
        assert wire.get(path)[0] == 404
        assert wire.title == title
        assert wire.marks == set()
        assert idle.hear(lambda _: idle.title == title, 20 * LOOK_EVERY), idle.title
        idle.hear(seconds=0.2)
        assert idle.marks == set()
        if how == "role withdrawn":
            make.write(tables(), workbook)
            assert idle.hear(lambda _: idle.title == HEADING, 20 * LOOK_EVERY), idle.title


def test_logging_out_by_address_ends_the_copies_of_the_cookie(server: Server) -> None:
    cookies = cookie(server.url, SAM)
    with opened(server, cookies) as wire:
        assert get(f"{server.url}/auth/logout", cookies)[0] < 500
        assert wire.hear(lambda _: wire.title == WELCOME, 20 * LOOK_EVERY)
    with Wire(server.url, cookies, page=PAGE) as thief:
        assert thief.title == WELCOME
        assert not thief.marks


# Other people's files


def test_a_file_is_for_the_sign_in_that_was_told_of_it(server: Server) -> None:
    with opened(server, cookie(server.url, LEA)) as mine, opened(server, cookie(server.url, SAM)) as other:
        path = mine.download(mine.deferred["CSV"])
        assert mine.get(path)[0] == 200
        assert other.get(path)[0] == 404
        assert get(server.url + path)[0] == 404
        assert get(server.url + path, cookie(server.url, LEA, secret="another secret" * 4))[0] == 404
        assert other.download(mine.deferred["CSV"], 1) == ""
        assert other.run(widgets={"$$ID-0-x": {"string_value": path}})  # a text with the address is no file
        assert other.get(path)[0] == 404
        ask_for_upload = BackMsg()
        ask_for_upload.file_urls_request.file_names.append("a.csv")
        ask_for_upload.file_urls_request.session_id = mine.session
        mine.send(ask_for_upload)
        urls: list[str] = []
        mine.hear(
            lambda message: bool(
                urls.extend(url.upload_url for url in message.file_urls_response.file_urls) or urls
            ),
            10,
        )
        assert get(server.url + urls[0], other.cookies, "PUT", b"x")[0] == 404
        assert (
            get(server.url + urls[0], mine.cookies, "PUT", b"x")[0] == 403
        )  # Streamlit's own token is missing


@pytest.mark.parametrize(
    "path",
    ["_stcore/metrics", "_stcore/upload_file/a/b", "component/x/index.html", "_stcore/agent/openapi.json"],
)
def test_strangers_get_the_page_and_nothing_else(server: Server, path: str) -> None:
    assert get(f"{server.url}/{path}")[0] == 404
    assert get(f"{server.url}/")[0] == get(f"{server.url}/_stcore/health")[0] == 200
    assert get(f"{server.url}/app/static/source-sans-3-latin-wght-normal.woff2")[0] == 200


# Strangers


@pytest.fixture(scope="module")
def google() -> Iterator[SheetsServer]:
    server = SheetsServer().start()
    yield server
    server.stop()


@thorough
def test_nobody_makes_the_server_read_google_again(
    google: SheetsServer, tmp_path: Path, workbook: Path
) -> None:
    url = f"https://docs.google.com/spreadsheets/d/{google.load_xlsx(workbook, 'Marked')}/edit"
    account = (
        f'[workbook]\nurl = "{url}"\n[workbook.service_account]\ntype = "service_account"\n'
        f'client_email = "{service_account.EMAIL}"\nprivate_key = {json.dumps(service_account.private_key())}\n'
    )
    server = Server(tmp_path, env={"PHAROS_SHEETS_ENDPOINT": google.url}, secrets=SECRETS + account)
    with closing_server(server), opened(server, cookie(server.url, SAM)) as mine:
        before = google.counts().total()
        for who in ("", cookie(server.url, EVE), cookie(server.url, LEA)):
            with Wire(server.url, who) as other:
                for _ in range(4):
                    other.say(clear_cache=True)
                other.run(seconds=5)
        mine.forget()
        mine.run()
        assert google.counts().total() == before
        assert mine.title == HEADING
        assert mine.marks
        assert not tracebacks(server)


def test_nothing_that_a_stranger_sends_reaches_streamlit(server: Server, workbook: Path) -> None:
    with opened(server, cookie(server.url, LEA)) as member, Wire(server.url, page=PAGE) as wire:
        assert wire.title == WELCOME
        wire.hear(seconds=0.5)
        wire.forget()
        for message in (
            BackMsg(clear_cache=True),
            BackMsg(stop_script=True),
            BackMsg(load_git_info=True),
            BackMsg(set_run_on_save=True),
            BackMsg(debug_shutdown_runtime=True),
            BackMsg(app_heartbeat=True),
        ):
            wire.send(message)
        uploads, operation = BackMsg(), BackMsg()
        uploads.file_urls_request.file_names.append("a")
        operation.backend_operation_request.session_id = wire.session
        operation.backend_operation_request.deferred_file.file_id = next(iter(member.deferred.values()))
        wire.send(uploads)
        wire.send(operation)
        wire.hear(seconds=1)
        assert wire.messages.contents == []
        strays = {
            "view_as_role": {"string_value": "admin"},
            "look_as": {"json_value": "{"},
            "$$ID-0-sign_in_default": {"trigger_value": True},
            "x": {"bytes_value": b"x" * 9000},
        }
        assert wire.run(widgets=strays)
        assert wire.run(fragment=next(iter(member.fragments)))
        assert wire.title == WELCOME
        assert not wire.marks
    assert not tracebacks(server)


def test_a_stranger_can_still_sign_in(server: Server) -> None:
    with Wire(server.url, page=PAGE) as wire:
        wire.send(wire.asking(click=wire.buttons["Sign in"]))
        assert wire.hear(lambda message: message.HasField("auth_redirect"), 10)
    assert not tracebacks(server)


@pytest.mark.parametrize(("content", "code"), [("text", 1003), (b"", None), (b"\xff" * 20, None)])
def test_what_is_no_message_is_left_out_without_a_traceback(
    server: Server, content: bytes | str, code: int | None
) -> None:
    with Wire(server.url) as wire:
        wire.send_raw(content)
        if code is None:
            assert wire.run()
        else:
            assert wire.closed_with == code
    assert not tracebacks(server)


def test_a_member_cannot_fill_the_log_either(server: Server) -> None:
    with opened(server, cookie(server.url, SAM)) as wire:
        assert wire.run(widgets={"view_as_role": {"string_value": "admin"}, "x": {"json_value": "{"}})
        assert wire.title == HEADING
        wire.send_raw(b"\xff" * 20)
        assert wire.closed_with == 1002
    assert not tracebacks(server)


def test_a_stranger_may_ask_whether_the_server_is_ready_and_learns_nothing_else(server: Server) -> None:
    for path in ("/healthz", "/readyz"):
        status, content = get(f"{server.url}{path}", "")
        assert status == 200
        assert not marks_in([content])
    status, content = get(f"{server.url}/metrics", "")
    assert b"pharos_" not in content


def test_a_stranger_who_floods_the_server_is_cut_off(server: Server) -> None:
    large = BackMsg()
    large.rerun_script.query_string = "x" * 1_000_000
    with Wire(server.url) as wire:
        wire.send(large)
        assert wire.hear(lambda message: message.WhichOneof("type") == "script_finished", 10)
        for _ in range(60):
            wire.send(wire.asking())
        assert wire.closed_with == 1008


# Without sign-in


def test_without_sign_in_everything_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "settings", lambda: None)
    seen: list[tuple[object, ...]] = []

    async def app(*given: object) -> None:
        seen.append(given)

    async def receive() -> Message:
        return {}

    async def send(_: Message) -> None:
        raise AssertionError("nothing is refused")

    for kind, path in (("http", "/media/abc.csv"), ("websocket", "/_stcore/stream"), ("lifespan", "")):
        given = ({"type": kind, "path": path, "headers": []}, receive, send)
        with ThreadPoolExecutor(1) as loop_of_its_own:
            loop_of_its_own.submit(asyncio.run, Watch(app)(*given)).result()
        assert seen.pop() == given


@contextmanager
def closing_server(server: Server) -> Iterator[None]:
    try:
        yield
    finally:
        server.stop()


def wait_for(holds: Callable[[], bool], seconds: float) -> None:
    ends = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.05)
