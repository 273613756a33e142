"""Connect in AppTest: nothing configured, each role, a file configured elsewhere, what is chosen and forgotten."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lib.source import connected
from lib.source.settings import WorkbookSettings
from tests.data.logs import FIVE_TABS
from tests.ui.conftest import words

PAGE = "pages/sheet/connect.py"
STEPS = ["1 · Create", "2 · Share", "3 · Paste", "4 · Test", "5 · Match"]


def test_steps_and_what_to_configure(run_app: Callable[..., AppTest]) -> None:
    app = run_app(FIVE_TABS, page=PAGE)
    assert not app.exception
    assert [header.value[: len(step)] for header, step in zip(app.header, STEPS, strict=True)] == STEPS
    assert "[workbook.service_account]" in app.code[0].value
    assert app.text_input(key="connect_address").disabled
    assert "a choice made here has no effect" in words(app)


@pytest.mark.parametrize("role", ["lead", "sponsor"])
def test_viewed_as_someone_else_it_is_what_they_see(run_app: Callable[..., AppTest], role: str) -> None:
    app = run_app(FIVE_TABS, page=PAGE)
    app.selectbox(key="view_as_role").select(role).run()
    assert not app.exception
    assert app.title[0].value == "This page is for administrators"
    assert not app.code
    assert not app.text_input
    app.selectbox(key="view_as_role").select("admin").run()
    assert app.text_input(key="connect_address")


SHEET, FOLDER = "https://docs.google.com/spreadsheets/d/abc/edit", "https://drive.google.com/drive/folders/f"


@pytest.mark.parametrize(
    ("pasted", "urls", "folder"),
    [
        (f"  {SHEET}\n", (SHEET,), ""),
        (f"{SHEET}, {SHEET}2\n{SHEET}3", (SHEET, f"{SHEET}2", f"{SHEET}3"), ""),
        (FOLDER, (), FOLDER),
        ("nonsense", ("nonsense",), ""),
    ],
)
def test_what_is_chosen_is_kept_and_forgotten(
    tmp_path: Path, pasted: str, urls: tuple[str, ...], folder: str
) -> None:
    path = tmp_path / "data" / "connection.json"
    nothing = WorkbookSettings()
    assert connected.connected(nothing, path) == nothing
    connected.connect(pasted, path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert connected.connected(nothing, path) == WorkbookSettings(urls=urls, folder=folder)
    connected.disconnect(path)
    connected.disconnect(path)
    assert connected.connected(nothing, path) == nothing


@pytest.mark.parametrize("content", ["", "{", "[]", '{"address": 1}', '{"address": " "}'])
def test_a_damaged_choice_is_no_choice(tmp_path: Path, content: str) -> None:
    path = tmp_path / "connection.json"
    path.write_text(content)
    assert connected.connected(WorkbookSettings(), path) == WorkbookSettings()
