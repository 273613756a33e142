"""What the first page of a new process needs: its imports, the log, and its figures, before its script comes."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from importlib import import_module

import pandas as pd

from lib.access.redaction import Viewer
from lib.access.sign_in import SignInIncomplete
from lib.log.format.model import CircleLog
from lib.metrics.core import period
from lib.metrics.sponsorship import acts
from lib.source import caches, memory
from lib.source import program as measuring
from lib.source.program import Filters
from lib.ui.entry import session
from lib.ui.entry.later import HOME, Beginning
from lib.ui.entry.turns import SCRIPTS
from lib.ui.frame import ahead
from lib.ui.frame.view import View
from lib.workbook.base import WorkbookError

IMPORTS = (
    "lib.ui.entry.gate",
    "lib.ui.frame.address",
    "lib.ui.frame.brief",
    "lib.ui.frame.next_steps",
    "lib.ui.frame.roll_up",
    "lib.ui.overview.ahead",
    "lib.ui.overview.changed",
    "lib.ui.overview.desk",
    "lib.ui.overview.needs",
    "lib.ui.overview.sponsorship",
    "lib.ui.sheet.accepting",
    "PIL.Image",
    "streamlit.components.v2.manifest_scanner",
    "streamlit.material_icon_names",
)
"""What the overview's script imports, and Streamlit for it."""
PAGES = {
    HOME: "lib.ui.overview.ahead",
    "overview": "lib.ui.overview.ahead",
    "health": "lib.ui.health.ahead",
    "actions": "lib.ui.actions.ahead",
    "lighthouses": "lib.ui.lighthouses.ahead",
}
"""The pages that say what they need, by address, and the modules that say it."""


def prepare(beginning: Beginning) -> None:
    """Import what the first page needs, read a log that is a file, and find the figures of the page that is asked for
    first until its script comes itself.

    Spreadsheets and databases are read when someone asks: a read costs calls. Figures are found where everyone who
    comes is an administrator.
    """
    with memory.importing():
        for name in IMPORTS:
            import_module(name)
    ahead.start()
    with suppress(WorkbookError):  # the page says it
        source = caches.source()
        if source.is_remote or not source.first():
            return
        needs = PAGES.get(beginning.first_page.result())
        if needs is None or not _is_open():
            return
        page = first_view()
        for step in import_module(needs).found(page):
            if SCRIPTS.is_taken:
                return
            step()


def _is_open() -> bool:
    """Whether everyone who comes is an administrator, as there is no sign-in."""
    try:
        return session.settings() is None
    except SignInIncomplete:
        return False


def first_view() -> View:
    """What an administrator sees who opens a page and has chosen nothing. Raises WorkbookError without a log."""
    loaded, viewer = caches.source().current(), Viewer()
    log = caches.seen_by(loaded.workbook, loaded.revision, viewer.scope, loaded.log, viewer)
    chosen = first_filters(log, date.today())
    return View(
        viewer,
        loaded,
        log,
        chosen,
        lambda: measuring.measured(loaded.workbook, loaded.revision, viewer.scope, chosen, log),
    )


def first_filters(log: CircleLog, today: date) -> Filters:
    """The filter bar as it is before anyone chooses."""
    reviews = acts.reviews(log)["date"]
    usual = period.usual_key(log.settings["period"], reviews.to_list())
    return Filters(period=period.named(usual, pd.Timestamp(today), reviews), as_of=today)
