"""Nothing that a viewer's role hides leaves the server: WebSocket, HTTP answers and downloads of every page."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa
import pytest
from playwright.sync_api import Page
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from lib.demo import make
from tests.browser.driving import Server, settled
from tests.browser.walking import Sent, go, open_late_parts, view_as
from tests.data.canaries import (
    Messages,
    first_viewer,
    hidden,
    hidden_of_survey,
    log_of,
    mark,
    marked,
    marked_survey,
    marks_in,
)
from tests.examples import IS_THOROUGH, some, thorough

pytestmark = pytest.mark.browser

BY_BROWSER = ("overview", "actions", "lighthouses", "circle", "review")
"""Pages with charts, downloads and late parts; the messages of all pages are searched in tests/ui/test_canaries.py."""


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The log, and beside it the survey."""
    path = tmp_path_factory.mktemp("marked") / "marked.xlsx"
    make.write(marked(), path)
    make.write(marked_survey(), path.with_name("survey.xlsx"))
    return path


@thorough
def test_no_page_sends_what_a_role_hides(
    app_server: Callable[..., Server], new_page: Callable[..., Page], workbook: Path
) -> None:
    log = log_of(workbook)
    page = new_page()
    sent = Sent(page)
    secrets = f"[workbook]\nsurvey_path = {json.dumps(str(workbook.with_name('survey.xlsx')))}\n"
    page.goto(app_server(PHAROS_WORKBOOK=workbook, secrets=secrets).url)
    settled(page)
    open_late_parts(page)
    page.get_by_role("button", name="Log checks").click()
    settled(page)
    as_administrator = marks_in(sent.contents())
    in_lists = {mark("asks", "what", number) for number in range(len(marked()["asks"]))}
    in_a_table = mark("actions", "due", len(marked()["actions"]))
    assert in_lists & as_administrator, "the search finds what administrators may see"
    assert in_a_table in as_administrator

    for role in some(("sponsor", "lead"), 1):
        secret = hidden(log, first_viewer(log, role)) | hidden_of_survey(role)
        assert as_administrator & secret
        view_as(page, role)
        assert "overview" in sent.pages
        for path in sent.pages if IS_THOROUGH else BY_BROWSER:
            sent.forget()
            go(page, path)
            if sent.has_late_parts and IS_THOROUGH:
                open_late_parts(page)
            sent.download_all()
            found = marks_in(sent.contents())
            assert not found & secret, f"/{path} tells a {role}"
            if path == "overview":
                assert mark("circles", "circle", 0) in found


# The search itself


def test_marks_are_found_in_whatever_they_are_packed() -> None:
    book, xlsx = openpyxl.Workbook(), io.BytesIO()
    book.active["A1"] = mark("a", "b", 1)
    book.save(xlsx)
    table = pa.Table.from_pandas(pd.DataFrame({"x": [mark("a", "b", 2)] * 3}))
    arrow = io.BytesIO()
    with pa.ipc.new_stream(arrow, table.schema) as stream:
        stream.write_table(table)
    frame = ForwardMsg()
    frame.delta.new_element.dataframe.arrow_data.data = arrow.getvalue()
    picture = b"data:image/svg+xml;base64,PHN2Zz56cWFibjNxejwvc3ZnPg=="  # <svg>zqabn3qz</svg>
    upper = mark("a", "b", 4).upper().encode()
    contents = [xlsx.getvalue(), frame.SerializeToString(), picture, upper]
    assert marks_in(contents) == {mark("a", "b", number) for number in (1, 2, 3, 4)}
    assert marks_in([b"zqabn1", b"nothing"]) == set()


def test_a_message_sent_once_and_referred_to_later_is_told_again() -> None:
    first, later = ForwardMsg(hash="h"), ForwardMsg(ref_hash="h")
    first.delta.new_element.markdown.body = mark("a", "b", 1)
    messages = Messages()
    messages.add(first)
    messages.forget()
    messages.add(later)
    assert marks_in(messages.contents) == {mark("a", "b", 1)}
