"""Secrets of calendars: one for each circle and reader, kept, changed on request."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from lib.source.calendars import Subscription, change, found, secret_of

LEAD, SPONSOR = Subscription("log", "Atlas", "lead"), Subscription("log", "Atlas", "sponsor")
OTHER = Subscription("log", "Borea", "lead")


def test_each_has_a_secret_of_its_own_that_stays(tmp_path: Path) -> None:
    path = tmp_path / "data"
    secrets = [secret_of(one, path) for one in (LEAD, SPONSOR, OTHER)]
    assert len(set(secrets)) == 3
    assert all(len(secret) >= 40 for secret in secrets)
    assert [secret_of(one, path) for one in (LEAD, SPONSOR, OTHER)] == secrets
    assert [found(secret, path) for secret in secrets] == [LEAD, SPONSOR, OTHER]
    assert stat.S_IMODE((path / "calendars.json").stat().st_mode) == 0o600


def test_a_changed_secret_ends_the_old_one_and_no_other(tmp_path: Path) -> None:
    path = tmp_path
    old, other = secret_of(LEAD, path), secret_of(SPONSOR, path)
    change(LEAD, path)
    new = secret_of(LEAD, path)
    assert new != old
    assert [found(secret, path) for secret in (old, new, other)] == [None, LEAD, SPONSOR]


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"x": 1, "y": ["log", "Atlas"], "z": ["log", "Atlas", "admin"]}']
)
def test_a_damaged_file_knows_nothing_and_is_replaced(tmp_path: Path, content: str) -> None:
    path = tmp_path
    assert found("x", path) is None
    (path / "calendars.json").write_text(content, encoding="utf-8")
    assert [found(secret, path) for secret in "xyz"] == [None] * 3
    assert found(secret_of(LEAD, path), path) == LEAD
