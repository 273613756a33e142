"""What changes of the program's design did: the verdicts in words, a chart of one of them, and a form for the next."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from lib.access.redaction import KEPT
from lib.charts.control import control
from lib.metrics.core import design_changes
from lib.metrics.core.figure import Figure
from lib.metrics.core.series import can_tell
from lib.metrics.dictionary import DICTIONARY
from lib.metrics.impact.design_effect import JUDGED, MOVED, TOO_EARLY, in_words
from lib.ui.edits import one_row
from lib.ui.frame import charts
from lib.ui.frame.view import View
from lib.ui.widgets import html, section
from lib.ui.widgets.text import name, plain
from lib.words.phrases import counted, listed, sentence

MOST_LISTED = 5
_SAID = (*JUDGED, MOVED, TOO_EARLY)


def show(page: View) -> None:
    """Draw the changes with their verdicts, and the figure that one of them should move."""
    figure = page.program.figures["design_effect"]
    rows = known(figure)
    told = [row for row in rows if row["verdict"] in _SAID]
    if not told:
        st.caption(plain(_nothing(figure, rows)))
        return
    with st.grid(2, min_column_width=330, gap="large"):
        with st.container():
            html.show("list.html", rows=[_line(row) for row in told[:MOST_LISTED]])
            st.caption(plain(_rest(rows, told)))
        with st.container():
            _chart(page, told)
    if len(told) > MOST_LISTED:
        section.closed(
            f"All {counted(len(rows), 'change')} of the design",
            "all_changes",
            lambda: html.show("list.html", rows=[_line(row) for row in rows]),
        )


def known(figure: Figure) -> list[dict[str, Any]]:
    """The rows of the figure's part changes, the latest first, those that can be judged before the others."""
    rows = [] if figure.missing else list(figure.parts.get("changes") or [])
    return sorted(rows, key=lambda row: row["verdict"] not in (*JUDGED, MOVED))


def _nothing(figure: Figure, rows: list[dict[str, Any]]) -> str:
    if figure.missing:
        return sentence(figure.missing)
    if rows:
        return f"{_rest(rows, [])} Name a figure and a direction with each change, before it starts."
    return "No change of the design is recorded yet. Record the next one below, with what you expect of it."


def _rest(rows: list[dict[str, Any]], told: list[dict[str, Any]]) -> str:
    """Of how many changes nothing is said here, and why."""
    others = [row["verdict"] for row in rows if row not in told]
    reasons = [f"{why} ({others.count(why):,})" for why in dict.fromkeys(others)]
    more = len(told) - MOST_LISTED
    return " ".join(
        filter(
            None,
            [
                sentence(
                    f"nothing can be said of {counted(len(others), 'other change' if told else 'change')}: "
                    f"{listed(reasons)}"
                )
                if others
                else "",
                sentence(f"{counted(more, 'more change')} in the list below") if more > 0 else "",
                "“Moved” says what happened after a change; the log does not say why." if told else "",
            ],
        )
    )


def what(row: dict[str, Any]) -> str:
    """A change's day and name; its name only if the viewer may read it."""
    text = row["what"] if isinstance(row["what"], str) and row["what"] != KEPT else "a change"
    where = f", {row['circle']}" if isinstance(row["circle"], str) else ""
    return f"{pd.Timestamp(row['date']):%-d %b %Y}: {text}{where}"


def _line(row: dict[str, Any]) -> tuple[str, str]:
    wanted = row["expected"] if isinstance(row["expected"], str) and row["expected"] != KEPT else ""
    said = in_words(row) or sentence(row["verdict"])
    return what(row), f"{sentence(f'Hoped for: {wanted}') if wanted else ''} {said}".strip()


def _chart(page: View, told: list[dict[str, Any]]) -> None:
    drawable = [row for row in told if _has_series(row)]
    if not drawable:
        return
    names = [name(what(row)) for row in drawable]
    chosen = st.selectbox(
        "Change",
        names,
        key="outcome_change",
        bind="query-params",
        label_visibility="collapsed",
    )
    row = drawable[names.index(chosen) if chosen in names else 0]
    definition = DICTIONARY[row["figure"].casefold()]
    circle = row["circle"] if isinstance(row["circle"], str) else None
    trend = page.program.over_time(definition.key, "month", circle)
    changes = design_changes.changes(page.program.facts, circle)
    own = changes[changes["date"] == pd.Timestamp(row["date"])]
    target = page.program.figures[definition.key].target
    charts.draw(
        page,
        charts.one_of("change", (definition.key, circle, row["date"])),
        lambda: control.control(trend, target=target, changes=own),
        alt_text=lambda: control.described(trend, target=target, changes=own),
        table=lambda: control.table(trend),
    )


def _has_series(row: dict[str, Any]) -> bool:
    key = row["figure"].casefold() if isinstance(row["figure"], str) else ""
    months = row["months_before"] + row["months_after"]
    return months > 0 and key in DICTIONARY and can_tell(DICTIONARY[key])


COLUMNS = ("date", "what", "circle", "why", "direction", "expected", "rebase")


def may_record(page: View) -> bool:
    """Whether the page offers the form: not to sponsors, and only if the log has the tab."""
    return page.viewer.role != "sponsor" and page.log.has("changes", "what")


def record(page: View) -> None:
    """A form for a change, with the figure that it should move, which way, and what is expected of it."""
    st.caption(
        "Say first what the change should move and which way. After 5 months on both sides, the figure says whether it "
        "did."
    )
    keys = [key for key, each in DICTIONARY.items() if can_tell(each)]
    figure = st.selectbox(
        "Figure",
        keys,
        index=None,
        format_func=lambda key: DICTIONARY[key].label,
        placeholder="Which figure should it move?",
        key=f"change_{one_row.version()}_figure",
    )
    values = one_row.drawn(page, "changes", COLUMNS, "change", {"date": date.today()})
    one_row.save(page, "changes", values | {"figure": figure}, "change", "recorded on the outcomes page")
