"""One object per key and server, whoever asks and whatever caches are cleared."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import streamlit as st

from lib.demo import make
from lib.source import caches, registry


@pytest.fixture(autouse=True)
def as_new() -> Iterator[None]:
    registry.forget()
    yield
    registry.forget()


def test_callers_at_the_same_time_get_the_same_object() -> None:
    made: list[object] = []

    def slowly() -> object:
        time.sleep(0.05)
        made.append(object())
        return made[-1]

    found: list[object] = []
    callers = [threading.Thread(target=lambda: found.append(registry.only("one", slowly))) for _ in range(8)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert len(made) == 1
    assert found == made * 8
    assert registry.only("other", object) is not made[0]


def test_slow_work_for_one_key_does_not_hold_up_another() -> None:
    begun, go_on = threading.Event(), threading.Event()

    def waits() -> str:
        begun.set()
        assert go_on.wait(10)
        return "slow"

    slow = threading.Thread(target=registry.only, args=("slow", waits))
    slow.start()
    assert begun.wait(10)
    assert registry.only("quick", lambda: "quick") == "quick"
    go_on.set()
    slow.join()
    assert registry.only("slow", lambda: "again") == "slow"


def test_a_failure_is_not_kept() -> None:
    with pytest.raises(ZeroDivisionError):
        registry.only("one", lambda: 1 / 0)
    assert registry.only("one", lambda: 1.0) == 1.0


def test_clearing_the_caches_keeps_the_source_and_its_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "log.xlsx"
    make.write(make.program(circles=2, months=3, seed=1, end=date(2026, 6, 30)), path)
    monkeypatch.setenv("PHAROS_WORKBOOK", str(path))
    source = caches.source()
    source.current()
    st.cache_resource.clear()
    st.cache_data.clear()
    assert caches.source() is source
    assert source.has_log
