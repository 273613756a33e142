"""How Pharos signs in to Google: the credential that provides access tokens, and the HTTP sessions that use them.

`PHAROS_SHEETS_ENDPOINT` sends every call for Google to another server, byte for byte: for tests, and to try a workbook
by hand with the server in tests/servers/sheets.
"""

from __future__ import annotations

import copy
import logging
import os
import threading
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from google.auth.transport.requests import Request
from google.oauth2 import credentials as user
from google.oauth2 import service_account
from requests.adapters import HTTPAdapter

from lib.words.phrases import listed
from lib.workbook.base import WorkbookError
from lib.workbook.google.errors import SOME_ACCOUNT

ENDPOINT = "PHAROS_SHEETS_ENDPOINT"
HOSTS = ("https://sheets.googleapis.com/", "https://www.googleapis.com/", "https://oauth2.googleapis.com/")
TOKEN_URI = "https://oauth2.googleapis.com/token"
READ_SCOPES = (
    "https://www.googleapis.com/auth/spreadsheets.readonly",
    "https://www.googleapis.com/auth/drive.metadata.readonly",
)
"""Cells and tabs; names, versions and folders. Drive never returns a file's content for these scopes."""
WRITE_SCOPES = (
    "https://www.googleapis.com/auth/spreadsheets",
    "https://www.googleapis.com/auth/drive.metadata.readonly",
)
"""The same, and changes to spreadsheets that are shared for editing. `drive.file` as the second scope would not do: it
hides every file that Pharos did not create, so that Pharos could not read their versions."""
CREATE_SCOPES = ("https://www.googleapis.com/auth/drive.file",)
"""To create a spreadsheet and share it: only files that this account created."""
USER_AGENT = "pharos (gzip)"
"""Google compresses only for clients that say gzip here too."""

# At DEBUG this logger writes the signed token request to structured logs, and anyone who has that can get a token.
logging.getLogger("google.auth.transport.requests").setLevel(logging.INFO)


class Account:
    """A service account or a signed-in user.

    `key` holds the fields of a service account's JSON key file, or of an authorized user's (refresh_token, client_id,
    client_secret). A service account's tokens cover `scopes`; a user's tokens cover what was granted at sign-in, since
    Google refuses to narrow a grant to scopes that are not literally part of it. Raises WorkbookError, which says what
    is wrong with the key and never repeats it. Threads can share an account.
    """

    def __init__(self, key: Mapping[str, Any], *, scopes: Sequence[str] = READ_SCOPES) -> None:
        self._endpoint = endpoint()
        self._credentials, self.email = _credentials(key, scopes)
        self._renewing = threading.Lock()

    def __repr__(self) -> str:
        return f"Account({self.email})"

    def may_write(self) -> Account:
        """The same account with tokens that can also write; a signed-in user's account stays as it is."""
        if not isinstance(self._credentials, service_account.Credentials):
            return self
        other = copy.copy(self)
        other._credentials = self._credentials.with_scopes(list(WRITE_SCOPES))
        other._renewing = threading.Lock()
        return other

    def session(self) -> requests.Session:
        """A new session that talks to Google, or to the endpoint that replaces it. It holds no token."""
        session = requests.Session()
        session.headers.update({"User-Agent": USER_AGENT, "Accept-Encoding": "gzip"})
        if self._endpoint:
            for host in HOSTS:
                session.mount(host, _Elsewhere(self._endpoint))
        return session

    def token(self, session: requests.Session, timeout: tuple[float, float], refused: str = "") -> str:
        """A valid access token; a new one if the current one is `refused`, a token that Google did not accept.

        Raises google.auth's TransportError and RefreshError.
        """
        with self._renewing:
            if not self._credentials.valid or self._credentials.token == refused:
                self._credentials.refresh(partial(Request(session), timeout=timeout))
            return str(self._credentials.token)


class Bearer(requests.auth.AuthBase):
    """Authorizes one request with a token. Without it, requests would use a password from ~/.netrc."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class _Elsewhere(HTTPAdapter):
    """Rewrites the scheme and host of a request; path, query, headers and body stay as they are."""

    def __init__(self, target: str) -> None:
        super().__init__()
        self._target = urlsplit(target)

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        request.url = urlunsplit((self._target.scheme, self._target.netloc, *urlsplit(str(request.url))[2:]))
        return super().send(request, *args, **kwargs | {"proxies": {}})


def endpoint() -> str | None:
    """The server that replaces Google, from PHAROS_SHEETS_ENDPOINT; None if unset. Raises WorkbookError."""
    text = os.environ.get(ENDPOINT, "").strip()
    if not text:
        return None
    parts = urlsplit(text)
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or parts.path not in ("", "/")
        or parts.query
    ):
        raise WorkbookError(
            f"{ENDPOINT} must be an http(s) address without a path, such as http://127.0.0.1:8600"
        )
    return text


def _credentials(
    key: Mapping[str, Any], scopes: Sequence[str]
) -> tuple[service_account.Credentials | user.Credentials, str]:
    """google-auth's credential, and the email to share with. The token endpoint is Google's, whatever the key says."""
    if not isinstance(key, Mapping):
        raise WorkbookError("the Google credential must contain the fields of a JSON key file")
    if "installed" in key or "web" in key:
        raise WorkbookError(
            "that is an OAuth client, not a service account's key: in the Google Cloud console, open the service "
            "account, choose Keys > Add key > JSON, and use that file"
        )
    kind = key.get("type", "authorized_user" if "refresh_token" in key else "service_account")
    if kind == "service_account":
        _require(key, "service account's key", "client_email", "private_key")
        return _service_account(key, scopes), key["client_email"].strip()
    if kind == "authorized_user":
        _require(key, "Google sign-in", "client_id", "client_secret", "refresh_token")
        return _signed_in_user(key), SOME_ACCOUNT
    raise WorkbookError("the Google credential's type must be service_account or authorized_user")


def _signed_in_user(key: Mapping[str, Any]) -> user.Credentials:
    fields = {
        name: key.get(name) for name in ("client_id", "client_secret", "refresh_token", "token", "expiry")
    }
    try:
        return user.Credentials.from_authorized_user_info(fields)
    except (ValueError, TypeError, AttributeError):
        raise WorkbookError(
            "the fields of the Google sign-in cannot be read: sign in to Google again"
        ) from None


def _require(key: Mapping[str, Any], what: str, *names: str) -> None:
    missing = [name for name in names if not isinstance(key.get(name), str) or not key[name].strip()]
    if missing:
        raise WorkbookError(f"the {what} is missing {listed(missing)}: copy all fields from the JSON file")


def _service_account(key: Mapping[str, Any], scopes: Sequence[str]) -> service_account.Credentials:
    fields = {
        "client_email": key["client_email"].strip(),
        "private_key": key["private_key"].replace("\\n", "\n").strip() + "\n",
        "private_key_id": key.get("private_key_id"),
        "token_uri": TOKEN_URI,
    }
    try:
        credentials = service_account.Credentials.from_service_account_info(fields, scopes=list(scopes))
        credentials.sign_bytes(b"")
    except Exception:  # noqa: BLE001 - cryptography raises many kinds; none may carry the key into a message
        raise WorkbookError(
            "the service account's private_key cannot be read: copy all of it from the JSON file, from "
            "-----BEGIN PRIVATE KEY----- to -----END PRIVATE KEY-----"
        ) from None
    return credentials
