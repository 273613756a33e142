"""Fixtures for the Google tests: the loopback Google, a service account's key, clients whose pauses take no time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from lib.workbook.google.account import ENDPOINT, READ_SCOPES, WRITE_SCOPES, Account
from lib.workbook.google.client import GoogleClient, Pace
from tests.servers.sheets.fixtures import fresh_sheets_server, sheets_server
from tests.servers.sheets.server import SheetsServer
from tests.workbook.google_help import EMAIL, Time

__all__ = ["fresh_sheets_server", "sheets_server"]


@pytest.fixture(scope="session")
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@pytest.fixture(scope="session")
def key(rsa_key: rsa.RSAPrivateKey) -> dict[str, Any]:
    """The fields of a service account's JSON key file."""
    pem = rsa_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return {
        "type": "service_account",
        "project_id": "circles",
        "private_key_id": "0123456789abcdef",
        "private_key": pem.decode(),
        "client_email": EMAIL,
        "token_uri": "https://oauth2.googleapis.com/token",
    }


@pytest.fixture
def google(fresh_sheets_server: SheetsServer, monkeypatch: pytest.MonkeyPatch) -> SheetsServer:
    """An empty Google that receives all calls for Google's hosts. It accepts only tokens that it issued."""
    monkeypatch.setenv(ENDPOINT, fresh_sheets_server.url)
    fresh_sheets_server.office.required = True
    return fresh_sheets_server


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def make_client(google: SheetsServer, key: dict[str, Any], time: Time) -> Callable[..., GoogleClient]:
    """make_client(scopes=, **options): a client of the service account whose pauses take no time; it only reads."""

    def make(scopes: Sequence[str] = READ_SCOPES, **options: Any) -> GoogleClient:
        settings: dict[str, Any] = {
            "timeout": (10.0, 60.0),  # for a server in this process, on a machine as busy as it may be
            "pace": Pace(clock=time.clock, sleep=time.sleep),
            "clock": time.clock,
            "sleep": time.sleep,
            "jitter": lambda low, high: high,
        }
        return GoogleClient(Account(key, scopes=scopes), **(settings | options))

    return make


@pytest.fixture
def client(make_client: Callable[..., GoogleClient]) -> GoogleClient:
    return make_client()


@pytest.fixture
def editor(make_client: Callable[..., GoogleClient]) -> GoogleClient:
    """The same client, which can also write."""
    return make_client(WRITE_SCOPES)
