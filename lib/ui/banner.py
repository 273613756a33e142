"""The line above every page: which log, as of when, what is wrong with it; and the pages shown when there is no log."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NoReturn

import streamlit as st

from lib.log.checks import SEVERITIES
from lib.log.model import CircleLog
from lib.log.parse import missing_tabs
from lib.log.schema import REQUIRED_TABS
from lib.refresh import Loaded
from lib.ui import who
from lib.ui.text import plain

_SHOWN_CHECKS = 200


def show(loaded: Loaded, log: CircleLog) -> None:
    """The banner. `log` is what the viewer may see of it: its checks decide what is listed."""
    with st.container(horizontal=True, vertical_alignment="center", key="source_banner"):
        st.caption(plain(_source_words(loaded)), width="content")
        _checks(log)
        with st.popover("View as", type="tertiary", icon=":material/visibility:"):
            st.caption(
                "No sign-in is set up: whoever can open this page is the administrator of the local file."
            )
            who.view_as_switch(loaded.log)
    if loaded.problem:
        since = _clock(loaded.stale_since or datetime.now(UTC))
        st.warning(
            plain(
                f"The workbook could not be read since {since}: {loaded.problem}. Shown is its last good state."
            ),
            icon=":material/sync_problem:",
        )
    if loaded.refreshing:
        _show_newer_log_when_read(loaded.revision)


def _source_words(loaded: Loaded) -> str:
    what = "Demo program, fictional: data/demo.xlsx is yours to edit" if loaded.is_demo else loaded.title
    refreshing = " · refreshing" if loaded.refreshing else ""
    return f"{what} · as of {_clock(loaded.read_at)}{refreshing}"


def _clock(moment: datetime) -> str:
    local = moment.astimezone()
    return (
        f"{local:%H:%M}" if local.date() == datetime.now().astimezone().date() else f"{local:%Y-%m-%d %H:%M}"
    )


@st.fragment(run_every=1.0)
def _show_newer_log_when_read(revision: str) -> None:
    from lib import source

    if source.source().current().revision != revision:
        st.rerun()


def _checks(log: CircleLog) -> None:
    counts = log.checks["severity"].value_counts()
    if not len(log.checks):
        st.caption("No findings in the log", width="content")
        return
    words = [
        f"{counts[severity]} {_plural(severity, counts[severity])}"
        for severity in SEVERITIES
        if severity in counts
    ]
    with st.popover(f"Log checks: {', '.join(words)}", type="tertiary", icon=":material/fact_check:"):
        aside = len(log.set_aside)
        rows = "1 row" if aside == 1 else f"{aside} rows"
        st.caption(
            f"{rows} set aside; everything else is used. A cell that does not fit counts as not recorded."
        )
        st.dataframe(
            log.checks[["severity", "tab", "cell", "found", "expected"]].head(_SHOWN_CHECKS),
            hide_index=True,
            width=760,
            alt="Checks of the log: severity, tab, cell, what was found and what is expected",
        )
        if len(log.checks) > _SHOWN_CHECKS:
            st.caption(
                f"The first {_SHOWN_CHECKS} of {len(log.checks):,}; the rest is in the JSON of lib.figures."
            )


def _plural(severity: str, count: int) -> str:
    return severity if count == 1 else f"{severity}s"


def stop_for_missing_tabs(loaded: Loaded) -> NoReturn:
    """Say which required tabs are missing and hand out the template."""
    st.title("What is missing in this workbook?")
    st.error(plain(f"{loaded.title}: {missing_tabs(loaded.log)}."), icon=":material/error:")
    st.markdown(
        "A circle log needs these tabs, with the header names in row 1: **"
        + "**, **".join(REQUIRED_TABS)
        + "**. "
        "Add the missing ones (copy them from the template), save the workbook, and reload this page."
    )
    template_button()
    st.stop()


def stop_for_empty_log(loaded: Loaded) -> NoReturn:
    """Say what to log first."""
    st.title("What should go into the log first?")
    st.info(
        plain(f"{loaded.title} has all required tabs but no circle that can be used yet."),
        icon=":material/edit_note:",
    )
    st.markdown(
        "1. Tab **circles**: one row per circle, with its name, sponsor, lead and cadence.\n"
        "2. Tab **members**: one row per person and circle.\n"
        "3. Tab **sessions**: one row per planned session; fill *held* once it took place.\n"
        "4. Tab **attendance**: one row per session and person: yes, no or excused.\n"
        "5. Tab **actions**: what somebody took on, with owner and due date.\n\n"
        "Save the workbook and reload: figures appear as soon as there are rows."
    )
    template_button()
    st.stop()


def stop_for_unreadable(problem: str) -> NoReturn:
    """Say why the workbook cannot be opened."""
    st.title("Why is there nothing to see?")
    st.error(plain(f"The workbook cannot be opened: {problem}."), icon=":material/error:")
    st.markdown(
        "`PHAROS_WORKBOOK` (or `path` under `[workbook]` in `.streamlit/secrets.toml`) names the file. "
        "Start from the template, or unset it to see the demo program."
    )
    template_button()
    st.stop()


def template_button() -> None:
    """Download of the empty workbook, made when clicked."""
    st.download_button(
        "Download the template (.xlsx)",
        data=_template,
        file_name="pharos-circle-log.xlsx",
        mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        icon=":material/download:",
        on_click="ignore",
    )


def _template() -> bytes:
    import tempfile
    from pathlib import Path

    from lib import template

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        template.write_template(path)
        return path.read_bytes()
