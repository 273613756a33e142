"""A figure's tile: value, n/N, target, change in words, sparkline, and "About this number"."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Literal

import streamlit as st

from lib.metrics.core.figure import Figure
from lib.metrics.program.change import Change, change, in_difference, moved, number
from lib.metrics.program.figure_words import small_print
from lib.metrics.program.program import Program, Series
from lib.ui.widgets import html, section
from lib.ui.widgets.sparkline import sparkline
from lib.ui.widgets.terms import explained
from lib.ui.widgets.text import plain
from lib.words.phrases import counted
from lib.words.shares import exact_percent, percent

_LEAST_MONTHS = 3
_COLORS = {"improving": "blue", "worsening": "orange"}
_TOO_FEW = ("dots only: fewer than 5 points",)
_NOTE_WORDS = {
    "trial limits": "its usual range is provisional: fewer than 12 months{since}",
    "limits unreliable: values depend on each other": "its usual range is uncertain: each month resembles the last",
    "dots only: fewer than 5 points": "too few months{since} for a usual range",
    "dots only: no two points without a gap between": "too many gaps for a usual range",
    "dots only: one yes or no at a time": "each point is a single yes or no, so there is no usual range",
}


def figure_tile(program: Program, key: str, below: Callable[[], object] | None = None) -> None:
    """Draw one tile: value, change against the period before, n/N, target, a line of the whole log's months, and what
    `below` draws under its target. A figure that is not recorded says what to log instead."""
    figure, series, found = program.figures[key], program.series.get(key), change(program, key)
    with st.container(key=f"tile_{figure.key}", gap="xxsmall"):
        word = found.word if found else None
        st.metric(
            figure.label,
            figure.text,
            delta=moved(found.before, figure) if found else None,
            delta_color=_COLORS.get(word or "", "gray"),  # type: ignore[arg-type]
            delta_arrow=_arrow(found, figure),
        )
        if series is not None:
            _line(figure, series)
        st.caption(plain(small_print(figure, found)))
        if below is not None:
            below()
        section.menu(
            "About this number",
            f"about_{figure.key}",
            lambda: _about(program, figure, series, found),
            type="tertiary",
        )


def _line(figure: Figure, series: Series) -> None:
    """The figure month by month, on a scale from 0 to 100 % or to its highest value, with the target dashed; nothing
    with fewer than 3 months."""
    values = [None if value != value else float(value) for value in series.points["value"]]
    known = [value for value in values if value is not None]
    if len(known) < _LEAST_MONTHS:
        return
    top = 1.0 if figure.unit == "share" else max(*known, figure.target or 0.0)
    scale = _text(figure, top)
    lowest, highest, latest = (_text(figure, value) for value in (min(known), max(known), known[-1]))
    target = "" if figure.target is None else f"; the dashes show the target, {exact_percent(figure.target)}"
    html.show(
        "line.html",
        picture=sparkline(values, figure.target, top),
        top=scale,
        bottom="0 %" if figure.unit == "share" else "0",
        spoken=f"{figure.label} by month on a scale from 0 to {scale}: lowest {lowest}, highest {highest}, latest "
        f"{latest}{target}",
    )


def _text(figure: Figure, value: float) -> str:
    """A month's value as text, whatever its n and N."""
    if figure.unit == "share":
        return percent(value)
    if figure.unit == "ratio":
        return f"{value:,.1f}"
    return replace(figure, value=value, parts={}).text


def _arrow(found: Change | None, figure: Figure) -> Literal["up", "down", "off"]:
    """Up or down for a real change, off within the usual ups and downs."""
    if found is None or found.word not in ("improving", "worsening", "changing"):
        return "off"
    return "up" if number(figure) > number(found.before) else "down"


def _about(program: Program, figure: Figure, series: Series | None, found: Change | None) -> None:
    # One block: each block costs the browser a message, and a page has many tiles.
    st.markdown("\n\n".join(_paragraphs(program, figure, series, found)))


def _paragraphs(
    program: Program, figure: Figure, series: Series | None, found: Change | None
) -> Iterator[str]:
    yield explained(figure.definition)
    if found is not None:
        yield plain(
            f"{program.period.opening}: {figure.text}. In {program.period.name_before}: {found.before.text}."
            + (f" The difference is {in_difference(found.word)}." if figure.key in program.series else "")
        )
    if figure.unit == "share" and figure.N:
        yield plain(f"Counted: {figure.n:,} of {figure.N:,}.")
        if figure.is_estimate:
            yield explained(
                "This share is an estimate (Kaplan-Meier): those observed for less time count only for the time "
                "they were observed."
            )
    for reason, count in figure.excluded.items():
        yield plain(f"Left out: {count:,}, {reason}.")
    shown_parts = {name: count for name, count in figure.parts.items() if isinstance(count, int) and count}
    if shown_parts:
        yield plain(
            "Of these: " + ", ".join(f"{name.replace('_', ' ')}: {n:,}" for name, n in shown_parts.items())
        )
    if series is not None:
        yield plain(_about_the_line(series))
        if about := _about_change(series):
            yield plain(about)
    if figure.status == "hit-and-miss":
        yield (
            "Hit-and-miss: the target is within the usual ups and downs, so some months meet it and some do not. "
            "Only a change in how circles work will change that."
        )


def _about_the_line(series: Series) -> str:
    """How many months the line has records of, from the first to the last of them, and what limits its use."""
    known = series.points[series.points["value"].notna()]
    months = len(known)
    if not months:
        return "No months to show yet."
    since = " since the last redesign" if series.points["phase"].nunique() > 1 else ""
    notes = "; ".join(_NOTE_WORDS.get(note, note).format(since=since) for note in series.notes)
    first, last = known["period"].iloc[0], known["period"].iloc[-1]
    span = first if months == 1 else f"{first} to {last}"
    return f"The line shows {counted(months, 'month')}, {span}{f'; {notes}' if notes else ''}."


def _about_change(series: Series) -> str:
    if series.change is None:
        since = " since the last redesign" if series.points["phase"].nunique() > 1 else ""
        other = any(note.startswith("dots only") and note not in _TOO_FEW for note in series.notes)
        return "" if other else f"Whether a change is real is said once there are 5 months of data{since}."
    return (
        "Better or worse than usual means that the months of this period differ from those before by more than their "
        "usual ups and downs (an XmR control chart of the months before, back to the last shift or redesign)."
    )
