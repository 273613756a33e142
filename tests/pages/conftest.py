"""The app in AppTest, on workbooks written for the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from lib.ui import session
from tests.logs import write_xlsx

APP = Path(__file__).parents[2] / "app.py"
Tables = dict[str, list[dict[str, object]]]


@pytest.fixture(autouse=True, scope="session")
def installed_packages_read_once() -> Iterator[None]:
    """Every AppTest asks each installed package whether it brings components of Streamlit: 0.4 seconds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests)
        )
        yield


@pytest.fixture(autouse=True)
def nobody_signed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has a server of its own."""
    monkeypatch.setattr(session, "_ended", {})


@pytest.fixture
def run_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Run app.py on `tables` written as .xlsx, or on the file at `path`; `secrets` and `user` as in AppTest, `page` the
    file of the page to open."""

    def run(
        tables: Tables | None = None,
        *,
        path: Path | None = None,
        query: dict[str, str] | None = None,
        secrets: dict[str, Any] | None = None,
        user: dict[str, Any] | None = None,
        page: str | None = None,
    ) -> AppTest:
        workbook = path or write_xlsx(tmp_path / "log.xlsx", tables or {"empty": [{"a": 1}]})
        monkeypatch.setenv("PHAROS_WORKBOOK", str(workbook))
        st.cache_resource.clear()
        app = AppTest.from_file(str(APP), default_timeout=60)
        for name, value in (query or {}).items():
            app.query_params[name] = value
        app.secrets |= secrets or {}
        app.user = user or app.user
        return (app.switch_page(page) if page else app).run()

    return run


def words(app: AppTest) -> str:
    """Everything a person could read on the page, without the Markdown escapes."""
    elements = [*app.markdown, *app.caption, *app.title, *app.header, *app.subheader]
    elements += [*app.error, *app.info, *app.warning]
    shown = [str(element.value) for element in elements] + bodies(app)
    return "\n".join(shown).replace("\\", "").replace("\u00a0", " ")


def bodies(app: AppTest) -> list[str]:
    """The HTML of every st.html of the page but the styles."""
    return [element.proto.body for element in app.get("html") if "<style>" not in element.proto.body]
