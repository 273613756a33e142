"""The chain from mandate to measured result: what is drawn, and what it says."""

from __future__ import annotations

import altair as alt
import pandas as pd

from lib.charts import chain as drawing
from lib.metrics.core.facts import Facts
from lib.metrics.impact.chain import ALL, chain
from tests.data.hand_log import AS_OF, quick
from tests.metrics.impact.test_chain import TABS


def test_each_priority_has_its_line_with_counts_and_shares() -> None:
    rows = drawing.shown(chain(Facts(quick(TABS), AS_OF)))
    assert rows.groupby("line")["priority"].first().to_list() == [ALL, "Cost", "Growth"]
    assert rows.loc[rows["line"] == 2, "number"].to_list() == ["1", "2", "2", "2", "1", "2", "2"]
    assert rows.loc[rows["line"] == 2, "share"].to_list() == ["1/1", "1/2", "1/2", "1/2", "1/1", "2/2", ""]
    assert drawing.described(rows).startswith(
        "From mandate to measured result. all priorities: Circles: 3, of which 2 lead on, Cases: 3, of which 2 lead on"
    )
    spec = drawing.drawn(rows)
    alt.LayerChart.from_dict(spec, validate=True)
    assert [each["name"] for each in spec["params"]] == ["chosen"]


def test_one_priority_is_drawn_once_and_what_is_not_recorded_has_no_number() -> None:
    table = chain(
        Facts(quick({"circles": [{"circle": "Atlas", "mandate": "Move", "priority": "Growth"}]}), AS_OF)
    )
    rows = drawing.shown(table)
    assert rows["priority"].unique().tolist() == ["Growth"]
    assert rows.loc[table["missing"].ne("").to_numpy()[: len(rows)], "number"].eq("–").all()
    assert "Results: not recorded" in drawing.described(rows)
    assert drawing.drawn(rows)["height"] == drawing.HEADS_HEIGHT + drawing.STEP


def test_many_priorities_are_cut() -> None:
    circles = [{"circle": f"C{n}", "mandate": "Move", "priority": f"P{n}"} for n in range(8)]
    rows = drawing.shown(chain(Facts(quick({"circles": circles}), pd.Timestamp("2026-06-30"))))
    assert rows["priority"].nunique() == drawing.MOST_PRIORITIES + 1
