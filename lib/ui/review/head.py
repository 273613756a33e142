"""The top of the review page: whose review it is, its period, and the programs that it is drawn and frozen from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import streamlit as st

from lib.access.addresses import everyone_in
from lib.access.redaction import Viewer
from lib.log.format.model import CircleLog
from lib.metrics.core.period import Period
from lib.metrics.desk import since, steps
from lib.metrics.desk.since import Changed
from lib.metrics.program.program import Program
from lib.metrics.review import compared, scope
from lib.metrics.review.compared import Compared
from lib.metrics.review.scope import Scope
from lib.source import caches
from lib.source import program as measuring
from lib.source.program import Filters
from lib.ui.frame.view import View
from lib.ui.widgets.text import name, plain
from lib.words.phrases import listed

WHOLE = "The whole program"
MOST_NAMED = 8
_PERIODS = {"last": "Since the last review", "filters": "The period in the filters"}
Since: TypeAlias = Literal["last", "filters"]


@dataclass(frozen=True)
class Review:
    """A review for one viewer. `view`: of its circles and period, as the viewer sees them; `whole`: of all circles, in
    the same period. `kept_log`, `kept`: the log, and the review's circles and period, as its sponsor may see them,
    which is what a frozen review holds."""

    view: View
    scope: Scope
    whole: Program
    kept_log: CircleLog
    kept: Program

    @property
    def program(self) -> Program:
        return self.view.program

    @property
    def period(self) -> Period:
        return self.program.period

    @property
    def figures(self) -> list[Compared]:
        """The figures now and before, as the viewer sees them."""
        return self.view.derived(("review figures", self.scope), lambda: compared.compared(self.program))

    def step(self, key: str) -> str:
        """A suggested next step for a figure, "" where none is needed or known."""
        return self.view.derived(
            ("review step", self.scope, key), lambda: steps.next_step(self.program, key, self.whole)
        )

    @property
    def changed(self) -> list[Changed]:
        """What changed since the last day before the period; [] for the whole log."""
        return self.view.derived(("review changes", self.scope), lambda: changes(self.program))


def changes(program: Program) -> list[Changed]:
    """What the rules find in a program's period; [] for the whole log, which has no day before it."""
    end = program.period.end_before
    return [] if end is None else since.changes(program, program.as_known_on(end))


def choose(page: View) -> Review:
    """Draw the choice of the review, and of its period, and return it."""
    chosen = _whose(page)
    with st.container(width="content"):
        found = scope.since_last(page.program.facts, chosen.sponsor)
        keys: list[Since] = ["last", "filters"] if found is not None else ["filters"]
        which = st.segmented_control(
            "Period of the review",
            keys,
            default=keys[0],
            format_func=_PERIODS.__getitem__,
            key="review_period",
            bind="query-params",
            required=True,
        )
    is_last = found is not None and which != "filters"
    period = found if found is not None and is_last else page.filters.period
    return _review(page, chosen, period)


def _whose(page: View) -> Scope:
    """The scope of a sponsor's or a lead's own circles; administrators choose whose."""
    viewer, log = page.viewer, page.log
    if viewer.role != "admin":
        return _own(page)
    people = everyone_in(log.circles["sponsor"])
    chosen = st.selectbox(
        "Whose review",
        ["", *people],
        format_func=lambda email: name(email) or WHOLE,
        key="review_of",
        bind="query-params",
        width=340,
    )
    return scope.of_sponsor(log, chosen) if chosen else scope.whole_program(log)


def _own(page: View) -> Scope:
    own = tuple(sorted(page.own, key=str.casefold))
    if not own:
        return scope.whole_program(page.log)
    if page.viewer.role == "lead":
        return Scope("", own)
    return scope.of_sponsor(page.log, page.viewer.email)


def _review(page: View, chosen: Scope, period: Period) -> Review:
    filters = replace(
        page.filters, circles=chosen.circles, sponsors=(), priorities=(), programs=(), period=period
    )
    every = replace(filters, circles=())
    counted = every if len(chosen.circles) == len(page.log.circles) else filters
    loaded, viewer, log = page.loaded, page.viewer, page.log

    def measured(by: Viewer, log: CircleLog, filters: Filters) -> Program:
        return measuring.measured(loaded.workbook, loaded.revision, by.scope, filters, log)

    whole, program = measured(viewer, log, every), measured(viewer, log, counted)
    reader = reader_of(page, chosen)
    if reader != viewer:
        log = caches.seen_by(loaded.workbook, loaded.revision, reader.scope, page.log, reader)
    kept = measured(reader, log, counted)
    return Review(replace(page, filters=filters, measure=lambda: program), chosen, whole, log, kept)


def reader_of(page: View, chosen: Scope) -> Viewer:
    """As whom a review is frozen, also by an administrator: its sponsor, or for the whole program one of no circle."""
    if page.viewer.role != "admin":
        return page.viewer
    return Viewer("sponsor", chosen.sponsor)


def about(review: Review) -> None:
    """Draw which circles the review is about, and that the filters that choose circles have no effect here."""
    circles = listed(map(name, review.scope.circles), MOST_NAMED) or "no circle"
    lines = f"About {circles}: filters that choose circles do not change a review."
    st.caption(plain(lines))
