"""/calendar/SECRET.ics: who gets what, and that nobody gets more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import streamlit as st
from icalendar import Calendar
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from lib.access.redaction import Viewer
from lib.demo import make
from lib.log.format.model import CircleLog
from lib.source import caches, calendars
from lib.source.calendars import Subscription
from lib.source.loaded import Loaded
from lib.ui.entry import session, still, subscribed
from lib.ui.entry.bounds import Allowance
from lib.workbook.base import WorkbookError
from tests.data.canaries import hidden, log_of, marked, marks_in


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> CircleLog:
    """Marks in every text; the first circle has a session and an action to come."""
    path = tmp_path_factory.mktemp("marked") / "marked.xlsx"
    tables = marked()
    soon = datetime.now(UTC).date() + timedelta(days=9)
    circle = tables["circles"][0]["circle"]
    for row in tables["actions"]:
        if row["circle"] == circle:
            row |= {"status": "open", "closed": None, "due": soon}
    tables["sessions"].append({"session": "soon", "circle": circle, "planned": soon, "status": "planned"})
    make.write(tables, path)
    return log_of(path)


class Server:
    """The middleware around a page, with a log that can go."""

    def __init__(self, log: CircleLog) -> None:
        self.loaded: Loaded | None = Loaded(log, "log", "Log", "1", datetime.now(UTC))
        self.circle = str(log.circles["circle"].iloc[0])
        page = Route("/{rest:path}", lambda _: PlainTextResponse("a page"))
        self.client = TestClient(Starlette(routes=[page], middleware=subscribed.middleware()))

    def current(self) -> Loaded:
        if self.loaded is None:
            raise WorkbookError("Google does not answer")
        return self.loaded

    def of(self, reader: calendars.Reader) -> Subscription:
        return Subscription("log", self.circle, reader)

    def path(self, reader: calendars.Reader) -> str:
        return subscribed.address(calendars.secret_of(self.of(reader), calendars.FOLDER)).removeprefix(
            "https://pharos.example.org"
        )


@pytest.fixture
def server(log: CircleLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    made = Server(log)
    monkeypatch.setattr(calendars, "FOLDER", tmp_path / "store")
    monkeypatch.setattr(caches, "source", lambda: made)
    monkeypatch.setattr(still, "is_asked", lambda: True)
    monkeypatch.setattr(session, "settings", lambda: SimpleNamespace(origin="https://pharos.example.org"))
    monkeypatch.setattr(subscribed, "_allowance", Allowance(30, 2.0))
    st.cache_resource.clear()
    yield made
    st.cache_resource.clear()


def titles(content: bytes) -> list[str]:
    return [str(entry["summary"]) for entry in Calendar.from_ical(content).walk("VEVENT")]  # type: ignore[attr-defined]


@pytest.mark.parametrize("reader", calendars.READERS)
def test_each_reader_gets_the_circle_and_nothing_that_is_hidden_from_them(
    server: Server, log: CircleLog, reader: calendars.Reader
) -> None:
    answer = server.client.get(server.path(reader))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    found = titles(answer.content)
    assert f"{server.circle}: session" in found
    viewer = Viewer(reader, str(log.circles[reader].iloc[0]))
    assert not marks_in([answer.content.replace(b"\r\n ", b"")]) & hidden(log, viewer)
    due = [title for title in found if title.endswith("is due")]
    assert due
    assert all(("an action is due" in title) == (reader == "sponsor") for title in due)
    others = set(log.circles["circle"]) - {server.circle}
    assert not any(other in title for other in others for title in found)


def test_what_was_fetched_before_is_not_sent_again(server: Server) -> None:
    first = server.client.get(server.path("lead"))
    again = server.client.get(server.path("lead"), headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "private" in first.headers["cache-control"]


def test_a_changed_address_does_not_exist_any_more(server: Server) -> None:
    old = server.path("lead")
    calendars.change(server.of("lead"), calendars.FOLDER)
    assert server.client.get(old).status_code == 404
    assert server.client.get(server.path("lead")).status_code == 200


def gone(server: Server, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert server.loaded is not None
    circles = server.loaded.log.circles
    match what:
        case "the circle":
            circles = circles.iloc[1:]
        case "its lead":
            circles = circles.assign(lead="Lea without an address")
        case "the workbook":
            server.loaded = replace(server.loaded, workbook="another")
        case _:
            monkeypatch.setattr(still, "is_asked", lambda: False)
    server.loaded = replace(server.loaded, log=server.loaded.log.with_tabs(circles=circles), revision=what)


@pytest.mark.parametrize("what", ["the circle", "its lead", "the workbook", "the sign-in"])
def test_an_address_of_what_is_gone_does_not_exist(
    server: Server, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = server.path("lead")
    gone(server, what, monkeypatch)
    assert server.client.get(path).status_code == 404


def test_without_sign_in_there_is_no_address(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(still, "is_asked", lambda: False)
    assert subscribed.address("secret") == ""


def test_a_log_that_cannot_be_read_is_asked_for_later(server: Server) -> None:
    path = server.path("lead")
    server.loaded = None
    answer = server.client.get(path)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "600")


def test_guessing_is_slow(server: Server) -> None:
    answers = [server.client.get(f"/calendar/{'x' * 40}{number}.ics").status_code for number in range(60)]
    assert set(answers) == {404, 429}
    assert answers.count(404) < 45


def test_other_addresses_are_pages(server: Server) -> None:
    for path in ("/", "/calendar", "/calendar/x.ics", "/circle"):
        assert server.client.get(path).text == "a page"
