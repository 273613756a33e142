"""The addresses for machines: alive, ready, counted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from lib.ui.entry import probes
from lib.workbook.base import WorkbookError


class Log:
    """A source at some moment of its life."""

    def __init__(self, *, has_log: bool = True, problem: str = "", age: float = 12.4) -> None:
        self.has_log, self.problem = has_log, problem
        self.read_at = datetime.now(UTC) - timedelta(seconds=age) if has_log else None

    def first(self, within: float | None) -> bool:
        assert within == 0, "a probe never waits"
        if self.problem:
            raise WorkbookError(self.problem)
        return self.has_log


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Callable[..., TestClient]:
    def made(log: Log | None = None, secrets: dict[str, Any] | None = None) -> TestClient:
        def page(_: object) -> PlainTextResponse:
            return PlainTextResponse("a page")

        class Secrets:
            def to_dict(self) -> dict[str, Any]:
                if secrets is None:
                    raise FileNotFoundError
                return secrets

        monkeypatch.setattr(probes.caches, "source", lambda: log)
        monkeypatch.setattr(st, "secrets", Secrets())
        app = Starlette(routes=[Route("/{rest:path}", page)], middleware=probes.middleware())
        return TestClient(app)

    return made


def test_the_process_lives_whatever_its_log(client: Callable[..., TestClient]) -> None:
    answer = client(Log(problem="gone")).get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"process": "alive"})
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("log", "status", "said"),
    [
        (Log(has_log=False), 503, {"log": "not read yet"}),
        (Log(problem="circles of sam@example.org"), 503, {"log": "cannot be read"}),
    ],
)
def test_ready_is_who_has_a_log(
    client: Callable[..., TestClient], log: Log, status: int, said: dict[str, object]
) -> None:
    answer = client(log).get("/readyz")
    assert (answer.status_code, answer.json()) == (status, said)


def test_a_ready_server_says_how_old_its_log_is(client: Callable[..., TestClient]) -> None:
    answer = client(Log(age=3600.4)).get("/readyz")
    assert (answer.status_code, answer.json()["log"]) == (200, "ready")
    assert 3600 <= answer.json()["age_seconds"] < 4200


def test_counters_are_there_only_where_they_are_switched_on(
    client: Callable[..., TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client(Log()).get("/metrics").text == "a page"
    assert client(Log(), {"metrics": {"enabled": "yes"}}).get("/metrics").text == "a page"
    assert "pharos_saves" in client(Log(), {"metrics": {"enabled": True}}).get("/metrics").text
    monkeypatch.setenv("PHAROS_METRICS", "1")
    assert "pharos_sessions 0.0" in client(Log()).get("/metrics").text


def test_a_token_is_asked_for_where_there_is_one(client: Callable[..., TestClient]) -> None:
    asked = client(Log(), {"metrics": {"enabled": True, "token": "let me see"}})
    assert asked.get("/metrics").status_code == 401
    assert asked.get("/metrics", headers={"authorization": "Bearer let me"}).status_code == 401
    assert asked.get("/metrics", headers={"authorization": "Bearer let me see"}).status_code == 200


def test_other_addresses_are_pages(client: Callable[..., TestClient]) -> None:
    for path in ("/", "/overview", "/healthz/more", "/readyzz"):
        assert client(Log()).get(path).text == "a page"
