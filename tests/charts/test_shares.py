"""Shares in charts read as they do on the pages."""

from __future__ import annotations

import re

import altair as alt
import pandas as pd
import vl_convert

from lib.charts import shares
from lib.charts.exported import VEGA_LITE
from lib.charts.theme import finished
from lib.words.shares import percent

SHARES = (
    0.0,
    1e-6,
    0.0049,
    0.005,
    0.0051,
    0.125,
    0.375,
    0.425,
    0.46,
    17 / 40,
    2 / 3,
    0.994,
    0.995,
    246 / 247,
    1.0,
)


def _texts(chart: alt.Chart) -> list[str]:
    svg = vl_convert.vegalite_to_svg(finished(chart).to_dict() | {"width": 600}, vl_version=VEGA_LITE)
    found = re.findall(r">([^<>]+)</text>", svg)
    return [text.replace("&gt;", ">").replace("&lt;", "<") for text in found]


def test_labels_are_worded_as_on_the_pages() -> None:
    frame = pd.DataFrame({"at": [f"p{place:02}" for place in range(len(SHARES))], "share": SHARES})
    base = alt.Chart(shares.worded(frame, "share"))
    texts = _texts(base.mark_text().encode(x=alt.X("at:N", axis=None), text=shares.text("share")))
    assert texts == [percent(share) for share in SHARES]


def test_a_missing_share_is_a_dash() -> None:
    frame = pd.DataFrame({"at": ["a", "b"], "share": [None, 0.5]})
    base = alt.Chart(shares.worded(frame, "share"))
    texts = _texts(base.mark_text().encode(x=alt.X("at:N", axis=None), text=shares.text("share")))
    assert sorted(texts) == ["50 %", "–"]


def test_axes_put_a_space_before_the_percent_sign() -> None:
    frame = pd.DataFrame({"share": [0.0, 1.0]})
    axis = alt.Axis(format="%", values=[0, 0.5, 1], title=None)
    texts = _texts(alt.Chart(frame).mark_point().encode(y=alt.Y("share:Q", axis=axis)))
    assert texts == ["0\u00a0%", "50\u00a0%", "100\u00a0%"]


def test_a_tooltip_reads_the_worded_field() -> None:
    assert shares.tooltip("low", "interval from").to_dict() == {
        "field": "low_text",
        "title": "interval from",
        "type": "nominal",
    }
