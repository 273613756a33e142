"""The actions page: the open list as a grid, where people who may change it check off what is done or type in cells."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from lib.log.changing.changes import is_filled
from lib.log.format.frames import among
from lib.log.format.model import CircleLog
from lib.log.format.schema import TABS
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

EDITABLE = ("status", "due", "owner", "partner", "effect")
ENDED = ("done", "cancelled")
WRAPPED = 66
"""Pixels of a row with three lines. Streamlit breaks lines in rows of more than 64 pixels."""
_FITS = 38
"""Characters that fit on a line of the columns Action and Needs."""


def editor_of(log: CircleLog) -> Editor:
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


def show(page: View, editor: Editor, shown: pd.DataFrame, of: tuple[object, ...]) -> None:
    """Draw rows of the list as a grid. `of`: what identifies them (viewer, filters, choice, page)."""
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
