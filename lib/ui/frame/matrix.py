"""Figures of circles, or of groups of them, as a table: what each says in words, shape and color."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from lib.metrics.core.figure import BELOW, Figure
from lib.metrics.dictionary import DICTIONARY
from lib.metrics.program import compare
from lib.metrics.program.status import MIN_HELD
from lib.ui.widgets import html
from lib.words.shares import bar_width

KEY = {
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
    """`state`: a key of KEY. `text` and `beside` are shown; a screen reader adds `spoken`; `why` says what is missing
    or was left out. `width`: percent, of a bar that replaces the color; None without a bar."""

    state: str
    text: str
    beside: str
    spoken: str
    why: str
    width: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A circle or a group: its name, a word for its state ("" for none), and a cell per figure."""

    name: str
    status: str
    cells: Sequence[Cell]


def show(heads: Sequence[str], rows: Sequence[Row], label: str, *, of: str = "Circle") -> None:
    """Draw the table, with a key to the marks that it uses. `of`: the head of its first column."""
    st.html(drawn(heads, rows, label, of=of))


def drawn(heads: Sequence[str], rows: Sequence[Row], label: str, *, of: str = "Circle") -> str:
    """The same as HTML."""
    used = {cell.state for row in rows for cell in row.cells}
    return html.rendered(
        "matrix.html",
        key=[(state, words) for state, words in KEY.items() if state in used and state != "counted"],
        heads=heads,
        rows=rows,
        label=label,
        of=of,
    )


def of_figure(figure: Figure, held: int = MIN_HELD) -> Cell:
    """The cell of a figure of circles that have held `held` sessions."""
    state = compare.state_of(figure, held)
    return build(figure.key, state, figure.text, figure.value, figure.n, figure.N, compare.why(figure))


def build(key: str, state: str, text: str, value: Any, n: Any, total: Any, why: str) -> Cell:
    """The cell of a figure by its parts; `state`: of `compare.STATES`."""
    word = state.replace(" ", "-")
    if word == "known" and key in DICTIONARY and DICTIONARY[key].unit != "share":
        word = "counted"
    if word in _BESIDE:
        return Cell(word, _TEXT.get(word, text), _BESIDE[word], KEY[word], why)
    counted = f"{n:,}/{total:,}" if value == n / total else f"from {total:,}"
    width = bar_width(value) if word == "known" else None
    return Cell(word, text, counted, KEY[word], why, width)
