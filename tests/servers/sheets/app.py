"""The HTTP side: a Starlette application for the APIs, the token endpoint and the control endpoints.

Documented: gzip needs "gzip" both in Accept-Encoding and in the User-Agent; prettyPrint=false answers compact JSON.
Recorded: indented bodies that end with a newline, angle brackets escaped, errors indented whatever prettyPrint says,
content type, 204 without a body for a Drive delete.
"""

from __future__ import annotations

import asyncio
import gzip
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import orjson
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from . import control, drive_routes, sheets_routes
from .calls import Call
from .errors import ApiError
from .oauth import GrantError

if TYPE_CHECKING:
    from .server import SheetsServer

APIS = (drive_routes, sheets_routes)
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
HEADERS = {
    "Cache-Control": "private",
    "Vary": "Origin, X-Origin, Referer",
    "X-Content-Type-Options": "nosniff",
}


def encode(body: Any, compact: bool) -> bytes:
    option = 0 if compact else orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    return orjson.dumps(body, option=option).replace(b"<", b"\\u003c").replace(b">", b"\\u003e")


def answer(request: Request, body: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """The response for a body: JSON, raw bytes of a download, or nothing."""
    headers = HEADERS | (headers or {})
    if body is None:
        return Response(status_code=204, headers=headers, media_type="text/html")
    if isinstance(body, bytes):
        return Response(body, headers=headers, media_type="application/octet-stream")
    content = encode(body, status == 200 and request.query_params.get("prettyPrint") == "false")
    agent, accepted = (request.headers.get(name, "") for name in ("user-agent", "accept-encoding"))
    if "gzip" in accepted and "gzip" in agent:
        content, headers = gzip.compress(content, 1), headers | {"Content-Encoding": "gzip"}
    return Response(content, status, headers, media_type="application/json; charset=UTF-8")


class Gateway:
    """The ASGI application. It first stores the connection's transport, which dropping a connection needs."""

    def __init__(self, server: SheetsServer) -> None:
        self.server = server
        self.routes = Starlette(
            routes=[
                Route("/token", self.token, methods=["POST"]),
                Mount("/control", routes=control.routes(server)),
                Route("/{path:path}", self.api, methods=METHODS),
            ]
        )

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            scope["transport"] = send.__self__.transport
        await self.routes(scope, receive, send)

    async def token(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        try:
            return JSONResponse(self.server.office.grant(form))
        except GrantError as error:
            return JSONResponse(error.body, error.code)

    async def api(self, request: Request) -> Response:
        """One API request: log it, apply a fault if there is one, do the work, answer."""
        path = request.scope["raw_path"].decode("ascii").partition("?")[0]
        content_type = request.headers.get("content-type", "")
        call = Call(request.method, path, request.url.query, await request.body(), content_type)
        authorization = request.headers.get("authorization", "")
        entry, fault = self.server.arrive(call)
        if fault and fault.kind == "slow":
            await asyncio.sleep(fault.delay)
            fault = None
        if fault and not fault.after:
            return await self.fail(request, call, entry, fault)
        try:
            body = await run_in_threadpool(self.server.perform, call, authorization, entry)
            response = await run_in_threadpool(answer, request, body)
        except ApiError as error:
            response = answer(request, error.body(call.drive), error.code, error.headers)
        if fault:
            return await self.fail(request, call, entry, fault)
        entry.status = response.status_code
        return response

    async def fail(self, request: Request, call: Call, entry: Any, fault: Any) -> Response:
        if fault.delay:
            await asyncio.sleep(fault.delay)
        error = fault.error(call.drive, entry.write)
        if error:
            entry.status = error.code
            return answer(request, error.body(call.drive), error.code, error.headers)
        if fault.kind == "html":
            entry.status = fault.status
            return Response(fault.page(), fault.status, media_type="text/html; charset=UTF-8")
        request.scope["transport"].close()
        while (await request.receive())["type"] != "http.disconnect":
            continue
        return Response(status_code=500)
