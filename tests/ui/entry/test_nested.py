"""Addresses below a page say that there is none; files and Streamlit's own answers pass through."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from lib.ui.entry import nested

PAGE = "<html>Streamlit's page</html>"


@pytest.fixture(scope="module")
def client() -> TestClient:
    def page(request: Request) -> Response:
        return PlainTextResponse("text") if request.url.path.endswith(".txt") else HTMLResponse(PAGE)

    return TestClient(Starlette(routes=[Route("/{rest:path}", page)], middleware=nested.middleware()))


@pytest.mark.parametrize(
    "path", ["/", "/playbook", "/no-such-page", "/static/x.html", "/media/brief.html", "/a/b.txt"]
)
def test_what_can_be_shown_passes_through(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.text) == (200, "text" if path.endswith("txt") else PAGE)


@pytest.mark.parametrize(
    ("path", "said", "link"),
    [
        ("/playbook/extra", "There is no page at /playbook/extra", 'href="../"'),
        ("/circle/Deneb/agenda/", "There is no page at /circle/Deneb/agenda", 'href="../../"'),
        ("/a/<script>alert(1)<b>", "There is no page at /a/&lt;script&gt;alert(1)&lt;b&gt;", 'href="../"'),
    ],
)
def test_below_a_page_is_none(client: TestClient, path: str, said: str, link: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert f"<h1>{said}</h1>" in answer.text
    assert link in answer.text
    assert PAGE not in answer.text
