"""How much waited for each function, month by month."""

from __future__ import annotations

import altair as alt
import pandas as pd

from lib.charts import waiting


def test_the_most_are_drawn_and_the_others_together() -> None:
    days = pd.to_datetime(["2026-05-31", "2026-06-30"])
    rows = pd.DataFrame(
        [(day, f"F{n}", n if late else 0) for late, day in enumerate(days) for n in range(7)],
        columns=["day", "function", "open"],
    )
    shown = waiting.shown(rows)
    assert list(shown["function"].unique()) == ["F6", "F5", "F4", "F3", waiting.REST]
    assert shown["open"].sum() == rows["open"].sum() == 21
    assert waiting.described(shown) == (
        "Waiting at the end of each month, 31 May 2026 to 30 Jun 2026: for F6 from 0 to 6, for F5 from 0 to 5, for F4 "
        "from 0 to 4, for F3 from 0 to 3 and for all others from 0 to 3."
    )
    alt.LayerChart.from_dict(waiting.lines(shown).to_dict())
