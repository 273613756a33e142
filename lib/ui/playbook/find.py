"""Finding an entry on the playbook page: words, kind, topic, and places."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lib.metrics.library.search import Index, choices, index, search
from lib.metrics.library.words import in_short
from lib.ui.frame.view import View
from lib.ui.widgets import html
from lib.ui.widgets.text import name, plain
from lib.words.phrases import counted

A_PAGE = 5


def show(page: View) -> str | None:
    """Draw the search and what it finds; out: the key of the entry to read, None without one."""
    of: Index = page.derived("library index", lambda: index(page.program.facts))
    found = _found(of)
    if found.empty:
        st.caption("No entry matches. Use fewer words or remove a choice.")
        return None
    st.caption(plain(f"{counted(len(found), 'entry', 'entries')}, those named again most often first."))
    shown, number = found, 1
    slot = st.container()
    if len(found) > A_PAGE:
        pages = -(-len(found) // A_PAGE)
        number = st.pagination(pages, key="playbook_page", bind="query-params")
        number = min(number, pages)
        shown = found[(number - 1) * A_PAGE : number * A_PAGE]
    with slot:
        html.show("list.html", rows=[(row["title"], in_short(row)) for row in shown.to_dict("records")])
    return _chosen(found)


def _found(of: Index) -> pd.DataFrame:
    offered = choices(of)
    with st.grid(5, min_column_width=150, gap="small"):
        text = st.text_input("Words", key="playbook_find", bind="query-params", placeholder="Any word in it")
        kinds = _several("Kind", offered["kinds"], "playbook_kind")
        topics = _several("Topic", offered["topics"], "playbook_topic")
        contexts = _several("Tried in", offered["contexts"], "playbook_tried")
        works_for = _several("Worked for", offered["contexts"], "playbook_worked")
    return search(of, text or "", kinds=kinds, topics=topics, contexts=contexts, works_for=works_for)


def _several(label: str, options: list[str], key: str) -> list[str]:
    if not options:
        st.empty()  # what follows keeps its place
        return []
    return st.multiselect(label, options, format_func=name, key=key, bind="query-params", placeholder="Any")


def _chosen(found: pd.DataFrame) -> str | None:
    labels = {name(f"{row['title']}"): str(row["practice"]) for row in found.to_dict("records")}
    if len(labels) < len(found):
        labels = {
            name(f"{row['title']} ({row['practice']})"): str(row["practice"])
            for row in found.to_dict("records")
        }
    chosen = st.selectbox(
        "Read an entry",
        list(labels),
        index=None,
        placeholder="Where it worked, whom to ask",
        key="playbook_entry",
        bind="query-params",
        width=420,
    )
    return labels.get(chosen or "")
