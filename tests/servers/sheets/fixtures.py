"""pytest fixtures: one server for the session, and the same server emptied for a test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .server import SheetsServer


@pytest.fixture(scope="session")
def sheets_server() -> Iterator[SheetsServer]:
    """The running server of this session, with everything that earlier tests put into it."""
    server = SheetsServer().start()
    yield server
    server.stop()


@pytest.fixture
def fresh_sheets_server(sheets_server: SheetsServer) -> SheetsServer:
    """The session's server without files, log, faults, human, tokens or knobs."""
    sheets_server.reset()
    return sheets_server
