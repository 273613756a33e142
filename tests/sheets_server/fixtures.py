"""pytest fixtures: one server for the session, emptied before each test that uses it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .server import SheetsServer


@pytest.fixture(scope="session")
def sheets_server_process() -> Iterator[SheetsServer]:
    """The running server of this session, with whatever is in it."""
    server = SheetsServer().start()
    yield server
    server.stop()


@pytest.fixture
def sheets_server(sheets_server_process: SheetsServer) -> SheetsServer:
    """The session's server, reset."""
    sheets_server_process.reset()
    return sheets_server_process
