"""The page From notes: bring text or files, say whose session it was, confirm what was found, save."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd
import streamlit as st

from lib.access.circles import circles_of
from lib.bring.minutes.formats.file import LARGEST_FILE, LARGEST_TEXT, MB, SUFFIXES
from lib.log.format.model import CircleLog
from lib.metrics.core.days import is_active
from lib.ui.frame.view import Sheet
from lib.ui.notes import documents, found, parts, saving, which_session
from lib.ui.notes.documents import Note
from lib.ui.widgets.text import name, plain
from lib.ui.widgets.typed_grid import day_range

_REFUSED, _ROUND = "notes_refused", "notes_round"


def circles(sheet: Sheet) -> list[str]:
    """The circles that the viewer may log sessions of, ended ones too: old notes are welcome."""
    return sorted(circles_of(sheet.log, sheet.viewer), key=str.casefold)


def nothing_to_log(sheet: Sheet) -> None:
    """Say why the viewer cannot log anything."""
    if sheet.log.circles.empty:
        words = "The log has no circles yet. Add the first one and its members on the Edit page."
    else:
        words = (
            "You are not the lead of any circle. A program administrator can add you in the lead column of the "
            "circles tab."
        )
    st.info(plain(words), icon=":material/group_add:")
    saving.link("pages/sheet/edit.py", "Edit the log")


def bring(notes: list[Note]) -> None:
    """Draw the fields for text and files. What is brought is only in this session."""
    at = st.session_state.get(_ROUND, 0)
    with st.expander("More notes", icon=":material/add:", key=f"notes_add_{at}") if notes else st.container():
        text = st.text_area(
            "Paste notes or minutes",
            key=f"notes_text_{at}",
            max_chars=LARGEST_TEXT,
            height=160,
            placeholder="Present: …\nDecision: …\nAction: … to … by …",
        )
        files = st.file_uploader(
            f"Or files: .md, .txt or .html up to {LARGEST_TEXT // MB} MB, .docx up to {LARGEST_FILE // MB} MB, "
            "several at once",
            type=[suffix.removeprefix(".") for suffix in SUFFIXES],
            accept_multiple_files=True,
            key=f"notes_files_{at}",
            max_upload_size=LARGEST_FILE // MB,
        )
        brought = [("", text.encode("utf-8", "replace"))] if text and text.strip() else []
        brought += [(file.name, file.getvalue()) for file in files or ()]
        if st.button("Read the notes", type="primary", key="notes_read", icon=":material/description:"):
            if not brought:
                st.session_state[_REFUSED] = "Paste some text or choose a file first."
            else:
                st.session_state[_REFUSED] = documents.add(notes, brought)
                st.session_state[_ROUND] = at + 1
            st.rerun()
        if refused := st.session_state.get(_REFUSED):
            st.warning(refused, icon=":material/info:")
    st.caption(
        "Read by rules on this server. The text goes nowhere else and is forgotten when you leave; only what you save "
        "is kept."
    )


def walk(notes: list[Note]) -> Note:
    """Draw which document this is, and the way to the others; out: the one that is shown."""
    at = documents.current(notes)
    note = notes[at]
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="notes_walk"):
        if len(notes) > 1:
            st.button(
                "Previous",
                key="notes_previous",
                icon=":material/chevron_left:",
                disabled=at == 0,
                on_click=documents.show,
                args=(notes[max(at - 1, 0)],),
            )
        state = " · saved" if note.saved_as else " · not read" if note.problem else ""
        words = (
            f"{at + 1} of {len(notes)} · {name(note.title)}{state}" if len(notes) > 1 else name(note.title)
        )
        st.markdown(f"**{plain(words)}**", width="content")
        if len(notes) > 1:
            st.button(
                "Next",
                key="notes_next",
                icon=":material/chevron_right:",
                disabled=at == len(notes) - 1,
                on_click=documents.show,
                args=(notes[min(at + 1, len(notes) - 1)],),
            )
        st.button(
            "Remove",
            key="notes_remove",
            type="tertiary",
            icon=":material/close:",
            on_click=documents.remove,
            args=(notes, note),
        )
    return note


def confirm(notes: list[Note], note: Note, sheet: Sheet, own: Sequence[str], today: date) -> None:
    """Draw one document: whose session it was, what was found, what will be written, and the buttons that save."""
    if note.problem:
        st.error(plain(f"Not read. {note.problem}."), icon=":material/error:")
        return
    if note.saved_as:
        st.success("These notes are in the log.", icon=":material/check_circle:")
        saving.links(note)
        return
    assert note.read is not None
    _whose(note, own)
    if note.held_circle not in own or note.held_on is None:
        return
    session = which_session.ask(note, sheet.log)
    if not note.has_proposals:
        st.info(
            "Nothing was found in these notes: nobody who was there, no action, no decision. Headings such as "
            "“Present:”, “Action:” and “Decision:” help.",
            icon=":material/search_off:",
        )
        return
    names = _names(sheet.log, note.held_circle)
    found.draw(note, names, _not_marked(sheet.log, note.held_circle, note.held_on, session))
    saving.finish(notes, note, session, sheet, own, today)


def _whose(note: Note, own: Sequence[str]) -> None:
    """Draw the circle and the day; asked where the notes do not say, else shown with the way to change them."""
    read = note.read
    assert read is not None
    is_found = note.held_circle in own and note.held_on is not None
    if note.held_circle and note.held_circle not in own:
        st.warning(
            plain(
                f"These notes name {note.held_circle}, which you do not lead. Choose another circle, or remove them."
            ),
            icon=":material/lock:",
        )
    where = [one for one in (read.circle, read.day) if one is not None]
    for one in where:
        for doubt in one.doubts if not (note.circle if one is read.circle else note.day) else ():
            st.caption(plain(f"{doubt[:1].upper()}{doubt[1:]}."))
    if is_found:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(plain(f"{name(note.held_circle)}, session of {note.held_on}"), width="content")
            with st.popover("Change circle or day", icon=":material/edit:"):
                _ask(note, own)
        for source in dict.fromkeys(one.source for one in where):
            parts.quote(source)
    else:
        st.markdown("The notes do not say whose session it was, or not clearly. Choose:")
        _ask(note, own)


def _ask(note: Note, own: Sequence[str]) -> None:
    key = f"notes_{note.number}_{note.version}"
    options = list(own)
    with st.grid(2, min_column_width=220, gap="small"):
        circle = st.selectbox(
            "Circle",
            options,
            index=options.index(note.held_circle) if note.held_circle in options else None,
            key=f"{key}_circle",
            format_func=name,
            placeholder="Whose session was it?",
        )
        first, last = day_range(note.held_on, date.today())
        day = st.date_input(
            "Held on",
            value=note.held_on,
            min_value=first,
            max_value=last,
            format="YYYY-MM-DD",
            key=f"{key}_day",
        )
    chosen = (circle or "", day if isinstance(day, date) else None)
    if chosen != (note.held_circle if note.held_circle in own else "", note.held_on):
        note.circle, note.day = chosen
        note.reread()
        st.rerun()


def _names(log: CircleLog, circle: str) -> dict[str, str]:
    members = log.members[log.members["circle"] == circle].drop_duplicates("member")
    return dict(zip(members["member"], members["name"].fillna(members["member"]), strict=True))


def _not_marked(log: CircleLog, circle: str, day: date, session: str | None) -> list[str]:
    """The members of that day; none where the log says of the session who was there."""
    marked = log.attendance[log.attendance["present"].notna()]
    if (marked["session"] == session).any():
        return []
    members = log.members[log.members["circle"] == circle]
    is_member = is_active(members["joined"], members["left"], pd.Timestamp(day))
    return members.loc[is_member, "member"].drop_duplicates().to_list()
