"""A window on a long list: one page of it at a time, and a search for a name. A short list is shown whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from lib.log.format.folding import fold
from lib.ui.widgets.text import plain
from lib.words.phrases import counted

PEOPLE = 30
"""People that a page of a list shows: more than a circle usually has."""
FORMS = 12
"""People that a page of a longer list shows where each of them has something to fill in, which costs far more than a
name: as many as a circle usually has."""


def pages(count: int, size: int, key: str) -> slice:
    """Draw the numbers of the pages if `count` rows are more than one page of `size`; out: the rows of the page that is
    chosen. The choice is in the address as `key`."""
    if count <= size:
        return slice(0, count)
    last = -(-count // size)
    with st.container(key=f"{key}_pages"):
        number = min(st.pagination(last, key=key, bind="query-params"), last)
    return slice((number - 1) * size, number * size)


def people(names: Sequence[str], key: str, *, size: int = PEOPLE) -> list[int]:
    """Draw a search and the numbers of the pages, of `size` people each, if there are more than PEOPLE; out: the
    positions of those on the page that is chosen, which may be none if nobody is called what was searched.

    `names`: what they are called, in the order in which they are shown. What is typed is not in the address: it names
    people.
    """
    if len(names) <= PEOPLE:
        return list(range(len(names)))
    page = f"{key}_page"
    sought = st.text_input(
        "Find a person",
        key=f"{key}_find",
        placeholder=f"Name, of {counted(len(names), 'person', 'people')}",
        on_change=_first_page,
        args=(page,),
        width=320,
    )
    words = fold(sought or "").split()
    found = [at for at, called in enumerate(names) if not words or _is_called(called, words)]
    if not found:
        st.caption("Nobody in this list is called that.")
    return found[pages(len(found), size, page)]


def pills(label: str, names: Mapping[str, str], key: str, find: str, **look: Any) -> list[str]:
    """Draw people to tap, or of many those on the page that is chosen; out: everybody who is tapped, on any page.

    `names`: what they are called, by key. Who is tapped is in the session as `key`, which is set before; `find` is the
    key of the search. `look`: what else `st.pills` takes.
    """
    members = list(names)
    shown = [members[at] for at in people([*names.values()], find)]
    is_all = len(shown) == len(members)
    part = key if is_all else f"{key}_part"
    if not is_all:
        on_page = set(shown)
        st.session_state[part] = [member for member in st.session_state[key] or () if member in on_page]
    if shown:
        st.pills(
            label,
            shown,
            selection_mode="multi",
            format_func=lambda member: plain(names[member]),
            key=part,
            on_change=None if is_all else _take_part,
            args=None if is_all else (key, part, shown),
            **look,
        )
    return [*(st.session_state[key] or ())]


def _take_part(key: str, part: str, shown: Sequence[str]) -> None:
    """Keep who was tapped on the other pages, and take those of this one."""
    on_page = set(shown)
    others = [member for member in st.session_state[key] or () if member not in on_page]
    st.session_state[key] = others + (st.session_state[part] or [])


def _is_called(called: str, words: Sequence[str]) -> bool:
    folded = fold(called)
    return all(word in folded for word in words)


def _first_page(page: str) -> None:
    if page in st.session_state:
        st.session_state[page] = 1
