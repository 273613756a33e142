"""Pieces of the page Checks: what needs fixing with a link to its cell, and the fixes that need no guessing."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lib import source
from lib.log import fixes
from lib.log.changes import ChangeSet, said
from lib.log.checks import SEVERITIES
from lib.log.cross_checks import similar_names
from lib.log.schema import TABS
from lib.log.values import shown
from lib.permissions import refusals
from lib.ui import saving
from lib.ui.text import clean, name, plain
from lib.ui.view import Sheet
from lib.workbook.base import CellAddress

MOST_SHOWN = 500
_WORDS = {
    "error": "could not be used",
    "warning": "counts as not recorded, or contradicts the rest",
    "note": "used as meant, better written otherwise",
}
_KINDS = {
    fixes.DATES: "Texts that are dates become date cells",
    fixes.WORDS: "Odd words get the form that the format uses",
    fixes.SPACES: "Spaces at the ends and double ones go",
    fixes.KEYS: "Rows without a key get the next free one",
}


def sentence(checks: pd.DataFrame) -> str:
    """How many checks there are, in words."""
    if checks.empty:
        return "Nothing: every cell of the log is understood and agrees with the others."
    counts = checks["severity"].value_counts()
    parts = [
        f"{counts[severity]:,} {severity}{'s' if counts[severity] > 1 else ''} ({_WORDS[severity]})"
        for severity in SEVERITIES
        if severity in counts
    ]
    return "; ".join(parts) + "."


def listed(checks: pd.DataFrame) -> None:
    """The checks with filters by severity and tab, and a link straight to each cell where the source has links."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        severities = st.pills(
            "Severity",
            list(SEVERITIES),
            selection_mode="multi",
            key="check_severity",
            default=list(SEVERITIES),
        )
        tabs = st.multiselect(
            "Tab",
            sorted(checks["tab"].unique()),
            key="check_tab",
            placeholder="All",
            format_func=name,
            width=300,
        )
    wanted = checks[checks["severity"].isin(severities)]
    if tabs:
        wanted = wanted[wanted["tab"].isin(tabs)]
    if wanted.empty:
        st.caption("No check of that kind.")
        return
    if len(wanted) > MOST_SHOWN:
        st.caption(f"The first {MOST_SHOWN} of {len(wanted):,}: choose a tab to see its own.")
    wanted = wanted.head(MOST_SHOWN)
    frame = wanted[["severity", "tab", "cell", "rule", "found", "expected"]].fillna("").map(clean)
    links = _links(wanted)
    config: dict[str, object] = {"expected": st.column_config.TextColumn(width="large")}
    if links.notna().any():
        frame["cell"] = links.fillna("")
        config["cell"] = st.column_config.LinkColumn(
            display_text=r"range=([A-Z]+\d+)$", help="Opens the sheet there"
        )
    st.dataframe(
        frame,
        hide_index=True,
        column_config=config,  # type: ignore[arg-type]
        alt=f"{len(frame)} checks: severity, tab, cell, what was found and what is expected",
    )


def _links(checks: pd.DataFrame) -> pd.Series:
    shown_source = source.source()
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
    """The fixes that the viewer may make (FIX_COLUMNS)."""
    found = source.fixable(page.loaded.workbook, page.loaded.revision, page.loaded.log)
    return _own(found, page)


def _own(found: pd.DataFrame, page: Sheet) -> pd.DataFrame:
    if page.viewer.role == "admin" or found.empty:
        return found
    edits = fixes.as_edits(found, page.loaded.log)
    begun = saving.empty_set(page.viewer)
    barred = {
        (edit.workbook, edit.tab, edit.row, edit.column)
        for edit in edits
        if refusals(ChangeSet(begun.id, begun.who, begun.at, (edit,)), page.loaded.log, page.viewer)
    }
    may = {(edit.workbook, edit.tab, edit.row, edit.column) for edit in edits} - barred
    where = pd.Series(list(zip(found["workbook"], found["tab"], found["row"], found["column"], strict=True)))
    return found[where.isin(may).to_numpy()]


def fix_kinds(page: Sheet, found: pd.DataFrame) -> None:
    """One expander a kind of fix: each cell before and after, ticked, and one button for all that are."""
    for kind, rows in found.groupby("kind", sort=False):
        with st.expander(plain(f"{_KINDS.get(str(kind), kind)} · {len(rows)}"), expanded=len(found) <= 20):
            _fix(page, rows, str(kind))


def _fix(page: Sheet, rows: pd.DataFrame, kind: str) -> None:
    rows = rows.head(MOST_SHOWN)
    frame = pd.DataFrame(
        {
            "fix": True,
            "tab": rows["tab"].to_numpy(),
            "row": rows["row"].to_numpy(),
            "column": rows["column"].to_numpy(),
            "now": [
                clean(repr(cell)[1:-1] if isinstance(cell, str) else shown(cell)) for cell in rows["before"]
            ],
            "then": [clean(said(value)) for value in rows["after"]],
        }
    )
    key = f"fix_{kind}_{page.loaded.revision}"
    edited = st.data_editor(
        frame,
        key=key,
        hide_index=True,
        disabled=["tab", "row", "column", "now", "then"],
        alt=f"{len(frame)} cells that can be fixed: what they hold now and would hold then",
    )
    chosen = rows[edited["fix"].to_numpy(dtype=bool)]
    if st.button(f"Fix {len(chosen)}", key=f"do_{key}", type="primary", disabled=chosen.empty):
        begun = saving.empty_set(page.viewer, kind)
        edits = fixes.as_edits(chosen, page.loaded.log)
        saving.commit(ChangeSet(begun.id, begun.who, begun.at, edits, reason=kind))
        st.rerun()


def people(page: Sheet) -> None:
    """Pairs of keys that look like one person: somebody who knows says so, then one key goes everywhere."""
    pairs = similar_names(page.log.members)
    if not pairs:
        return
    st.subheader("One person, two keys?")
    for variant, key in list(pairs.items())[:20]:
        with st.expander(plain(f"{name(variant)} looks like {name(key)}"), icon=":material/group:"):
            keep = st.radio(
                "Which key stays?", [key, variant], key=f"keep_{variant}", format_func=name, horizontal=True
            )
            goes = variant if keep == key else key
            found = _own(fixes.fixes(page.loaded.log, source.source().grids, same_person={goes: keep}), page)
            if found.empty:
                st.caption("None of its rows is yours to change.")
                continue
            edits = fixes.as_edits(found, page.loaded.log)
            begun = saving.empty_set(page.viewer)
            change_set = ChangeSet(begun.id, begun.who, begun.at, edits, reason=fixes.PEOPLE)
            saving.preview(change_set)
            if st.button(f"They are one person: change {len(edits)} cells", key=f"merge_{variant}"):
                saving.commit(change_set)
                st.rerun()


def where_to_look(tab: str) -> str:
    """What a tab is for, for the heading of its checks."""
    return TABS[tab].purpose if tab in TABS else ""
