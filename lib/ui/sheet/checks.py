"""Parts of the Checks page: what needs fixing, with a link to its cell, and the fixes that need no guessing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from lib.access.permissions import refusals
from lib.access.redaction import Role
from lib.log.changing import fixes
from lib.log.changing.changes import ChangeSet, value_text
from lib.log.format.model import CircleLog
from lib.log.reading.checks import SEVERITIES
from lib.log.reading.cross_checks import similar_names
from lib.log.reading.parse import missing_tabs
from lib.log.reading.undone import complaints, left_by_undoing
from lib.log.reading.values import shown
from lib.metrics.core.remember import remembered
from lib.source import caches
from lib.ui.edits import preview, saving
from lib.ui.frame.view import Sheet
from lib.ui.sheet.where import in_edit
from lib.ui.widgets.text import clean, name, plain
from lib.words.phrases import counted, plural
from lib.words.phrases import listed as listed_words
from lib.workbook.base import Cell, CellAddress

MOST_SHOWN = 500
NOT_A_WORD = "not a known word"
MOST_PAIRS = 20
MOST_NAMED = 5
_WORDS = {
    "error": "not used",
    "warning": "not counted, or contradicted by other cells",
    "note": "understood, but better written another way",
}
_SEEN = str.maketrans({"\u00a0": "\u00b0", "\n": "⏎", "\r": "⏎", "\t": "⇥"})
_KINDS = {
    fixes.DATES: "Dates written as text become date cells",
    fixes.WORDS: "Unusual words become the standard ones",
    fixes.SPACES: "Extra spaces are removed",
    fixes.KEYS: "Rows without a key get the next free key",
}


def found_today(log: CircleLog) -> pd.DataFrame:
    """The checks of the log for a reader of today."""
    return log.checks_on(pd.Timestamp(date.today()))


def answer(log: CircleLog) -> None:
    """Draw a sentence that says what needs fixing."""
    if complaints(found_today(log)).empty and not log.missing_tabs and not log.is_empty:
        st.success(sentence(log), icon=":material/task_alt:")
    else:
        st.markdown(plain(sentence(log)))


def sentence(log: CircleLog) -> str:
    """How many checks there are, in words; missing tabs first."""
    parts = [f"{missing_tabs(log)}."] if log.missing_tabs else []
    if log.is_empty and not log.missing_tabs:
        parts.append("The log has no rows yet: its cells are checked once there are some.")
    found = complaints(found_today(log))
    if not found.empty:
        counts = found["severity"].value_counts()
        by_severity = [
            f"{counted(int(counts[severity]), severity)} ({_WORDS[severity]})"
            for severity in SEVERITIES
            if severity in counts
        ]
        parts.append(f"{', '.join(by_severity)}.")
    if not parts:
        whose = "in the log" if log.sees_people_of is None else "that you may see"
        parts.append(f"Nothing: every cell {whose} is understood and agrees with the others.")
    text = " ".join([*parts, left_by_undoing(log)]).rstrip()
    return f"{text[0].upper()}{text[1:]}"


def listed(checks: pd.DataFrame, log: CircleLog, role: Role) -> None:
    """Draw the checks with filters by severity and tab; a selected one opens in Edit, and in the sheet if it has links.

    `log` is the whole log; `role` says which pages the viewer may open.
    """
    with st.container(horizontal=True, vertical_alignment="bottom"):
        severities = st.pills(
            "Severity",
            list(SEVERITIES),
            selection_mode="multi",
            key="check_severity",
            bind="query-params",
            default=list(SEVERITIES),
        )
        tabs = st.multiselect(
            "Tab",
            sorted(checks["tab"].unique()),
            key="check_tab",
            bind="query-params",
            placeholder="All",
            format_func=name,
            width=300,
        )
    wanted = checks[checks["severity"].isin(severities)]
    if tabs:
        wanted = wanted[wanted["tab"].isin(tabs)]
    is_hidden = wanted["expected"].isna()
    wanted = wanted[~is_hidden]
    if is_hidden.any():
        hidden = int(is_hidden.sum())
        about = plural(hidden, "is about a row", "are about rows")
        st.caption(
            f"{hidden:,} more {about} outside your circles; an administrator can see {plural(hidden, 'it', 'them')}."
        )
    if wanted.empty:
        st.caption("No other check matches." if is_hidden.any() else "No check matches these filters.")
        return
    if len(wanted) > MOST_SHOWN:
        st.caption(f"Showing the first {MOST_SHOWN} of {len(wanted):,}: choose a tab to see fewer.")
    wanted = wanted.head(MOST_SHOWN)
    frame = wanted[["severity", "tab", "cell", "rule", "found", "expected"]].fillna("").map(clean)
    links = _links(wanted)
    text = st.column_config.TextColumn
    config: dict[str, Any] = {"severity": text(width=65), "tab": text(width=115), "cell": text(width=55)}
    config |= {"rule": text(width=130), "found": text(width=180), "expected": text(width=495)}
    if links.notna().any():
        frame["cell"] = links.fillna("")
        config["cell"] = st.column_config.LinkColumn(
            display_text=r"range=([A-Z]+\d+)$", help="Opens the sheet at this cell", width=55
        )
    picked = st.dataframe(
        frame,
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key="check_list",
        column_config=config,
        alt=f"{counted(len(frame), 'check')}: severity, tab, cell, what was found and what is expected",
    )

    at = picked.selection.rows if picked else []
    if at and at[0] < len(wanted):
        _open(wanted.iloc[at[0]].to_dict(), links.iloc[at[0]], log, role)
    else:
        st.caption("Select a check to open its cell.")


def _open(check: Mapping[Any, Any], link: object, log: CircleLog, role: Role) -> None:
    """Draw the ways from one check to its cell: in Edit, and in the sheet."""
    where = " · ".join(
        str(part) for part in (check["tab"], check["cell"] or check["row"]) if not pd.isna(part)
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        of_settings = check["tab"] == "settings"
        may_edit = not of_settings or role == "admin"
        query = in_edit(check, caches.source().grids, log) if may_edit else None
        if query:
            st.page_link(
                "pages/sheet/edit.py",
                label=plain(f"Mend {where} in Edit"),
                icon=":material/edit_note:",
                query_params=query,
            )
        if of_settings and role == "admin":
            st.page_link("pages/sheet/settings.py", label="Open Settings", icon=":material/tune:")
        elif not query:
            st.caption(plain(f"{where}: it is about the tab itself, or follows from other cells."))
        if check["rule"] == NOT_A_WORD and role == "admin":
            st.page_link(
                "pages/sheet/settings.py",
                label=plain(f"Say what “{clean(str(check['found']), 40)}” means everywhere"),
                icon=":material/translate:",
            )
        if isinstance(link, str) and link:
            st.link_button(plain(f"Open {where} in the sheet"), link, icon=":material/open_in_new:")


def _links(checks: pd.DataFrame) -> pd.Series:
    shown_source = caches.source()
    urls = [
        shown_source.link(
            CellAddress(str(check["workbook"]), str(check["tab"]), int(check["row"]), _column(check["cell"]))
        )
        if check["cell"] and not pd.isna(check["row"])
        else None
        for check in checks.to_dict("records")
    ]
    return pd.Series(urls, index=checks.index, dtype="str")


def _column(cell: str) -> int:
    number = 0
    for letter in cell.rstrip("0123456789"):
        number = number * 26 + ord(letter) - 64
    return number - 1


def offered(page: Sheet) -> pd.DataFrame:
    """The fixes that the viewer is allowed to make (FIX_COLUMNS)."""
    found = caches.fixable(page.loaded.workbook, page.loaded.revision, page.loaded.log)
    return _own(found, page)


def _own(found: pd.DataFrame, page: Sheet) -> pd.DataFrame:
    """The fixes in `found` that can be written and that this viewer is allowed to make."""
    if found.empty:
        return found
    edits = fixes.as_changes(found, page.loaded.log)
    begun = saving.empty_set(page.viewer)
    whole = ChangeSet(begun.id, begun.who, begun.at, edits)
    barred = {
        (problem.tab, problem.key, problem.column)
        for problem in refusals(whole, page.loaded.log, page.viewer)
    }
    may = {
        (edit.workbook, edit.tab, edit.row, edit.column)
        for edit in edits
        if (edit.tab, edit.key, edit.column) not in barred
    }
    where = zip(found["workbook"], found["tab"], found["row"], found["column"], strict=True)
    return found[[place in may for place in where]]


def fix_kinds(page: Sheet, found: pd.DataFrame) -> None:
    """Draw an expander per kind of fix: each cell before and after with a checkbox, and one button for the selected."""
    for kind, rows in found.groupby("kind", sort=False):
        with st.expander(plain(f"{_KINDS.get(str(kind), kind)} · {len(rows):,}"), expanded=len(found) <= 20):
            _fix(page, rows, str(kind))


def _fix(page: Sheet, rows: pd.DataFrame, kind: str) -> None:
    rows = rows.head(MOST_SHOWN)
    frame = pd.DataFrame(
        {
            "fix": True,
            "tab": rows["tab"].to_numpy(),
            "row": rows["row"].to_numpy(),
            "column": rows["column"].to_numpy(),
            "now": rows["before"].map(_as_it_stands).to_numpy(),
            "then": [clean(value_text(value)) for value in rows["after"]],
        }
    )
    key = f"fix_{kind}_{_digest(frame)}"
    edited = st.data_editor(
        frame,
        key=key,
        hide_index=True,
        column_order=["fix", "now", "then", "tab", "row", "column"],
        disabled=["tab", "row", "column", "now", "then"],
        alt=f"{counted(len(frame), 'cell')} that can be fixed: the value now and the value after the fix",
    )
    chosen = rows[edited["fix"].to_numpy(dtype=bool)]
    if st.button(f"Fix {len(chosen):,}", key=f"do_{key}", type="primary", disabled=chosen.empty):
        begun = saving.empty_set(page.viewer, kind)
        edits = fixes.as_changes(chosen, page.loaded.log)
        saving.commit(ChangeSet(begun.id, begun.who, begun.at, edits, reason=kind))
        st.rerun()


def _digest(frame: pd.DataFrame) -> str:
    """A text that stays the same while the same fixes are shown, so that checkboxes survive a refresh of the log."""
    return hashlib.blake2s(frame.to_csv().encode("utf-8", "replace"), digest_size=8).hexdigest()


def _as_it_stands(cell: Cell) -> str:
    """A cell as it is now: text in quotes, with symbols for characters that are invisible otherwise."""
    return clean(f"“{cell.translate(_SEEN)}”" if isinstance(cell, str) else shown(cell))


@remembered
def _pairs(log: CircleLog) -> dict[str, str]:
    return similar_names(log.members)


def people(page: Sheet) -> None:
    """Draw pairs of keys that look like one person; once someone confirms, one key replaces the other everywhere."""
    pairs = _pairs(page.log)
    if not pairs:
        return
    st.header("One person, two keys?")
    if len(pairs) > MOST_PAIRS:
        st.caption(f"Showing the first {MOST_PAIRS} of {len(pairs):,}; more appear as you settle these.")
    for number, (variant, key) in enumerate(list(pairs.items())[:MOST_PAIRS]):
        box = st.expander(
            plain(f"{name(variant)} looks like {name(key)}"),
            icon=":material/group:",
            key=f"pair_{variant}",
            expanded=number == 0,
            on_change="rerun",
        )
        if box.open:
            with box:
                _merge(page, variant, key)


def _merge(page: Sheet, variant: str, key: str) -> None:
    keep = st.radio(
        "Which key should stay?",
        [key, variant],
        key=f"keep_{variant}",
        format_func=lambda each: plain(name(each)),
        horizontal=True,
    )
    same_person = {variant if keep == key else key: keep}
    log = page.loaded.log
    every, repeated = _replaced(log, *same_person.items())
    found = _own(every, page)
    _what_stays(page, repeated, len(every) - len(found))
    if found.empty:
        st.caption("There is nothing left that Pharos can change here.")
        return
    begun = saving.empty_set(page.viewer)
    edits = fixes.as_changes(found, log)
    change_set = ChangeSet(begun.id, begun.who, begun.at, edits, reason=fixes.PEOPLE)
    preview.preview(change_set, page.log)
    if st.button(
        f"They are one person: change {counted(len(edits), 'cell')}", key=f"merge_{variant}", type="primary"
    ):
        saving.commit(change_set)
        st.rerun()


@remembered
def _replaced(log: CircleLog, *keys: tuple[str, str]) -> tuple[pd.DataFrame, frozenset[tuple[str, str, int]]]:
    """The cells that change if each first key is replaced by the second, and the rows that would repeat another one."""
    same_person = dict(keys)
    every = fixes.fixes(log, caches.source().grids, same_person=same_person)
    return every, fixes.repeating(log, same_person)


def _what_stays(page: Sheet, rows: frozenset[tuple[str, str, int]], others: int) -> None:
    if others:
        cells = f"{counted(others, 'cell')} in other circles {plural(others, 'stays', 'stay')} unchanged"
        st.caption(f"{cells}: an administrator can change everything at once.")
    if rows and page.viewer.role == "admin":
        named = listed_words(
            (f"{tab.replace('_', ' ')} row {row}" for _, tab, row in sorted(rows)), MOST_NAMED
        )
        what = plural(
            len(rows),
            "This row would list the same person twice, so it stays",
            "These rows would list the same person twice, so they stay",
        )
        st.caption(
            plain(
                f"{what} unchanged: {named}. Pharos does not delete rows; if the other row has everything, delete this "
                "one in the sheet."
            )
        )
