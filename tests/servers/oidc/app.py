"""The provider's endpoints."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Awaitable, Callable
from html import escape
from urllib.parse import unquote, urlencode

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from .provider import Provider, Refused

SESSION = "provider_session"
Answer = Callable[[Request], Awaitable[Response]]


class Endpoints:
    def __init__(self, provider: Provider) -> None:
        self.provider = provider

    async def metadata(self, request: Request) -> Response:
        return JSONResponse(self.provider.metadata())

    async def jwks(self, request: Request) -> Response:
        return JSONResponse(self.provider.keys())

    async def authorize(self, request: Request) -> Response:
        """Ask who signs in, unless someone is signed in here and the app did not ask to choose."""
        asked = dict(request.query_params)
        self.provider.check(asked)
        known = request.cookies.get(SESSION, "")
        if known in self.provider.people and asked.get("prompt") not in ("select_account", "login"):
            return self._back(asked, self._code(known, asked))
        buttons = "".join(
            f'<button name="email" value="{escape(email)}">{escape(email)}</button><br>'
            for email in self.provider.people
        )
        cancel = '<button name="email" value="">Cancel</button>'
        return HTMLResponse(
            f'<!doctype html><html lang="en"><title>Test provider</title><h1>Who are you?</h1>'
            f'<form method="post" action="/authorize?{escape(urlencode(asked))}">{buttons}{cancel}</form>'
        )

    async def choose(self, request: Request) -> Response:
        asked = dict(request.query_params)
        self.provider.check(asked)
        email = str((await request.form()).get("email", ""))
        answer = self._back(asked, self._code(email, asked))
        answer.set_cookie(SESSION, email, httponly=True)
        return answer

    def _code(self, email: str, asked: dict[str, str]) -> dict[str, str]:
        try:
            return {"code": self.provider.code(email, asked)}
        except Refused as refusal:
            return {"error": refusal.error, "error_description": str(refusal)}

    def _back(self, asked: dict[str, str], answer: dict[str, str]) -> Response:
        return RedirectResponse(
            f"{asked['redirect_uri']}?{urlencode(answer | {'state': asked.get('state', '')})}", 303
        )

    async def token(self, request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        client = _basic(request) or (form.get("client_id", ""), form.get("client_secret", ""))
        return JSONResponse(self.provider.tokens(form, *client), headers={"Cache-Control": "no-store"})

    async def userinfo(self, request: Request) -> Response:
        return JSONResponse(
            self.provider.userinfo(request.headers.get("Authorization", "").removeprefix("Bearer "))
        )

    async def end_session(self, request: Request) -> Response:
        """Sign out here and go back to the app (OpenID Connect RP-Initiated Logout)."""
        back = request.query_params.get("post_logout_redirect_uri", "")
        if not self.provider.is_registered(back):
            raise Refused("invalid_request", "post_logout_redirect_uri is not registered")
        answer = RedirectResponse(back, 303)
        answer.delete_cookie(SESSION)
        return answer


def _basic(request: Request) -> tuple[str, str] | None:
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        name, _, password = base64.b64decode(value).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return unquote(name), unquote(password)


def application(provider: Provider) -> Starlette:
    """The provider as an ASGI app; `provider.asked` counts the requests by path."""
    endpoints = Endpoints(provider)

    def watched(answer: Answer) -> Answer:
        async def respond(request: Request) -> Response:
            provider.asked[request.url.path] += 1
            return PlainTextResponse("down", 503) if provider.is_down else await answer(request)

        return respond

    async def refused(request: Request, refusal: Exception) -> Response:
        code = refusal.error if isinstance(refusal, Refused) else "server_error"
        return JSONResponse(
            {"error": code, "error_description": str(refusal)}, 401 if code == "invalid_client" else 400
        )

    table: list[tuple[str, Answer, str]] = [
        ("/.well-known/openid-configuration", endpoints.metadata, "GET"),
        ("/jwks", endpoints.jwks, "GET"),
        ("/authorize", endpoints.authorize, "GET"),
        ("/authorize", endpoints.choose, "POST"),
        ("/token", endpoints.token, "POST"),
        ("/userinfo", endpoints.userinfo, "GET"),
        ("/end_session", endpoints.end_session, "GET"),
    ]
    routes = [Route(path, watched(answer), methods=[method]) for path, answer, method in table]
    return Starlette(routes=routes, exception_handlers={Refused: refused})
