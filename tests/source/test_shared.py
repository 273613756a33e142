"""Which place a path of data/ stands for, with a store and without one."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest

from lib.source import caches, shared
from lib.source.connected import connect, disconnect
from lib.source.settings import store_url
from lib.ui.entry import session
from lib.workbook.base import WorkbookError
from lib.workbook.common.store import LocalPlace

DRAFTS = Path("data/drafts")


@pytest.mark.parametrize(
    ("said", "environment", "found"),
    [
        ({}, {}, ""),
        ({"store": {}}, {}, ""),
        ({"store": {"url": " s3://bucket/x "}}, {}, "s3://bucket/x"),
        ({"store": {"url": "s3://bucket/x"}}, {"PHAROS_STORE": "file:///x"}, "file:///x"),
    ],
)
def test_the_environment_comes_before_the_file(
    said: dict[str, object], environment: dict[str, str], found: str
) -> None:
    assert store_url(said, environment) == found


@pytest.mark.parametrize("section", ["s3://bucket", {"url": 3}])
def test_what_is_no_url_is_an_error(section: object) -> None:
    with pytest.raises(WorkbookError, match=r"\[store\] in secrets.toml must be a table"):
        store_url({"store": section}, {})


def test_only_paths_of_data_are_in_the_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PHAROS_STORE", raising=False)
    said = {"store": {"url": tmp_path.as_uri()}}
    for path, settings, expected in (
        (DRAFTS, said, tmp_path / "drafts"),
        (DRAFTS, {}, DRAFTS),
        (Path("data"), said, tmp_path),
        (tmp_path / "x", said, tmp_path / "x"),
    ):
        place = shared.kept(path, settings)
        assert isinstance(place, LocalPlace)
        assert place.path == expected


def test_a_bucket_is_asked_for_the_address_every_few_seconds_and_after_a_change(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PHAROS_STORE", f"memory://{secrets.token_hex(8)}")
    monkeypatch.delenv("PHAROS_WORKBOOK", raising=False)
    address = "https://docs.google.com/spreadsheets/d/x"
    shared.forget(caches._CONNECTION)
    assert caches.settings().is_empty
    connect(address, shared.kept(caches.CONNECTION_PATH, {}))  # as another server does
    assert caches.settings().is_empty
    connect(address, caches.connection())
    assert caches.settings().urls == (address,)
    disconnect(caches.connection())
    assert caches.settings().is_empty
    shared.forget(caches._CONNECTION)


def test_recently_is_a_few_seconds() -> None:
    asked: list[int] = []
    for second in (0, 3, 4.9, 5, 9, 11):
        shared.recently("key", lambda: asked.append(1), clock=lambda second=second: float(second))  # type: ignore[misc]
    shared.forget("key")
    assert len(asked) == 3


def test_a_store_that_cannot_be_used_lets_nobody_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PHAROS_STORE", "s3://bucket/x")
    with pytest.raises(session.SignInIncomplete, match="pip install s3fs"):
        session._ended()
