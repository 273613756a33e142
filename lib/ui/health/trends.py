"""The health page: one figure over time, overall and by circle, and the figures of one part as tiles."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from lib.charts import exported
from lib.charts.control import control, sketch, words
from lib.charts.plot import Plot
from lib.metrics.core import design_changes, series
from lib.metrics.core.figure import Figure
from lib.metrics.core.series import By, Series
from lib.metrics.dictionary import DICTIONARY, keys_in
from lib.metrics.program import status
from lib.metrics.program.health_words import KEYS, PARTS
from lib.ui.frame import charts, next_steps
from lib.ui.frame.view import View
from lib.ui.health import details
from lib.ui.widgets.text import name, plain

CHARTED = tuple(key for key in KEYS if series.can_tell(DICTIONARY[key]))
SMALL_A_PAGE = 12
_BY: dict[By, str] = {"month": "Month", "quarter": "Quarter", "session": "Session"}
TOGETHER = "Related habits"
"""The choice after the parts: which habits go together."""
NO_TREND = (
    "Norms, mandates, pairs and retention have no trend line: the log does not record their past values."
)


def over_time(page: View) -> None:
    """Let the viewer choose a figure; draw its control chart, what it says in words, and one small chart per circle."""
    key, by = _chosen(page)
    nothing, note = _said(page, key, by)
    if nothing:
        st.caption(plain(nothing))
        return
    name, plot, build, described = _drawn(page, key, by)
    table = lambda: control.table(_series(page, key, by, _only_circle(page)))  # noqa: E731
    charts.sketch(page, name, plot, build, described, table=table, note=note)


def _said(page: View, key: str, by: By) -> tuple[str, str]:
    """Why there is no large chart, "" if there is one; and what is said below it."""

    def found() -> tuple[str, str]:
        figure, trend = page.program.figures[key], _series(page, key, by, _only_circle(page))
        if np.isnan(trend.columns["value"]).all():
            return f"{figure.label}: {_why_nothing(figure)}", ""
        return "", " ".join(filter(None, [*_words(page, figure, trend), *words.cautions(trend)]))

    return page.first_sight(("over time", key, by), found)


def _drawn(
    page: View, key: str, by: By
) -> tuple[str, Callable[[], Plot], Callable[[], charts.Built], charts.Text]:
    """The large chart's name, what makes its drawing, what makes the chart of its files, and its words."""
    trend = cache(lambda: _series(page, key, by, _only_circle(page)))
    target = cache(lambda: page.program.figures[key].target)
    changes = cache(lambda: design_changes.changes(page.program.facts, _only_circle(page)))
    return (
        f"{key}_{by}",
        lambda: sketch.plot(trend(), target=target(), changes=changes(), period=page.program.period),
        lambda: control.control(trend(), target=target(), changes=changes(), period=page.program.period),
        lambda: control.described(trend(), target=target(), changes=changes()),
    )


def prepared(page: View) -> None:
    """Make the large chart that the page shows first, without drawing it."""
    nothing, _ = _said(page, CHARTED[0], "month")
    if not nothing:
        name, plot, _, described = _drawn(page, CHARTED[0], "month")
        charts.prepare_sketch(page, name, plot, described)


def circles_over_time(page: View) -> None:
    """One small chart of the chosen figure per circle, all on the same scale."""
    key, by = _choice()
    if len(page.program.status) > 1:
        _by_circle(page, key, by)
    else:
        st.caption("The chart above shows the only circle.")


def _choice() -> tuple[str, By]:
    """What was chosen in the controls above the large chart."""
    return st.session_state.get("figure") or CHARTED[0], st.session_state.get("health_by") or "month"


def _chosen(page: View) -> tuple[str, By]:
    one = _only_circle(page) is not None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        key = st.selectbox(
            "Figure",
            CHARTED,
            format_func=lambda key: DICTIONARY[key].label,
            key="figure",
            bind="query-params",
            width=320,
            help=NO_TREND,
        )
        key = key or CHARTED[0]
        can_session = one and series.can_tell(DICTIONARY[key], "session")
        by = st.segmented_control(
            "By",
            [by for by in _BY if by != "session" or can_session],
            format_func=_BY.__getitem__,
            default="month",
            required=True,
            key="health_by",
            bind="query-params",
        )
        next_steps.beside(page, key, place="chart")
    return key, by or "month"


def _only_circle(page: View) -> str | None:
    """The name of the circle if the filters leave exactly one, else None."""
    return page.circles[0] if len(page.circles) == 1 else None


def _series(page: View, key: str, by: By, circle: str | None) -> Series:
    return page.program.over_time(key, by, circle)


def _why_nothing(figure: Figure) -> str:
    return f"{figure.nothing or 'nothing recorded in this period'}. {figure.definition}"


def _words(page: View, figure: Figure, trend: Series) -> list[str]:
    formatted, period = words.target_formatter(DICTIONARY[figure.key].unit), page.program.period
    is_shaded = control.is_shaded(trend, period)
    return [
        figure.definition,
        f"The chart shows the whole log{f'; the shade marks {period.name}' if is_shaded else ''}."
        if period.start
        else "",
        words.verdict(trend, None if figure.target is None else formatted(figure.target)),
    ]


def _by_circle(page: View, key: str, by: By) -> None:
    st.markdown(f"**{plain(DICTIONARY[key].label)}**")
    if not DICTIONARY[key].windowed:
        st.caption("This figure describes a single day; the table below shows it for each circle.")
        return
    circles = status.by_need(page.program.status)["circle"].to_list()
    slot, number = st.container(), 1
    if len(circles) > SMALL_A_PAGE:
        number = st.pagination(-(-len(circles) // SMALL_A_PAGE), key="small_page", bind="query-params")
    shown = circles[(number - 1) * SMALL_A_PAGE : number * SMALL_A_PAGE]
    trends = {circle: _series(page, key, by, circle) for circle in shown}
    known = {circle: trend for circle, trend in trends.items() if not np.isnan(trend.columns["value"]).all()}
    target = page.program.figures[key].target
    shared = cache(lambda: control.scale(known.values(), target))
    with slot, st.grid("auto", min_column_width=165, gap="small", key="small_charts"):
        for circle in shown:
            with st.container(gap="xxsmall"):
                figure = page.program.circles[circle][key]
                st.markdown(f"**{plain(name(circle))}**  \n{plain(_in_short(figure))}")
                if circle in known:
                    _small(page, key, by, circle, known[circle], shared)
    label = " ".join((DICTIONARY[key].label, "by", by, "and circle"))
    charts.numbers(
        page,
        f"{key}_{by}_by_circle_{number}",
        lambda: _numbers(known),
        drawn=lambda: _together(page, known, shared()),
        words=label,
    )


def _together(page: View, known: dict[str, Series], shared: control.Scale) -> dict[str, Any]:
    """The small charts as one, for a picture."""
    facts, period = page.program.facts, page.program.period
    return exported.together(
        {
            name(circle): control.small(
                trend, shared, changes=design_changes.changes(facts, circle), period=period
            )
            for circle, trend in known.items()
        }
    )


def _small(
    page: View, key: str, by: By, circle: str, trend: Series, shared: Callable[[], control.Scale]
) -> None:
    changes = cache(lambda: design_changes.changes(page.program.facts, circle))
    charts.picture(
        page,
        f"{key}_{by}_{circle}",
        lambda: control.small(trend, shared(), changes=changes(), period=page.program.period),
        alt_text=lambda: (
            f"{name(circle)}: {control.described(trend, target=shared().target, changes=changes())}"
        ),
    )


def _in_short(figure: Figure) -> str:
    if figure.missing or figure.value is None:
        return figure.missing or figure.nothing or "nothing recorded in this period"
    return f"{figure.text} ({figure.fraction})" if figure.fraction and not figure.is_small else figure.text


def _numbers(known: dict[str, Series]) -> pd.DataFrame:
    tables = [control.table(trend).assign(circle=name(circle)) for circle, trend in known.items()]
    if not tables:
        return pd.DataFrame({"circle": pd.Series(dtype="str")})
    whole = pd.concat(tables, ignore_index=True)
    return whole[["circle", *whole.columns.drop("circle")]]


def aspect() -> str:
    """Let the viewer choose the part of health whose figures are shown, or TOGETHER; returns its name."""
    chosen = st.segmented_control(
        "Part",
        [*PARTS, TOGETHER],
        default=PARTS[0],
        required=True,
        key="aspect",
        bind="query-params",
        label_visibility="collapsed",
    )
    return chosen or PARTS[0]


def part(page: View, chosen: str) -> None:
    """The figures of one part as tiles, and what they do not show."""
    next_steps.tiles(page, keys_in(chosen))
    details.show(page, chosen)
