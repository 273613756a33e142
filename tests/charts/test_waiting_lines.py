"""The chart for files of how much waited for each function."""

from __future__ import annotations

import altair as alt
import pandas as pd

from lib.charts import waiting, waiting_lines


def test_the_chart_is_valid_and_has_the_same_lines() -> None:
    days = pd.to_datetime(["2026-05-31", "2026-06-30"])
    rows = pd.DataFrame({"day": days, "function": ["Ops", waiting.REST], "open": [1, 2]})
    spec = waiting_lines.lines(rows).to_dict()
    alt.LayerChart.from_dict(spec)
    assert spec["layer"][0]["encoding"]["color"]["scale"]["domain"] == ["Ops", waiting.REST]
