"""Part of the page Settings: rows of the settings tab whose name is no setting, to say which one is meant."""

from __future__ import annotations

import streamlit as st

from lib.log.format.thresholds import THRESHOLDS
from lib.log.reading.naming import NONE
from lib.log.reading.thresholds import UnknownName, unknown_names
from lib.ui.frame.view import Sheet
from lib.ui.sheet.settings import Wanted, key
from lib.ui.widgets.text import clean, name, plain

_NO_SETTING = "no setting: leave the row out"


def show(page: Sheet, wanted: Wanted) -> None:
    """Draw each name that sets nothing, with the settings it may mean; nothing if there is none."""
    found = unknown_names(page.log.tabs["settings"])
    if not found:
        return
    st.header("Names that set nothing")
    st.caption("Choose which setting is meant: it gets the value, and the row is left out from then on.")
    for unknown in found:
        meant = st.selectbox(
            plain(f"“{clean(unknown.name, 80)}” = {clean(unknown.value, 40)} (row {unknown.row})"),
            _in_order(unknown),
            index=None,
            placeholder=f"{THRESHOLDS[unknown.similar].label}?" if unknown.similar else "not understood",
            key=key(f"unknown_{unknown.workbook}_{unknown.row}"),
            format_func=_label,
            width=420,
        )
        if meant:
            _want(unknown, str(meant), wanted)


def _in_order(unknown: UnknownName) -> list[str]:
    """The settings that may be meant, the most similar one first, and none."""
    first = [unknown.similar] if unknown.similar else []
    return [*first, *(each for each in THRESHOLDS if each not in first), _NO_SETTING]


def _label(setting: str) -> str:
    return name(THRESHOLDS[setting].label) if setting in THRESHOLDS else setting


def _want(unknown: UnknownName, meant: str, wanted: Wanted) -> None:
    if meant in THRESHOLDS:
        threshold = THRESHOLDS[meant]
        value = threshold.read(unknown.value)
        if value is None:
            problem = f"{threshold.label}: “{unknown.value}” does not fit; expected {threshold.range}."
            wanted.problems.append(problem)
            st.error(plain(problem), icon=":material/error:")
            return
        wanted.add(unknown.workbook, meant, threshold.written(value))
    wanted.add(unknown.workbook, unknown.name, NONE)
