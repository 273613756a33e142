"""Keys and tokens stay on the server: they are in no log, no repr, no error and no message to a browser."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from streamlit.testing.v1 import AppTest, local_script_runner

from lib.source.opening import google_client, google_workbook
from lib.source.settings import WorkbookSettings, secrets_file, workbook_settings
from lib.workbook.base import WorkbookError
from lib.workbook.google.account import ENDPOINT
from tests.data.canaries import Messages
from tests.data.logs import FIVE_TABS, write_xlsx
from tests.servers.sheets.server import SheetsServer

APP = Path(__file__).parents[2] / "app.py"
EMAIL = "pharos@circles.iam.gserviceaccount.com"


@pytest.fixture(scope="module")
def pem() -> str:
    return (
        rsa.generate_private_key(65537, 2048)
        .private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        .decode()
    )


def secrets_of(pem: str) -> list[str]:
    return [line for line in pem.splitlines() if len(line) > 30]


def settings_with(private_key: str) -> WorkbookSettings:
    account = {"type": "service_account", "client_email": EMAIL, "private_key": private_key}
    return workbook_settings({"workbook": {"service_account": account}}, {})


class Everything(logging.Handler):
    """Everything that any logger logs, including what a structured log would write next to the text."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{self.format(record)} {record.__dict__}")


@pytest.fixture
def logged() -> Iterator[list[str]]:
    """Every logger at its most verbose level, including those that do not pass records to the root logger."""
    handler = Everything()
    loggers = [
        logging.getLogger(name) for name in (None, "google", "google.auth", "gspread", "urllib3", "requests")
    ]
    before = [(logger, logger.level) for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
        logger.addHandler(handler)
    yield handler.lines
    for logger, level in before:
        logger.setLevel(level)
        logger.removeHandler(handler)


@pytest.fixture
def google(monkeypatch: pytest.MonkeyPatch) -> Iterator[SheetsServer]:
    server = SheetsServer().start()
    server.office.required = True
    monkeypatch.setenv(ENDPOINT, server.url)
    yield server
    server.stop()


def test_no_log_has_the_key_a_token_or_a_token_request(
    google: SheetsServer, pem: str, logged: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assertions: list[str] = []
    grant = google.office.grant

    def noted(form: Any) -> Any:
        assertions.extend(str(value) for value in form.values() if len(str(value)) > 100)
        return grant(form)

    monkeypatch.setattr(google.office, "grant", noted)
    settings = settings_with(pem)
    workbook = google_workbook(settings, google.load_rows({"circles": [["circle"], ["Atlas"]]}))
    workbook.read()
    google.fail("no_permission", times=None)
    with pytest.raises(WorkbookError) as refused:
        workbook.read(force=True)
    logging.getLogger("pharos").error("a read failed", exc_info=refused.value)
    logging.getLogger("pharos").error("with %r %r", settings, google_client(settings))
    log = "\n".join(logged)
    assert "POST /token" in log
    assert "a read failed" in log
    assert assertions
    assert google.office.tokens
    for secret in (*secrets_of(pem), *google.office.tokens, *assertions):
        assert secret not in log


def test_settings_never_show_the_private_key(pem: str) -> None:
    settings = settings_with(pem)
    shown = f"{settings} {settings!r} {settings.key} {google_client(settings)!r} {google_client(settings).account}"
    assert EMAIL in shown
    assert "PRIVATE KEY" not in shown
    assert not [secret for secret in secrets_of(pem) if secret in shown]


@pytest.mark.parametrize("content", ['[workbook]\nprivate_key = "KEY', 'private_key = "KEY"\n=', b"\xffKEY"])
def test_an_unreadable_secrets_file_is_not_quoted(tmp_path: Path, content: str | bytes) -> None:
    path = tmp_path / "secrets.toml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(WorkbookError) as raised:
        secrets_file(path)
    assert "KEY" not in f"{raised.value!r} {raised.value.__cause__!r}"
    assert raised.value.__suppress_context__


@pytest.mark.parametrize(
    "spoil", [lambda pem: pem[:-200], lambda pem: pem.replace("\n", "n"), lambda pem: pem]
)
def test_connect_says_that_a_key_is_bad_and_never_the_key(
    pem: str, spoil: Any, logged: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = Messages()
    enqueue = local_script_runner.ForwardMsgQueue.enqueue

    def noted(queue: Any, message: Any) -> None:
        sent.add(message)
        enqueue(queue, message)

    monkeypatch.setattr(local_script_runner.ForwardMsgQueue, "enqueue", noted)
    monkeypatch.setenv("PHAROS_WORKBOOK", str(write_xlsx(tmp_path / "log.xlsx", FIVE_TABS)))
    app = AppTest.from_file(str(APP), default_timeout=60)
    account = {"type": "service_account", "client_email": EMAIL, "private_key": spoil(pem)}
    app.secrets["workbook"] = {"service_account": account}
    app.run().switch_page("pages/sheet/connect.py").run()
    assert not app.exception
    content = b"\n".join(sent.contents).decode("utf-8", "replace")
    assert ("cannot be used" in content) == (spoil(pem) != pem)
    everything = content + "\n".join(logged)
    spoilt = [*secrets_of(pem), json.dumps(pem)[1:200], spoil(pem)[60:160]]
    assert not [secret for secret in spoilt if secret in everything]
