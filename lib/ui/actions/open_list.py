"""The actions page: the open list, most urgent first, edited in place by people who may change it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import pandas as pd
import streamlit as st

from lib.access.circles import circles_of
from lib.log.format.frames import among
from lib.metrics.follow_through import attention
from lib.metrics.follow_through.attention import NEEDS
from lib.metrics.program import action_words
from lib.ui.actions import grid, plain_list
from lib.ui.actions.several import several_people
from lib.ui.edits import quick_edit
from lib.ui.edits.quick_edit import Editor
from lib.ui.frame.view import View
from lib.ui.widgets.text import plain

ROWS_A_PAGE = 5
_SEARCHED = dict.fromkeys(("what", "action", "circle", "owner", "partner"), "")
"""The columns that a text is looked for in, where they are shown."""
_FILTERS = {
    NEEDS[0]: "more than 30 days late",
    "overdue": "overdue",
    "blocked": "blocked",
    "unowned": "no owner",
    "undated": "no due date",
    "no_news": "no news",
}
"""Needs to filter by (a value of `need`, then mask columns of `attention.attention`) and their labels."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which rows of the list are shown: one need, or None for all, and a text to find in the columns that are shown;
    and whether they are shown to be edited."""

    need: str | None
    text: str
    is_edited: bool = False

    @property
    def narrows(self) -> bool:
        """Whether it leaves rows out."""
        return self.need is not None or bool(self.text)


_OPENING = Choice(None, "")


def rows(page: View) -> pd.DataFrame:
    """The rows of `attention.attention` for this view."""
    keep = page.first_sight if page.filters.pick_circles else page.derived
    return keep("open actions", lambda: attention.attention(page.program.facts))


def nothing(page: View) -> str:
    """Why there is no list, found once per state of the view; "" if there is one."""
    return page.first_sight("no open actions", lambda: _nothing(page))


def _nothing(page: View) -> str:
    figure = page.program.figures["open"]
    if figure.missing:
        return f"Open actions are {figure.missing}."
    return action_words.nothing_open(page.program) if rows(page).empty else ""


def own_circles(page: View) -> set[str]:
    """The filtered circles whose actions the viewer may change and whose people they may see."""
    return circles_of(page.log, page.viewer) & set(page.circles)


def is_today(page: View) -> bool:
    """Whether the list is today's; a list of an earlier day is read-only."""
    return page.as_of.date() >= date.today()


@dataclass(frozen=True, slots=True)
class _Whole:
    """The list before anything is chosen: how many rows it has of all open actions, the needs among them, and the
    columns that it shows or, where it may be edited, that a text is looked for in."""

    rows: int
    of_all: int
    needs: tuple[str, ...]
    columns: Mapping[str, str]


def _whole(page: View, *, is_read_only: bool) -> _Whole:
    """The list before anything is chosen, found once per state of the view."""

    def found() -> _Whole:
        mine = _mine(page)
        needs = tuple(need for need in _FILTERS if _has(mine, need).any())
        is_sponsor = page.viewer.role == "sponsor"
        columns = plain_list.columns(mine, with_people=not is_sponsor) if is_read_only else _SEARCHED
        return _Whole(len(mine), len(rows(page)), needs, columns)

    return page.first_sight(("whole action list", is_read_only), found)


def _mine(page: View) -> pd.DataFrame:
    """The rows that the viewer's list shows: a lead's are those of their own circles."""
    every = rows(page)
    return every[among(every["circle"], list(own_circles(page)))] if page.viewer.role == "lead" else every


def show(page: View) -> Callable[[], pd.DataFrame]:
    """Draw the list; out: what finds its filtered rows (as in `rows`), on all of its pages."""
    if none := nothing(page):
        st.caption(plain(none))
        return lambda: rows(page)
    editor, is_lead = grid.editor_of(page.log), page.viewer.role == "lead"
    is_read_only = _is_read_only(page, editor)
    whole = _whole(page, is_read_only=is_read_only)
    if whole.rows < whole.of_all:
        st.caption(
            plain(
                f"{whole.rows:,} of {whole.of_all:,} open actions are in circles you lead. The others count above; "
                "their own leads can read them."
            )
        )
    choice = _choose(whole, can_edit=not is_read_only, is_lead=is_lead)
    found = cache(lambda: _matching(_mine(page), choice, whole.columns))
    count = len(found()) if choice.narrows else whole.rows
    if not count:
        st.caption("No open actions match." if whole.rows else "No open actions are in circles you lead.")
        return found
    number, words = _page_of(count)
    shown = cache(lambda: found().iloc[(number - 1) * ROWS_A_PAGE : number * ROWS_A_PAGE])
    if not is_read_only and (choice.is_edited or quick_edit.edits(editor)):
        if words:
            st.caption(words)
        grid.show(page, editor, shown(), (page.viewer.scope, page.filters, choice, number))
        return found
    texts, several = _read(page, shown, whole.columns, choice, number, is_read_only=is_read_only)
    plain_list.show(page, texts, words)
    if not is_read_only:
        if several:
            st.caption(plain(several))
        quick_edit.finish(editor, page)
    elif page.viewer.role != "sponsor":
        st.caption(f"This is the list as of {page.as_of:%-d %B %Y}. Set “As of” to today to edit it here.")
    return found


def first(page: View) -> None:
    """Find the texts of the list as the page opens for viewers who see all circles' actions."""
    if page.viewer.role != "lead" and not rows(page).empty:
        is_read_only = _is_read_only(page, grid.editor_of(page.log))
        columns = _whole(page, is_read_only=is_read_only).columns
        _read(page, lambda: rows(page).iloc[:ROWS_A_PAGE], columns, _OPENING, 1, is_read_only=is_read_only)


def _is_read_only(page: View, editor: Editor) -> bool:
    return page.viewer.role == "sponsor" or not editor.columns or not is_today(page)


def _read(
    page: View,
    shown: Callable[[], pd.DataFrame],
    columns: Mapping[str, str],
    choice: Choice,
    number: int,
    *,
    is_read_only: bool,
) -> tuple[plain_list.Texts, str]:
    """A page of the list in words, and what is said about cells with several people ("" if nothing). `columns`: those
    of a list that nobody may edit."""

    def found() -> tuple[plain_list.Texts, str]:
        members, rows = page.log.members, shown()
        if is_read_only:
            return plain_list.texts(members, rows, columns), ""
        raw = page.log.actions.loc[rows.index]
        listed = rows.assign(effect=raw["effect"])
        texts = plain_list.texts(members, listed, plain_list.of_editor(listed))
        return texts, several_people(page.log.checks, raw)

    keep = page.first_sight if (choice, number) == (_OPENING, 1) else page.derived
    return keep(("action list", choice, number, is_read_only), found)


def _choose(whole: _Whole, *, can_edit: bool, is_lead: bool) -> Choice:
    """What is chosen above the list. A lead, who chases these actions daily, edits unless they switch it off."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="actions_choice"):
        need = _choose_need(whole.needs)
        text = st.text_input(
            "Find",
            key="actions_find",
            bind="query-params",
            placeholder="Find: words, owner, circle or key"
            if "owner" in whole.columns
            else "Find: circle or key",
            label_visibility="collapsed",
            width=280,
        )
        is_edited = can_edit and st.toggle(
            "Edit here", value=is_lead, key="actions_edit", bind="query-params", width="content"
        )
    return Choice(need, (text or "").strip(), is_edited)


def _choose_need(needs: Sequence[str]) -> str | None:
    """What needs attention; where nothing does, an empty place, since what follows must not move (see `address`)."""
    if not needs:
        st.empty()
        return None
    return st.pills(
        "What needs attention",
        needs,
        format_func=_FILTERS.__getitem__,
        key="actions_need",
        bind="query-params",
        label_visibility="collapsed",
    )


def _has(frame: pd.DataFrame, need: str) -> pd.Series:
    return frame["need"] == NEEDS[0] if need == NEEDS[0] else frame[need]


def _matching(frame: pd.DataFrame, choice: Choice, columns: Mapping[str, str]) -> pd.DataFrame:
    """The rows that match. A text is found only in the columns that the list shows: a search in others would reveal
    what they hold."""
    if choice.need is not None:
        frame = frame[_has(frame, choice.need)]
    if choice.text:
        hit = pd.Series(False, index=frame.index)
        for column in _SEARCHED.keys() & columns.keys():
            hit |= frame[column].str.casefold().str.contains(choice.text.casefold(), regex=False, na=False)
        frame = frame[hit]
    return frame


def _page_of(count: int) -> tuple[int, str]:
    """The number of the chosen page, and what all pages have; "" if there is one."""
    pages = -(-count // ROWS_A_PAGE)
    if pages == 1:
        return 1, ""
    number = st.pagination(pages, key="actions_page", bind="query-params")
    return number, f"{count:,} open actions, most urgent first."
