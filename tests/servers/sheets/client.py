"""A requests adapter that sends calls for Google's hosts to a test server, byte for byte, and clients that use it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit, urlunsplit

import gspread
import requests
from requests.adapters import HTTPAdapter

HOSTS = ("https://sheets.googleapis.com", "https://www.googleapis.com", "https://oauth2.googleapis.com")


class Redirect(HTTPAdapter):
    """Rewrites scheme and host of a prepared request and leaves path, query, headers and body as they are."""

    def __init__(self, endpoint: str, **options: Any) -> None:
        super().__init__(**options)
        self.target = urlsplit(endpoint)

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        parts = urlsplit(str(request.url))
        request.url = urlunsplit((self.target.scheme, self.target.netloc, *parts[2:]))
        return super().send(request, *args, **kwargs)


def redirect(session: requests.Session, endpoint: str) -> requests.Session:
    """Mount the adapter on Google's hosts."""
    for host in HOSTS:
        session.mount(host, Redirect(endpoint))
    return session


def make_session(endpoint: str, token: str = "any-token") -> requests.Session:
    """A session with a bearer token that talks to the test server under Google's addresses."""
    session = redirect(requests.Session(), endpoint)
    session.headers["Authorization"] = f"Bearer {token}"
    return session


def make_client(endpoint: str, token: str = "any-token") -> gspread.Client:
    """The real gspread client, talking to the test server."""
    return gspread.Client(auth=None, session=make_session(endpoint, token))  # type: ignore[arg-type]
