"""Fixtures of the browser tests: servers, a browser, pages."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from lib.demo import make
from tests.browser.driving import Profiles, Server, launched
from tests.servers import service_account as service_account_key
from tests.servers.sheets.server import SheetsServer

expect.set_options(timeout=20_000)
"""On a machine that runs all tests at once a script run takes seconds."""

_running: list[Server] = []


@pytest.fixture(scope="module")
def app_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Server]]:
    """Starts servers: `app_server(PHAROS_WORKBOOK=path)`, `app_server(secrets=toml)`, `app_server(script=path)`.

    Asked the same again within a module, it gives the server that runs already; a test that edits a workbook asks for
    its own copy. All stop with the module.
    """
    started: dict[tuple[Any, ...], Server] = {}

    def start(script: Path | str = "app.py", secrets: str | None = None, **env: Path | str) -> Server:
        wanted = (str(script), secrets, *sorted((name, str(value)) for name, value in env.items()))
        if wanted not in started:
            home = tmp_path_factory.mktemp("home")
            texts = {name: str(value) for name, value in env.items()}
            started[wanted] = Server(home, script, texts, secrets)
            _running.append(started[wanted])
        return started[wanted]

    yield start
    for server in started.values():
        server.stop()
        _running.remove(server)


@pytest.fixture(scope="session")
def demo_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demo program of 14 circles with its survey, to look at; nobody writes there."""
    folder = tmp_path_factory.mktemp("demo")
    tables = make.program(circles=14, months=14, seed=7, end=date.today())
    make.write(tables, folder / "program.xlsx")
    make.write(make.survey(tables, seed=7, end=date.today()), folder / "pulse.xlsx")
    secrets = f'[workbook]\npath = "{folder / "program.xlsx"}"\nsurvey_path = "{folder / "pulse.xlsx"}"\n'
    server = Server(folder, secrets=secrets)
    _running.append(server)
    yield server
    server.stop()
    _running.remove(server)


@pytest.fixture(scope="module")
def google() -> Iterator[SheetsServer]:
    """A server that answers as Google does."""
    server = SheetsServer().start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def private_key() -> str:
    """The key of a service account that nobody else has."""
    return service_account_key.private_key()


@pytest.fixture(scope="session")
def service_account(private_key: str) -> str:
    """The section of secrets.toml that reads Google Sheets as the service account."""
    return (
        f'[workbook.service_account]\ntype = "service_account"\nclient_email = "{service_account_key.EMAIL}"\n'
        f"private_key = {json.dumps(private_key)}\n"
    )


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


@pytest.fixture(scope="session")
def profiles(chromium: Browser) -> Iterator[Profiles]:
    kept = Profiles(chromium)
    yield kept
    kept.close()


@pytest.fixture
def new_page(profiles: Profiles) -> Iterator[Callable[..., Page]]:
    """Opens pages: `new_page(width=390, color_scheme="dark")`. Each is a viewer of its own; a page that asked for
    anything outside this machine fails the test at its end."""
    with ExitStack() as pages:
        yield lambda **wanted: pages.enter_context(profiles.page(**wanted))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failed test shows what the servers printed."""
    report = yield
    if report.failed and item.get_closest_marker("browser"):
        report.sections.extend((f"server {server.url}", server.log) for server in _running)
    return report
