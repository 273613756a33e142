"""Groups of circles side by side, as tables in closed sections: programs, and circles by their start and age."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lib.metrics.program import roll_up
from lib.metrics.program.roll_up import Group
from lib.ui.frame import charts, matrix
from lib.ui.frame.view import View
from lib.ui.widgets import section
from lib.ui.widgets.text import name, plain

SUMS = "Each figure counts all circles of its row together, in this period."
AGED = (
    "What circles did in each half-year since they began, over the whole log. Only circles that are old enough "
    "count in a later row, so the rows are not about the same circles: they show no cause."
)
EARLY = "Too early"


def programs(page: View) -> None:
    """Draw the closed section with one row per program; nothing where the log does not tell programs apart."""
    if has_programs(page):
        section.closed("Programs side by side", "by_program", lambda: _programs(page))


def has_programs(page: View) -> bool:
    """`roll_up.names_programs`, found once per state of the view."""
    return page.first_sight("names programs", lambda: roll_up.names_programs(page.program))


def cohorts(page: View) -> None:
    """Draw the closed section of circles by when they began, and by age."""
    section.closed("Circles by when they began", "cohorts", lambda: _cohorts(page))


def _programs(page: View) -> None:
    st.caption(plain(SUMS))
    _table(page, roll_up.by_program(page.program), "programs", "Programs side by side", "Program")


def _cohorts(page: View) -> None:
    groups = roll_up.by_start(page.program)
    if not groups:
        st.caption("No circle has begun on this day, or none is in these filters.")
        return
    st.caption(plain(SUMS))
    _table(page, groups, "cohorts", "Circles by when they began", "Began in")
    aged = roll_up.by_age(page.program)
    if aged:
        st.caption(plain(AGED))
        _table(page, aged, "ages", "Circles by age", "Age")


def _table(page: View, groups: Sequence[Group], key: str, label: str, of: str) -> None:
    figures = list(groups[0].figures.values())
    rows = []
    for group in groups:
        count = matrix.Cell("counted", f"{group.circles:,}", "", "", "")
        cells = [matrix.of_figure(figure, group.held) for figure in group.figures.values()]
        rows.append(matrix.Row(name(group.name), EARLY if group.is_too_early else "", [count, *cells]))
    matrix.show(["Circles", *(figure.label for figure in figures)], rows, label, of=of)
    charts.numbers(page, key, lambda: roll_up.table(groups))
