"""Where a practice works: place by place, and compared with another practice in the same places."""

from __future__ import annotations

import streamlit as st

from lib.charts import lasting
from lib.metrics.diffusion import what_works, within_places
from lib.metrics.diffusion.what_works import By
from lib.ui.frame import charts
from lib.ui.lighthouses import practice as top
from lib.ui.lighthouses import tabs
from lib.ui.lighthouses.practice import Travel
from lib.ui.widgets.text import name, plain
from lib.words.phrases import counted, plural

BY: dict[str, By] = {
    "Function": "function",
    "Region": "region",
    "Team size": "size",
    "Conditions": "conditions",
}


def used_and_works(travel: Travel) -> None:
    """Whether the practice is still used, and where it works."""
    top.figures(travel, "Lasting", "lasting_tiles")
    tabs.still_in_use(travel)
    section(travel)


def section(travel: Travel) -> None:
    """Where the practice works and, if one practice is chosen, how it compares with another."""
    by = BY[
        st.segmented_control(
            "By", list(BY), default="Function", key="works_by", bind="query-params", required=True
        )
        or "Function"
    ]
    _by_place(travel, by)
    if travel.practice is not None:
        _compared(travel, travel.practice, by)


def _by_place(travel: Travel, by: By) -> None:
    """How often it worked, place by place and never as one overall rate; contradictions are called out."""
    table = what_works.strata(travel.facts, by)
    seen, hidden = table[table["shown"] != "hidden"], table[table["shown"] == "hidden"]
    for line in what_works.contradictions(table):
        st.warning(plain(f"{line}. An association, not a cause."), icon=":material/alt_route:")
    if seen.empty:
        st.caption(
            "No place has 5 known effects yet. Fill in effect and conditions in the adoptions tab."
            if hidden.empty
            else f"{counted(len(hidden), 'place')} {plural(len(hidden), 'has', 'have')} known effects, but "
            f"fewer than 5 in {plural(len(hidden), 'it', 'each')}: too few to show."
        )
        return
    st.caption(
        "Each place is shown separately, with its 95 % interval. Gray diamonds: fewer than 20 known effects. Places "
        "are never added up."
    )
    charts.draw(
        travel.view,
        travel.of(f"what works by {by}"),
        lambda: lasting.works(seen),
        alt_text=lasting.works_described(seen, by),
        table=seen[["stratum", "worked", "tried", "value", "low", "high"]],
    )
    if len(hidden):
        st.caption(f"Not shown: {counted(len(hidden), 'place')} with fewer than 5 known effects.")


def _compared(travel: Travel, practice: str, by: By) -> None:
    """Whether the practice works more often than another one in places where both were tried."""
    facts = travel.view.program.facts
    named = top.titles(facts)
    others = [key for key in within_places.tried_together(facts, practice, by) if key in named]
    if not others:
        return
    st.subheader("Compared with another practice")
    other = st.selectbox(
        "Other practice",
        others,
        index=None,
        format_func=lambda key: name(named[key]),
        placeholder="Choose one that was tried in the same places",
        key="works_beside",
        bind="query-params",
        width=420,
    )
    if other is None:
        return
    found = within_places.compare(facts, practice, other, by)
    icon = ":material/alt_route:" if found.contradicts else ":material/balance:"
    st.info(plain(f"{found.words} An association, not a cause."), icon=icon)
    table = found.table.set_axis(
        [by, *(f"{named[key]} {what}" for key in (practice, other) for what in ("worked", "tried"))]
        + [f"{named[key]} rate" for key in (practice, other)],
        axis="columns",
    )
    charts.numbers(travel.view, travel.of(f"beside {other} by {by}"), table)
