"""The chain on the outcomes page: drawn, clickable, and what ends early."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from lib.charts import chain as drawing
from lib.metrics.impact.chain import ALL, chain, ends
from lib.metrics.impact.links import LINKS
from lib.ui.frame import charts, row_links
from lib.ui.frame.view import View
from lib.ui.widgets import section
from lib.ui.widgets.text import clean, name, plain
from lib.words.phrases import counted, plural, sentence

MOST_ENDS = 200
SEVERAL = "What serves several priorities counts in each of them, and once in all priorities."
_TABS = {
    "mandate": "circles",
    "case": "sessions",
    "insight": "insights",
    "action": "actions",
    "practice": "practices",
}
"""The tab of the thing with which a chain ends, by its link."""


def show(page: View) -> None:
    """Draw the chain of each priority; a click opens the list of what ends at that link."""
    table = page.derived("chain", lambda: chain(page.program.facts))
    rows = drawing.shown(table)
    charts.playing(
        page,
        "chain",
        "all",
        lambda: drawing.drawn(rows, name),
        alt_text=drawing.described(rows),
        on_choice=partial(choose, page),
    )
    charts.numbers(
        page,
        "chain",
        table.drop(columns="missing") if not table["missing"].any() else table,
        note=_note(table),
        drawn=lambda: drawing.drawn(rows, name),
        words=lambda: drawing.described(rows),
    )


def _note(table: pd.DataFrame) -> str:
    missing = next((text for text in table["missing"] if text), "")
    more = len(table["priority"].unique()) - 1 - drawing.MOST_PRIORITIES
    return plain(
        " ".join(
            [
                "The percentage is the share that leads on to the next link. Select a number to see what ends there.",
                sentence(missing) if missing else "",
                SEVERAL if in_several(table) else "",
                f"{counted(more, 'more priority', 'more priorities')} {plural(more, 'is', 'are')} in the table."
                if more > 0
                else "",
            ]
        ).strip()
    )


def in_several(table: pd.DataFrame) -> bool:
    """Whether the priorities of a link have more together than all have: some of it counts for several priorities."""
    rows = table.dropna(subset="n")
    of_all = rows["priority"] == ALL
    each = rows[~of_all].groupby("link")["n"].sum()
    return bool((each > rows[of_all].set_index("link")["n"].reindex(each.index)).any())


def choose(page: View, key: str) -> None:
    """Open the list of what ends at the number that was clicked. `key`: the chart's, in the session's state."""
    chosen = st.session_state[key].selection.get("chosen") or []
    if not chosen:
        return
    table = _ends(page)
    priority, link = chosen[0].get("priority"), chosen[0].get("link")
    st.session_state["chain_link"] = link if link in set(table["link"]) else None
    st.session_state["chain_priority"] = priority if priority in _priorities(table) else None
    st.session_state["chain_ends"] = True


def _ends(page: View) -> pd.DataFrame:
    return page.derived("chain ends", lambda: ends(page.program.facts))


def _priorities(table: pd.DataFrame) -> list[str]:
    return sorted({part for text in table["priority"].unique() for part in text.split(", ")} - {ALL})


def ends_section(page: View) -> None:
    """A closed section with everything at which the chain ends early."""
    table = _ends(page)
    many = (
        f"{counted(len(table), 'chain')} {plural(len(table), 'ends', 'end')}" if len(table) else "chains end"
    )
    title = f"Where {many} early"
    section.closed(title, "chain_ends", lambda: _list(page, table))


def _choose_priority(priorities: list[str]) -> str | None:
    if not priorities:
        return None
    return st.selectbox(
        "Strategic priority",
        priorities,
        index=None,
        format_func=name,
        placeholder="All",
        key="chain_priority",
        bind="query-params",
        width=280,
    )


def _list(page: View, table: pd.DataFrame) -> None:
    if table.empty:
        st.caption(_no_ends(page.derived("chain", lambda: chain(page.program.facts))))
        return
    counts = table["link"].value_counts()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        link = st.pills(
            "Ends at",
            [link for link in LINKS if link in counts],
            format_func=lambda link: f"{drawing.HEADS[link]} ({counts[link]:,})",
            key="chain_link",
            bind="query-params",
        )
        priority = _choose_priority(_priorities(table))
    wanted = table if link is None else table[table["link"] == link]
    if priority is not None:
        wanted = wanted[[priority in text.split(", ") for text in wanted["priority"]]]
    st.dataframe(
        ends_table(page, wanted.head(MOST_ENDS)),
        hide_index=True,
        column_config={row_links.SHEET: row_links.link_column()},  # type: ignore[dict-item]
        height="content" if len(wanted) <= 12 else 420,
        alt=f"{counted(len(wanted), 'chain')} that {plural(len(wanted), 'ends', 'end')} early",
    )
    if len(wanted) > MOST_ENDS:
        st.caption(plain(f"The first {MOST_ENDS:,} of {len(wanted):,}. Choose a link or a priority."))
    charts.numbers(page, "chain_ends", wanted.drop(columns=["_workbook", "_row"]))


def _no_ends(table: pd.DataFrame) -> str:
    """Why no chain ends early: all lead on, there is none, or links are not recorded. `table`: `impact.chain`."""
    if missing := next((text for text in table["missing"] if text), ""):
        return plain(f"Where chains end is not known. {sentence(missing)}")
    if not table["n"].fillna(0).any():
        return "No chain begins: no active circle has a mandate on this day."
    return "Everything leads on to the next link."


def ends_table(page: View, rows: pd.DataFrame) -> pd.DataFrame:
    """What is listed: ends at, key, priority, what is missing, where to record it, and a link to the thing's row."""
    found = pd.DataFrame(
        {
            "ends at": rows["link"].map(drawing.HEADS),
            "key": rows["key"].fillna("").map(clean),
            "priority": rows["priority"].map(clean),
            "what is missing": rows["missing"],
            "record it in": rows["tab"] + ", column " + rows["column"],
        }
    )
    links = pd.Series("", index=rows.index, dtype="str")
    for link, tab in _TABS.items():
        mask = rows["link"] == link
        keys = rows.loc[mask, "key"].fillna("").astype("str").to_list()
        links[mask] = np.array(row_links.row_links(page.log, tab, keys, page.viewer), dtype=object)
    return found.assign(**{row_links.SHEET: links}) if links.any() else found
