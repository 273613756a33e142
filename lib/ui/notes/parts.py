"""What every kind of proposal is drawn with: its heading, the sentence it came from, and fields that keep answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import streamlit as st

from lib.bring.minutes.proposals import Source
from lib.ui.notes import answers
from lib.ui.notes.documents import Note
from lib.ui.widgets import section
from lib.ui.widgets.text import plain
from lib.ui.widgets.typed_grid import LONGEST_TEXT

MOST_SHOWN = 20
"""Proposals of a kind that are drawn before somebody asks for more."""


def head(note: Note, title: str, count: str, names: list[tuple[str, Any, Any, Any]]) -> None:
    """A kind's heading, and buttons that keep or drop all of it. `names`: what each is known by, its offer, what keeps
    it and what leaves it out."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(title, anchor=False, width="content")
        st.caption(plain(count), width="content")
        kind = title.lower().replace(" ", "_")
        for label, said in (
            ("Keep all", [(name, offer, kept) for name, offer, kept, _ in names]),
            ("Drop all", [(name, offer, dropped) for name, offer, _, dropped in names]),
        ):
            st.button(
                label,
                key=f"notes_{label.split()[0].lower()}_{kind}_{note.number}",
                type="tertiary",
                on_click=answers.say_all,
                args=(note, said),
                help=f"{label}: {title.lower()}",
            )


def kept(note: Note, found: Sequence[tuple[str, Any]]) -> tuple[str, list[tuple[str, Any, Any, Any]]]:
    """How many of a kind are kept, in words, and what keeps and drops each (for `head`)."""
    keeps = [(f"{name}_keep", answers.is_likely(one), True, False) for name, one in found]
    kept = sum(bool(answers.value(note, name, offer)) for name, offer, _, _ in keeps)
    return f"{kept} of {len(found)} kept", keeps


def keep(note: Note, name: str, label: str, *, is_likely: bool = True) -> bool:
    """Draw the box that keeps or drops a proposal, empty at first if it may be talk; out: whether it is kept."""
    return check(note, f"{name}_keep", label, is_likely)


def check(note: Note, name: str, label: str, offer: bool) -> bool:
    """Draw a check box; out: what it says."""
    key, value = answers.field(note, name, offer)
    said = st.checkbox(label, value=bool(value), key=key)
    return bool(answers.take(note, name, offer, said))


def correct(note: Note, name: str, draw: Callable[[], object]) -> None:
    """Draw a button that opens what `draw` draws to correct a proposal; closed, it costs nothing.

    What the person says there is kept in the note's answers, and holds while it is closed. `name`: unique in the note.
    """
    section.menu(
        "Correct", f"notes_correct_{note.number}_{name}", draw, type="tertiary", icon=":material/edit:"
    )


def proposal(
    note: Note, name: str, what: str, told: str, is_likely: bool, draw: Callable[[], object]
) -> None:
    """Draw a proposal: the box that keeps it, the button that corrects it, and below them `told`: what is kept
    ("" where its sentence says just that)."""
    with st.container(gap="xxsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            key, value = answers.field(note, f"{name}_keep", is_likely)
            said = st.checkbox(f"Keep {what}", value=bool(value), key=key, width="content")
            is_kept = answers.take(note, f"{name}_keep", is_likely, said)
            if is_kept:
                correct(note, what.replace(" ", "_"), draw)
        if is_kept and told:
            st.markdown(plain(told))


def text(note: Note, name: str, label: str, offer: str) -> None:
    """Draw a field for the text of a proposal."""
    key, value = answers.field(note, name, offer)
    said = st.text_area(
        label,
        value=value,
        key=key,
        max_chars=LONGEST_TEXT,
        height=68 if len(offer) < 120 else 112,
        label_visibility="collapsed",
    )
    answers.take(note, name, offer, said)


def some(note: Note, kind: str, found: Sequence[Any]) -> Iterator[Any]:
    """Yield the first of a kind, and a button for more."""
    key = f"shown_{kind}"
    shown = int(note.answers.get(key, MOST_SHOWN))
    yield from found[:shown]
    if len(found) > shown:
        st.button(
            f"Show {min(MOST_SHOWN, len(found) - shown)} more of {len(found):,}",
            key=f"notes_more_{kind}_{note.number}",
            on_click=note.answers.__setitem__,
            args=(key, shown + MOST_SHOWN),
        )


def quote(source: Source) -> None:
    """Draw the sentence that a proposal came from, with its line."""
    where = f"line {source.line:,}" if source.line else "file name"
    st.markdown(f"> {plain(source.text)} :small[{where}]")


def doubts(found: Sequence[str]) -> None:
    """Draw what is doubtful about a proposal."""
    for doubt in found:
        st.caption(plain(f"{doubt[:1].upper()}{doubt[1:]}."))
