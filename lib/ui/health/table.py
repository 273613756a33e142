"""Circles × figures: what each circle's figures say in words, shape and color, circles most in need first."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from lib.metrics.core.figure import BELOW, Figure
from lib.metrics.dictionary import DICTIONARY, keys_in
from lib.metrics.program import compare, unread
from lib.metrics.program.status import MIN_HELD
from lib.ui.frame import charts
from lib.ui.frame.view import View
from lib.ui.widgets import html
from lib.ui.widgets.text import name, plain
from lib.words.phrases import sentences
from lib.words.shares import bar_width

CIRCLES_A_PAGE = 4
_KEY = {
    "missed": "below the target in this period",
    "reached": "at or above the target in this period",
    "known": "no target: the bar shows the share",
    "counted": "no target",
    "few": "fewer than 5: too few to judge",
    "too-early": f"too early: fewer than {MIN_HELD} sessions held",
    "nothing-yet": "nothing to count in this period",
    "withheld": f"{BELOW}: too few members to show figures about them",
    "not-recorded": "not recorded",
}
_BESIDE = {
    "few": "too few",
    "too-early": "to tell",
    "nothing-yet": "to count",
    "withheld": "",
    "not-recorded": "",
}
_TEXT = {
    "too-early": "too early",
    "nothing-yet": "nothing",
    "withheld": "below the threshold",
    "not-recorded": "not recorded",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """`state`: a key of _KEY. `text` and `beside` are shown; a screen reader adds `spoken`; `why` says what is missing
    or was left out. `width`: percent, of a bar that replaces the color; None without a bar."""

    state: str
    text: str
    beside: str
    spoken: str
    why: str
    width: int | None = None


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
    rows = [{"name": whole, "status": "", "cells": [_of_all(figure) for figure in figures]}]
    for circle, cells in shown.groupby("circle", sort=False):
        of_circle = [_cell(row) for row in cells.to_dict("records")]
        rows.append({"name": name(str(circle)), "status": cells["status"].iloc[0], "cells": of_circle})
    used = {cell.state for row in rows for cell in row["cells"]}  # type: ignore[attr-defined]
    html.show(
        "matrix.html",
        key=[(state, words) for state, words in _KEY.items() if state in used and state != "counted"],
        heads=[figure.label for figure in figures],
        rows=rows,
        label=f"{part} by circle, most in need first",
    )


def _of_all(figure: Figure) -> Cell:
    state = compare.state_of(figure, MIN_HELD)
    return _build_cell(figure.key, state, figure.text, figure.value, figure.n, figure.N, compare.why(figure))


def _cell(row: Mapping[Hashable, Any]) -> Cell:
    return _build_cell(row["key"], row["state"], row["text"], row["value"], row["n"], row["N"], row["why"])


def _build_cell(key: str, state: str, text: str, value: Any, n: Any, total: Any, why: str) -> Cell:
    word = state.replace(" ", "-")
    if word == "known" and DICTIONARY[key].unit != "share":
        word = "counted"
    if word in _BESIDE:
        return Cell(word, _TEXT.get(word, text), _BESIDE[word], _KEY[word], why)
    counted = f"{n:,}/{total:,}" if value == n / total else f"from {total:,}"
    width = bar_width(value) if word == "known" else None
    return Cell(word, text, counted, _KEY[word], why, width)


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
