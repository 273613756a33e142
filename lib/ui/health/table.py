"""Circles × figures: what each circle's figures say in words, shape and color, circles most in need first."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from lib.metrics.dictionary import DICTIONARY, keys_in
from lib.metrics.program import compare, unread
from lib.metrics.program.health_words import PARTS
from lib.ui.frame import charts, matrix
from lib.ui.frame.view import View
from lib.ui.widgets.text import name, plain
from lib.words.phrases import sentences

CIRCLES_A_PAGE = 4


def keys(part: str) -> tuple[str, ...]:
    """The figures of a part that have a column."""
    return tuple(key for key in keys_in(part) if DICTIONARY[key].has_column)


def show(page: View, part: str) -> None:
    """Draw the table of one part's figures, one page of circles at a time, with a download of all the numbers below."""
    count = page.first_sight(("circles of", part), lambda: _table(page, part)["circle"].nunique())
    if not count:
        none = unread.none_active(page.program.facts)
        st.caption(plain(sentences(none, "if that is wrong, check started and ended in the circles tab")))
        return
    slot, number = st.container(), 1
    below = st.container(horizontal=True, vertical_alignment="center", key="table_below")
    if count > CIRCLES_A_PAGE:
        with below:
            number = st.pagination(-(-count // CIRCLES_A_PAGE), key="table_page", bind="query-params")
    first = (number - 1) * CIRCLES_A_PAGE
    with slot:
        st.html(drawn(page, part, first))
    with below:
        if count > CIRCLES_A_PAGE:
            last = min(first + CIRCLES_A_PAGE, count)
            st.caption(
                plain(f"Circles {first + 1} to {last} of {count:,}, most in need first."), width="content"
            )
        charts.numbers(
            page, f"circles_{part.replace(' ', '_').lower()}", lambda: _numbers(_table(page, part))
        )


def prepared(page: View) -> None:
    """Make the table that the page shows first, without drawing it."""
    if page.first_sight(("circles of", PARTS[0]), lambda: _table(page, PARTS[0])["circle"].nunique()):
        drawn(page, PARTS[0], 0)


def _table(page: View, part: str) -> pd.DataFrame:
    return compare.table(page.program, keys(part))


def drawn(page: View, part: str, first: int) -> str:
    """The table as HTML, from the circle at position `first` on, made once per state of the view."""
    return page.first_sight(("table of circles", part, first), lambda: _drawn(page, part, first))


def _drawn(page: View, part: str, first: int) -> str:
    table = _table(page, part)
    shown = table[(table["need"] >= first) & (table["need"] < first + CIRCLES_A_PAGE)]
    figures = [page.program.figures[key] for key in keys(part)]
    whole = "Chosen circles" if page.filters.pick_circles else "All circles"
    rows = [matrix.Row(whole, "", [matrix.of_figure(figure) for figure in figures])]
    for circle, cells in shown.groupby("circle", sort=False):
        of_circle = [_cell(row) for row in cells.to_dict("records")]
        rows.append(matrix.Row(name(str(circle)), cells["status"].iloc[0], of_circle))
    return matrix.drawn([figure.label for figure in figures], rows, f"{part} by circle, most in need first")


def _cell(row: Mapping[Hashable, Any]) -> matrix.Cell:
    return matrix.build(row["key"], row["state"], row["text"], row["value"], row["n"], row["N"], row["why"])


def _numbers(table: pd.DataFrame) -> pd.DataFrame:
    """Every circle and figure, for the table and the download."""
    columns = {
        "circle": "circle",
        "status": "status",
        "label": "figure",
        "value": "value",
        "n": "n",
        "N": "N",
    }
    columns |= {"state": "state", "why": "left out"}
    return table[list(columns)].rename(columns=columns).assign(circle=table["circle"].map(name))
