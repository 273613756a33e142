"""A circle's figures compared with the range of the program's circles: no ranking, and no other circle is named."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from lib.metrics.core.figure import BELOW, Figure
from lib.metrics.program import compare
from lib.metrics.program.figure_words import nothing_in_words
from lib.ui.circle.head import One
from lib.ui.frame import charts
from lib.ui.widgets import html, section
from lib.ui.widgets.text import plain
from lib.words.phrases import counted, plural
from lib.words.shares import bar_width

_OUTSIDE = ("below the usual range", "above the usual range")


def show(one: One) -> None:
    """Draw the figures outside the usual range, all figures on request, and the numbers behind them."""
    found = compare.against(one.view.program, one.circle)
    compared = found[found["words"] != ""]
    if compared.empty:
        st.caption(plain(_why_nothing(one, found)))
        return
    st.markdown(plain(_summary(compared)))
    outside = compared[compared["words"].isin(_OUTSIDE)]
    if len(outside):
        html.show("circle_range_key.html")
        _table(one, outside, "Figures outside the usual range")
    section.closed(
        f"All {len(found)} figures",
        "circle_all_figures",
        lambda: _table(
            one, found, "All figures of the circle, compared with the range of the program's circles"
        ),
    )
    numbers = found.reset_index(names="key").rename(columns={"words": "where"})
    charts.numbers(
        one.view, "range", numbers[["label", "text", "value", "circles", "q10", "median", "q90", "where"]]
    )


def _summary(compared: pd.DataFrame) -> str:
    below, above = (int((compared["words"] == words).sum()) for words in _OUTSIDE)
    parts = [
        f"{number:,} {plural(number, 'is', 'are')} {where}"
        for number, where in ((below, "below"), (above, "above"))
        if number
    ]
    outside = " and ".join(parts) if parts else "none is outside"
    return (
        f"Of {counted(len(compared), 'figure')} that can be compared, {outside} the range of most circles "
        "(10th to 90th percentile)."
    )


def _why_nothing(one: One, found: pd.DataFrame) -> str:
    """Why no figure of the circle can be compared."""
    if not one.about.is_active:
        return "The circle is not active on this day, so it is not compared with others."
    if found["value"].notna().any():
        return (
            f"Too few circles to compare with: a range needs at least {compare.MIN_CIRCLES} with enough data."
        )
    return "Too early to compare: a circle needs 3 held sessions, and a figure needs 5 counted cases."


def _table(one: One, rows: pd.DataFrame, label: str) -> None:
    figures = one.view.program.circles[one.circle]
    html.show(
        "circle_range.html",
        label=label,
        rows=[
            _row(row, figures[str(key)]) for key, row in zip(rows.index, rows.to_dict("records"), strict=True)
        ],
    )


def _row(row: Mapping[Hashable, Any], figure: Figure) -> dict[str, Any]:
    has_range, has_value = pd.notna(row["q10"]), pd.notna(row["value"])
    strip = None
    if has_range:
        low, high = bar_width(row["q10"]), bar_width(row["q90"])
        strip = {"low": low, "width": max(high - low, 1), "middle": bar_width(row["median"])}
        strip["at"] = bar_width(row["value"]) if has_value else -1
    return {
        "label": row["label"],
        "text": row["text"],
        "beside": "" if figure.value is None or figure.is_small else figure.fraction,
        "strip": strip,
        "words": row["words"] or _why(row, figure),
        "definition": figure.definition,
    }


def _why(row: Mapping[Hashable, Any], figure: Figure) -> str:
    """Why this figure is not compared."""
    if figure.is_withheld:
        return BELOW
    if figure.value is None:
        return nothing_in_words(figure)
    if pd.isna(row["value"]):
        return "too few to compare"
    return "too few circles to compare with"
