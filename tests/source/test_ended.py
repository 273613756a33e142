"""Sign-outs reach every server of a store, and outlive a restart."""

from __future__ import annotations

import logging
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lib.source.ended import Ended
from lib.workbook.common.store import LocalPlace, Place, store_at


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(params=["file", "memory"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    return (
        LocalPlace(tmp_path / "ended")
        if request.param == "file"
        else store_at(f"memory://{secrets.token_hex(8)}/e")
    )


LATER = datetime.now(UTC) + timedelta(hours=1)


def test_another_server_learns_of_it_within_seconds_and_a_restarted_one_at_once(place: Place) -> None:
    clock = Clock()
    here, there = Ended(place), Ended(place, clock)
    assert not there.holds("ana's sign-in")
    here.add("ana's sign-in", LATER)
    assert here.holds("ana's sign-in")
    clock.now = 5.0
    assert there.holds("ana's sign-in")
    assert not there.holds("another sign-in of ana")
    assert Ended(place).holds("ana's sign-in")
    assert "ana" not in "".join(place.names())


def test_the_store_is_looked_at_every_few_seconds_only(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[int] = []
    names = type(place).names
    monkeypatch.setattr(type(place), "names", lambda self: looks.append(1) or names(self))
    clock = Clock()
    ended = Ended(place, clock)
    for second in range(11):
        clock.now = float(second)
        for _ in range(20):
            ended.holds("x")
    assert len(looks) == 3


def test_what_would_be_over_anyway_is_removed_and_other_files_stay(place: Place) -> None:
    Ended(place).add("old", datetime.now(UTC) - timedelta(seconds=5))
    (place / "note.txt").write(b"")
    ended = Ended(place)
    assert not ended.holds("old")
    assert place.names() == ["note.txt"]


def test_a_store_that_fails_forgets_nothing_and_is_told_later(
    place: Place, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock()
    ended = Ended(place, clock)
    ended.add("before", LATER)

    def fail(self: Place, *arguments: object) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch, caplog.at_level(logging.WARNING):
        for name in ("write", "names"):
            patch.setattr(type(place), name, fail)
        ended.add("during", LATER)
        assert [ended.holds(key) for key in ("before", "during", "other")] == [True, True, False]
    assert "could not be kept" in caplog.text
    assert not Ended(place).holds("during")
    clock.now = 10
    assert not ended.holds("other")
    assert Ended(place).holds("during")
