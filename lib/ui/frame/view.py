"""What every page starts with: the viewer, the log and the filters."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar

import pandas as pd
import streamlit as st

from lib.access.circles import own_circles
from lib.access.redaction import Viewer
from lib.log.format.model import CircleLog
from lib.metrics.core.newest import stale_in_words
from lib.metrics.core.remember import remembered
from lib.metrics.program.program import Program
from lib.source import caches
from lib.source import program as measuring
from lib.source.loaded import Loaded
from lib.source.program import Filters, Spread
from lib.ui.entry import who
from lib.ui.entry.turns import SCRIPTS
from lib.ui.frame import address, banner, carried, circle_link, filters, sheets, waiting
from lib.ui.frame.circle_link import Address
from lib.ui.widgets import terms
from lib.words.moments import clock
from lib.workbook.base import WorkbookError

T = TypeVar("T")


@dataclass(frozen=True)
class View:
    """A page's data: `log`, all that the viewer may see of it, and `program`, measured after the filters once somebody
    asks for it (`measure`): a page whose first sight is known needs none. `address`: what links to circles keep of the
    page's address."""

    viewer: Viewer
    loaded: Loaded
    log: CircleLog
    filters: Filters
    measure: Callable[[], Program]
    address: Address = ()

    @cached_property
    def program(self) -> Program:
        return self.measure()

    @cached_property
    def circles(self) -> list[str]:
        """The circles that the filters leave."""
        chosen = self.filters
        return _left(self.log, chosen.circles, chosen.sponsors, chosen.priorities, chosen.programs)

    @property
    def as_of(self) -> pd.Timestamp:
        """The day of the page."""
        return pd.Timestamp(self.filters.as_of or date.today())

    @property
    def cache_key(self) -> tuple[str, str, str, Filters]:
        """What the charts and figures of this view depend on: workbook, revision, viewer's scope, filters."""
        return self.loaded.workbook, self.loaded.revision, self.viewer.scope, self.filters

    def derived(self, what: Hashable, find: Callable[[], T]) -> T:
        """The result of `find`, computed once per state of the view for each `what` (see `source.program`)."""
        return measuring.derived(self.cache_key, what, find)

    def first_sight(self, what: Hashable, find: Callable[[], T]) -> T:
        """The same for what the page shows as it opens: text and other small things, kept for many filters."""

        def found() -> T:
            SCRIPTS.long()
            return find()

        return measuring.first_sight(self.cache_key, what, found)

    @property
    def notes(self) -> list[str]:
        """What a print or a download says about itself: the filters, the period, and when the log was read."""
        return [*filters.active(self.filters), f"Log read: {clock(self.loaded.read_at)}"]

    @property
    def own(self) -> set[str]:
        """The viewer's own circles, as a lead or a sponsor; none for administrators."""
        return own_circles(self.log, self.viewer)

    @property
    def spread(self) -> Spread:
        """How practices travel among the filtered teams."""
        workbook, revision, scope, chosen = self.cache_key
        as_of = self.as_of.date()
        return measuring.spread(workbook, revision, scope, chosen.functions, chosen.regions, as_of, self.log)


@remembered
def _left(log: CircleLog, *chosen: tuple[str, ...]) -> list[str]:
    """The circles that match what is chosen of each column (see `CircleLog.matching`)."""
    return log.circles.loc[log.matching(*chosen), "circle"].to_list()


@dataclass(frozen=True)
class Sheet:
    """The data of a page about the sheet itself: `log`, all that the viewer may see of it; nothing is measured."""

    viewer: Viewer
    loaded: Loaded
    log: CircleLog


def open_view(
    *,
    of_circles: bool = True,
    is_filtered: bool = True,
    first: Callable[[], None] | None = None,
    prepare: Callable[[View], object] | None = None,
) -> View:
    """Draw the banner and the filter bar and return the page's data; stops the page if tabs or circles are missing.

    `of_circles`: whether the page shows the circles that the filters leave. It is stopped if they leave none.
    `is_filtered`: whether the page is about the period of the filters; if not, it draws its own `print_line`.
    `first`: what the page draws below the banner, even if it is stopped.
    `prepare`: what finds all that the page shows first, before anything of it is asked for.
    """
    sheet = open_sheet()
    if first:
        first()
    loaded, viewer, log = sheet.loaded, sheet.viewer, sheet.log
    if loaded.log.missing_tabs:
        banner.stop_for_missing_tabs(loaded, viewer.role)
    if loaded.log.is_empty:
        banner.stop_for_empty_log(loaded)
    chosen = filters.bar(log, of_circles=of_circles)
    view = View(
        viewer,
        loaded,
        log,
        chosen,
        lambda: measuring.measured(loaded.workbook, loaded.revision, viewer.scope, chosen, log),
        circle_link.kept(),
    )
    if of_circles and chosen.pick_circles and not view.circles:
        banner.stop_for_contradiction(filters.contradiction(chosen), filters.clear)
    if prepare:
        prepare(view)
    if is_filtered:
        print_line(view, stale(view))
    return view


def stale(view: View) -> str:
    """That nothing was logged lately, in a sentence; "" if something was."""
    return view.first_sight("stale", lambda: stale_in_words(view.program.facts, view.program.withheld))


def print_line(view: View, said: str = "") -> None:
    """Say on paper, at this place and on each sheet, the day, the period and the filters; on the screen, only `said`
    shows."""
    day = f"As of {view.as_of:%-d %b %Y}"
    sheets.print_line(day, view.notes, said)


def open_sheet() -> Sheet:
    """Draw the banner and return the log, even one that lacks tabs or rows; stops the page if no log was read yet."""
    terms.start_page()
    carried.note_opening()
    above = st.container()  # always one element: widgets that move on a page lose their tie to the address
    with above:
        loaded = newest()
        viewer = who.viewer_of_page(loaded.log)
        log = caches.seen_by(loaded.workbook, loaded.revision, viewer.scope, loaded.log, viewer)
        banner.show(loaded, log)
    address.place(above)
    return Sheet(viewer, loaded, log)


def newest() -> Loaded:
    """The newest log at hand; until there is one, the page says how far the reading has come or why it failed."""
    try:
        shown = caches.source()
    except WorkbookError as error:
        waiting.unreadable(str(error))
    return shown.current() if shown.has_log else waiting.first_log(shown)
