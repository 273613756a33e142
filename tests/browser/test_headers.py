"""What the headers do in a browser: no foreign script, picture or frame; and no error tells what went wrong inside."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driving import Server, quiet, settled
from tests.browser.walking import Sent
from tests.data.logs import FIVE_TABS, write_xlsx
from tests.examples import thorough

pytestmark = pytest.mark.browser

_TRY = """async () => {
  const tried = {};
  const blocked = [];
  document.addEventListener("securitypolicyviolation", event => blocked.push(event.effectiveDirective));
  const script = document.createElement("script");
  script.textContent = "window.pharosRan = 1";
  document.body.append(script);
  const picture = document.createElement("img");
  picture.src = "http://localhost:9/leak.png";
  document.body.append(picture);
  document.body.insertAdjacentHTML("beforeend", "<a id='tried' href='#' onclick='window.pharosRan = 2'>x</a>");
  document.getElementById("tried").click();
  await fetch("http://localhost:9/leak").catch(() => {});
  await new Promise(done => setTimeout(done, 300));
  return { ran: window.pharosRan ?? 0, blocked };
}"""


@pytest.fixture(scope="module")
def server(app_server: Callable[..., Server], tmp_path_factory: pytest.TempPathFactory) -> Server:
    sessions = [{"session": "A-1", "circle": "Atlas", "planned": "2026-01-05", "held": "last Tuesday"}]
    path = tmp_path_factory.mktemp("log") / "log.xlsx"
    return app_server(PHAROS_WORKBOOK=write_xlsx(path, FIVE_TABS | {"sessions": sessions}))


def test_the_app_itself_breaks_no_rule_and_a_planted_script_can_do_nothing(
    server: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.goto(f"{server.url}/health")
    settled(page)
    assert said == [], "no script is refused, and nothing is asked for where it is not"
    unanswered: list[str] = []
    page.route("**/host-config", lambda route: unanswered.append(route.request.url))
    page.reload()
    expect(settled(page).get_by_role("heading", level=1)).to_be_visible()
    assert unanswered == [f"{server.url}/_stcore/host-config"], "whoever was here before connects at once"
    tried = page.evaluate(_TRY)
    assert tried["ran"] == 0
    assert {"script-src-elem", "script-src-attr", "img-src", "connect-src"} <= set(tried["blocked"])


def test_no_other_site_shows_pharos_in_a_frame(server: Server, new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto(f"{server.url}/app/static/OFL.txt")
    page.set_content(f'<iframe src="{server.url}/overview"></iframe>')
    page.wait_for_timeout(500)
    assert [frame.url for frame in page.frames[1:]] == ["chrome-error://chromewebdata/"]


@thorough
def test_tables_hand_out_no_file_of_their_own(server: Server, new_page: Callable[..., Page]) -> None:
    """Streamlit's own CSV of a table would hold formulas as they are."""
    page = new_page()
    page.goto(f"{server.url}/overview")
    settled(page).get_by_role("button", name="Log checks").click()
    table = page.get_by_test_id("stDataFrame").last
    table.hover()
    expect(page.get_by_role("button", name="Search").last).to_be_visible()
    offered = page.get_by_label("Download as CSV")
    assert offered.count() > 0
    expect(offered.last).to_be_hidden()


BROKEN = """
import streamlit as st

st.title("Before")
raise ValueError("secret " + "cell")
"""


def test_an_error_stays_on_the_server(
    app_server: Callable[..., Server], new_page: Callable[..., Page], tmp_path: Path
) -> None:
    script = tmp_path / "broken.py"
    script.write_text(BROKEN, encoding="utf-8")
    server = app_server(script=script)
    page = new_page()
    sent = Sent(page)
    page.goto(server.url)
    quiet(page)
    expect(page.get_by_test_id("stException")).to_be_visible()
    told = b"\n".join(sent.contents())
    assert b"Before" in told
    for secret in (b"secret cell", b"ValueError", b"Traceback", b"line 5", b"google.com", b"chatgpt"):
        assert secret not in told
    assert "ValueError: secret cell" in server.log
