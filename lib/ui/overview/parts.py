"""What only the overview shows."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from lib.metrics.follow_through.actions import between
from lib.metrics.impact import by_priority
from lib.metrics.program import asks
from lib.metrics.program.asks import ASK_AGE_BANDS
from lib.metrics.program.program import Program
from lib.ui.frame.view import View
from lib.ui.widgets import html

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
    """Practices of the filtered circles that somebody adopted, widest first; columns of `network.diffusion_table`."""
    table = page.spread.table
    table = table[(table["eligible"] > 0) & (table["adopted"] > 0)]
    circles = page.program.facts.log.circles
    if len(circles) < len(page.log.circles):
        origin = page.log.practices.set_index("practice")["circle"]
        table = table[table["practice"].map(origin).isin(circles["circle"])]
    title = table["title"].fillna(table["practice"]).where(table["title"] != "", table["practice"])
    return table.assign(title=title).sort_values(["rate", "title"], ascending=[False, True])


def practices_title(table: pd.DataFrame) -> str:
    """Says so where the chart shows only the widest of many."""
    return (
        f"The {MOST_PRACTICES} widest of {len(table)} practices"
        if len(table) > MOST_PRACTICES
        else "Practices in use"
    )


def practice_table(table: pd.DataFrame) -> pd.DataFrame:
    """The columns of `practices` that a table shows."""
    return table[["title", "eligible", "adopted", "in_use", "rate", "low", "high"]]


def circles_grid(cards: list[dict[str, Any]]) -> None:
    """Cards of the circles that need most, the others on request."""
    if not cards:
        st.caption("No circle is active on this day: check started and ended in the tab circles.")
        return
    html.show("circles.html", circles=cards[:MOST_CIRCLES])
    if len(cards) > MOST_CIRCLES:
        rest = st.expander(
            f"The other {len(cards) - MOST_CIRCLES} circles", key="other_circles", on_change="rerun"
        )
        if rest.open:
            with rest:
                html.show("circles.html", circles=cards[MOST_CIRCLES:])


def asks_waiting(program: Program) -> pd.DataFrame:
    """Open asks counted by kind (str) and age band (str): asks (int64)."""
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


def oldest_asks(program: Program) -> list[tuple[str, str]]:
    """The asks that wait longest, as (what, where and how long)."""
    rows = asks.open_asks(program.facts).head(MOST_LISTED)
    return [
        (str(row.what), f"{row.circle}, waiting {row.age_days} days") for row in rows.itertuples(index=False)
    ]


def no_asks(program: Program) -> str:
    """Why there are no asks to show."""
    if program.figures["asks"].missing:
        return "Asks are not recorded: add the tab asks (ask, circle, raised, what, kind, status) to see what waits."
    return "No ask waits for an answer."


def overdue(program: Program) -> pd.DataFrame:
    """See `impact.overdue_by_priority`."""
    return by_priority.overdue_by_priority(program.facts)


def nothing_overdue(program: Program) -> str:
    """Why there is nothing overdue to show."""
    if program.figures["overdue"].missing:
        return "Due dates are not recorded: add the column due to the tab actions to see what is late."
    undated = program.figures["open"].parts.get("undated", 0)
    return (
        f"No action is overdue. {undated} open actions have no due date."
        if undated
        else "No action is overdue."
    )


def line_of_sight(page: View) -> None:
    """A row a priority, a column a link; a thin bar shows each number against the largest of its column."""
    table = page.derived(
        "line of sight", lambda: by_priority.line_of_sight(page.program.facts, page.spread.events)
    )
    largest = {link: max(int(table[link].max()), 1) for link in by_priority.LINKS}
    rows = [
        {
            "name": row["priority"],
            "cells": [
                {"text": f"{row[link]:,}", "width": round(100 * row[link] / largest[link])}
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
            return f"Spread is not recorded: add the tab {tab} ({columns}) to see how far practices travel."
    return "No team has adopted a practice yet."


def milestones(program: Program) -> None:
    """The newest milestones reached."""
    rows = asks.newest_milestones(program.facts).head(MOST_LISTED)
    if rows.empty:
        st.caption(
            "No milestone reached yet. Log them in the tab milestones (milestone, due, reached, story)."
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


def more() -> None:
    """Where the rest of health stands."""
    st.page_link(
        "pages/program/health.py",
        label="Habits circle by circle, through time, and the pulse survey: Health",
        icon=":material/arrow_forward:",
    )
