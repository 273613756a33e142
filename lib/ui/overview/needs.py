"""What waits for a sponsor: open asks by kind and age, and overdue actions by strategic priority."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lib.access.redaction import Viewer
from lib.metrics.core import absence
from lib.metrics.follow_through.actions import between
from lib.metrics.impact import by_priority
from lib.metrics.program import action_words
from lib.metrics.program import asks as open_asks
from lib.metrics.program.asks import ASK_AGE_BANDS
from lib.metrics.program.program import Program
from lib.ui.frame import charts
from lib.ui.frame.row_links import row_links
from lib.ui.frame.view import View
from lib.ui.widgets import html, section
from lib.words.phrases import counted, sentence

MOST_LISTED = 5


def show(page: View) -> None:
    """Open asks and overdue actions, side by side."""
    with st.grid(2, min_column_width=330, gap="large"):
        with st.container():
            st.subheader("Asks waiting for an answer")
            asks(page)
        with st.container():
            st.subheader("Overdue by strategic priority")
            overdue(page)


def asks(page: View) -> None:
    """Open asks as a chart, and in a closed section those that have waited longest."""
    program = page.program
    waiting = asks_waiting(program)
    if waiting.empty:
        st.caption(no_asks(program))
        return
    from lib.charts import bars  # takes a second to import

    charts.draw(
        page,
        "asks",
        lambda: bars.asks_waiting(waiting),
        alt_text=bars.described(waiting, "kind", "asks", "Open asks by kind and age"),
        table=waiting,
    )
    section.closed(
        "Those that have waited longest",
        "oldest_asks",
        lambda: html.show("list.html", rows=oldest_asks(program, page.viewer)),
    )


def overdue(page: View) -> None:
    """Overdue actions as a chart."""
    late = overdue_actions(page.program)
    if late.empty:
        st.caption(nothing_overdue(page.program))
        return
    from lib.charts import bars  # takes a second to import

    charts.draw(
        page,
        "overdue",
        lambda: bars.overdue(late),
        alt_text=bars.described(late, "priority", "actions", "Overdue actions by priority"),
        table=late,
    )


def asks_waiting(program: Program) -> pd.DataFrame:
    """Open asks by kind and age: kind, band (str, of ASK_AGE_BANDS), asks (int64). No open asks give no rows."""
    rows = open_asks.open_asks(program.facts)
    kind = rows["kind"].astype("str").fillna("kind not recorded").rename("kind")
    counts = [
        between(rows["age_days"], low, high)
        .groupby(kind)
        .sum()
        .astype("int64")
        .rename("asks")
        .reset_index()
        .assign(band=band)
        for band, (low, high) in ASK_AGE_BANDS.items()
    ]
    return pd.concat(counts, ignore_index=True)[["kind", "band", "asks"]]


def oldest_asks(program: Program, viewer: Viewer) -> list[tuple[str, str, str]]:
    """The asks that have waited longest, as (what, circle and days waiting, link to its row or "")."""
    rows = open_asks.open_asks(program.facts).head(MOST_LISTED)
    links = row_links(program.facts.log, "asks", rows["ask"].astype("str").to_list(), viewer)
    return [
        (str(what), f"{circle}, waiting {counted(days, 'day')}", link)
        for what, circle, days, link in zip(
            rows["what"], rows["circle"], rows["age_days"].to_list(), links, strict=True
        )
    ]


def no_asks(program: Program) -> str:
    """Why there are no asks to show."""
    if "asks" in program.facts.log.unread_tabs:
        return "Whether asks are waiting is not recorded: the asks tab could not be read."
    if program.figures["asks"].missing:
        return "Asks are not recorded. Add the asks tab (ask, circle, raised, what, kind, status) to see open asks."
    why = absence.unknown(program.facts, "asks")
    return sentence(absence.said("no asks are waiting for an answer", "ask waiting for an answer", why))


def overdue_actions(program: Program) -> pd.DataFrame:
    """`by_priority.overdue_by_priority` of the program: priority, band (str), actions (int64)."""
    return by_priority.overdue_by_priority(program.facts)


def nothing_overdue(program: Program) -> str:
    """Why there is nothing overdue to show."""
    figure = program.figures["overdue"]
    if "actions" in program.facts.log.unread_tabs:
        return "What is late is not recorded: the actions tab could not be read."
    if program.facts.actions.empty and not figure.missing:
        return action_words.no_actions(program)
    if figure.value is None and not figure.missing:
        return sentence(f"what is late is not recorded: {absence.unknown(program.facts, 'overdue')}")
    if figure.missing:
        return "Due dates are not recorded. Add the due column to the actions tab to see what is late."
    why = absence.unknown(program.facts, "overdue")
    return sentence(absence.said("no actions are overdue", "overdue action", why))
