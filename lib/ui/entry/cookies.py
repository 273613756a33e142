"""Who sends a request, by the cookie that Streamlit signed when they came back from the identity provider.

The same rules as Streamlit's own, through its own functions: a person here is a person in the pages. Streamlit is
pinned to one version, and the tests sign in with its cookies.
"""

from __future__ import annotations

from typing import Any

from starlette.requests import HTTPConnection
from starlette.types import Scope
from streamlit.web.server.server_util import is_xsrf_enabled
from streamlit.web.server.starlette import starlette_websocket as streamlits
from streamlit.web.server.starlette.starlette_app_utils import validate_xsrf_token
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME, XSRF_COOKIE_NAME

from lib.access.sign_in import SignInIncomplete
from lib.ui.entry import session

Claims = dict[str, Any]


def claims(scope: Scope) -> Claims:
    """The claims in the cookie of an HTTP request or a WebSocket's handshake; empty for everyone else.

    The cookie counts only for the address where sign-in works. On a WebSocket it counts only as Streamlit counts it:
    with an Origin and the token that other sites cannot know.
    """
    asked = HTTPConnection(scope)
    if USER_COOKIE_NAME not in asked.cookies:
        return {}
    origin = asked.headers.get("origin", "") if scope["type"] == "websocket" else _own_origin()
    if not origin or (scope["type"] == "websocket" and not _knows_the_token(asked)):
        return {}
    signed = streamlits._get_signed_cookie_with_chunks(asked.cookies, USER_COOKIE_NAME)
    return streamlits._parse_decoded_user_cookie(signed, origin) if signed else {}


def _own_origin() -> str:
    try:
        how = session.settings()
    except SignInIncomplete:
        return ""
    return how.origin if how else ""


def _knows_the_token(asked: HTTPConnection) -> bool:
    if not is_xsrf_enabled():
        return False
    _, token, _ = streamlits._parse_subprotocols(asked.headers)
    return bool(validate_xsrf_token(token, asked.cookies.get(XSRF_COOKIE_NAME)))
