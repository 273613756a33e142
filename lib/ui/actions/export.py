"""The actions page: what it shows as one file, with the definitions and the date."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from lib.metrics.dictionary import keys_in
from lib.metrics.program.program import Program
from lib.ui.frame.view import View
from lib.ui.widgets.download import file_name, report

_ABOUT_PEOPLE = ("what", "owner", "partner")
_LISTED = (
    "action",
    "circle",
    *_ABOUT_PEOPLE,
    "status",
    "first_due",
    "due",
    "days_late",
    "created",
    "age_days",
    "priority",
    "kind",
    "outcome",
    "reasons",
)


def button(page: View, listed: Callable[[], pd.DataFrame]) -> None:
    """Draw the download of the filtered list, which `listed` finds, and of every figure with its definition: one
    CSV."""
    st.download_button(
        "List and figures (CSV)",
        data=lambda: file(page, listed()),
        file_name=file_name("actions", "csv", page.as_of, page.filters.circles),
        mime="text/csv",
        type="tertiary",
        icon=":material/download:",
        on_click="ignore",
        key="actions_export",
    )


def file(page: View, listed: pd.DataFrame) -> bytes:
    """The file: filters, the open actions in `listed`, and `figures`; for sponsors without texts and people."""
    hidden = _ABOUT_PEOPLE if page.viewer.role == "sponsor" else ()
    columns = [column for column in _LISTED if column in listed and column not in hidden]
    parts = [
        ("Open actions, most urgent first", listed[columns]),
        ("Figures", figures(page.program)),
    ]
    return report(parts, "Actions", page.program.as_of.date(), page.notes)


def figures(program: Program) -> pd.DataFrame:
    """One row per figure of the page: figure, value, n, N, low, high, target, unit, status, left out, definition."""
    rows = [
        {
            "figure": figure.label,
            "value": figure.text,
            "n": figure.n,
            "N": figure.N,
            "low": figure.low,
            "high": figure.high,
            "target": figure.target,
            "unit": figure.unit,
            "status": figure.status or figure.missing,
            "left out": "; ".join(f"{count:,} {why}" for why, count in figure.excluded.items()),
            "definition": figure.definition,
        }
        for key in keys_in("Six figures", "More figures")
        for figure in [program.figures[key]]
    ]
    return pd.DataFrame(rows)
