"""The banner above every page: which log, as of when, what is wrong with it; and the pages shown without a log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import NoReturn

import streamlit as st

from lib.access.redaction import Role
from lib.log.format.model import CircleLog
from lib.log.format.schema import REQUIRED_TABS
from lib.log.reading.parse import missing_tabs
from lib.source import caches
from lib.source.loaded import Loaded
from lib.source.losses import Held
from lib.ui.entry import gate, turns, who
from lib.ui.frame import address, log_checks
from lib.ui.widgets import progress
from lib.ui.widgets.text import plain, said_of
from lib.words.moments import clock
from lib.words.phrases import counted, listed, plural, sentences
from lib.workbook.base import CellAddress

_PATIENCE_SECONDS = 8.0
"""How long a viewer who asked for a newer log waits; after that the last one is shown until the new one arrives."""
ACCEPTERS: tuple[Role, ...] = ("admin", "lead")
"""Who may decide that a tab is meant to be as empty as it is."""
_MOST_LOSSES = 3


def show(loaded: Loaded, log: CircleLog) -> None:
    """Draw the banner. `log` is what the viewer may see of the log: only its checks are listed."""
    with st.container(horizontal=True, vertical_alignment="center", key="source_banner"):
        st.caption(plain(_source_words(loaded)), width="content")
        log_checks.show(log)
        if loaded.is_remote and st.button("Refresh now", type="tertiary", icon=":material/sync:"):
            _refresh_now()
        who.account(loaded.log)
    if loaded.problem:
        since = clock(loaded.stale_since or datetime.now(UTC))
        problem = who.as_shown(loaded.problem, who.viewer_of_page(loaded.log).role)
        st.warning(
            plain(
                f"The workbook has been unreadable since {since}: {problem}. You are seeing its last good state."
            ),
            icon=":material/sync_problem:",
        )
    if loaded.held:
        _held(loaded, loaded.held)
    for problem in loaded.problems:
        st.warning(plain(problem), icon=":material/rule:")
    if loaded.refreshing:
        _show_when_refreshed()
    elif loaded.is_remote:
        _show_newer_log_within_a_minute(_state(loaded))


def _source_words(loaded: Loaded) -> str:
    what = "Demo program (fictional): edit data/demo.xlsx as you like" if loaded.is_demo else loaded.title
    refreshing = " · refreshing" if loaded.refreshing else ""
    return f"{what} · as of {clock(loaded.read_at)}{refreshing}"


def _refresh_now() -> None:
    with st.spinner("Reading the workbook …", show_time=True), turns.SCRIPTS.aside():
        caches.source().refresh_now(within=_PATIENCE_SECONDS)
    st.rerun()


@st.fragment(run_every=1.0)
def _show_when_refreshed() -> None:
    """Show how far the read has come; when it is done, rerun the page, which shows the new time in any case."""
    shown = caches.source()
    if not shown.current().refreshing:
        st.rerun()
    if reading := shown.reading:
        st.caption(progress.words(reading))


@st.fragment(run_every=60.0)
def _show_newer_log_within_a_minute(shown: tuple[str, str | None, str | None]) -> None:
    newest = caches.source().current()
    if _state(newest) != shown and not newest.refreshing:
        st.rerun()


def _state(loaded: Loaded) -> tuple[str, str | None, str | None]:
    """What open pages follow: they show the log again when any of it changes."""
    return loaded.revision, loaded.problem, loaded.held.token if loaded.held else None


def _held(loaded: Loaded, held: Held) -> None:
    """Say what was lost, since when, and what is shown instead; administrators and leads can accept it."""
    lost = [loss.clause(clock(loss.since)) for loss in held.losses[:_MOST_LOSSES]]
    more = len(held.losses) - len(lost)
    words = sentences(
        *lost,
        f"{counted(more, 'more tab')} lost rows or a header" if more else "",
        f"you are seeing the log as of {clock(loaded.read_at)}",
        f"nothing can be saved until the {plural(len(held.losses), 'tab is', 'tabs are')} back or an administrator or "
        "lead accepts the loss",
    )
    with st.container(horizontal=True, vertical_alignment="center", key="held_back"):
        st.warning(plain(words), icon=":material/history:", width="stretch")
        if who.viewer_of_page(loaded.log).role not in ACCEPTERS:
            return
        label = "Use the empty one" if held.is_empty else "Use the new one"
        # The key names the state: a click never accepts another one than the person saw.
        if st.button(label, key=f"use_new_{held.token}", icon=":material/check:"):
            gate.require(*ACCEPTERS)
            caches.source().accept(held.token)
            st.rerun()
        _links(held)


def _links(held: Held) -> None:
    """A button for each spreadsheet in question."""
    source, by_workbook = caches.source(), {loss.workbook: loss for loss in reversed(held.losses)}
    for workbook, loss in [*reversed(by_workbook.items())][:_MOST_LOSSES]:
        if link := source.link(CellAddress(workbook, loss.tab, 1, 0)):
            of = f" of {listed(loss.circles, most=2)}" if len(by_workbook) > 1 else ""
            st.link_button(plain(f"Open the sheet{of}"), link, icon=":material/open_in_new:")


def stop_for_missing_tabs(loaded: Loaded, role: Role) -> NoReturn:
    """Say which required tabs are missing, what to do about it, offer the template, and stop the page."""
    st.title("What is missing from this workbook?")
    st.error(plain(f"{loaded.title}: {missing_tabs(loaded.log)}."), icon=":material/error:")
    st.markdown(
        "A circle log needs these tabs, with the header names in row 1: **"
        + "**, **".join(REQUIRED_TABS)
        + "**. "
        "Add the missing ones (copy them from the template), save the workbook, and reload this page."
    )
    if role == "admin":
        st.markdown(
            "Do your tabs or headers have other names? Say what they mean, and keep the sheet as it is."
        )
        st.page_link("pages/sheet/bring.py", label="See how my log is read", icon=":material/input:")
    template_button()
    address.stop()


def stop_for_empty_log(loaded: Loaded) -> NoReturn:
    """Say what to log first, offer the template, and stop the page."""
    st.title("What should go into the log first?")
    st.info(
        plain(f"{loaded.title} has all the required tabs, but no usable circle yet."),
        icon=":material/edit_note:",
    )
    st.markdown(
        "1. The **circles** tab: one row per circle, with its name, sponsor, lead and cadence.\n"
        "2. The **members** tab: one row per person and circle.\n"
        "3. The **sessions** tab: one row per planned session; fill in *held* once it has taken place.\n"
        "4. The **attendance** tab: one row per session and person: yes, no or excused.\n"
        "5. The **actions** tab: one row per action, with its owner and due date.\n\n"
        "Save the workbook and reload: figures appear as soon as there are rows."
    )
    template_button()
    address.stop()


def stop_for_contradiction(problem: str, clear: Callable[[], None]) -> NoReturn:
    """Say which filters exclude each other, offer to take them back (`clear`), and stop the page."""
    st.title("Why is there nothing to see?")
    st.info(plain(problem), icon=":material/filter_alt_off:")
    st.button("Show all circles", on_click=clear, key="show_all_circles")
    address.stop()


def stop_for_unreadable(problem: str, *, is_remote: bool = False) -> NoReturn:
    """Say why the workbook cannot be opened and how to fix it, offer the template, and stop the page."""
    st.title("Why is there nothing to see?")
    st.error(plain(f"The workbook cannot be opened. {said_of('It', problem)}"), icon=":material/error:")
    if is_remote:
        st.markdown(
            "Pharos keeps trying, and this page shows the log as soon as it can be read. For Google spreadsheets, the "
            "**Connect** page walks you through sharing and addresses, step by step."
        )
    else:
        st.markdown(
            "`PHAROS_WORKBOOK` (or `path` under `[workbook]` in `.streamlit/secrets.toml`) names the file. "
            "Start from the template, or unset it to see the demo program."
        )
    template_button()
    address.stop()


def template_button() -> None:
    """A download of the empty workbook, which is made when the button is clicked."""
    st.download_button(
        "Download the template (.xlsx)",
        data=template,
        file_name="pharos-circle-log.xlsx",
        mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        icon=":material/download:",
        on_click="ignore",
    )


def template() -> bytes:
    """The empty workbook as an .xlsx file."""
    import tempfile
    from pathlib import Path

    from lib.demo import template

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        template.write_template(path)
        return path.read_bytes()
