"""The harness itself, on a script of a few lines: a test of a page is worth what these are."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.driving import Server, axe_violations, opened, scrolls_sideways, settled, whole_page
from tests.examples import thorough

pytestmark = pytest.mark.browser

SCRIPT = """
import os, time
import altair as alt, pandas as pd, streamlit as st

st.set_page_config(page_title="A small page")
st.title("Is anybody there?")
st.write("Yes: " + os.environ["PHAROS_GREETING"])
st.write("Home: " + os.environ["HOME"])
st.write("Secrets: " + str("access" in st.secrets))
if st.button("Count slowly", type="primary"):
    time.sleep(1)
    st.write("Counted")
st.metric("Steps", 3, chart_data=[1, 2, 3])
st.altair_chart(alt.Chart(pd.DataFrame({"x": [1, 2], "y": [1, 2]})).mark_line().encode(x="x", y="y"))
if st.query_params.get("wide"):
    st.html('<div style="width: 3000px">wide</div>')
if st.query_params.get("silent"):
    st.html('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=">')
if st.query_params.get("long"):
    for number in range(200):
        st.write(f"Line {number}")
if st.query_params.get("broken"):
    raise ValueError("broken")
if st.query_params.get("outside"):
    st.html('<img alt="" src="http://pharos.invalid/pixel.png">')
"""


@pytest.fixture(scope="module")
def server(app_server, tmp_path_factory) -> Server:
    script = tmp_path_factory.mktemp("script") / "small.py"
    script.write_text(SCRIPT, encoding="utf-8")
    return app_server(script=script, secrets="[access]\nadministrators = []\n", PHAROS_GREETING="hello")


@thorough
def test_a_server_has_the_given_environment_and_secrets_and_a_home_of_its_own(server, new_page):
    page = new_page()
    page.goto(server.url)
    text = settled(page).inner_text("body")
    assert "Yes: hello" in text
    assert f"Home: {server.home}" in text
    assert "Secrets: True" in text


@thorough
def test_a_server_asked_for_again_is_the_one_that_runs(server, app_server):
    plain = app_server(script=Path(__file__).parent / "test_harness.py")
    assert app_server(script=Path(__file__).parent / "test_harness.py") is plain
    assert plain is not server


def test_settled_waits_for_the_run_that_a_click_starts(server, new_page):
    page = new_page()
    page.goto(server.url)
    settled(page).get_by_role("button", name="Count slowly").click()
    assert settled(page).get_by_text("Counted").is_visible()


@thorough
def test_settled_names_what_still_moves(server, new_page):
    page = new_page()
    page.goto(server.url)
    settled(page).get_by_role("button", name="Count slowly").click()
    with pytest.raises(AssertionError, match=r"script running|waiting for the server"):
        settled(page, within_seconds=0.3)


@thorough
def test_a_page_with_an_exception_does_not_settle(server, new_page):
    page = new_page()
    page.goto(f"{server.url}/?broken=1")
    with pytest.raises(AssertionError, match="exception"):
        settled(page)
    assert "ValueError: broken" in server.log


@thorough
@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_axe_finds_what_is_wrong_and_nothing_else(server, new_page, color_scheme):
    page = new_page(color_scheme=color_scheme)
    page.goto(server.url)
    assert axe_violations(settled(page)) == []
    page.goto(f"{server.url}/?silent=1")
    (violation,) = axe_violations(settled(page))
    assert violation.startswith("image-alt (critical)")


@thorough
def test_a_page_too_wide_is_noticed(server, new_page):
    page = new_page(width=390)
    page.goto(server.url)
    assert scrolls_sideways(settled(page)) == []
    page.goto(f"{server.url}/?wide=1")
    assert "3" in scrolls_sideways(settled(page))[0]


def test_a_request_to_another_host_fails_the_page(server, chromium):
    def visit() -> None:
        with opened(chromium) as page:
            page.goto(f"{server.url}/?outside=1")
            settled(page)

    with pytest.raises(AssertionError, match=r"pharos\.invalid"):
        visit()


@thorough
def test_a_picture_holds_the_whole_page(server, new_page, tmp_path):
    page = new_page(width=390, height=600)
    page.goto(f"{server.url}/?long=1")
    whole_page(settled(page), tmp_path / "long.png")
    header = (tmp_path / "long.png").read_bytes()[16:24]
    assert int.from_bytes(header[:4]) == 390
    assert int.from_bytes(header[4:]) > 5000
