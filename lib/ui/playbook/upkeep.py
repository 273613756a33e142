"""Entries of the playbook that nobody reviewed or used: what to review, retire or tell others about."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lib.metrics.diffusion.practice_titles import is_readable
from lib.metrics.library import uses, words
from lib.metrics.library.entries import entries
from lib.ui.frame import charts
from lib.ui.frame.view import View
from lib.ui.widgets.text import clean, plain
from lib.words.phrases import counted


def show(page: View) -> None:
    """Draw both lists, of entries that the viewer may read."""
    st.subheader("Neither added nor reviewed in the last 12 months")
    _list(page, "stale", readable(uses.stale(page.program.facts)))
    st.subheader("Not named again since they were added")
    if unnamed := uses.unnamed(page.log):
        st.caption(plain(words.reused(entries(page.program.facts), unnamed)))
        return
    _list(page, "never_reused", readable(uses.never_reused(page.program.facts)))


def readable(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows whose title may be read, without the columns of the workbook."""
    mask = rows["title"].map(is_readable).to_numpy(dtype=bool)
    return rows[mask].drop(columns=["_workbook", "_row", "practice"]).reset_index(drop=True)


def _list(page: View, key: str, rows: pd.DataFrame) -> None:
    if rows.empty:
        st.caption("None of the entries with a recorded day.")
        return
    texts = {name: rows[name].fillna("").map(clean) for name in ("title", "circle", "status")}
    shown = rows.assign(**texts).rename(columns={"looked_at": "added or reviewed"})
    day = st.column_config.DateColumn(format="YYYY-MM-DD")
    st.dataframe(
        shown,
        hide_index=True,
        column_config={"added or reviewed": day, "added": day},
        height="content" if len(shown) <= 12 else 420,
        alt=f"{counted(len(shown), 'entry', 'entries')}, oldest first",
    )
    charts.numbers(page, key, shown)
