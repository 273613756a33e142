"""What no row of the log says, on the Checks page."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lib.log.format.model import CircleLog
from lib.metrics.program.not_recorded import table
from lib.ui.widgets import section
from lib.words.phrases import counted


def show(log: CircleLog) -> None:
    """Draw the tabs and columns that the log does not record, in a closed section, with the figures that need them."""
    rows = table(log)
    if rows.empty or log.is_empty:
        return
    what = counted(len(rows), "tab or column", "tabs or columns")
    section.closed(f"Not recorded: {what} that figures need", "not_recorded", lambda: _list(rows))


def _list(rows: pd.DataFrame) -> None:
    st.caption("Nothing here has to be fixed: add what you want to see.")
    st.dataframe(
        rows, hide_index=True, height="content", alt="What the log does not record, and which figures need it"
    )
