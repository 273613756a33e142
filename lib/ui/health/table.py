"""Circles × figures: what each circle's figures say in words, shape and color, circles most in need first."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from lib.metrics.dictionary import DICTIONARY, keys_in
from lib.metrics.program import compare, unread
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
    shown_keys = keys(part)
    table = compare.table(page.program, shown_keys)
    if table.empty:
        none = unread.none_active(page.program.facts)
        st.caption(plain(sentences(none, "if that is wrong, check started and ended in the circles tab")))
        return
    slot, count = st.container(), table["circle"].nunique()
    number = 1
    below = st.container(horizontal=True, vertical_alignment="center", key="table_below")
    if count > CIRCLES_A_PAGE:
        with below:
            number = st.pagination(-(-count // CIRCLES_A_PAGE), key="table_page", bind="query-params")
    first = (number - 1) * CIRCLES_A_PAGE
    shown = table[(table["need"] >= first) & (table["need"] < first + CIRCLES_A_PAGE)]
    with slot:
        _draw(page, shown_keys, shown, part)
    with below:
        if count > CIRCLES_A_PAGE:
            last = min(first + CIRCLES_A_PAGE, count)
            st.caption(
                plain(f"Circles {first + 1} to {last} of {count:,}, most in need first."), width="content"
            )
        charts.numbers(page, f"circles_{part.replace(' ', '_').lower()}", _numbers(table))


def _draw(page: View, keys: tuple[str, ...], shown: pd.DataFrame, part: str) -> None:
    figures = [page.program.figures[key] for key in keys]
    whole = "Chosen circles" if page.filters.pick_circles else "All circles"
    rows = [matrix.Row(whole, "", [matrix.of_figure(figure) for figure in figures])]
    for circle, cells in shown.groupby("circle", sort=False):
        of_circle = [_cell(row) for row in cells.to_dict("records")]
        rows.append(matrix.Row(name(str(circle)), cells["status"].iloc[0], of_circle))
    matrix.show([figure.label for figure in figures], rows, f"{part} by circle, most in need first")


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
