"""Practice by context on the playbook page: where each practice worked, and what fails or contradicts."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from lib.metrics.core import absence
from lib.metrics.core.facts import Facts
from lib.metrics.diffusion.what_works import By
from lib.metrics.library import grid as grids
from lib.metrics.library import words
from lib.metrics.library.entries import entries
from lib.ui.frame import charts
from lib.ui.frame.view import View
from lib.ui.widgets import html
from lib.ui.widgets.text import line_or_list, name, plain
from lib.words.phrases import counted, sentence
from lib.words.shares import bar_width, percent

BY: dict[str, By] = {
    "Function": "function",
    "Region": "region",
    "Team size": "size",
    "Conditions": "conditions",
}
MOST_PRACTICES, MOST_CONTEXTS, MOST_SAID = 8, 8, 3


def show(page: View) -> None:
    """Draw the table of readable practices by context, and in words where one fails or contexts disagree."""
    chosen = st.segmented_control(
        "By", list(BY), default="Function", required=True, key="playbook_by", bind="query-params"
    )
    by = BY[chosen or "Function"]
    table = page.derived(("readable grid", by), lambda: readable(page, by))
    seen = table[table["shown"] != "hidden"]
    if seen.empty:
        st.caption(plain(nothing(page.program.facts, by, len(table))))
        return
    titles = entries(page.program.facts).set_index("practice")["title"]
    if lines := said(table, titles):
        st.warning(line_or_list(lines), icon=":material/alt_route:")
    rows, columns = _most(seen, "practice", MOST_PRACTICES), _most(seen, "context", MOST_CONTEXTS)
    drawn = table[table["practice"].isin(rows) & table["context"].isin(columns)]
    cells = {(row["practice"], row["context"]): row for row in drawn.to_dict("records")}
    html.show(
        "heat.html",
        label=f"Where practices worked, by {by}",
        corner="Practice",
        heads=columns,
        rows=[
            {"name": name(titles[row]), "cells": [cell(cells.get((row, column))) for column in columns]}
            for row in rows
        ],
    )
    numbers = table.assign(title=table["practice"].map(titles)).drop(columns="practice")
    charts.numbers(page, f"contexts_{by}", numbers, plain(_note(seen, rows, columns)))


def readable(page: View, by: By) -> pd.DataFrame:
    """`grid` of the entries that the viewer may read."""
    table = grids.grid(page.program.facts, by)
    return table[table["practice"].isin(entries(page.program.facts)["practice"])].reset_index(drop=True)


def said(table: pd.DataFrame, titles: pd.Series) -> list[str]:
    """Failures and contradictions in words, the greatest first, and how many more there are."""
    lines = [
        words.failure(row, titles[row["practice"]]) for row in grids.failures(table).to_dict("records")
    ] + [
        words.contradiction(row, titles[row["practice"]])
        for row in grids.contradictions(table).to_dict("records")
    ]
    more = len(lines) - MOST_SAID
    shown = lines[:MOST_SAID]
    return [*shown, f"{counted(more, 'more difference')} like these in the table."] if more > 0 else shown


def nothing(facts: Facts, by: By, hidden: int) -> str:
    """Why there is no context to show: too few each, none recorded for a known effect, or no effect."""
    if hidden:
        return (
            f"{counted(hidden, 'pair')} of a practice and a context with known effects, fewer than 5 each: too few to "
            "show."
        )
    rows = entries(facts)
    if rows[["worked", "mixed", "did_not_work"]].to_numpy().any():
        tab = "adoptions" if by == "conditions" else "teams"
        return f"Effects are known, but of no team with {by} recorded. Fill in {by} in the {tab} tab."
    why = absence.unknown(facts, "stages")
    none = "no effects are recorded yet"
    return f"{sentence(absence.said(none, 'effect', why))} Fill in effect in the adoptions tab."


def _most(seen: pd.DataFrame, column: str, most: int) -> list[str]:
    counts = seen.groupby(column)["tried"].sum().sort_values(ascending=False, kind="stable")
    return sorted(counts.index[:most], key=str.casefold)


def cell(row: dict[Any, Any] | None) -> dict[str, Any]:
    """A cell of the table: worked of tried, its share, and a word where it mostly worked or did not."""
    if row is None:
        return {"text": "·", "more": "", "share": None}
    if row["shown"] == "hidden":
        return {"text": "< 5", "more": "", "share": None}
    mark = "▼ " if row["word"] == grids.NOT_MOSTLY else ""
    return {
        "text": f"{mark}{row['worked']:,} of {row['tried']:,}",
        "more": percent(row["value"]),
        "share": bar_width(row["value"]),
    }


def _note(seen: pd.DataFrame, rows: list[str], columns: list[str]) -> str:
    practices, contexts = seen["practice"].nunique() - len(rows), seen["context"].nunique() - len(columns)
    more = " and ".join(
        text
        for text in (
            counted(practices, "more practice") if practices else "",
            counted(contexts, "more context") if contexts else "",
        )
        if text
    )
    return " ".join(
        filter(
            None,
            [
                "Teams for which it worked, of those with a known effect. An association, not a cause. < 5: too few to "
                "show. ▼: mostly did not work.",
                sentence(f"{more} in the table") if more else "",
            ],
        )
    )
