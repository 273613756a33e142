"""The control endpoints, for tests in another process: JSON in, JSON out, under /control.

POST /control/rows {title, tabs, fileId?}    POST /control/xlsx?title= (bytes)    POST /control/reset
GET|DELETE /control/log                      GET|POST|DELETE /control/faults      GET|POST|DELETE /control/human
POST /control/type {fileId, cell, value}     POST /control/protect {fileId, range, editors?}
POST /control/share {fileId, roles}          POST /control/knobs {driveLag?, requireTokens?, tokenLifetime?,
expireTokens?, quotaPerMinute?, metadataFollowsSort?}    GET /control/values?fileId=&title=    GET /control/files
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

if TYPE_CHECKING:
    from .server import SheetsServer

Body = dict[str, Any]
Work = Callable[["SheetsServer", Request, Body], Any]


def rows(server: SheetsServer, request: Request, body: Body) -> Body:
    return {"fileId": server.load_rows(body["tabs"], body.get("title", "Workbook"), body.get("fileId"))}


def reset(server: SheetsServer, request: Request, body: Body) -> Body:
    server.reset()
    return {}


def log(server: SheetsServer, request: Request, body: Body) -> Body:
    if request.method == "DELETE":
        server.clear_log()
    return {"log": server.log_json(), "counts": dict(server.counts())}


def faults(server: SheetsServer, request: Request, body: Body) -> Body:
    if request.method == "DELETE":
        server.recover()
    elif request.method == "POST":
        server.fail(body.pop("kind"), **body)
    return {"faults": [asdict(fault) for fault in server.faults.faults]}


def human(server: SheetsServer, request: Request, body: Body) -> Body:
    if request.method == "POST":
        server.be_human(body.pop("probability"), **body)
    elif request.method == "DELETE" and server.human:
        server.human.probability = 0
    return {"log": server.human.log_json() if server.human else []}


def type_cell(server: SheetsServer, request: Request, body: Body) -> Body:
    server.type(body["fileId"], body["cell"], body.get("value"))
    return {}


def protect(server: SheetsServer, request: Request, body: Body) -> Body:
    return {"protectedRangeId": server.protect(body["fileId"], body["range"], body.get("editors", ()))}


def share(server: SheetsServer, request: Request, body: Body) -> Body:
    server.file(body["fileId"]).roles = body.get("roles")
    return {}


def knobs(server: SheetsServer, request: Request, body: Body) -> Body:
    if "driveLag" in body:
        server.drive_lags(body["driveLag"])
    server.office.required = body.get("requireTokens", server.office.required)
    server.office.lifetime = body.get("tokenLifetime", server.office.lifetime)
    if body.get("expireTokens"):
        server.office.expire()
    server.faults.per_minute = body.get("quotaPerMinute", server.faults.per_minute)
    for book in server.store.books.values():
        book.tags.follows_sort = body.get("metadataFollowsSort", book.tags.follows_sort)
    return {}


def values(server: SheetsServer, request: Request, body: Body) -> Body:
    query = request.query_params
    return {"values": server.values(query["fileId"], query["title"])}


def files(server: SheetsServer, request: Request, body: Body) -> Body:
    return {
        "files": [
            {"id": f.file_id, "name": f.name, "mimeType": f.mime_type} for f in server.store.files.values()
        ]
    }


def endpoint(server: SheetsServer, work: Work) -> Callable[[Request], Awaitable[Response]]:
    async def respond(request: Request) -> Response:
        content = await request.body()
        try:
            with server.lock:
                answer = work(server, request, orjson.loads(content) if content else {})
        except (KeyError, TypeError, ValueError) as error:
            return Response(orjson.dumps({"error": str(error)}), 400, media_type="application/json")
        return Response(orjson.dumps(answer), media_type="application/json")

    return respond


def routes(server: SheetsServer) -> list[Route]:
    async def xlsx(request: Request) -> Response:
        file_id = server.load_xlsx(await request.body(), request.query_params.get("title"))
        return Response(orjson.dumps({"fileId": file_id}), media_type="application/json")

    table: dict[str, tuple[Work, list[str]]] = {
        "/rows": (rows, ["POST"]),
        "/reset": (reset, ["POST"]),
        "/log": (log, ["GET", "DELETE"]),
        "/faults": (faults, ["GET", "POST", "DELETE"]),
        "/human": (human, ["GET", "POST", "DELETE"]),
        "/type": (type_cell, ["POST"]),
        "/protect": (protect, ["POST"]),
        "/share": (share, ["POST"]),
        "/knobs": (knobs, ["POST"]),
        "/values": (values, ["GET"]),
        "/files": (files, ["GET"]),
    }
    found = [Route(path, endpoint(server, work), methods=methods) for path, (work, methods) in table.items()]
    return [*found, Route("/xlsx", xlsx, methods=["POST"])]
