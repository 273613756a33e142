"""Parts that only the overview shows."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from lib.access.redaction import Viewer
from lib.metrics.diffusion import practice_titles
from lib.metrics.follow_through.actions import between
from lib.metrics.impact import by_priority
from lib.metrics.program import asks
from lib.metrics.program.asks import ASK_AGE_BANDS
from lib.metrics.program.program import Program
from lib.ui.frame.row_links import row_links
from lib.ui.frame.view import View
from lib.ui.widgets import html
from lib.words.phrases import counted, plural
from lib.words.shares import bar_width

MOST_PRACTICES, MOST_CIRCLES, MOST_LISTED = 12, 12, 5
_LINK_HEADS = (
    "Strategic priority",
    "Sessions held",
    "Cases",
    "Insights",
    "Actions",
    "Done",
    "Practices",
    "Teams adopting",
)


def practices(page: View) -> pd.DataFrame:
    """Practices of the filtered circles that at least one eligible team adopted, highest adoption rate first.

    Columns of `sources.diffusion_table`; a practice without a title shows its key.
    """
    table = page.spread.table
    table = table[(table["eligible"] > 0) & (table["adopted"] > 0)]
    circles = page.program.facts.log.circles
    if len(circles) < len(page.log.circles):
        origin = page.log.practices.set_index("practice")["circle"]
        table = table[table["practice"].map(origin).isin(circles["circle"])]
    title = practice_titles.titles(table, shows_hidden=True)
    return table.assign(title=title).sort_values(["rate", "title"], ascending=[False, True])


def practices_title(table: pd.DataFrame) -> str:
    """The chart's title; it says so when the chart shows only the most widely adopted practices."""
    return (
        f"The {MOST_PRACTICES} most widely adopted of {len(table):,} practices"
        if len(table) > MOST_PRACTICES
        else "Practices in use"
    )


def practice_table(table: pd.DataFrame) -> pd.DataFrame:
    """The columns of `practices` that are shown as a table."""
    return table[["title", "eligible", "adopted", "in_use", "rate", "low", "high"]]


def circles_grid(cards: list[dict[str, Any]]) -> None:
    """Cards of the circles most in need, the others in an expander."""
    if not cards:
        st.caption("No circle is active on this day. Check started and ended in the circles tab.")
        return
    html.show("circles.html", circles=cards[:MOST_CIRCLES])
    if len(cards) > MOST_CIRCLES:
        more = counted(len(cards) - MOST_CIRCLES, "more circle")
        rest = st.expander(f"Show {more}", key="other_circles", on_change="rerun")
        if rest.open:
            with rest:
                html.show("circles.html", circles=cards[MOST_CIRCLES:])


def asks_waiting(program: Program) -> pd.DataFrame:
    """Open asks by kind and age: kind, band (str, of ASK_AGE_BANDS), asks (int64). No open asks give no rows."""
    rows = asks.open_asks(program.facts)
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
    rows = asks.open_asks(program.facts).head(MOST_LISTED)
    links = row_links(program.facts.log, "asks", rows["ask"].astype("str").to_list(), viewer)
    return [
        (str(what), f"{circle}, waiting {counted(days, 'day')}", link)
        for what, circle, days, link in zip(
            rows["what"], rows["circle"], rows["age_days"].to_list(), links, strict=True
        )
    ]


def no_asks(program: Program) -> str:
    """Why there are no asks to show."""
    if program.figures["asks"].missing:
        return "Asks are not recorded. Add the asks tab (ask, circle, raised, what, kind, status) to see open asks."
    return "No asks are waiting for an answer."


def overdue(program: Program) -> pd.DataFrame:
    """`by_priority.overdue_by_priority` of the program: priority, band (str), actions (int64)."""
    return by_priority.overdue_by_priority(program.facts)


def nothing_overdue(program: Program) -> str:
    """Why there is nothing overdue to show."""
    if program.figures["overdue"].missing:
        return "Due dates are not recorded. Add the due column to the actions tab to see what is late."
    undated = program.figures["open"].parts.get("undated", 0)
    if not undated:
        return "No actions are overdue."
    return f"No actions are overdue. {counted(undated, 'open action')} {plural(undated, 'has', 'have')} no due date."


def line_of_sight(page: View) -> None:
    """One row per priority, one column per link; a thin bar compares each number with the largest in its column."""
    table = page.derived(
        "line of sight", lambda: by_priority.line_of_sight(page.program.facts, page.spread.events)
    )
    largest = {link: max(int(table[link].max()), 1) for link in by_priority.LINKS}
    rows = [
        {
            "name": row["priority"],
            "cells": [
                {"text": f"{row[link]:,}", "width": bar_width(row[link] / largest[link])}
                for link in by_priority.LINKS
            ],
        }
        for row in table.to_dict("records")
    ]
    html.show("links.html", heads=_LINK_HEADS, rows=rows, label="Line of sight by strategic priority")


def no_practices(program: Program) -> str:
    """Why there are no practices to show."""
    log = program.facts.log
    for tab, columns in (
        ("practices", "practice, title"),
        ("teams", "team"),
        ("adoptions", "practice, team, stage, date"),
    ):
        if not log.has(tab):
            return f"Spread is not recorded. Add the {tab} tab ({columns}) to see how far practices travel."
    return "No team has adopted a practice yet."


def milestones(program: Program) -> None:
    """The latest milestones reached."""
    rows = asks.newest_milestones(program.facts).head(MOST_LISTED)
    if rows.empty:
        st.caption(
            "No milestones reached yet. Log them in the milestones tab (milestone, due, reached, story)."
        )
        return
    html.show(
        "list.html",
        rows=[
            (str(row.milestone), " · ".join(_milestone_words(row))) for row in rows.itertuples(index=False)
        ],
    )


def _milestone_words(row: Any) -> list[str]:
    words = [f"{row.reached:%-d %b %Y}"]
    if isinstance(row.circle, str):
        words.append(row.circle)
    if isinstance(row.story, str):
        words.append(row.story)
    return words


def link_to_health() -> None:
    """A link to the health page, which shows the rest."""
    st.page_link(
        "pages/program/health.py",
        label="Habits by circle and over time, and the pulse survey: Health",
        icon=":material/arrow_forward:",
    )
