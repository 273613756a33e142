"""What the page Connect does: from nothing to one's own log, each step checked when done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from lib.log.format.model import CircleLog
from lib.log.format.schema import REQUIRED_TABS, TABS
from lib.log.reading import naming, parse
from lib.source import caches, connected
from lib.source.opening import google_client, opened
from lib.source.settings import WorkbookSettings
from lib.ui.entry import gate
from lib.ui.frame import banner
from lib.ui.widgets import progress
from lib.ui.widgets.text import plain, said_of
from lib.workbook.base import Snapshot, WorkbookError
from lib.workbook.common.progress import Progress
from lib.workbook.common.snapshots import SnapshotFile

SECRETS_TO_FILL = """[workbook.service_account]
type = "service_account"
project_id = "…"
private_key_id = "…"
private_key = "…"
client_email = "…"
client_id = "…"
"""


@dataclass(frozen=True)
class Tested:
    """What a test read found: cells as they are, the log they make, names that need a translation."""

    address: str
    workbook: str
    title: str
    snapshot: Snapshot
    log: CircleLog
    suggestions: tuple[naming.Suggestion, ...]


def settings() -> WorkbookSettings:
    """Which workbook is shown; stops the page with the reason where secrets.toml contradicts itself."""
    try:
        return caches.settings()
    except WorkbookError as error:
        st.error(plain(said_of("The configuration", str(error))), icon=":material/error:")
        st.stop()


def step(number: int, title: str, *, done: bool) -> None:
    """The heading of a step, with a tick once the test showed that it is done."""
    st.header(f"{number} · {title}{' ✓' if done else ''}", anchor=f"step-{number}")


def account(settings: WorkbookSettings) -> str | None:
    """The service account's address to share with; None, with what to do on the page, where there is none yet."""
    if not settings.service_account:
        st.markdown(
            "Pharos reads Google Sheets as a *service account*, an account for programs that belongs to you.\n\n"
            "1. In the Google Cloud console, make a project (or open one) and enable the **Google Sheets API** and the "
            "**Google Drive API**.\n"
            "2. Under *IAM & Admin › Service Accounts*, create a service account; it needs no role.\n"
            "3. Open it, *Keys › Add key › JSON*. A key file is downloaded.\n"
            "4. Copy its fields into `.streamlit/secrets.toml` next to `app.py`, like this, and restart Pharos:"
        )
        st.code(SECRETS_TO_FILL, language=None)
        st.caption(
            "Keep the key file to yourself. Only fields of that file belong there; this page never shows them."
        )
        return None
    try:
        return google_client(settings).account.email
    except WorkbookError as error:
        st.error(plain(f"The key in secrets.toml cannot be used: {error}."), icon=":material/key_off:")
        return None


def create_for(settings: WorkbookSettings, email: str) -> None:
    """Have the service account make a spreadsheet from the template and share it with `email`."""
    gate.require("admin")
    from lib.workbook.google.creating import create_from_xlsx

    if "@" not in email:
        st.error(
            "Enter the email address of your Google account, so that the spreadsheet can be shared with you."
        )
        return
    try:
        with st.spinner("Making the spreadsheet …"):
            client = google_client(settings, may_create=True)
            address = create_from_xlsx(client, banner.template(), "Circle log", email)
    except WorkbookError as error:
        st.error(
            plain(f"It could not be made. {said_of('It', str(error))} Import the template by hand instead.")
        )
        return
    st.session_state["connect_address"] = address
    st.success("Made and shared. Its address stands in step 3.")
    st.link_button("Open the spreadsheet", address, icon=":material/open_in_new:")


def test(settings: WorkbookSettings, address: str) -> None:
    """Read the spreadsheet once and remember what was found for this viewer."""
    gate.require("admin")
    st.session_state.pop("connect_tested", None)
    try:
        with st.spinner("Reading the spreadsheet …", show_time=True):
            slot = st.empty()
            followed = Progress(lambda reading: progress.bar(reading, slot))
            workbook = opened(connected.addressed(settings, address), followed)
            snapshot = workbook.read()
    except WorkbookError as error:
        st.session_state["connect_problem"] = str(error)
        return
    st.session_state.pop("connect_problem", None)
    st.session_state["connect_tested"] = Tested(
        address,
        workbook.id,
        workbook.title,
        snapshot,
        parse.parse(snapshot.grids),
        tuple(naming.suggestions(snapshot.grids, TABS)),
    )


def found(tested: Tested) -> None:
    """Show what the test read found: tabs, rows, checks."""
    log = tested.log
    st.success(plain(f"Read: {tested.title}"), icon=":material/check_circle:")
    for problem in tested.snapshot.problems:
        st.warning(plain(problem), icon=":material/rule:")
    rows = pd.DataFrame(
        [
            {
                "tab": name,
                "rows": log.rows_found.get(name, 0),
                "used": len(log.tabs[name]),
                "state": _tab_state(log, name),
            }
            for name in TABS
            if log.has(name) or name in REQUIRED_TABS
        ]
    )
    st.dataframe(rows, hide_index=True, alt="Tabs that were found, their rows and how many can be used")
    counts = log.checks["severity"].value_counts()
    words = ", ".join(f"{count} {severity}{'s' if count > 1 else ''}" for severity, count in counts.items())
    st.caption(plain(f"Checks: {words}. They can be fixed later." if words else "Checks: nothing to fix."))


def _tab_state(log: CircleLog, name: str) -> str:
    if name in log.missing_tabs:
        return "missing, required"
    return "found" if log.rows_found.get(name) else "found, empty"


def translations(settings: WorkbookSettings, tested: Tested) -> None:
    """Let the viewer accept what unknown tabs and headers stand for, and write it into the tab settings."""
    if not tested.suggestions:
        st.caption("All tabs and headers that look like a circle log are understood.")
        return
    st.markdown("These names are not Pharos's own. Tick what is meant: your sheet stays as it is.")
    accepted: list[naming.Suggestion] = []
    for suggestion in tested.suggestions:
        target = f"{suggestion.tab}.{suggestion.column}" if suggestion.column else f"the tab {suggestion.tab}"
        where = f" (tab {suggestion.tab})" if suggestion.column else ""
        key = f"accept_{suggestion.workbook}_{suggestion.setting}"
        if st.checkbox(plain(f"“{suggestion.title}”{where} stands for {target}"), value=True, key=key):
            accepted.append(suggestion)
    if st.button("Save these names in the tab settings", disabled=not accepted):
        _save_translations(settings, tested, accepted)


def _save_translations(settings: WorkbookSettings, tested: Tested, accepted: list[naming.Suggestion]) -> None:
    gate.require("admin")
    from lib.workbook.google.creating import add_settings

    for spreadsheet in dict.fromkeys(suggestion.workbook for suggestion in accepted):
        rows = [(item.setting, item.title) for item in accepted if item.workbook == spreadsheet]
        try:
            with st.spinner("Writing …"):
                add_settings(google_client(settings, may_write=True), spreadsheet, rows)
        except WorkbookError as error:
            st.error(
                plain(
                    f"Not saved. {said_of('The spreadsheet', str(error))} "
                    "Share it as Editor, or add these rows to its tab settings yourself:"
                )
            )
            st.dataframe(pd.DataFrame(rows, columns=["name", "value"]), hide_index=True)
            return
    test(settings, tested.address)
    st.rerun()


def use(settings: WorkbookSettings, tested: Tested) -> None:
    """Show this spreadsheet from now on, on this server, beginning with what the test read of it."""
    gate.require("admin")
    if settings.keep_snapshot:
        SnapshotFile(caches.SNAPSHOTS, tested.workbook).save(tested.snapshot)
    connected.connect(tested.address, caches.CONNECTION_PATH)
    for name in ("connect_tested", "connect_problem"):
        st.session_state.pop(name, None)


def current(settings: WorkbookSettings, configured: bool) -> None:
    """Which workbook is shown now, and the way back to the demo."""
    if configured:
        st.info(
            "The workbook is set in secrets.toml or PHAROS_WORKBOOK; what is chosen here would not be used."
        )
    elif settings.is_google:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.success("Your own log is shown on all pages.", icon=":material/check_circle:", width="stretch")
            if st.button("Back to the demo program"):
                gate.require("admin")
                connected.disconnect(caches.CONNECTION_PATH)
                st.rerun()


def state(name: str) -> Any:
    """A value this page keeps for its viewer."""
    return st.session_state.get(name)
