"""Which workbook the settings name."""

from __future__ import annotations

from pathlib import Path

import pytest

from lib.source.settings import WorkbookSettings, secrets_file, workbook_settings
from lib.workbook.base import WorkbookError

SHEET = "https://docs.google.com/spreadsheets/d/abc"


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        ({}, WorkbookSettings()),
        ({"path": "a.xlsx"}, WorkbookSettings(path="a.xlsx")),
        ({"url": SHEET}, WorkbookSettings(urls=(SHEET,))),
        ({"urls": [SHEET, "b"]}, WorkbookSettings(urls=(SHEET, "b"))),
        ({"folder": "f", "keep_snapshot": False}, WorkbookSettings(folder="f", keep_snapshot=False)),
        ({"url": SHEET, "survey_url": "s"}, WorkbookSettings(urls=(SHEET,), survey_url="s")),
    ],
)
def test_section(section: dict[str, object], expected: WorkbookSettings) -> None:
    assert workbook_settings({"workbook": section}, {}) == expected


def test_the_environment_overrides_secrets_and_keeps_the_credential() -> None:
    secrets = {"workbook": {"url": SHEET, "service_account": {"client_email": "pharos@example.com"}}}
    found = workbook_settings(secrets, {"PHAROS_WORKBOOK": "b.xlsx", "PHAROS_KEEP_SNAPSHOT": "0"})
    assert (found.path, found.urls, found.keep_snapshot) == ("b.xlsx", (), False)
    assert found.service_account == {"client_email": "pharos@example.com"}


@pytest.mark.parametrize(
    ("section", "words"),
    [
        ({"path": "a.xlsx", "folder": "f"}, "names path and folder"),
        ({"urls": SHEET}, "must be a list"),
        ({"path": 3}, "path under"),
        ("a.xlsx", "must be a table"),
    ],
)
def test_contradictions_name_the_setting(section: object, words: str) -> None:
    with pytest.raises(WorkbookError, match=words):
        workbook_settings({"workbook": section}, {})


def test_the_credential_is_never_shown() -> None:
    secrets = {"workbook": {"url": SHEET, "service_account": {"private_key": "CANARY"}}}
    assert "CANARY" not in repr(workbook_settings(secrets, {}))


def test_secrets_file(tmp_path: Path) -> None:
    assert secrets_file(tmp_path / "none.toml") == {}
    path = tmp_path / "secrets.toml"
    path.write_text('[workbook]\npath = "a.xlsx"\n')
    assert secrets_file(path) == {"workbook": {"path": "a.xlsx"}}
    path.write_text('[workbook]\nprivate_key = "CANARY')
    with pytest.raises(WorkbookError, match="cannot be read") as error:
        secrets_file(path)
    assert "CANARY" not in str(error.value)
