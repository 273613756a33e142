"""The days on which something is recorded, by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from lib.log.format.record_days import is_recorded
from tests.data.logs import log


def test_every_day_of_a_record_once_and_in_order() -> None:
    seen = log(
        circles=[{"circle": "Atlas", "started": "2025-01-01"}],
        sessions=[
            {
                "session": "A-1",
                "circle": "Atlas",
                "planned": "2026-02-01",
                "held": "2026-02-03",
                "status": "held",
            },
            {"session": "A-2", "circle": "Atlas", "planned": "2026-03-01", "status": "held"},
            {"session": "A-3", "circle": "Atlas", "planned": "2026-09-01"},
        ],
        actions=[
            {"action": "X-1", "circle": "Atlas", "what": "x", "created": "2026-02-03", "due": "2026-08-01"}
        ],
    )
    assert [str(day)[:10] for day in seen.record_days] == ["2025-01-01", "2026-02-03", "2026-03-01"]
    assert seen.filtered(circles=["None"]).record_days is seen.record_days
    assert log().record_days.tolist() == []


def test_tabs_are_read_until_one_has_a_record_of_the_last_days() -> None:
    day = pd.Timestamp("2026-03-10")
    asks = pd.DataFrame({"raised": [pd.NaT, day], "answered": [pd.NaT, pd.NaT]}, dtype="datetime64[s]")
    tabs = {"asks": asks, "reviews": pd.DataFrame()}
    assert is_recorded(tabs, day, 0)
    assert is_recorded(tabs, day + pd.Timedelta(days=9), 9)
    with pytest.raises(KeyError):
        is_recorded(tabs, day + pd.Timedelta(days=9), 8)
    assert not is_recorded({"asks": asks}, day - pd.Timedelta(days=1), 10**6)
