"""The actions page: the open list as a table to read, which costs the browser far less than one to edit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from lib.log.format.frames import among
from lib.ui.frame.row_links import row_links
from lib.ui.frame.view import View
from lib.ui.widgets import html
from lib.ui.widgets.text import clean, name
from lib.words.phrases import counted

LONGEST = 300
_PEOPLE = ("owner", "partner")
_READ = ("what", "reasons", "status", "due", "owner", "partner", "effect", "circle", "action")
"""The columns of the list of somebody who may edit it, from left to right."""
_LABELS = {"what": "action", "reasons": "needs", "action": "key"}


def columns(rows: pd.DataFrame, *, with_people: bool) -> dict[str, str]:
    """The columns of the list that nobody edits, and their titles; blank ones are left out."""
    shown = ("reasons", "status", "due", "circle", "priority", "kind")
    return _titled(rows, ("what", *shown, *_PEOPLE, "action") if with_people else (*shown, "action"))


def of_editor(rows: pd.DataFrame) -> dict[str, str]:
    """The columns of the list of somebody who may edit it, and their titles; blank ones are left out."""
    return _titled(rows, _READ)


def _titled(rows: pd.DataFrame, columns: tuple[str, ...]) -> dict[str, str]:
    return {
        column: _LABELS.get(column, column)
        for column in columns
        if column in rows and rows[column].notna().any()
    }


@dataclass(frozen=True, slots=True)
class Texts:
    """The table in words: the words for a screen reader, the titles, and each row's key and cells."""

    label: str
    heads: list[str]
    keys: list[str]
    cells: list[tuple[str, ...]]


def texts(members: pd.DataFrame, shown: pd.DataFrame, columns: Mapping[str, str]) -> Texts:
    """Rows of the list in words. `columns`: those to show, and their titles. People are named as in the members tab."""
    named = members.dropna(subset=["name"])
    people = {person for column in _PEOPLE if column in columns for person in shown[column].dropna()}
    known = named[among(named["member"], list(people))]
    names = dict(zip(known["member"], known["name"], strict=True))
    of_columns = [
        [_text(column, value, names) for value in shown[column].astype("object")] for column in columns
    ]
    return Texts(
        f"{counted(len(shown), 'open action')}, most urgent first: what each needs, its status and due date",
        list(columns.values()),
        shown["action"].astype("str").to_list(),
        list(zip(*of_columns, strict=True)),
    )


def show(page: View, texts: Texts, words: str) -> None:
    """Draw rows of the list below `words`."""
    links = row_links(page.log, "actions", texts.keys, page.viewer)
    html.show(
        "action_list.html",
        words=words,
        label=texts.label,
        heads=texts.heads,
        rows=[{"cells": cells, "link": link} for cells, link in zip(texts.cells, links, strict=True)],
    )


def _text(column: str, value: object, names: Mapping[str, str]) -> str:
    if pd.isna(value):  # type: ignore[call-overload]
        return ""
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return name(names.get(str(value), str(value))) if column in _PEOPLE else clean(str(value), LONGEST)
