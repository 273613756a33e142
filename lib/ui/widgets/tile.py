"""A figure's tile: value, n/N, target, change in words, sparkline, and "About this number"."""

from __future__ import annotations

import streamlit as st

from lib.metrics.core.figure import Figure
from lib.metrics.program.program import Series
from lib.ui.widgets.terms import explained
from lib.ui.widgets.text import plain
from lib.words.phrases import counted
from lib.words.shares import exact_percent, percent

_ARROWS = {"improving": "up", "worsening": "down", "steady": "off", "changing": "off"}
_COLORS = {"improving": "blue", "worsening": "orange", "steady": "gray", "changing": "gray"}
_NOTE_WORDS = {
    "trial limits": "its usual range is provisional: fewer than 12 months since the last redesign",
    "limits unreliable: values depend on each other": "its usual range is uncertain: each month resembles the last",
    "dots only: fewer than 5 points": "too few months for a usual range",
    "dots only: no two points without a gap between": "too many gaps for a usual range",
    "dots only: one yes or no at a time": "each point is a single yes or no, so there is no usual range",
}
_TARGET_WORDS = {
    "meets": "meets the target of",
    "misses": "misses the target of",
    "hit-and-miss": "hit\u2011and\u2011miss, target",
}


def figure_tile(figure: Figure, series: Series | None = None) -> None:
    """Draw one tile. A figure that is not recorded says what to log instead. `series`: its months, for the line."""
    with st.container(key=f"tile_{figure.key}", gap="xxsmall"):
        change = series.change if series else None
        months = series.points["value"].dropna().to_list() if series else []
        st.metric(
            figure.label,
            figure.text,
            delta=change,
            delta_color=_COLORS.get(change or "", "gray"),  # type: ignore[arg-type]
            delta_arrow=_ARROWS.get(change or "", "off"),  # type: ignore[arg-type]
            chart_data=months if len(months) > 2 else None,
        )
        st.caption(plain(_small_print(figure)))
        with st.popover("About this number", type="tertiary"):
            _about(figure, series)


def _small_print(figure: Figure) -> str:
    if figure.nothing:
        return figure.nothing
    words = ["too few for a percentage"] if figure.is_small else [_counted(figure)]
    if figure.target is not None:
        target = exact_percent(figure.target)
        words.append(f"{_TARGET_WORDS[figure.status]} {target}" if figure.status else f"target {target}")
    if figure.unit in ("count", "days") and figure.excluded:
        words += [f"{count:,} left out: {reason}" for reason, count in figure.excluded.items()]
    return " · ".join(words)


def _counted(figure: Figure) -> str:
    """n/N as shown below the value: for an estimate its interval and N, for a count N, otherwise the fraction."""
    if figure.unit == "days" and figure.low is not None:
        until = "at least" if figure.high is None else ""
        reach = f"{figure.low:,.0f}" if figure.high is None else f"{figure.low:,.0f} to {figure.high:,.0f}"
        return f"{until} {reach}, from {figure.N:,}".strip()
    if figure.unit == "count" and figure.n != figure.N:
        return f"of {figure.N:,}"
    if not figure.is_estimate or figure.low is None or figure.high is None:
        return figure.fraction
    return f"{percent(figure.low)} to {percent(figure.high)}, estimated from {figure.N:,}"


def _about(figure: Figure, series: Series | None) -> None:
    st.markdown(explained(figure.definition))
    if figure.unit == "share" and figure.N:
        st.markdown(plain(f"Counted: {figure.n:,} of {figure.N:,}."))
        if figure.is_estimate:
            st.markdown(
                explained(
                    "This share is an estimate (Kaplan-Meier): those observed for less time count only for the time "
                    "they were observed."
                )
            )
    for reason, count in figure.excluded.items():
        st.markdown(plain(f"Left out: {count:,}, {reason}."))
    shown_parts = {name: count for name, count in figure.parts.items() if isinstance(count, int) and count}
    if shown_parts:
        st.markdown(
            plain(
                "Of these: "
                + ", ".join(f"{name.replace('_', ' ')}: {n:,}" for name, n in shown_parts.items())
            )
        )
    if series is not None:
        st.markdown(plain(_about_the_line(series)))
        st.markdown(plain(_about_change(series)))
    if figure.status == "hit-and-miss":
        st.markdown(
            "Hit-and-miss: the target is within the usual ups and downs, so some months meet it and some do not. "
            "Only a change in how circles work will change that."
        )


def _about_the_line(series: Series) -> str:
    months = len(series.points)
    if not months:
        return "No months to show yet."
    notes = "; ".join(_NOTE_WORDS.get(note, note) for note in series.notes)
    first, last = series.points["period"].iloc[0], series.points["period"].iloc[-1]
    return f"The line shows {counted(months, 'month')}, {first} to {last}{f'; {notes}' if notes else ''}."


def _about_change(series: Series) -> str:
    if series.change is None:
        return "Change is shown once there are 5 months of data."
    return (
        "Improving or worsening means that the latest month differs from the past by more than its usual ups and downs "
        "(an XmR control chart); steady means that it does not."
    )
