"""What a record is about, beside its key: the text of an action, the name of a person."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from lib.log.changing.changes import Change, ChangeSet, is_filled, key_texts, value_text
from lib.log.format.model import CircleLog
from lib.ui.widgets.text import clean

TITLES: Mapping[str, tuple[str, ...]] = {
    "circles": ("mandate",),
    "members": ("name",),
    "sessions": ("circle", "planned", "case"),
    "insights": ("text",),
    "actions": ("what",),
    "practices": ("title",),
    "lighthouses": ("practice", "circle"),
    "asks": ("what",),
    "teams": ("function", "region"),
}
"""The columns that say what a record of a tab is about."""
_LONGEST = 80
ABOUT = "about"


def titles(tab: str, frame: pd.DataFrame) -> dict[tuple[str, str], str]:
    """(workbook, key) -> what the record is about; without those that say nothing."""
    columns = [name for name in TITLES.get(tab, ()) if name in frame]
    if not columns:
        return {}
    found = {}
    for key, row in zip(
        key_texts(tab, frame), frame[[*columns, "_workbook"]].to_dict("records"), strict=True
    ):
        if text := " · ".join(value_text(row[name]) for name in columns if is_filled(row[name])):
            found[str(row["_workbook"]), key] = clean(text, _LONGEST)
    return found


def with_titles(table: pd.DataFrame, change_set: ChangeSet, log: CircleLog) -> pd.DataFrame:
    """A preview with what each record is about after its row, unless no record has a title.

    In: the table that `preview_table` makes of `change_set`, which has one row for each cell.
    """
    known: dict[str, dict[tuple[str, str], str]] = {}
    about = []
    for item in change_set.items:
        if item.tab not in known:
            keys = {each.key for each in change_set.items if each.tab == item.tab}
            frame = log.tabs[item.tab]
            known[item.tab] = titles(item.tab, frame[key_texts(item.tab, frame).isin(keys)])
        if isinstance(item, Change):
            about.append(known[item.tab].get((item.workbook, item.key), ""))
        else:
            values = {name: value_text(value) for name, value in item.values.items()}
            text = " · ".join(values[name] for name in TITLES.get(item.tab, ()) if values.get(name))
            about += [clean(text, _LONGEST)] * sum(bool(value) for value in values.values())
    if len(about) != len(table) or not any(about):
        return table
    table = table.copy()
    table.insert(list(table.columns).index("row") + 1, ABOUT, about)
    return table
