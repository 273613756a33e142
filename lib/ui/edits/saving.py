"""Saving from a page: the preview, the result, conflicts side by side, and undo."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime

import streamlit as st

from lib.access.permissions import LOCAL
from lib.access.redaction import Role, Viewer
from lib.log.changing.changes import ChangeSet, new_id, settled
from lib.log.changing.journal import undo_of
from lib.log.changing.recorded import entries, recorded
from lib.log.reading.naming import is_translation
from lib.source import caches
from lib.source.saving import Saved, save
from lib.ui.edits import conflicts, drafts
from lib.ui.edits.last_save import Last, cells_and_rows
from lib.ui.entry import gate, turns, who
from lib.ui.frame import carried
from lib.ui.widgets.text import plain

_STATE, _DRAWN = "saved_last", "saved_drawn"


WRITERS: tuple[Role, ...] = ("admin", "lead", "sponsor")


def now() -> datetime:
    """The current time (aware, UTC)."""
    return datetime.now(UTC)


def author(viewer: Viewer) -> str:
    """The name for the journal: the signed-in email, or "local" without sign-in."""
    return viewer.email or LOCAL


def empty_set(viewer: Viewer, reason: str = "") -> ChangeSet:
    """An empty change set of the viewer, made now."""
    at = now()
    return ChangeSet(new_id(at), author(viewer), at, reason=reason)


def commit(
    change_set: ChangeSet, *, undone: str = "", sent: str = "", place: str = "", what: str = ""
) -> bool:
    """Save as the current viewer; out: whether it is written. `outcome` then draws the result, at `place`.

    `undone` is the id of the change set that this one undoes; `sent` the id under which a page sent it first, if this
    one settles its conflicts; `what`: see `Last`. A save whose outcome is still unknown keeps its id if it is sent
    again unchanged.
    """
    viewer = gate.require(*WRITERS)
    sent = sent or change_set.id
    if (before := last()) and before.result.is_unknown and _is_alike(before.result.change_set, change_set):
        change_set = before.result.change_set
    with st.spinner("Saving …", show_time=True), turns.SCRIPTS.aside():
        result = save(caches.source(), change_set, viewer)
        if result.is_written and _changes_reading(change_set):
            caches.source().refresh_now()  # until then, the log is still read as before
    st.session_state[_STATE] = Last(result, undone, sent, place, carried.opening_number(), what)
    if not result.problems and not result.conflicts:
        drafts.forget(sent)
    elif result.part:
        drafts.forget(sent, only_in=result.part)
    return result.is_written


def _changes_reading(change_set: ChangeSet) -> bool:
    """Whether a change set says how the sheet is read: a tab, a header, a word, the order of dates."""
    names = [change.key for change in change_set.changes if change.tab == "settings"]
    names += [str(one.values.get("name")) for one in change_set.additions if one.tab == "settings"]
    return any(map(is_translation, names))


def _is_alike(one: ChangeSet, other: ChangeSet) -> bool:
    """Whether two change sets of one person would write the same."""
    books = {item.workbook for item in (*one.items, *other.items)}
    return one.who == other.who and all(entries(one, book) == entries(other, book) for book in books)


def last() -> Last | None:
    """The last save; None once its result is dismissed."""
    return st.session_state.get(_STATE)


def find_out() -> None:
    """If the outcome of the last save is unknown, and the log at hand shows by now that all of it is saved, say so."""
    shown = last()
    if shown is None or not shown.result.is_unknown:
        return
    change_set = shown.result.change_set
    found = recorded(change_set, caches.source().current().log)
    if not found.is_other and {item.workbook for item in change_set.items} <= found.workbooks:
        _send_again(shown, change_set)


def _send_again(shown: Last, change_set: ChangeSet) -> None:
    """Save as another try of the last save."""
    commit(change_set, undone=shown.undone, sent=shown.sent, place=shown.place, what=shown.what)


def dismiss() -> None:
    """Stop showing the result of the last save."""
    st.session_state.pop(_STATE, None)


def keep_for_next_page() -> None:
    """Let the page that opens next draw the result of the last save, once: its button was on a page that is left."""
    if shown := last():
        st.session_state[_STATE] = replace(shown, opening=carried.opening_number() + 1)


def outcome(place: str = "", *, otherwise: bool = False, keeps_place: bool = True) -> None:
    """Draw the result of the last save where its button was: what was written, with undo; or what prevented it, with a
    way to settle it. What was written stays in view wherever the page is scrolled, and goes when the page changes.

    `place`: as given to `commit`; another place's result is not drawn. `otherwise`: draw it, whatever its place, if
    this run of the page has not drawn it yet; called at the end of a page. `keeps_place`: take up one element even
    while there is nothing to show, so that widgets that follow stay tied to the address.
    """
    find_out()
    with st.container() if keeps_place else nullcontext():
        shown = shown_here()
        if shown and (shown.place == place or otherwise) and carried.is_first_in_run(_DRAWN):
            _outcome(shown)


def shown_here() -> Last | None:
    """The last save if it was made since this page was opened. One that was written before goes."""
    shown = last()
    if shown is None or shown.opening == carried.opening_number():
        return shown
    if shown.result.is_written:
        dismiss()
    return None


def _outcome(shown: Last) -> None:
    result = shown.result
    if result.is_written:
        _written(shown)
    elif result.part:
        _part(result)
    for problem in result.problems:
        words = who.as_shown(str(problem), who.viewer_of_page(who.log_at_hand()).role)
        st.error(plain(words), icon=":material/error:")
    if result.is_unknown:
        _ask_again(shown)
    elif result.problems and not result.is_written and not result.part:
        st.caption("Nothing was saved. Your edits are still here.")
    if result.conflicts:
        _conflicts(shown)
    if not (result.is_written or result.problems or result.conflicts):
        _kept_theirs()


def _written(shown: Last) -> None:
    result = shown.result
    label, icon = ("Redo", ":material/redo:") if shown.undone else ("Undo", ":material/undo:")
    with st.container(horizontal=True, vertical_alignment="center", key="save_outcome"):
        st.success(plain(shown.words), icon=":material/check_circle:", width="stretch")
        if st.button(label, key="undo_last", icon=icon, disabled=bool(result.problems)):
            undo(result.change_set, place=shown.place, of=shown)
            st.rerun()
        if st.button("Dismiss", key="dismiss_outcome", type="tertiary"):
            del st.session_state[_STATE]
            st.rerun()
    for note in result.notes:
        st.warning(plain(note), icon=":material/info:")


def _part(result: Saved) -> None:
    """Say what is saved when one of several workbooks took its part and another one did not."""
    rest = result.change_set.without(result.part)
    every = {item.workbook for item in result.change_set.items}
    in_part = result.change_set.without(every - result.part)
    words = (
        f"Saved so far: {cells_and_rows(in_part)}. Not saved: {cells_and_rows(rest)}, in another workbook."
    )
    st.warning(plain(words), icon=":material/rule:")
    for note in result.notes:
        st.warning(plain(note), icon=":material/info:")


def _ask_again(shown: Last) -> None:
    st.caption(
        "The connection broke before the workbook answered. Try again: Pharos checks what was saved and writes "
        "nothing twice."
    )
    if st.button("Try again", key="save_again", type="primary", icon=":material/refresh:"):
        _send_again(shown, shown.result.change_set)
        st.rerun()


def _kept_theirs() -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="theirs_kept"):
        st.info(
            "Their version was kept. You had no other changes to save.",
            icon=":material/info:",
            width="stretch",
        )
        st.button("Dismiss", key="dismiss_kept", type="tertiary", on_click=dismiss)


def undo(change_set: ChangeSet, *, place: str = "", of: Last | None = None) -> bool:
    """Restore what every cell of `change_set` held before; out: whether that was written. `place`: see `commit`.

    `of`: the save whose change set it is, if that is the one that is shown: undoing its undo is a redo.
    """
    viewer = gate.require(*WRITERS)
    log = caches.source().current().log
    at = now()
    back = undo_of(change_set, log, id=new_id(at), who=author(viewer), at=at)
    what = (of.what if of else "") or cells_and_rows(change_set)
    undone, sent = ("" if of and of.undone else change_set.id), (of.sent if of else "")
    if not len(back.change_set):
        result = Saved(change_set, problems=back.problems)
        st.session_state[_STATE] = Last(result, undone, sent, place, carried.opening_number(), what)
        return False
    done = commit(back.change_set, undone=undone, sent=sent, place=place, what=what)
    shown: Last = st.session_state[_STATE]
    notes = (*shown.result.notes, *back.remarks, *(str(problem) for problem in back.problems))
    result = replace(shown.result, notes=notes)
    st.session_state[_STATE] = replace(shown, result=result)
    return done


def _conflicts(shown: Last) -> None:
    result = shown.result
    st.warning(
        "Someone else changed this meanwhile. Nothing is saved yet: choose a value for each cell, then save again.",
        icon=":material/call_split:",
    )
    choices = {at: conflicts.choice(at, conflict) for at, conflict in enumerate(result.conflicts)}
    with st.container(horizontal=True):
        if st.button("Save with these choices", type="primary", key="settle_conflicts"):
            at = now()
            wanted = settled(
                result.change_set, result.conflicts, choices, id=new_id(at), at=at, without=result.part
            )
            _send_again(shown, wanted)
            st.rerun()
        if st.button("Not now", key="dismiss_conflicts"):
            del st.session_state[_STATE]
            st.rerun()
