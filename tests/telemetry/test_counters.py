"""Counters: what is counted, and that a page which fails is counted as well."""

from __future__ import annotations

import re

import pytest

from lib.telemetry import counters


def value(name: str, **labels: str) -> float:
    return counters.REGISTRY.get_sample_value(name, labels) or 0.0


def test_a_page_is_counted_with_its_seconds_also_when_it_fails() -> None:
    before = value("pharos_page_seconds_count", page="overview")
    with counters.timed("overview"):
        pass
    with pytest.raises(ZeroDivisionError), counters.timed("overview"):
        _ = 1 / 0
    assert value("pharos_page_seconds_count", page="overview") == before + 2


def test_the_text_is_what_prometheus_reads() -> None:
    counters.SAVES.labels("written").inc(0)
    counters.REFRESHES.labels("read").inc(0)
    counters.GOOGLE_CALLS.labels("200").inc(0)
    counters.NEW_PAGES.labels("here").inc(0)
    text = counters.text().decode()
    for name in (
        "pharos_saves_total",
        "pharos_refreshes_total",
        "pharos_google_calls_total",
        "pharos_new_pages_total",
    ):
        assert re.search(rf"^# TYPE {name} counter$", text, re.MULTILINE), name
    assert "process_resident_memory_bytes" in text
    assert text.endswith("\n")
