"""The steps of the Connect page: from nothing to your own log, each step with a check mark when it is done."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from lib.bring.origin import sources_of
from lib.bring.workbook import BroughtSnapshots
from lib.log.format.model import CircleLog
from lib.log.format.schema import REQUIRED_TABS, TABS
from lib.log.reading import parse
from lib.source import caches, connected
from lib.source.opening import google_client, opened
from lib.source.settings import WorkbookSettings
from lib.ui.entry import gate, turns
from lib.ui.frame import banner
from lib.ui.sheet import accepting, guesses, proof, questions, switched
from lib.ui.widgets import progress
from lib.ui.widgets.text import clean, plain, said_of
from lib.words.phrases import counted
from lib.workbook.base import Grid, Snapshot, WorkbookError
from lib.workbook.common.progress import Progress

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
    """What a test read found: the cells as they are, the log from them, and the tabs as they are in the sheet."""

    address: str
    workbook: str
    title: str
    snapshot: Snapshot
    log: CircleLog
    sources: tuple[Grid, ...]


def settings() -> WorkbookSettings:
    """The settings of the workbook that is shown; stops the page with the reason if secrets.toml contradicts itself."""
    try:
        return caches.settings()
    except WorkbookError as error:
        st.error(plain(said_of("The configuration", str(error))), icon=":material/error:")
        st.stop()


def step(number: int, title: str, *, done: bool) -> None:
    """Draw the heading of a step, with a check mark once it is done."""
    st.header(f"{number} · {title}{' ✓' if done else ''}", anchor=f"step-{number}")


def account(settings: WorkbookSettings) -> str | None:
    """The service account's address to share with; None if there is none yet, and then the page says what to do."""
    if not settings.service_account:
        st.markdown(
            "Pharos reads Google Sheets with a *service account*, an account for programs that belongs to you.\n\n"
            "1. In the Google Cloud console, create a project (or open one) and enable the **Google Sheets API** and "
            "the **Google Drive API**.\n"
            "2. Under *IAM & Admin › Service Accounts*, create a service account; it needs no role.\n"
            "3. Open it and choose *Keys › Add key › JSON*. A key file is downloaded.\n"
            "4. Copy its fields into `.streamlit/secrets.toml` next to `app.py`, like this, and restart Pharos:"
        )
        st.code(SECRETS_TO_FILL, language=None)
        st.caption("Keep the key file to yourself. Put only its fields there; this page never shows them.")
        return None
    try:
        return google_client(settings).account.email
    except WorkbookError as error:
        st.error(plain(f"The key in secrets.toml cannot be used: {error}."), icon=":material/key_off:")
        return None


def create_for(settings: WorkbookSettings, email: str) -> None:
    """Have the service account create a spreadsheet from the template and share it with `email`."""
    gate.require("admin")
    from lib.workbook.google.creating import create_from_xlsx

    if "@" not in email:
        st.error(
            "Enter the email address of your Google account so that the spreadsheet can be shared with you."
        )
        return
    try:
        with st.spinner("Creating the spreadsheet …"), turns.SCRIPTS.aside():
            client = google_client(settings, may_create=True)
            address = create_from_xlsx(client, banner.template(), "Circle log", email)
    except WorkbookError as error:
        st.error(
            plain(
                f"The spreadsheet was not created. {said_of('It', str(error))} Import the template yourself instead."
            )
        )
        return
    st.session_state["connect_address"] = address
    st.success("Created and shared. Its address is in step 3.")
    st.link_button("Open the spreadsheet", address, icon=":material/open_in_new:")


def test(settings: WorkbookSettings, address: str) -> None:
    """Read the spreadsheet once and keep what was found for this viewer."""
    gate.require("admin")
    st.session_state.pop("connect_tested", None)
    try:
        with st.spinner("Reading the spreadsheet …", show_time=True), turns.SCRIPTS.aside():
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
        sources_of(snapshot.grids),
    )


def found(tested: Tested) -> None:
    """Draw what the test read found: tabs, rows, checks."""
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
    st.dataframe(rows, hide_index=True, alt="The tabs found, their rows, and how many of these can be used")
    counts = log.checks["severity"].value_counts()
    words = ", ".join(counted(int(count), str(severity)) for severity, count in counts.items())
    st.caption(plain(f"Checks: {words}. They can be fixed later." if words else "Checks: nothing to fix."))


def _tab_state(log: CircleLog, name: str) -> str:
    if name in log.missing_tabs:
        return "missing, required"
    return "found" if log.rows_found.get(name) else "found, empty"


def understood(tested: Tested) -> proof.Trial:
    """Draw what each tab and column was taken for and what that gives; out: that, with what was changed by hand."""
    key = f"connect_{tested.workbook}"
    grids = tested.sources
    left, right = st.columns([3, 2], gap="large")
    with left:
        proposal = guesses.confirmed(grids, key)
    trial = proof.trial(grids, proof.names(proposal, grids), key)
    with right:
        proof.draw(trial, proposal, date.today())
        questions.records(trial.grids, key)
    return trial


def accept(settings: WorkbookSettings, tested: Tested, trial: proof.Trial) -> bool:
    """Save the names in the settings tab and use the log from now on; out: whether that was done.

    If the names cannot be saved, nothing changes and the page says why, with the rows to add by hand.
    """
    gate.require("admin")
    if trial.rows:
        try:
            with st.spinner("Saving …"), turns.SCRIPTS.aside():
                workbook = opened(connected.addressed(settings, tested.address))
                saved = accepting.names_saved(workbook, trial.rows)
                problem = "" if saved.is_written else accepting.said(saved)
                snapshot = workbook.read() if saved.is_written else tested.snapshot
        except WorkbookError as error:
            problem = str(error)
        if problem:
            st.error(
                plain(
                    f"Not saved. {said_of('The spreadsheet', problem)} Share it with Pharos as Editor, or add these "
                    "rows to its settings tab yourself, and test again:"
                )
            )
            rows = [row for found in trial.rows.values() for row in found]
            st.dataframe(pd.DataFrame(rows, columns=["name", "value"]).map(clean), hide_index=True)
            return False
        tested = replace(tested, snapshot=snapshot)
    use(settings, tested)
    return True


def use(settings: WorkbookSettings, tested: Tested) -> None:
    """Use this spreadsheet on this server from now on, starting with what the test read."""
    gate.require("admin")
    if settings.keep_snapshot:
        BroughtSnapshots(caches.kept(caches.SNAPSHOTS), tested.workbook).save(tested.snapshot)
    before = switched.chosen()
    connected.connect(tested.address, caches.connection())
    switched.note(before)
    for name in ("connect_tested", "connect_problem"):
        st.session_state.pop(name, None)


def current(settings: WorkbookSettings, configured: bool) -> None:
    """Draw which workbook is shown now, and the button back to the demo."""
    if configured:
        st.info("The workbook is set in secrets.toml or PHAROS_WORKBOOK; a choice made here has no effect.")
    else:
        back_to_demo()


def back_to_demo() -> None:
    """If a log of one's own was chosen in Pharos, draw a line that says so, and the button back to the demo; once that
    was pressed, the way back to the log."""
    with st.container():
        switched.outcome()
    if caches.is_configured() or settings().is_empty:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.success("Your own log is shown on all pages.", icon=":material/check_circle:", width="stretch")
        if st.button("Back to the demo program"):
            switched.to_demo()
            st.rerun()


def state(name: str) -> Any:
    """A value that this page keeps for its viewer; None if there is none."""
    return st.session_state.get(name)
