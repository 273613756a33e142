"""The menu in the banner that lists the checks of the log. They are counted once per log and day."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from lib.log.format.model import CircleLog
from lib.log.reading.checks import SEVERITIES
from lib.log.reading.undone import UNDONE, complaints, left_by_undoing
from lib.metrics.core.remember import remembered
from lib.ui.widgets import section
from lib.words.phrases import counted

_SHOWN_CHECKS = 200


def show(log: CircleLog) -> None:
    """Draw the menu with the checks that a viewer may see, or that there are none."""
    today = pd.Timestamp(date.today())
    counts = _counts(log, today)
    if not counts:
        if not log.missing_tabs:
            whose = "in the log" if log.sees_people_of is None else "that you may see"
            st.caption(f"No issues {whose}", width="content")
        return
    words = [counted(counts[severity], severity) for severity in SEVERITIES if severity in counts]
    section.menu(
        f"Log checks: {', '.join(words)}",
        "log_checks",
        lambda: _listed_checks(log, today),
        type="tertiary",
        icon=":material/fact_check:",
    )


@remembered
def _counts(log: CircleLog, day: pd.Timestamp) -> dict[str, int]:
    """How many checks of the log there are on a day, by severity."""
    counts = complaints(log.checks_on(day))["severity"].value_counts()
    return {str(severity): int(count) for severity, count in counts.items() if count}


def _listed_checks(log: CircleLog, day: pd.Timestamp) -> None:
    checks = complaints(log.checks_on(day))
    rows = counted(int((log.set_aside["reason"] != UNDONE).sum()), "row")
    st.caption(
        f"{rows} set aside; everything else is used. A cell that does not fit counts as not recorded. "
        f"{left_by_undoing(log)}"
    )
    st.dataframe(
        checks[["severity", "tab", "cell", "found", "expected"]].head(_SHOWN_CHECKS).fillna(""),
        hide_index=True,
        width=760,
        alt="Log checks: severity, tab, cell, what was found and what is expected",
    )
    if len(checks) > _SHOWN_CHECKS:
        st.caption(f"The first {_SHOWN_CHECKS} of {len(checks):,}; the JSON from lib.figures lists them all.")
