"""Figures as tiles: value, n/N, target, change in words, sparkline, and "About this number"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import streamlit as st
from markupsafe import Markup

from lib.metrics.core.figure import Figure
from lib.metrics.follow_through.attention import can_lack
from lib.metrics.program.change import Change, change, in_difference, moved, number
from lib.metrics.program.figure_words import small_print
from lib.metrics.program.program import Program, Series
from lib.ui.widgets import html
from lib.ui.widgets.sparkline import sparkline
from lib.ui.widgets.terms import defined_html
from lib.words.phrases import counted
from lib.words.shares import exact_percent, percent

_LEAST_MONTHS = 3
_COLORS = {"improving": "better", "worsening": "worse"}
_TOO_FEW = ("dots only: fewer than 5 points",)
_NOTE_WORDS = {
    "trial limits": "its usual range is provisional: fewer than 12 months{since}",
    "limits unreliable: values depend on each other": "its usual range is uncertain: each month resembles the last",
    "dots only: fewer than 5 points": "too few months{since} for a usual range",
    "dots only: no two points without a gap between": "too many gaps for a usual range",
    "dots only: one yes or no at a time": "each point is a single yes or no, so there is no usual range",
}


@dataclass(frozen=True, slots=True)
class Tile:
    """What a figure's tile says. `change`: what it was before, with an arrow if the difference is real, "" without a
    period before. `color`: "better" or "worse" for such a difference. `line`: the figure by month, None with fewer
    than 3 months. `about`: how it is counted, as HTML."""

    key: str
    label: str
    value: str
    change: str
    color: str
    line: dict[str, str] | None
    small: str
    about: Markup


def figure_tiles(program: Program, keys: Iterable[str]) -> None:
    """Draw figures as tiles in one block, since each block costs the browser a message: value, change against the
    period before, n/N, target, a line of the whole log's months, and a button that opens "About this number". A figure
    that is not recorded says what to log instead."""
    st.html(drawn_tiles(program, keys))


def drawn_tiles(program: Program, keys: Iterable[str]) -> str:
    """The same as HTML."""
    return html.rendered("tiles.html", tiles=[tile(program, key) for key in keys])


def tile(program: Program, key: str) -> Tile:
    """What a figure's tile says."""
    figure, series, found = program.figures[key], program.series.get(key), change(program, key)
    return Tile(
        figure.key,
        figure.label,
        figure.text,
        f"{_arrow(found, figure)}{moved(found.before, figure)}" if found else "",
        _COLORS.get(found.word or "", "") if found else "",
        None if series is None else _line(figure, series),
        small_print(figure, found),
        Markup("\n\n").join(_paragraphs(program, figure, series, found)),
    )


def _line(figure: Figure, series: Series) -> dict[str, str] | None:
    """The figure month by month, on a scale from 0 to 100 % or to its highest value, with the target dashed; None with
    fewer than 3 months. Keys: picture (data URI), top, bottom (the scale), spoken (alt text)."""
    values = [None if value != value else float(value) for value in series.columns["value"].tolist()]
    known = [value for value in values if value is not None]
    if len(known) < _LEAST_MONTHS:
        return None
    top = 1.0 if figure.unit == "share" else max(*known, figure.target or 0.0)
    scale = _text(figure, top)
    lowest, highest, latest = (_text(figure, value) for value in (min(known), max(known), known[-1]))
    target = "" if figure.target is None else f"; the dashes show the target, {exact_percent(figure.target)}"
    return {
        "picture": sparkline(values, figure.target, top),
        "top": scale,
        "bottom": "0 %" if figure.unit == "share" else "0",
        "spoken": f"{figure.label} by month on a scale from 0 to {scale}: lowest {lowest}, highest {highest}, latest "
        f"{latest}{target}",
    }


def _text(figure: Figure, value: float) -> str:
    """A month's value as text, whatever its n and N."""
    if figure.unit == "share":
        return percent(value)
    if figure.unit == "ratio":
        return f"{value:,.1f}"
    return replace(figure, value=value, parts={}).text


def _arrow(found: Change, figure: Figure) -> str:
    """Up or down for a real change; none within the usual ups and downs."""
    if found.word not in ("improving", "worsening", "changing"):
        return ""
    return "↑ " if number(figure) > number(found.before) else "↓ "


def _paragraphs(
    program: Program, figure: Figure, series: Series | None, found: Change | None
) -> Iterator[str | Markup]:
    yield defined_html(figure.definition)
    if found is not None:
        yield (
            f"{program.period.opening}: {figure.text}. In {program.period.name_before}: {found.before.text}."
            + (f" The difference is {in_difference(found.word)}." if figure.key in program.series else "")
        )
    if figure.unit == "share" and figure.N:
        yield f"Counted: {figure.n:,} of {figure.N:,}."
        if figure.is_estimate:
            yield defined_html(
                "This share is an estimate (Kaplan-Meier): those observed for less time count only for the time "
                "they were observed."
            )
    for reason, count in figure.excluded.items():
        yield f"Left out: {count:,}, {reason}."
    shown_parts = {
        name: count
        for name, count in figure.parts.items()
        if isinstance(count, int) and count and can_lack(program.facts, name)
    }
    if shown_parts:
        yield "Of these: " + ", ".join(f"{name.replace('_', ' ')}: {n:,}" for name, n in shown_parts.items())
    if series is not None:
        yield _about_the_line(series)
        if about := _about_change(series):
            yield about
    if figure.status == "hit-and-miss":
        yield (
            "Hit-and-miss: the target is within the usual ups and downs, so some months meet it and some do not. "
            "Only a change in how circles work will change that."
        )


def _about_the_line(series: Series) -> str:
    """How many months the line has records of, from the first to the last of them, and what limits its use."""
    periods, values = (series.columns[name] for name in ("period", "value"))
    known = np.flatnonzero(~np.isnan(values))
    months = len(known)
    if not months:
        return "No months to show yet."
    since = _since(series)
    notes = "; ".join(_NOTE_WORDS.get(note, note).format(since=since) for note in series.notes)
    first, last = (str(periods[place]) for place in (known[0], known[-1]))
    span = first if months == 1 else f"{first} to {last}"
    return f"The line shows {counted(months, 'month')}, {span}{f'; {notes}' if notes else ''}."


def _since(series: Series) -> str:
    return " since the last redesign" if len(np.unique(series.columns["phase"])) > 1 else ""


def _about_change(series: Series) -> str:
    if series.change is None:
        since = _since(series)
        other = any(note.startswith("dots only") and note not in _TOO_FEW for note in series.notes)
        return "" if other else f"Whether a change is real is said once there are 5 months of data{since}."
    return (
        "Better or worse than usual means that the months of this period differ from those before by more than their "
        "usual ups and downs (an XmR control chart of the months before, back to the last shift or redesign). A share "
        "of a month that is not over counts once it has half as many records as months usually have; a count waits for "
        "the month's end."
    )
