"""Parts of the page Settings: targets and thresholds with what they mean, and saving everything that was changed."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from lib.log.changing import validation
from lib.log.format.model import CircleLog
from lib.log.format.thresholds import CHOICE_LABELS, THRESHOLDS, Threshold
from lib.ui.edits import preview, saving
from lib.ui.frame.view import Sheet
from lib.ui.sheet import accepting
from lib.ui.widgets.text import plain

_GENERATION, _FOLLOWED, _PLACE = "settings_generation", "settings_followed", "settings"
_DRAWN = "settings_drawn"
"""Session state: what was saved when the fields were drawn last."""


@dataclass
class Wanted:
    """What was changed on the page: settings rows by workbook, and why something cannot be saved."""

    rows: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def add(self, workbook: str, name: str, value: str) -> None:
        self.rows.setdefault(workbook, []).append((name, value))


def key(name: str) -> str:
    """The key of a widget; another one after each save, so that it starts from what is saved."""
    return f"settings_{st.session_state.get(_GENERATION, 0)}_{name}"


def follow_undo(page: Sheet) -> None:
    """Let the fields start from what is saved once a save was undone or redone; called before they are drawn. What is
    typed in targets and thresholds that it did not change stays."""
    shown = saving.shown_here()
    if shown is None or not (shown.what and shown.result.is_written):
        return
    if st.session_state.get(_FOLLOWED) != shown.result.change_set.id:
        st.session_state[_FOLLOWED] = shown.result.change_set.id
        drawn = st.session_state.get(_DRAWN, {})
        same = [each for each in THRESHOLDS if drawn.get(each) == page.log.settings[each]]
        typed = {each: st.session_state.get(key(each)) for each in same}
        start_anew()
        for each, value in typed.items():
            saved = page.log.settings[each]
            if value not in (None, saved, THRESHOLDS[each].shown(saved)):
                st.session_state[key(each)] = value


def workbooks(page: Sheet) -> list[str]:
    """The workbooks of the log: those with settings first."""
    log = page.log
    found = [str(name) for name in log.tabs["settings"]["_workbook"].unique()]
    found += [str(name) for name in log.circles["_workbook"].unique()]
    return list(dict.fromkeys([*found, page.loaded.workbook]))


def place_of(name: str, log: CircleLog, otherwise: str) -> str:
    """The workbook whose settings tab has a threshold already, else the one given."""
    own = log.tabs["settings"]
    rows = own[own["name"].str.casefold() == name]
    return str(rows["_workbook"].iloc[0]) if len(rows) else otherwise


def thresholds(page: Sheet, wanted: Wanted, *, targets: bool) -> None:
    """Draw the targets, or the other thresholds: each with its meaning, range, default and what was typed means."""
    places = st.grid(2, min_column_width=340, gap="medium")
    for threshold in THRESHOLDS.values():
        if threshold.name.startswith("target_") is not targets:
            continue
        with places.container(gap="small"):
            _threshold(threshold, page, wanted)


def _threshold(threshold: Threshold, page: Sheet, wanted: Wanted) -> None:
    now = page.log.settings[threshold.name]
    shown = threshold.shown(now)
    if threshold.kind == "choice":
        typed = st.selectbox(
            threshold.label,
            threshold.choices,
            index=threshold.choices.index(str(now)),
            key=key(threshold.name),
            format_func=lambda word: CHOICE_LABELS[word],
            width=220,
        )
    else:
        typed = st.text_input(threshold.label, shown, key=key(threshold.name), width=220, max_chars=20)
    value = threshold.read(str(typed))
    with st.container():
        if value is None:
            problem = f"{threshold.label}: “{typed}” does not fit; expected {threshold.range}."
            wanted.problems.append(problem)
            st.error(plain(problem), icon=":material/error:")
        elif value != now:
            wanted.add(
                place_of(threshold.name, page.log, workbooks(page)[0]),
                threshold.name,
                threshold.written(value),
            )
            st.markdown(plain(f"“{typed}” means {threshold.shown(value)}; now {shown}."))
        is_choice = threshold.kind == "choice"
        meaning = threshold.meaning.partition(": ")[0] if is_choice else threshold.meaning
        typed_as = "" if is_choice else f" Type {threshold.range}."
        default = CHOICE_LABELS.get(str(threshold.default), threshold.shown(threshold.default))
        st.caption(plain(f"{meaning}.{typed_as} Default: {default}."))


def save(page: Sheet, wanted: Wanted) -> None:
    """Draw what a save would write, and save it by the one way that everything is saved."""
    st.session_state[_DRAWN] = {each: page.log.settings[each] for each in THRESHOLDS}
    st.header("Before you save")
    saving.outcome(_PLACE)
    for problem in wanted.problems:
        st.error(plain(problem), icon=":material/error:")
    if not wanted.rows:
        st.caption("No changes yet.")
        return
    change_set = accepting.change_set(wanted.rows, page.loaded.log, page.viewer)
    preview.preview(change_set)
    problems = validation.problems(change_set, page.loaded.log)
    for found in problems:
        st.error(plain(str(found)), icon=":material/error:")
    with st.container(horizontal=True):
        is_barred = bool(wanted.problems or problems)
        if st.button(f"Save {len(change_set)}", type="primary", disabled=is_barred, key="save_settings"):
            if saving.commit(change_set, place=_PLACE):
                start_anew()
            st.rerun()
        if st.button("Discard", key="discard_settings"):
            start_anew()
            st.rerun()


def start_anew() -> None:
    """Let every field of the page show what is saved."""
    st.session_state[_GENERATION] = st.session_state.get(_GENERATION, 0) + 1
