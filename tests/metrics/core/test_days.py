"""The day a session was held, and who was active on a day."""

from __future__ import annotations

import pandas as pd

from lib.metrics.core.days import day_held, is_active

DAY = pd.Timestamp("2026-03-10")


def test_active_on_a_day() -> None:
    days, never = pd.Series([DAY, pd.NaT]), pd.Series([pd.NaT, pd.NaT])
    assert is_active(days, never, DAY).to_list() == [True, True]
    assert is_active(never, days, DAY).to_list() == [False, True]


def test_a_session_without_its_day_was_held_as_planned_and_a_cancelled_one_never() -> None:
    rows = [(DAY, None, "held"), (None, DAY, "held"), (None, DAY, None), (DAY, DAY, "cancelled")]
    sessions = pd.DataFrame(rows, columns=["held", "planned", "status"]).astype(
        {"held": "datetime64[s]", "planned": "datetime64[s]"}
    )
    assert day_held(sessions).fillna(pd.Timestamp(0)).to_list() == [DAY, DAY, *[pd.Timestamp(0)] * 2]
