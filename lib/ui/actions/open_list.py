"""The actions page: the open list, most urgent first, edited in place by people who may change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from lib.access.circles import circles_of
from lib.log.changing.changes import is_filled
from lib.log.format.frames import among
from lib.log.format.model import CircleLog
from lib.log.format.schema import TABS
from lib.metrics.core.facts import Facts
from lib.metrics.follow_through import attention
from lib.metrics.follow_through.attention import NEEDS
from lib.metrics.program import action_words
from lib.ui.actions import plain_list
from lib.ui.actions.plain_list import LONGEST
from lib.ui.actions.several import several_people
from lib.ui.edits import quick_edit
from lib.ui.edits.quick_edit import Editor, Tick
from lib.ui.frame.row_links import SHEET, link_column, row_links
from lib.ui.frame.view import View
from lib.ui.widgets import typed_grid
from lib.ui.widgets.text import clean, name, plain
from lib.ui.widgets.typed_grid import MOST_OPTIONS
from lib.words.phrases import counted

ROWS_A_PAGE = 5
EDITABLE = ("status", "due", "owner", "partner", "effect")
ENDED = ("done", "cancelled")
WRAPPED = 66
"""Pixels of a row with three lines. Streamlit breaks lines in rows of more than 64 pixels."""
_FITS = 38
"""Characters that fit on a line of the columns Action and Needs."""
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


def show(page: View) -> pd.DataFrame:
    """Draw the list and return its filtered rows (as in `rows`), on all of its pages."""
    every = rows(page)
    if none := nothing(page):
        st.caption(plain(none))
        return every
    own = own_circles(page)
    is_lead = page.viewer.role == "lead"
    mine = every[among(every["circle"], list(own))] if is_lead else every
    if is_lead and len(mine) < len(every):
        st.caption(
            plain(
                f"{len(mine):,} of {len(every):,} open actions are in circles you lead. The others count above; their "
                "own leads can read them."
            )
        )
    editor, is_sponsor = _editor(page.log), page.viewer.role == "sponsor"
    is_read_only = _is_read_only(page, editor)
    columns = plain_list.columns(mine, with_people=not is_sponsor) if is_read_only else _SEARCHED
    choice = _choose(mine, columns, can_edit=not is_read_only, is_lead=is_lead)
    found = _matching(mine, choice, columns)
    if found.empty:
        st.caption("No open actions match." if len(mine) else "No open actions are in circles you lead.")
        return found
    shown, number, words = _page_of(found)
    if not is_read_only and (choice.is_edited or quick_edit.edits(editor)):
        if words:
            st.caption(words)
        _editable(page, editor, shown, (page.viewer.scope, page.filters, choice, number))
        return found
    texts, several = _read(page, shown, columns, choice, number, is_read_only=is_read_only)
    plain_list.show(page, texts, shown["action"].astype("str").to_list(), words)
    if not is_read_only:
        if several:
            st.caption(plain(several))
        quick_edit.finish(editor, page)
    elif not is_sponsor:
        st.caption(f"This is the list as of {page.as_of:%-d %B %Y}. Set “As of” to today to edit it here.")
    return found


def first(page: View) -> None:
    """Find the texts of the list as the page opens for viewers who see all circles' actions."""
    every, is_sponsor = rows(page), page.viewer.role == "sponsor"
    if page.viewer.role != "lead" and not every.empty:
        is_read_only = _is_read_only(page, _editor(page.log))
        columns = plain_list.columns(every, with_people=not is_sponsor) if is_read_only else _SEARCHED
        _read(page, every.iloc[:ROWS_A_PAGE], columns, _OPENING, 1, is_read_only=is_read_only)


def _is_read_only(page: View, editor: Editor) -> bool:
    return page.viewer.role == "sponsor" or not editor.columns or not is_today(page)


def _read(
    page: View,
    shown: pd.DataFrame,
    columns: Mapping[str, str],
    choice: Choice,
    number: int,
    *,
    is_read_only: bool,
) -> tuple[plain_list.Texts, str]:
    """A page of the list in words, and what is said about cells with several people ("" if nothing). `columns`: those
    of a list that nobody may edit."""

    def found() -> tuple[plain_list.Texts, str]:
        members = page.log.members
        if is_read_only:
            return plain_list.texts(members, shown, columns), ""
        raw = page.log.actions.loc[shown.index]
        listed = shown.assign(effect=raw["effect"])
        texts = plain_list.texts(members, listed, plain_list.of_editor(listed))
        return texts, several_people(page.log.checks, raw)

    keep = page.first_sight if (choice, number) == (_OPENING, 1) else page.derived
    return keep(("action list", choice, number, is_read_only), found)


def _choose(mine: pd.DataFrame, columns: Mapping[str, str], *, can_edit: bool, is_lead: bool) -> Choice:
    """What is chosen above the list. A lead, who chases these actions daily, edits unless they switch it off."""
    counts = {need: int(_has(mine, need).sum()) for need in _FILTERS}
    with st.container(horizontal=True, vertical_alignment="bottom", key="actions_choice"):
        need = st.pills(
            "What needs attention",
            [need for need, count in counts.items() if count],
            format_func=_FILTERS.__getitem__,
            key="actions_need",
            bind="query-params",
            label_visibility="collapsed",
        )
        text = st.text_input(
            "Find",
            key="actions_find",
            bind="query-params",
            placeholder="Find: words, owner, circle or key" if "owner" in columns else "Find: circle or key",
            label_visibility="collapsed",
            width=280,
        )
        is_edited = can_edit and st.toggle(
            "Edit here", value=is_lead, key="actions_edit", bind="query-params", width="content"
        )
    return Choice(need, (text or "").strip(), is_edited)


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


def _page_of(found: pd.DataFrame) -> tuple[pd.DataFrame, int, str]:
    """The rows of the chosen page, its number, and what its pages have in all; "" if there is one."""
    pages = -(-len(found) // ROWS_A_PAGE)
    if pages == 1:
        return found, 1, ""
    number = st.pagination(pages, key="actions_page", bind="query-params")
    shown = found.iloc[(number - 1) * ROWS_A_PAGE : number * ROWS_A_PAGE]
    return shown, number, f"{len(found):,} open actions, most urgent first."


def _editor(log: CircleLog) -> Editor:
    """The editor of the editable columns that the workbook has."""
    columns = tuple(column for column in EDITABLE if log.has("actions", column))
    dated = log.has("actions", "closed")

    def also(row: Mapping[Any, Any], after: Mapping[str, object]) -> dict[str, object]:
        """An action that ends is closed today; one that goes on has no closing date."""
        if not dated or "status" not in after:
            return {}
        if after["status"] in ENDED:
            return {} if is_filled(row["closed"]) else {"closed": date.today()}
        return {"closed": None} if is_filled(row["closed"]) else {}

    tick = Tick("Done", "status", "done") if "status" in columns else None
    return Editor("actions", TABS["actions"], columns, tick, also)


def _editable(page: View, editor: Editor, shown: pd.DataFrame, of: tuple[object, ...]) -> None:
    raw = page.log.actions.loc[shown.index]
    members = page.log.members
    known = members.dropna(subset=["name"]).drop_duplicates("member")
    names = dict(zip(known["member"], known["name"], strict=True))
    of_circles = members.loc[among(members["circle"], list(set(shown["circle"]))), "member"]
    quick_edit.grid(
        editor,
        of,
        page.loaded.revision,
        raw,
        _context(shown, page),
        {**_context_config(), **_config(page, editor, raw, of_circles, names)},
        row_height=_row_height,
        order=("Action", "Needs", *editor.columns, "Circle", "Key", SHEET),
        alt=f"{counted(len(shown), 'open action')}, most urgent first: check off what is done, or type in status, due, "
        "owner, partner and effect; nothing is saved until you save it",
    )
    with st.container(horizontal=True, vertical_alignment="center", key="actions_hands"):
        if editor.tick and st.button(
            f"Check off all {len(shown):,} shown" if len(shown) > 1 else "Check it off",
            key="actions_tick_all",
            type="tertiary",
            icon=":material/done_all:",
        ):
            quick_edit.tick_shown(editor)
            st.rerun()
        st.caption(
            "Check off what is done, or type in a cell. You see every change before it is saved.",
            width="content",
        )
    _several(page, raw)
    quick_edit.finish(editor, page)


def _several(page: View, raw: pd.DataFrame) -> None:
    if said := several_people(page.log.checks, raw):
        st.caption(plain(said))


def _context(shown: pd.DataFrame, page: View) -> pd.DataFrame:
    texts = {"Action": "what", "Needs": "reasons", "Circle": "circle", "Key": "action"}
    context = pd.DataFrame(
        {
            label: shown[column].fillna("").map(lambda text: clean(text, LONGEST))
            for label, column in texts.items()
        }
    )
    links = row_links(page.log, "actions", shown["action"].astype("str").to_list(), page.viewer)
    return context.assign(**{SHEET: links}) if any(links) else context


def _row_height(shown: pd.DataFrame) -> int | None:
    """Rows in which long texts go on in a second and third line, if there is one; else rows of one line."""
    longest = max(int(shown[label].str.len().max()) for label in ("Action", "Needs"))
    return WRAPPED if longest > _FITS else None


def _context_config() -> dict[str, Any]:
    text = st.column_config.TextColumn
    return {
        "Action": text(width=270),
        "Needs": text(width=250),
        "Circle": text(width="small"),
        "Key": text(width=80),
        SHEET: link_column(),
    }


def _config(
    page: View, editor: Editor, raw: pd.DataFrame, members: pd.Series, names: Mapping[str, str]
) -> dict[str, Any]:
    config = typed_grid.column_config(editor.tab, raw, page.log, only=editor.columns, as_text=True)
    people = pd.concat([members, raw["owner"], raw["partner"]]).dropna().unique()
    if len(people) <= MOST_OPTIONS:
        options = sorted(people, key=lambda person: names.get(person, person).casefold())
        for column in {"owner", "partner"} & set(editor.columns):
            config[column] = st.column_config.SelectboxColumn(
                column,
                options=options,
                format_func=lambda person: name(names.get(str(person), str(person))),
                width=typed_grid.width_of(
                    raw[column].map(lambda person: names.get(person, person), na_action="ignore"), least=125
                ),
            )
    return config


def facts_of(page: View, circles: set[str]) -> Facts:
    """The facts of these circles on the day of the page."""
    facts = page.program.facts
    return Facts(facts.log.filtered(circles=sorted(circles)), facts.as_of)
