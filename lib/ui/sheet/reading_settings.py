"""Parts of the page Settings: translated words, the order of dates, header rows, and which tabs are read as what."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lib.bring.acceptance import settings_rows
from lib.bring.doubtful import doubtful_rows
from lib.bring.guess import Choices, TabGuess
from lib.bring.origin import sources_of
from lib.bring.proposal import propose
from lib.bring.unclear import UnclearWord, unclear_cells, unclear_words
from lib.log.format.schema import TABS
from lib.log.reading.naming import DATE_ORDER, NONE, Naming, folded, namings, translates
from lib.source.letting_go import per_revision
from lib.ui.frame.view import Sheet
from lib.ui.sheet.guesses import NOT_READ, READABLE
from lib.ui.sheet.settings import Wanted, key
from lib.ui.widgets.text import clean, name, plain
from lib.words.phrases import counted
from lib.workbook.base import Grid

AS_SHOWN, DAY_FIRST, MONTH_FIRST = "as each column shows", "day first", "month first"
NO_LONGER = "no longer translate it"
MOST_WORDS = 50


def words(page: Sheet, grids: Sequence[Grid], wanted: Wanted) -> None:
    """Draw the words that were not understood, each with what it may mean, and those that are translated already."""
    found = unclear_words(unclear_cells(grids, page.loaded.log))
    if not found:
        st.caption("Every word in the columns of words is understood.")
    if len(found) > MOST_WORDS:
        st.caption(f"The {MOST_WORDS} most frequent of {len(found):,} words.")
    for number, word in enumerate(found[:MOST_WORDS]):
        meaning = st.selectbox(
            plain(f"“{word.word}” in {word.tab} · {word.column} ({counted(word.count, 'cell')})"),
            _meanings(word),
            index=None,
            placeholder="not understood",
            key=key(f"word_{number}_{word.setting}"),
            width=420,
        )
        if meaning:
            wanted.add(word.workbook, word.setting, str(meaning))
    own = page.loaded.log.tabs["settings"]
    for row in own.to_dict("records"):
        setting = folded(str(row["name"]))
        if not setting.startswith("word.") or not translates(setting, TABS) or row["value"] == NONE:
            continue
        _, tab, column, word = setting.split(".", 3)
        options = [*_words_of(tab, column), NO_LONGER]
        now = str(row["value"])
        meaning = st.selectbox(
            plain(f"“{str(row['name']).split('.', 3)[3]}” in {tab} · {column} means"),
            options if now in options else [now, *options],
            index=options.index(now) if now in options else 0,
            key=key(f"translated_{row['_workbook']}_{setting}"),
            width=420,
        )
        if meaning != now:
            value = NONE if meaning == NO_LONGER else str(meaning)
            wanted.add(str(row["_workbook"]), str(row["name"]), value)


def _meanings(word: UnclearWord) -> list[str]:
    return _words_of(word.tab, word.column)


def _words_of(tab: str, column: str) -> list[str]:
    found = TABS[tab].column(column)
    return ["yes", "no"] if found.kind == "yes_no" else list(found.words)


def rows_that_look_like_none(page: Sheet, grids: Sequence[Grid], wanted: Wanted) -> None:
    """Draw the rows that are taken for totals, headings or notes, to say which of them are records."""
    rows = {(row.workbook, row.setting): f"{row.title} {row.row}: {row.text}" for row in doubtful_rows(grids)}
    own = page.loaded.log.tabs["settings"]
    said = {
        (str(row["_workbook"]), str(row["name"])): str(row["name"]).split(".", 2)[2]
        for row in own.to_dict("records")
        if folded(str(row["name"])).startswith("record.") and row["value"] != NONE
    }
    if not rows and not said:
        st.caption("No row looks like a total, a heading or a note.")
        return
    chosen = st.multiselect(
        "These are records all the same",
        [*said, *rows],
        [*said],
        key=key("records"),
        format_func=lambda place: clean(said.get(place) or rows[place], 120),
        placeholder="None of them",
    )
    for workbook, setting in chosen:
        if (workbook, setting) not in said:
            wanted.add(workbook, setting, "yes")
    for workbook, setting in said:
        if (workbook, setting) not in chosen:
            wanted.add(workbook, setting, NONE)


def reading(page: Sheet, workbook: str, grids: Sequence[Grid], wanted: Wanted) -> None:
    """Draw how the tabs of one workbook are read: the order of its short dates, each tab, and its header row."""
    own = tuple(grid for grid in sources_of(tuple(grids)) if grid.workbook == workbook)
    naming = namings(own, TABS).get(workbook, Naming())
    _date_order(workbook, naming, wanted)
    proposal = _proposed(page.loaded.workbook, page.loaded.revision, workbook, own)
    chosen: dict[str, str] = {}
    tabs = st.grid(2, min_column_width=470, gap="medium")
    for number, guess in enumerate(proposal):
        known = naming.tab(guess.title, TABS)
        now = known if known in TABS else NOT_READ
        with tabs.container(horizontal=True, vertical_alignment="bottom"):
            meaning = st.selectbox(
                plain(f"The tab {clean(guess.title, 80)} is read as"),
                [NOT_READ, *READABLE],
                index=[NOT_READ, *READABLE].index(now),
                key=key(f"tab_{workbook}_{number}"),
                format_func=lambda tab: name(tab.replace("_", " ")),
                width=320,
            )
            if meaning != now:
                chosen[guess.title] = "" if meaning == NOT_READ else str(meaning)
            elif now != NOT_READ:
                _header_row(workbook, now, guess.header_row, naming, wanted)
    if chosen:
        known_tabs = {
            guess.title: tab
            for guess in proposal
            if (tab := naming.tab(guess.title, TABS)) in TABS or guess.tab == ""
        }
        every = {title: tab if tab in TABS else "" for title, tab in known_tabs.items()}
        every |= {guess.title: "" for guess in proposal if guess.title not in every}
        guesses = propose(own, Choices({**every, **chosen}))
        for setting, value in settings_rows(guesses, naming):
            if setting.startswith("tab."):
                wanted.add(workbook, setting, value)


@per_revision(max_entries=4)
def _proposed(log: str, revision: str, workbook: str, _grids: tuple[Grid, ...]) -> tuple[TabGuess, ...]:
    """How the tabs of one of a log's workbooks are read, once per revision."""
    return propose(_grids)


def _date_order(workbook: str, naming: Naming, wanted: Wanted) -> None:
    now = {None: AS_SHOWN, True: DAY_FIRST, False: MONTH_FIRST}[naming.day_first]
    order = st.selectbox(
        "Short dates such as 03/04/2026 have the",
        [AS_SHOWN, DAY_FIRST, MONTH_FIRST],
        index=[AS_SHOWN, DAY_FIRST, MONTH_FIRST].index(now),
        key=key(f"order_{workbook}"),
        width=320,
        help="A column in which one date can only be read one way is read that way throughout.",
    )
    if order != now:
        wanted.add(workbook, DATE_ORDER, NONE if order == AS_SHOWN else str(order))


def _header_row(workbook: str, tab: str, found: int, naming: Naming, wanted: Wanted) -> None:
    now = naming.header_rows.get(tab, found)
    row = st.number_input(
        "Headers in row",
        1,
        999,
        now,
        key=key(f"header_{workbook}_{tab}"),
        width=140,
    )
    if row != now:
        setting = (f"header_row.{tab}", str(row))
        if setting not in wanted.rows.get(workbook, []):
            wanted.add(workbook, *setting)
