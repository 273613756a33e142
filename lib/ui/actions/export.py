"""The page actions: what is shown, as one file with its definitions and its day."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lib.metrics.dictionary import keys_in
from lib.metrics.program.program import Program
from lib.source.program import Filters
from lib.ui.frame.view import View
from lib.ui.widgets.download import report

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


def button(page: View, listed: pd.DataFrame) -> None:
    """Download the list as it is filtered, and every figure with its definition, as one CSV."""
    st.download_button(
        "List and figures (CSV)",
        data=lambda: file(page, listed),
        file_name="pharos-actions.csv",
        mime="text/csv",
        type="tertiary",
        icon=":material/download:",
        on_click="ignore",
        key="actions_export",
    )


def file(page: View, listed: pd.DataFrame) -> bytes:
    """The file: filters, the open actions of `listed`, the figures with n, N, interval and definition."""
    hidden = _ABOUT_PEOPLE if page.viewer.role == "sponsor" else ()
    columns = [column for column in _LISTED if column in listed and column not in hidden]
    parts = [
        ("Open actions, those that need most first", listed[columns]),
        ("Figures", figures(page.program)),
    ]
    return report(parts, "Actions", page.program.as_of.date(), filters(page.filters))


def filters(chosen: Filters) -> list[str]:
    """What the filters leave, a line each; nothing where they leave all."""
    lines = [
        f"{label}: {', '.join(values)}"
        for label, values in (
            ("Circles", chosen.circles),
            ("Sponsors", chosen.sponsors),
            ("Strategic priorities", chosen.priorities),
            ("Functions of teams", chosen.functions),
            ("Regions of teams", chosen.regions),
        )
        if values
    ]
    return [*lines, *([f"Since {chosen.start.isoformat()}"] if chosen.start else [])]


def figures(program: Program) -> pd.DataFrame:
    """One row a figure of the page: figure, value, n, N, low, high, target, unit, status, left out, definition."""
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
