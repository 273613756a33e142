"""The line of sight, the same on every page that shows it: how many cases remain at each link, by priority."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lib.metrics.impact.line_of_sight import funnel
from lib.metrics.program.program import Program
from lib.ui.widgets import html
from lib.ui.widgets.text import plain
from lib.words.phrases import counted, plural, sentences
from lib.words.shares import bar_width

LINKS = {
    "case": "Cases",
    "mandate": "Mandate",
    "insight": "Insight",
    "action": "Action",
    "practice": "Practice",
    "adoption": "Adopted by a team",
}


def show(program: Program) -> pd.DataFrame:
    """Draw a sentence and the table; out: `line_of_sight.funnel`, without rows if there is nothing to show."""
    figure, table = program.figures["line_of_sight"], funnel(program.facts)
    if figure.missing or table.empty:
        nothing = figure.missing or "no cases were worked on in this period"
        st.caption(plain(sentences(nothing, figure.definition)))
        return table.iloc[:0]
    whole = (
        f"Of {counted(figure.N, 'case')}, {figure.n:,} {plural(figure.n, 'leads', 'lead')} all the way to a team that "
        "adopted a practice."
    )
    st.markdown(
        plain(f"{whole} Each row shows, from left to right, how many of its cases remain at each link.")
    )
    counts = table.pivot(index="priority", columns="link", values="n").reindex(table["priority"].unique())
    every = {"priority": "All priorities", **counts.sum().to_dict()}
    lines = [{"priority": priority, **row} for priority, row in counts.to_dict("index").items()]
    rows = [
        {
            "name": row["priority"],
            "cells": [
                {"text": f"{int(row[link]):,}", "width": bar_width(row[link] / row["case"])} for link in LINKS
            ],
        }
        for row in ([every] if len(lines) > 1 else []) + lines
    ]
    html.show(
        "links.html",
        heads=("Strategic priority", *LINKS.values()),
        rows=rows,
        label="Line of sight by priority",
    )
    return table
