"""Parts of the Edit page: which rows the viewer can change, which of them the grid shows, the form for a record."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from lib.access import asks
from lib.access.circles import circles_of
from lib.access.redaction import Viewer
from lib.log.changing.changes import Addition, is_filled
from lib.log.changing.keys import next_key
from lib.log.format.model import CircleLog
from lib.log.format.schema import APP_COLUMNS, APP_TABS, TABS, Tab, singular
from lib.ui.edits import drafts
from lib.ui.edits.target import workbook_for
from lib.ui.widgets import fields
from lib.ui.widgets.terms import explained
from lib.ui.widgets.text import clean, name, plain
from lib.words.phrases import counted

ROWS_A_PAGE = 100
ADMIN_TABS = frozenset(("settings", "teams", "reviews"))
ALL, UNCLEAR, ASIDE = "all rows", "with cells not read", "rows not used"
SHOWN = (ALL, UNCLEAR, ASIDE)
SPONSOR_TABS = ("asks", "decisions", "sponsor_acts", "mailings")


@dataclass(frozen=True, slots=True)
class Choice:
    """What the grid shows: a tab, the chosen circles (none: all), the text that every row must contain, and which of
    SHOWN."""

    tab: Tab
    circles: tuple[str, ...]
    search: str
    show: str = ALL


def tabs_of(viewer: Viewer) -> list[str]:
    """The tabs whose rows the viewer can change."""
    if viewer.role == "sponsor":
        return list(SPONSOR_TABS)
    barred = ADMIN_TABS if viewer.role == "lead" else frozenset()
    return [tab for tab in TABS if tab not in APP_TABS and tab not in barred]


def choose(viewer: Viewer, log: CircleLog) -> Choice:
    """Draw the choice of tab, circles and search."""
    tabs = tabs_of(viewer)
    own = sorted(circles_of(log, viewer), key=str.casefold)
    with st.container(horizontal=True, vertical_alignment="bottom", key="edit_choice"):
        tab = st.selectbox(
            "Tab", tabs, key="tab", bind="query-params", format_func=_tab_label, width=220, index=_first(tabs)
        )
        circles: list[str] = []
        if viewer.role != "sponsor" and _has_circles(tab):
            circles = st.multiselect(
                "Circle",
                own,
                key="circle",
                bind="query-params",
                format_func=name,
                placeholder="All",
                width=320,
            )
        search = st.text_input(
            "Find", key="edit_search", bind="query-params", placeholder="any text, or row 12", width=220
        )
        show = ALL
        if viewer.role != "sponsor":
            show = st.selectbox("Show", SHOWN, key="edit_show", bind="query-params", width=220)
    st.caption(explained(TABS[tab].purpose))
    if tab == "settings":
        label = "A name that sets nothing is mended on Settings"
        st.page_link("pages/sheet/settings.py", label=label, icon=":material/tune:")
    return Choice(TABS[tab], tuple(circles), (search or "").strip(), str(show))


def _first(tabs: list[str]) -> int:
    return tabs.index("actions") if "actions" in tabs else 0


def _tab_label(tab: str) -> str:
    return tab.replace("_", " ")


def _has_circles(tab: str) -> bool:
    return tab in {"attendance", "insights", "action_reviews"} or "circle" in TABS[tab].column_names


def page_of(frame: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Draw the choice of a page; out: the rows of that page, and its number (from 1)."""
    pages = max(1, -(-len(frame) // ROWS_A_PAGE))
    if pages == 1:
        st.caption(f"{counted(len(frame), 'row')}, last row of the sheet first.")
        return frame, 1
    with st.container(horizontal=True, vertical_alignment="center"):
        page = st.number_input("Page", 1, pages, key="edit_page", bind="query-params", width=120)
        st.caption(
            f"of {pages}: {len(frame):,} rows, last row of the sheet first. Filter or search to see fewer."
        )
    return frame.iloc[(page - 1) * ROWS_A_PAGE : page * ROWS_A_PAGE], page


def people_of(tab: Tab) -> list[str]:
    """The columns of a tab that each name one person."""
    return [
        column.name
        for column in tab.columns
        if column.name in ("owner", "partner")
        or (column.kind != "references" and column.refers_to == "members")
    ]


def locked(tab: Tab, viewer: Viewer) -> frozenset[str]:
    """The columns that the viewer cannot edit: the tab's key, which other rows refer to, and those the role forbids."""
    keys = set(tab.key if len(tab.key) == 1 else ())
    if tab.name == "circles" and viewer.role == "lead":
        keys |= {"lead", "sponsor"}
    if viewer.role == "sponsor" and tab.name == "asks":
        keys |= set(tab.column_names) - asks.ANSWERS
    if viewer.role == "sponsor" and tab.name == "decisions":
        keys |= set(tab.column_names) - asks.DECISION_ANSWERS
    if viewer.role != "admin" and tab.name == "mailings":
        keys |= {"email"}
    keys |= {column for name, column in APP_COLUMNS if name == tab.name}
    if viewer.role == "sponsor" and tab.name == "sponsor_acts":
        keys |= set(tab.column_names)
    return frozenset(keys)


def missing(tab: Tab, log: CircleLog) -> list[str]:
    """The tab's columns that have no header in the sheet, so that they cannot be edited."""
    return [column for column in tab.column_names if not log.has(tab.name, column)]


def say_missing(tab: Tab, log: CircleLog) -> None:
    """Draw which columns the sheet could have but does not, and how to add them; nothing if it has all."""
    absent = missing(tab, log)
    if absent and log.has(tab.name):
        names = ", ".join(absent)
        st.caption(
            plain(f"Not in the sheet: {names}. To edit them here, add their headers to the {tab.name} tab.")
        )


def add_record(choice: Choice, viewer: Viewer, log: CircleLog) -> None:
    """Draw the form for a new record of the tab, which joins the unsaved edits."""
    tab = choice.tab
    if not log.has(tab.name) or (viewer.role == "sponsor" and tab.name in ("asks", "decisions")):
        return
    absent = missing(tab, log)
    number = st.session_state.get("added_records", 0)
    with (
        st.expander(plain(f"Add a record to {tab.name.replace('_', ' ')}"), icon=":material/add:"),
        st.form(f"add_{tab.name}_{number}", border=False),
    ):
        values: dict[str, object] = {}
        suggested = _suggested(choice, viewer, log)
        with st.grid(3, min_column_width=220, gap="small"):
            for column in tab.columns:
                if column.name in absent:
                    continue
                values[column.name] = fields.field(
                    column,
                    log,
                    key=f"new_{tab.name}_{column.name}_{number}",
                    value=suggested.get(column.name),
                )
        if st.form_submit_button("Add to the changes", icon=":material/playlist_add:"):
            filled = {column: value for column, value in values.items() if is_filled(value)}
            drafts.add(Addition(workbook_for(filled, tab.name, log), tab.name, filled))
            st.session_state["added_records"] = number + 1
            st.rerun()


def _suggested(choice: Choice, viewer: Viewer, log: CircleLog) -> dict[str, object]:
    tab = choice.tab
    own = sorted(circles_of(log, viewer))
    circle = choice.circles[0] if len(choice.circles) == 1 else own[0] if len(own) == 1 else ""
    suggested: dict[str, object] = {"circle": circle} if circle else {}
    if viewer.role == "sponsor":
        suggested["email" if tab.name == "mailings" else "sponsor"] = viewer.email
    if len(tab.key) == 1 and tab.name not in {"circles", "teams", "milestones", "settings"}:
        frame = log.tabs[tab.name]
        keys = frame[tab.key[0]]
        if tab.name == "sessions" and circle:
            keys = keys[frame["circle"] == circle]
        taken = [row.key for row in drafts.additions() if row.tab == tab.name]
        suggested[tab.key[0]] = next_key(tab.name, keys, circle=circle, taken=taken)
    return suggested


def drop_added() -> None:
    """Draw a button to discard each new record that is not saved yet; nothing if there are none."""
    with st.container(horizontal=True, key="drop_added"):
        for at, row in enumerate(drafts.additions()):
            label = plain(f"Discard the new {singular(row.tab)} {clean(row.key)}")
            st.button(
                label, key=f"drop_added_{at}", icon=":material/close:", on_click=drafts.drop, args=(at,)
            )


def nothing(choice: Choice, log: CircleLog) -> str:
    """Why the grid is empty and what to do, in words."""
    tab = choice.tab.name.replace("_", " ")
    if not log.has(choice.tab.name):
        headers = ", ".join(choice.tab.column_names)
        return f"The sheet has no {choice.tab.name} tab yet. Add one with these headers in row 1: {headers}."
    if choice.show == UNCLEAR:
        return f"Every cell in {tab} that matches could be read."
    if choice.show == ASIDE:
        return f"Every row in {tab} that matches is used."
    if choice.search or choice.circles:
        return f"No rows in {tab} match. Clear the filter or the search to see all of them."
    return f"There are no rows in {tab} that you can change yet. Add the first one below."
