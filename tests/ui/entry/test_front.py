"""The HTML of a page says where its server is, and a page that is asked for makes work ahead wait."""

from __future__ import annotations

from pathlib import Path

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from lib.ui.entry import front, headers
from lib.ui.entry.turns import SCRIPTS

HTML = Path(st.__file__).parent / "static" / "index.html"


@pytest.fixture
def client() -> TestClient:
    def answer(request: Request) -> Response:
        if request.url.path == "/healthz":
            return JSONResponse({"process": "alive"})
        return FileResponse(HTML)

    app = Starlette(
        routes=[Route("/{rest:path}", answer, methods=["GET", "HEAD"])],
        middleware=[*headers.middleware(), *front.middleware()],
    )
    return TestClient(app, base_url="http://localhost")


@pytest.mark.parametrize("path", ["/", "/health", "/no_such_page"])
@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_a_page_says_where_its_server_is_before_streamlit_looks_for_it(
    client: TestClient, path: str, encoding: str
) -> None:
    asked = {"If-None-Match": client.head(path).headers["etag"], "Accept-Encoding": encoding}
    answer = client.get(path, headers=asked)
    assert answer.status_code == 200
    rest = answer.text
    for name in ("server.js", "back.js", "go.js", "style.css"):
        text = front.FOLDER.joinpath(name).read_text("utf-8")
        kind, before = (
            ("style", '<div id="root">') if name == "style.css" else ("script", '<script type="module"')
        )
        assert 0 < rest.index(f"<{kind}>{text}</{kind}>") < rest.index(before), name
        rest = rest.replace(f"<{kind}>{text}</{kind}>\n    ", "")
    assert rest == HTML.read_text("utf-8")
    assert int(answer.headers["content-length"]) == answer.num_bytes_downloaded
    assert answer.headers.get("content-encoding", "identity") == encoding
    assert "accept-encoding" in answer.headers["vary"].casefold()
    assert (answer.num_bytes_downloaded < len(answer.content) / 2) == (encoding == "gzip")
    assert "etag" not in answer.headers, "it is that of another text"


def test_everything_else_passes_unchanged(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"process": "alive"}
    for path in ("/index.html", "/static/js/index.js"):
        assert client.get(path).content == HTML.read_bytes()
        assert "etag" in client.get(path).headers
    assert client.head("/health").headers["content-length"] == str(HTML.stat().st_size)


def test_a_page_that_is_asked_for_will_want_a_turn(client: TestClient) -> None:
    with SCRIPTS.taken():
        pass
    client.get("/healthz")
    assert SCRIPTS.is_idle
    client.get("/health")
    assert not SCRIPTS.is_idle
    with SCRIPTS.taken():
        pass
    assert SCRIPTS.is_idle, "it came"
