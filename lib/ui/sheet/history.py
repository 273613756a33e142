"""Parts of the History page: the journal as change sets, with filters and undo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import pandas as pd
import streamlit as st

from lib.access.circles import circles_of, touched_circles
from lib.access.redaction import Viewer
from lib.log.changing.changes import Change, ChangeSet, value_text
from lib.log.format.model import CircleLog
from lib.source import caches
from lib.ui.edits import preview, saving
from lib.ui.edits.last_save import cells_and_rows
from lib.ui.edits.titles import with_titles
from lib.ui.frame.row_links import SHEET, link_column, row_links
from lib.ui.frame.view import Sheet
from lib.ui.widgets.download import csv, file_name
from lib.ui.widgets.text import clean, name, plain
from lib.words.phrases import counted

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """A change set and the circles whose rows it touched."""

    change_set: ChangeSet
    circles: frozenset[str]


def entries(page: Sheet) -> list[Entry]:
    """The journal's change sets that the viewer can see, newest first: leads see only those of their circles."""
    found = caches.history(page.loaded.workbook, page.loaded.revision, page.loaded.log)
    circles = touched_circles(found, page.loaded.log)
    every = [Entry(change_set, touched) for change_set, touched in zip(found, circles, strict=True)]
    if page.viewer.role == "admin":
        return every
    own = circles_of(page.loaded.log, page.viewer)
    return [entry for entry in every if entry.circles and entry.circles <= own]


def sentence(every: list[Entry]) -> str:
    """The number of saves and of the people who made them, and the newest save, in words."""
    saves, people = len(every), len({entry.change_set.who for entry in every})
    so_far = f"{counted(saves, 'save')} by {counted(people, 'person', 'people')}"
    newest = every[0].change_set
    return f"{so_far}, most recently by {name(newest.who)} on {newest.at.astimezone():%Y-%m-%d}."


def chosen(every: list[Entry]) -> list[Entry]:
    """Draw the filters by person, circle, tab and time; out: the entries that match."""
    people = sorted({entry.change_set.who for entry in every})
    circles = sorted(set().union(*(entry.circles for entry in every)) - {""}, key=str.casefold)
    tabs = sorted({item.tab for entry in every for item in entry.change_set.items})
    with st.container(horizontal=True, vertical_alignment="bottom"):
        who = st.multiselect(
            "Who",
            people,
            format_func=name,
            placeholder="All",
            width=260,
            key="history_who",
            bind="query-params",
        )
        where = st.multiselect(
            "Circle",
            circles,
            format_func=name,
            placeholder="All",
            width=240,
            key="history_circle",
            bind="query-params",
        )
        which = st.multiselect(
            "Tab", tabs, placeholder="All", width=200, key="history_tab", bind="query-params"
        )
        since = st.date_input(
            "Since", value=None, format="YYYY-MM-DD", width=150, key="history_since", bind="query-params"
        )
    first = datetime.combine(since, time(), UTC) if isinstance(since, date) else None
    return [
        entry
        for entry in every
        if (not who or entry.change_set.who in who)
        and (not where or entry.circles & set(where))
        and (not which or {item.tab for item in entry.change_set.items} & set(which))
        and (first is None or entry.change_set.at >= first)
    ]


def table(found: list[Entry]) -> pd.DataFrame:
    """One row per change set: when (local time), who, circles, what (all str)."""
    rows = [
        (
            f"{entry.change_set.at.astimezone():%Y-%m-%d %H:%M}",
            clean(entry.change_set.who),
            ", ".join(sorted(name(circle) for circle in entry.circles if circle)),
            _what(entry.change_set),
        )
        for entry in found
    ]
    return pd.DataFrame(rows, columns=["when", "who", "circles", "what"], dtype="str")


def _what(change_set: ChangeSet) -> str:
    tabs = dict.fromkeys(item.tab for item in change_set.items)
    return f"{cells_and_rows(change_set)} in {', '.join(tabs)}"


def listed(found: list[Entry]) -> Entry | None:
    """Draw the list of change sets; out: the selected one, else the newest."""
    if len(found) > MOST_SHOWN:
        st.caption(f"Showing the newest {MOST_SHOWN} of {len(found):,}: filter to see older ones.")
    picked = st.dataframe(
        table(found[:MOST_SHOWN]),
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key="history_list",
        alt=f"{counted(len(found), 'change set')}, newest first: when, who, in which circles, what",
    )
    rows = picked.selection.rows if picked else []
    return found[rows[0]] if rows and rows[0] < len(found) else found[0]


def detail(entry: Entry, log: CircleLog, viewer: Viewer) -> None:
    """Draw every cell of one change set, and a button to undo it."""
    change_set = entry.change_set
    st.header(
        plain(f"{change_set.at.astimezone():%Y-%m-%d %H:%M}, {name(change_set.who)}: {_what(change_set)}")
    )
    frame = with_titles(preview.preview_table(change_set), change_set, log)
    frame = frame.rename(columns={"now": "before", "then": "after"})
    links = _links(change_set, log, viewer)
    if len(links) == len(frame) and any(links):
        frame[SHEET] = links
    st.dataframe(
        frame,
        hide_index=True,
        column_config={SHEET: link_column()},  # type: ignore[dict-item]
        alt="Each changed cell: its row, its value before and after",
    )
    preview.say_on_behalf_of(change_set)
    st.caption(
        "Undo restores the earlier value of every cell, as a separate change. If someone has changed a cell since, you "
        "choose. New rows are ended or cancelled: nothing is deleted."
    )
    if st.button("Undo this", key=f"undo_{change_set.id}", icon=":material/undo:"):
        saving.undo(change_set)
        st.rerun()


def _links(change_set: ChangeSet, log: CircleLog, viewer: Viewer) -> list[str]:
    """The link of each row of the preview table, "" where there is none."""
    links: list[str] = []
    for item in change_set.items:
        (link,) = row_links(log, item.tab, [item.key], viewer)
        cells = 1 if isinstance(item, Change) else sum(bool(value_text(v)) for v in item.values.values())
        links += [link] * cells
    return links


def export(found: list[Entry]) -> None:
    """Draw the download of the filtered journal, one row per cell."""

    def content() -> bytes:
        parts = [
            preview.preview_table(entry.change_set)
            .rename(columns={"now": "old", "then": "new"})
            .assign(
                at=entry.change_set.at.isoformat(timespec="seconds"),
                who=entry.change_set.who,
                change_set=entry.change_set.id,
            )
            for entry in found
        ]
        return csv(pd.concat(parts, ignore_index=True), "Journal of changes", None)

    st.download_button(
        "Download as CSV",
        content,
        file_name("history", "csv", date.today()),
        "text/csv",
        icon=":material/download:",
    )
