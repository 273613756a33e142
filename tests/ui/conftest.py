"""The app in AppTest, on workbooks written for the test."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from lib.source import registry
from lib.ui.entry import session
from lib.ui.widgets import section
from lib.workbook.common import bounded_process
from lib.workbook.excel.file import fingerprint
from tests.data.logs import write_xlsx

APP = Path(__file__).parents[2] / "app.py"
Tables = dict[str, list[dict[str, object]]]


@pytest.fixture(autouse=True, scope="session")
def installed_packages_read_once() -> Iterator[None]:
    """Every AppTest asks each installed package whether it has Streamlit components. That takes 0.4 seconds: do it
    once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests)
        )
        yield


@pytest.fixture(autouse=True, scope="session")
def processes_are_waited_for() -> Iterator[None]:
    """A process apart that reads minutes is given up by the clock too. Where all tests run at once it may get a tenth
    of a processor, and what a page shows would depend on chance."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bounded_process, "CLOCK", 20)
        yield


@pytest.fixture(autouse=True)
def nobody_signed_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has signed out before a test: each test starts like a new server."""
    monkeypatch.setattr(session, "FOLDER", tmp_path / "ended")


@pytest.fixture(autouse=True)
def menus_that_tests_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """The menus with the table of a chart, and the one with the switch between roles, are open."""
    menu = section.menu

    def shown(label: str, key: str, draw: Callable[[], object], *, in_use: bool = False, **look: Any) -> None:
        menu(label, key, draw, in_use=in_use or key == "view_as" or key.startswith("table_"), **look)

    monkeypatch.setattr(section, "menu", shown)


@pytest.fixture
def everything_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """Closed sections and menus of pages are open, so that a test sees all that a page can send."""

    def opened(title: str, key: str, draw: Callable[[], object], *, icon: str | None = None) -> None:
        with st.expander(title, expanded=True, icon=icon):
            draw()

    def shown(label: str, key: str, draw: Callable[[], object], *, in_use: bool = False, **look: Any) -> None:
        with st.popover(label, **look):
            draw()

    monkeypatch.setattr(section, "closed", opened)
    monkeypatch.setattr(section, "menu", shown)


class Shared:
    """Workbooks that tests share as long as none of them writes: what the app cached for one test serves the next."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, tuple[Path, str]] = {}
        self._read: dict[Path, str] = {}

    def holding(self, tables: Tables) -> Path:
        """A file with exactly these tables."""
        rows = repr(tables)
        path, written = self._files.get(rows, (None, ""))
        if path is None or fingerprint(path.stat()) != written:
            path = self._folder / str(len(list(self._folder.iterdir()))) / "log.xlsx"
            path.parent.mkdir()
            write_xlsx(path, tables)
            self._files[rows] = path, fingerprint(path.stat())
        return path

    def is_as_read(self, path: Path) -> bool:
        """Whether a file is unchanged since the last call for it."""
        now = fingerprint(path.stat()) if path.exists() else "missing"
        before, self._read[path] = self._read.get(path), now
        return now == before


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Shared:
    return Shared(tmp_path_factory.mktemp("shared"))


@pytest.fixture
def run_app(tmp_path: Path, shared: Shared, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Run app.py on `tables` as .xlsx (also at `tmp_path / "log.xlsx"`), or on the file at `path`, with empty caches if
    it has changed. `secrets`, `user`: as in AppTest. `page`: the file of the page to open. `role`, `email`: as whom,
    from the first run on."""

    def run(
        tables: Tables | None = None,
        *,
        path: Path | None = None,
        query: dict[str, str] | None = None,
        secrets: dict[str, Any] | None = None,
        user: dict[str, Any] | None = None,
        page: str | None = None,
        role: str = "admin",
        email: str = "",
    ) -> AppTest:
        if path is None:
            workbook, here = shared.holding(tables or {"empty": [{"a": 1}]}), tmp_path / "log.xlsx"
            here.unlink(missing_ok=True)
            here.symlink_to(workbook)
        else:
            workbook = path
            if not shared.is_as_read(path):
                st.cache_resource.clear()
                registry.forget()
        monkeypatch.setenv("PHAROS_WORKBOOK", str(workbook))
        app = AppTest.from_file(str(APP), default_timeout=180)
        for name, value in (query or {}).items():
            app.query_params[name] = value
        app.secrets |= secrets or {}
        app.user = user or app.user
        if role != "admin":
            app.session_state["view_as_role"] = role
        if email:
            app.session_state["view_as_email"] = email
        return (app.switch_page(page) if page else app).run()

    return run


def words(app: AppTest) -> str:
    """Everything a person can read on the page, without Markdown escapes."""
    elements = [*app.markdown, *app.caption, *app.title, *app.header, *app.subheader]
    elements += [*app.error, *app.info, *app.warning]
    shown = [str(element.value) for element in elements] + bodies(app)
    text = "\n".join(shown).replace("\\", "").replace("\u00a0", " ")
    return re.sub(r"\[([^\]]+)\]\(/glossary#[a-z-]+\)", r"\1", text)


def bodies(app: AppTest) -> list[str]:
    """The HTML of every st.html on the page except styles and scripts."""
    own = [
        element.proto.body
        for element in app.get("html")
        if not element.proto.body.startswith(("<style>", "<script>"))
    ]
    return [re.sub(r'<a class="pharos-term"[^>]*>(.*?)</a>', r"\1", body) for body in own]
