"""Psychological safety by circle and wave: a small table that says in words what each number means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from lib.metrics.pulse.definitions import PULSE
from lib.metrics.pulse.disclosure import BAND, BELOW, NO_ANSWERS, OR_HIGHER, OR_LOWER, PUBLISHED
from lib.metrics.pulse.ranges import against, in_words
from lib.ui.widgets import html

MOST_CIRCLES, MOST_WAVES = 24, 6
_KEY = {
    "meets": "at or above the target of {}",
    "misses": "below the target of {}",
    "cut": "may be above the target of {} or below it",
    "below": BELOW,
    "silent": NO_ANSWERS,
}


@dataclass(frozen=True, slots=True)
class Cell:
    """`state`: a key of _KEY. `text`: what the cell shows. `spoken`: what a screen reader adds to it."""

    state: str
    text: str
    spoken: str


def show(cells: pd.DataFrame, whole: str, target: float) -> None:
    """Draw the table of safety scores, the row `whole` first: the latest waves, and of many circles the lowest ones.

    `cells`: rows of `cells.in_view`, with circles named as they are shown; rows without a circle are named `whole`.
    """
    safety = _lowest_in_latest_waves(cells[cells["key"] == "safety"])
    waves = sorted(safety["wave"].unique())
    named = safety.assign(name=safety["circle"].fillna(whole))
    found = {(row["name"], row["wave"]): _cell(row, target) for row in named.to_dict("records")}
    names = [whole, *sorted(set(named["name"]) - {whole}, key=str.casefold)]
    used = {cell.state for cell in found.values()}
    html.show(
        "pulse.html",
        key=[(state, words.format(f"{target:.1f}")) for state, words in _KEY.items() if state in used],
        waves=waves,
        rows=[{"name": circle, "cells": [found.get((circle, wave)) for wave in waves]} for circle in names],
        label="Psychological safety by circle and wave, 1 to 5",
    )


def left_out(cells: pd.DataFrame) -> int:
    """How many circles of the latest wave do not fit in the table."""
    latest = cells[
        (cells["wave"] == cells["wave"].max()) & (cells["key"] == "safety") & cells["circle"].notna()
    ]
    return max(len(latest) - MOST_CIRCLES, 0)


def _cell(row: Mapping[Any, Any], target: float) -> Cell:
    state, value, bound = row["state"], row["value"], row["bound"]
    if state != PUBLISHED:
        word = "below" if state == BELOW else "silent"
        return Cell(
            word,
            "below" if state == BELOW else "none",
            "the reporting threshold" if state == BELOW else "answered",
        )
    word = against(value, bound, target, (row["low"], row["high"])) or "cut"
    sign = {OR_HIGHER: "≥\u00a0", OR_LOWER: "≤\u00a0"}.get(bound, "")
    return Cell(word, in_words(row) or f"{sign}{value:.1f}", _KEY[word].format(f"{target:.1f}"))


def _lowest_in_latest_waves(safety: pd.DataFrame) -> pd.DataFrame:
    waves = sorted(safety["wave"].unique())[-MOST_WAVES:]
    recent = safety[safety["wave"].isin(waves)]
    latest = recent[(recent["wave"] == waves[-1]) & recent["circle"].notna()]
    lowest = latest.sort_values(["value", "circle"])["circle"].head(MOST_CIRCLES)
    return recent[recent["circle"].isin(lowest) | recent["circle"].isna()]


def numbers(cells: pd.DataFrame, whole: str) -> pd.DataFrame:
    """Every cell in view, for the table and the download: latest wave first, then by circle and figure."""
    labels = {key: definition.label for key, definition in PULSE.items()}
    frame = pd.DataFrame(
        {
            "wave": cells["wave"],
            "circle": cells["circle"].fillna(whole),
            "figure": cells["key"].map(labels),
            "value": cells["value"].mask(cells["bound"] == BAND),
            "cut off": [in_words(row) or row["bound"] for row in cells.to_dict("records")],
            "state": cells["state"],
            "answers": cells["n"],
            "members": cells["N"],
        }
    )
    return frame.sort_values(["wave", "circle", "figure"], ascending=[False, True, True], ignore_index=True)
