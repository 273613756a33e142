"""The progress of a long read, in words and as a bar."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.words.phrases import counted
from lib.workbook.common.progress import Reading


def words(reading: Reading) -> str:
    """The progress: "Reading 12 of 300 spreadsheets · about 10 minutes left". The time is left out if unknown."""
    left = f" · {_left(reading.seconds_left)}" if reading.seconds_left is not None else ""
    return f"Reading {reading.done:,} of {reading.total:,} {reading.what}{left}"


def bar(reading: Reading, slot: DeltaGenerator | None = None) -> None:
    """Draw a bar with the words above it, in `slot` if given, replacing what is there."""
    (slot or st).progress(reading.done / reading.total if reading.total else 0.0, text=words(reading))


def _left(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return "less than a minute left"
    return f"about {counted(minutes, 'minute')} left"
