"""The dependencies page: function by function, month by month, and functions that could sit together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import streamlit as st

from lib.charts import waiting as drawing
from lib.metrics.dependencies import words
from lib.metrics.dependencies.bottlenecks import bottlenecks, grid, trend
from lib.metrics.dependencies.mixes import mixes
from lib.metrics.dependencies.waiting import MIXED, UNKNOWN
from lib.ui.frame import charts
from lib.ui.frame.view import View
from lib.ui.widgets import html
from lib.ui.widgets.text import clean, name, plain
from lib.words.phrases import counted, plural, sentence
from lib.words.shares import bar_width

if TYPE_CHECKING:
    import altair as alt

MOST_ROWS, MOST_PAIRS = 12, 6


def by_owner(page: View) -> bool:
    """Whether an action waits at its owner's function. For sponsors, at that of most of the circle's members: in a
    circle, one person may have the owner's function."""
    return page.viewer.role != "sponsor"


def answers(page: View) -> list[tuple[str, str]]:
    """The questions of the page with their answers."""
    facts = page.program.facts
    figure = page.program.figures["dependencies"]
    first = [("How much waits for a function?", words.waits(facts, figure))]
    if not figure.n:
        return first
    return [
        *first,
        ("Where is the bottleneck?", words.bottleneck(facts)),
        ("Which functions could sit together?", _meet(page)),
    ]


def _meet(page: View) -> str:
    program = page.program
    return words.meet(program.people, by_owner(page), program.counted)


def heat(page: View) -> None:
    """Draw function by function: how much waits, and for how long half of it has."""
    table = page.derived("waiting grid", lambda: grid(page.program.people, by_owner(page)))
    if table.empty:
        st.caption("Nothing to show: all that waits is in circles too small to be reported.")
        return
    rows, columns = _names(table["at"]), _names(table["function"])
    most = table["weight"].max()
    cells = {(row["at"], row["function"]): row for row in table.to_dict("records")}
    html.show(
        "heat.html",
        label="What waits at each function for each function",
        corner="Waits at",
        heads=[f"for {name(column)}" for column in columns],
        rows=[
            {"name": name(row), "cells": [cell(cells.get((row, column)), most) for column in columns]}
            for row in rows
        ],
    )
    charts.numbers(
        page, "dependencies", table, plain(note(table, int(page.program.figures["dependencies"].n or 0)))
    )


def _names(names: pd.Series) -> list[str]:
    counts = names.value_counts()
    shown = list(counts.index[:MOST_ROWS])
    return sorted(shown, key=lambda each: (each in (MIXED, UNKNOWN), each.casefold()))


def cell(row: dict[Any, Any] | None, most: float) -> dict[str, Any]:
    """A cell: how many, half of them for how many days, colored by their product; "" where nothing waits."""
    if row is None:
        return {"text": "·", "more": "", "share": None}
    days = row["median_days"]
    known = not np.isnan(days)
    return {
        "text": f"{row['open']:,}" + (f" ({row['blocked']:,} blocked)" if row["blocked"] else ""),
        "more": counted(int(days), "day") if known else "",
        "share": bar_width(row["weight"] / most) if known and most > 0 else None,
    }


def note(table: pd.DataFrame, total: int) -> str:
    """How to read the table, and how much of all that waits it leaves out. `total`: all that waits."""
    left = total - int(table["open"].sum())
    return " ".join(
        filter(
            None,
            [
                "Open actions and asks; half of those with a day have waited for so many days or longer. The "
                "stronger the color, the more and the older.",
                "Mixed circles have no function with more than half of their members."
                if (table["at"] == MIXED).any()
                else "",
                sentence(
                    f"{left:,} {plural(left, 'is', 'are')} left out, from circles too small to be reported"
                )
                if left > 0
                else "",
            ],
        )
    )


def over_time(page: View) -> None:
    """Draw how much waited for each function at the end of each month."""
    rows = page.derived("waiting trend", lambda: trend(page.program.facts))
    if rows.empty:
        st.caption("No day is recorded of what waits. Fill in created (actions) and raised (asks).")
        return
    shown = drawing.shown(rows)
    charts.sketch(
        page,
        "waiting",
        lambda: drawing.plot(shown),
        lambda: _for_files(shown),
        lambda: drawing.described(shown),
        table=rows,
    )


def _for_files(shown: pd.DataFrame) -> alt.LayerChart:
    from lib.charts import waiting_lines  # takes a fifth of a second to import, and only files need it

    return waiting_lines.lines(shown)


def functions(page: View) -> None:
    """Draw each function with how much waits for it, by count and age."""
    table = page.derived("bottlenecks", lambda: bottlenecks(page.program.facts))
    most = table["open"].max()
    rows = [
        {
            "name": name(row["function"]),
            "cells": [
                {"text": f"{row['open']:,}", "width": bar_width(row["open"] / most)},
                {"text": f"{row['blocked']:,}", "width": None},
                {
                    "text": "–" if np.isnan(row["median_days"]) else f"{int(row['median_days']):,}",
                    "width": None,
                },
            ],
        }
        for row in table.head(MOST_ROWS).to_dict("records")
    ]
    html.show(
        "bars.html",
        heads=("Waits for", "Open", "Blocked", "Median days"),
        rows=rows,
        label="Functions by how much waits for them and for how long",
    )
    charts.numbers(page, "functions", table.drop(columns="waiting_functions"))


def together(page: View) -> None:
    """Draw the pairs of functions that could sit together in the next roster: never persons."""
    people = page.program.people
    rows = page.derived("mixes", lambda: mixes(people, by_owner(page)))
    if rows.empty:
        st.caption(plain(_meet(page)))
        return
    found = [
        (clean(f"{row['first']} and {row['second']}"), words.pair(row))
        for row in rows.head(MOST_PAIRS).to_dict("records")
    ]
    html.show("list.html", rows=found)
    charts.numbers(page, "mixes", rows)
