"""Fixtures for the test server's own tests: the server, and a session and the real gspread client that use it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gspread
import pytest
import requests

from tests.servers.sheets.client import make_client, make_session
from tests.servers.sheets.fixtures import fresh_sheets_server, sheets_server
from tests.servers.sheets.server import SheetsServer

__all__ = ["fresh_sheets_server", "sheets_server"]
SHEETS = "https://sheets.googleapis.com/v4/spreadsheets"


@pytest.fixture(autouse=True)
def start_empty(fresh_sheets_server: SheetsServer) -> None:
    """Every test starts with an empty server."""


@pytest.fixture
def session(sheets_server: SheetsServer) -> requests.Session:
    return make_session(sheets_server.url)


@pytest.fixture
def client(sheets_server: SheetsServer) -> gspread.Client:
    return make_client(sheets_server.url)


@pytest.fixture
def call(session: requests.Session) -> Callable[..., Any]:
    """call(method, file_id + tail, body?, status=200, **query): the decoded answer, its status checked."""

    def run(method: str, path: str, body: Any = None, status: int = 200, **query: Any) -> Any:
        answer = session.request(method, f"{SHEETS}/{path}", json=body, params=query)
        assert answer.status_code == status, answer.text
        return answer.json()

    return run


@pytest.fixture
def refused(call: Callable[..., Any]) -> Callable[..., str]:
    """refused(method, path, body?, status=400): the message of an error."""

    def run(method: str, path: str, body: Any = None, status: int = 400, **query: Any) -> str:
        error = call(method, path, body, status, **query)["error"]
        assert error["code"] == status
        return str(error["message"])

    return run
