"""Parts of the page Use your log: the file that someone brings, and what happens when its reading is accepted."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from lib.bring.acceptance import AsRead
from lib.bring.origin import sources_of
from lib.source import caches, connected
from lib.source.brought_files import KINDS, Brought, brought, keep, plain_file
from lib.source.opening import opened
from lib.source.refresh import Source
from lib.source.saving import Saved
from lib.ui.entry import gate, turns
from lib.ui.sheet import accepting, switched
from lib.ui.sheet.proof import Trial
from lib.ui.widgets.text import plain
from lib.workbook.base import Grid, WorkbookError
from lib.workbook.excel.bounds.limits import MB, UPLOAD

_FILE, _REFUSED = "bring_file", "bring_refused"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def in_use(source: Source) -> tuple[tuple[Grid, ...], AsRead | None]:
    """The tabs of the workbook as they are in the sheet, and how they are read, where that is known."""
    grids, log = source.at_hand
    return sources_of(grids), AsRead(grids, log) if log is not None else None


def upload() -> tuple[str, Brought] | None:
    """Draw the field for files; out: a key that names what was brought, and its tabs. None if there is nothing.

    What was brought stays for the session, even if the person opens another page meanwhile.
    """
    files = st.file_uploader(
        f"A file: .xlsx, .xlsm, .ods, or one .csv for each tab. Up to {UPLOAD.file // MB} MB",
        type=list(KINDS),
        accept_multiple_files=True,
        key="bring_upload",
        max_upload_size=UPLOAD.file // MB,
        on_change=_forget,
    )
    if files:
        key = "bring_" + hashlib.blake2s("|".join(file.file_id for file in files).encode()).hexdigest()[:10]
        kept: tuple[str, Brought | str] | None = st.session_state.get(_FILE)
        if kept is None or kept[0] != key:
            try:
                with st.spinner("Reading the file …", show_time=True), turns.SCRIPTS.aside():
                    kept = key, brought([(file.name, file.getvalue()) for file in files])
            except WorkbookError as error:
                kept = key, str(error)
            st.session_state[_FILE] = kept
    found: tuple[str, Brought | str] | None = st.session_state.get(_FILE)
    if found is None:
        return None
    if isinstance(found[1], str):
        st.error(plain(f"Not read. {found[1]}."), icon=":material/error:")
        return None
    if not files:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(plain(f"{found[1].name} is still here."), width="content")
            st.button("Remove it", key="bring_remove", type="tertiary", on_click=_forget)
    return found[0], found[1]


def _forget() -> None:
    for name in (_FILE, _REFUSED, "bring_proposal", "bring_trial"):
        st.session_state.pop(name, None)


def use(files: Brought, rows: Sequence[tuple[str, str]]) -> Saved:
    """Keep the file on this server, write the names into its settings tab, and show it from now on.

    If the names cannot be written, nothing is kept and the log in use stays. Raises WorkbookError.
    """
    gate.require("admin")
    file = keep(files, connected.files_beside(caches.connection()))
    try:
        chosen = replace(caches.settings(), path=str(file), urls=(), folder="")
        saved = accepting.names_saved(opened(chosen), rows)
    except WorkbookError:
        file.unlink(missing_ok=True)
        raise
    if not saved.is_written:
        file.unlink(missing_ok=True)
        return saved
    before = switched.chosen()
    connected.use_file(file, caches.connection())
    switched.note(before)
    _forget()
    return saved


def decide(files: Brought, found: Trial) -> None:
    """Draw what can be done with a file whose reading is right: use it as the log, or take it away as a plain one."""
    (rows,) = found.rows.values() if found.rows else ([],)
    is_enough = not found.log.missing_tabs
    with st.container(horizontal=True):
        if caches.is_configured():
            st.caption(
                "The workbook of this server is set in secrets.toml or PHAROS_WORKBOOK, so a file cannot take "
                "its place here. Download it in the shape of the template instead."
            )
        elif st.button("Use this file as the log", type="primary", disabled=not is_enough, key="bring_use"):
            _try(files, rows)
        st.download_button(
            "Download it as a plain log (.xlsx)",
            data=lambda: plain_file(found.grids, found.log),
            file_name=f"{files.name} (Pharos).xlsx",
            mime=XLSX,
            icon=":material/download:",
            disabled=not is_enough,
            on_click="ignore",
            key="bring_plain",
            help="One tab for each kind of record, in the names of the template; rows that are no records are in a "
            "tab of their own.",
        )
    if problem := st.session_state.get(_REFUSED):
        st.error(plain(f"Not used: {problem}."), icon=":material/error:")
        if files.content and st.button("Use a copy with the same cells", key="bring_copy"):
            _try(replace(files, content=b"", suffix=".xlsx"), rows)
        st.caption("A copy keeps every cell's value. Formats, formulas and charts of the file are not in it.")


def _try(files: Brought, rows: Sequence[tuple[str, str]]) -> None:
    try:
        saved = use(files, rows)
    except WorkbookError as error:
        st.session_state[_REFUSED] = str(error)
        st.rerun()
    if saved.is_written:
        st.switch_page("pages/program/overview.py")
    st.session_state[_REFUSED] = accepting.said(saved)
    st.rerun()
