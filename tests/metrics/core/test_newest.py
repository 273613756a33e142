"""How old the newest record is, by hand."""

from __future__ import annotations

import pandas as pd

from lib.metrics.core.facts import Facts
from lib.metrics.core.newest import newest_record, stale_in_words
from tests.data.logs import log


def facts(day: str, **tables: list[dict[str, object]]) -> Facts:
    return Facts(log(**tables), pd.Timestamp(day))


def test_the_newest_record_of_any_kind_counts_and_the_future_does_not() -> None:
    tables: dict[str, list[dict[str, object]]] = {
        "circles": [{"circle": "Atlas"}],
        "sessions": [
            {"session": "A-1", "circle": "Atlas", "planned": "2026-03-01", "held": "2026-03-01"},
            {"session": "A-2", "circle": "Atlas", "planned": "2026-09-01", "held": ""},
        ],
        "asks": [
            {"ask": "K-1", "circle": "Atlas", "raised": "2026-03-05", "what": "x", "answered": "2026-07-01"}
        ],
    }
    assert newest_record(log(**tables), pd.Timestamp("2026-03-19")) == pd.Timestamp("2026-03-05")
    joined = {**tables, "members": [{"member": "ada", "circle": "Atlas", "joined": "2026-03-11"}]}
    assert newest_record(log(**joined), pd.Timestamp("2026-03-19")) == pd.Timestamp("2026-03-11")
    assert stale_in_words(facts("2026-03-19", **tables)) == ""
    assert stale_in_words(facts("2026-03-20", **tables)) == (
        "The newest record is of 5 Mar 2026, 15 days before 20 Mar 2026; what happened since may be missing, "
        "and what was open then still counts as open."
    )
    longer = {**tables, "settings": [{"name": "stale_days", "value": 40}]}
    assert stale_in_words(facts("2026-03-20", **longer)) == ""


def test_a_log_without_any_day_is_not_called_old() -> None:
    assert newest_record(log(), pd.Timestamp("2026-03-20")) is None
    assert stale_in_words(facts("2026-03-20")) == ""
