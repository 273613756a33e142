"""The actions page: its figures as tiles, and the charts behind them, one view at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from lib.charts import done_by_day, flow, implementation, open_actions
from lib.charts.control import control
from lib.charts.control import words as control_words
from lib.charts.plot import Plot
from lib.metrics.core import absence, design_changes
from lib.metrics.core.figure import MIN_FOR_PERCENT, NONE_IN_PERIOD
from lib.metrics.core.groups import DIMENSIONS, Dimension
from lib.metrics.dictionary import DICTIONARY, keys_in, keys_of
from lib.metrics.follow_through import flow as flow_metrics
from lib.metrics.follow_through import forecast
from lib.metrics.follow_through import implementation as days
from lib.metrics.program import action_words
from lib.metrics.program.figure_words import nothing_in_words
from lib.ui.actions import parts
from lib.ui.frame import charts, next_steps
from lib.ui.frame.view import View
from lib.ui.widgets.terms import explained
from lib.ui.widgets.text import name, plain
from lib.words.phrases import plural, sentence, sentences

WEEKS = 26


def tiles(page: View) -> None:
    """Six figures as tiles."""
    _tiles(page, keys_in("Six figures"), "tiles")


def more_tiles(page: View) -> None:
    """The other figures as tiles."""
    _tiles(page, keys_in("More figures"), "more_tiles")


def _tiles(page: View, keys: tuple[str, ...], key: str) -> None:
    next_steps.tiles(page, keys, place=key)


def views(page: View) -> None:
    """One view at a time; the others are not computed."""
    first, *_ = _VIEWS
    chosen = st.segmented_control(
        "What to see",
        list(_VIEWS),
        default=first,
        required=True,
        key="actions_view",
        bind="query-params",
        label_visibility="collapsed",
    )
    with st.container():  # one element, so that the choices below stay in place and tied to the address
        _VIEWS[chosen or first](page)


def _how_long(page: View) -> None:
    too_few, listed, note = _said(page)
    if too_few:
        st.caption(plain(too_few))
        if listed:
            st.dataframe(
                pd.DataFrame(listed), hide_index=True, alt="The actions followed: days and state of each"
            )
        return
    dimension = st.segmented_control(
        "Compare",
        ["all", *DIMENSIONS],
        format_func=lambda by: "All actions" if by == "all" else f"By {by}",
        default="all",
        required=True,
        key="actions_by",
        bind="query-params",
        label_visibility="collapsed",
    )
    if dimension in DIMENSIONS:
        _compared(page, dimension)
        return
    charts.sketch(
        page,
        "implementation",
        lambda: _plot(page),
        lambda: implementation.curve(_curve(page), _median(page)),
        lambda: _described(page),
        table=lambda: implementation.table(_curve(page)),
        note=note,
    )


def prepared(page: View) -> None:
    """Make the chart that the page shows first, without drawing it."""
    too_few, _, _ = _said(page)
    if not too_few:
        charts.prepare_sketch(page, "implementation", lambda: _plot(page), lambda: _described(page))


def _said(page: View) -> tuple[str, list[dict[str, Any]], str]:
    """What is said in place of the curve, "" if there is one, and the few actions followed; what is below it."""

    def found() -> tuple[str, list[dict[str, Any]], str]:
        figure = page.program.figures["implementation_days"]
        if figure.missing or (figure.N or 0) < MIN_FOR_PERCENT:
            said = f"{days.in_words(figure)} {figure.definition}"
            return said, list(figure.parts.get("actions") or ()), ""
        rows = _curve(page)
        cut = f"The curve stops where fewer than {implementation.least(rows):,} actions remain."
        ends = len(implementation.followed(rows)) < len(rows)
        return "", [], f"{_counted(page)} The band is the 95 % interval. {cut if ends else ''}".strip()

    return page.first_sight("how long it takes", found)


def _curve(page: View) -> pd.DataFrame:
    return days.curve(page.program.facts)


def _plot(page: View) -> Plot:
    return done_by_day.plot(_curve(page), _median(page))


def _described(page: View) -> str:
    figure = page.program.figures["implementation_days"]
    return implementation.described(_curve(page), f"{days.in_words(figure)} {_counted(page)}")


def _counted(page: View) -> str:
    """What the curve counts, and what it leaves out."""
    figure, facts = page.program.figures["implementation_days"], page.program.facts
    created = "" if facts.start is None and facts.end is None else f" created {page.program.period.inside}"
    cancelled, still_open = (int(figure.parts[state]) for state in ("cancelled", "open"))
    return (
        f"Of {figure.N:,} actions{created}, {figure.n:,} {plural(figure.n, 'is', 'are')} done, {still_open:,} open "
        f"and {cancelled:,} cancelled. {action_words.left_out(page.program)}"
    ).strip()


def _median(page: View) -> tuple[float | None, float | None, float | None]:
    """Days within which half of the actions are done, and their interval."""
    figure = page.program.figures["implementation_days"]
    return figure.value, figure.low, figure.high  # type: ignore[return-value]


def _compared(page: View, dimension: Dimension) -> None:
    facts = page.program.facts
    table = days.medians_by_group(facts, dimension)
    enough = table[table["N"] >= MIN_FOR_PERCENT].sort_values(["N", "group"], ascending=[False, True])
    drawn = _picked(enough["group"].to_list(), dimension)
    if drawn:
        found = days.by_group(facts, dimension, drawn)
        charts.draw(
            page,
            charts.one_of(f"implementation_{dimension}", drawn),
            lambda: implementation.by_group(found.curves, list(drawn)),
            alt_text=lambda: implementation.by_group_described(found.table, found.words),
            table=lambda: implementation.table(found.curves),
        )
        st.markdown(plain(found.words))
    else:
        st.caption(f"Nothing to compare: no {dimension} has {MIN_FOR_PERCENT} actions yet.")
    parts.medians(table, dimension)


def _picked(groups: list[str], dimension: Dimension) -> tuple[str, ...]:
    """The groups to draw: those chosen, else those with the most actions. `groups`: largest first."""
    most = implementation.MOST_CURVES
    if len(groups) < 3:
        return tuple(groups)
    chosen = st.multiselect(
        f"Which {_PLURALS[dimension]}",
        groups,
        format_func=name,
        placeholder=f"The {most} with the most actions" if len(groups) > most else "All",
        max_selections=most,
        key=f"actions_groups_{dimension}",
        bind="query-params",
    )
    return tuple(chosen or groups[:most])


_PLURALS = {"circle": "circles", "priority": "priorities", "kind": "kinds", "outcome": "outcomes"}


def by_month_keys() -> tuple[str, ...]:
    """Follow-through figures that are counted by month, those counted in actions first."""
    keys = [key for key in keys_of("follow_through") if DICTIONARY[key].has_series]
    return tuple(sorted(keys, key=lambda key: (DICTIONARY[key].place, DICTIONARY[key].of != "actions")))


def _by_month(page: View) -> None:
    key = st.selectbox(
        "Figure",
        by_month_keys(),
        format_func=lambda key: DICTIONARY[key].label,
        key="actions_figure",
        bind="query-params",
        width=320,
        label_visibility="collapsed",
    )
    circles = list(page.program.circles)
    circle = circles[0] if len(circles) == 1 else None
    figure = page.program.figures[key]
    trend = page.program.over_time(key, "month", circle)
    if np.isnan(trend.columns["value"]).all():
        st.caption(
            plain(f"{figure.label}: {nothing_in_words(figure) or NONE_IN_PERIOD}. {figure.definition}")
        )
        return
    changes = design_changes.changes(page.program.facts, circle)
    charts.draw(
        page,
        f"by_month_{key}",
        lambda: control.control(trend, target=figure.target, changes=changes, period=page.program.period),
        alt_text=lambda: control.described(trend, target=figure.target, changes=changes),
        table=lambda: control.table(trend),
    )
    formatted = control_words.target_formatter(figure.unit)
    verdict = control_words.verdict(trend, None if figure.target is None else formatted(figure.target))
    st.caption(
        explained(" ".join(filter(None, [figure.definition, verdict, *control_words.cautions(trend)])))
    )


def _flow(page: View) -> None:
    figure, facts = page.program.figures["flow"], page.program.facts
    rows = flow_metrics.cumulative_flow(facts)
    if figure.missing or rows.empty:
        why = absence.unknown(facts, "finished")
        st.caption(
            plain(
                sentences(
                    figure.missing or absence.said("no action has a date yet", "action with its dates", why),
                    "fill in created and closed in the actions tab",
                )
            )
        )
        return
    weekly, more = flow_metrics.weekly(facts, WEEKS), action_words.left_out(page.program)
    with st.grid(2, min_column_width=330, gap="large"):
        with st.container():
            st.subheader("Decided, done and open")
            charts.draw(
                page,
                "cumulative_flow",
                lambda: flow.cumulative(rows),
                alt_text=f"{flow.cumulative_described(rows)} {more}".strip(),
                table=rows,
            )
        with st.container():
            st.subheader("Added and finished, week by week")
            if weekly.empty:
                st.caption("The log does not cover a full week yet.")
            else:
                charts.draw(
                    page,
                    "weekly_flow",
                    lambda: flow.weeks(weekly),
                    alt_text=f"{flow.weeks_described(weekly)} {more}".strip(),
                    table=weekly,
                )
                st.caption(plain(f"{flow.weeks_described(weekly)} {more}".strip()))


def _open_now(page: View) -> None:
    figure, facts = page.program.figures["open"], page.program.facts
    if figure.missing or not figure.n:
        st.caption(
            plain(sentence(figure.missing) if figure.missing else action_words.nothing_open(page.program))
        )
        return
    rows = flow_metrics.aging(facts)
    marks = flow_metrics.age_marks(facts)
    bins = open_actions.ages(rows)
    ahead = forecast.forecast(facts)
    with st.grid(2, min_column_width=330, gap="large"):
        with st.container():
            st.subheader("How old open actions are")
            if bins.empty:
                st.caption("No open action has a creation date. Fill in created in the actions tab.")
            else:
                words = open_actions.aging_described(rows, marks)
                charts.draw(
                    page,
                    "open_ages",
                    lambda: open_actions.aging(bins, marks),
                    alt_text=words,
                    table=bins[["since", "until", "past", "actions"]],
                )
                st.caption(plain(words))
        with st.container():
            st.subheader("When the list may be empty")
            if len(ahead.fan) > 1:
                charts.draw(
                    page,
                    "clearing",
                    lambda: open_actions.clearing(ahead),
                    alt_text=ahead.words,
                    table=open_actions.clearing_table(ahead),
                )
            st.caption(plain(f"{sentence(ahead.words)} {ahead.assumption}"))


_VIEWS: dict[str, Callable[[View], None]] = {
    "How long it takes": _how_long,
    "Month by month": _by_month,
    "Added and finished": _flow,
    "Open now": _open_now,
    "Loops and effects": parts.loops_and_effects,
    "Line of sight": parts.line_of_sight,
    "Workload": parts.workload,
}
