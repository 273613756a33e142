"""Where a practice works: place by place, and beside another practice in the same places."""

from __future__ import annotations

import streamlit as st

from lib.charts import lasting
from lib.metrics.diffusion import what_works, within_places
from lib.metrics.diffusion.what_works import By
from lib.ui.frame import charts
from lib.ui.lighthouses import practice as top
from lib.ui.lighthouses.practice import Travel
from lib.ui.widgets.text import name, plain

BY: dict[str, By] = {
    "Function": "function",
    "Region": "region",
    "Size of the team": "size",
    "Conditions": "conditions",
}


def works(travel: Travel) -> None:
    """Where it works, and beside another practice where one is chosen."""
    by = BY[
        st.segmented_control("By", list(BY), default="Function", key="works_by", required=True) or "Function"
    ]
    _by_place(travel, by)
    if travel.practice is not None:
        _beside_another(travel, travel.practice, by)


def _by_place(travel: Travel, by: By) -> None:
    """Worked of tried in each place, never one rate over all; contradictions called out."""
    table = what_works.strata(travel.facts, by)
    seen, hidden = table[table["shown"] != "hidden"], table[table["shown"] == "hidden"]
    for line in what_works.contradictions(table):
        st.warning(plain(f"{line}. An association, not a cause."), icon=":material/alt_route:")
    if seen.empty:
        st.caption(
            "No place has 5 teams with a known effect yet. Fill effect and conditions in the tab adoptions."
            if hidden.empty
            else f"{len(hidden)} places have an effect on record, each from fewer than 5 teams: too few to show."
        )
        return
    st.caption(
        "Each place by itself, with its 95 % interval; gray diamonds: fewer than 20 teams. Places are never added up."
    )
    charts.draw(
        travel.view,
        travel.of(f"what works by {by}"),
        lambda: lasting.works(seen),
        alt_text=lasting.works_described(seen, by),
        table=seen[["stratum", "worked", "tried", "value", "low", "high"]],
    )
    if len(hidden):
        places = "1 place" if len(hidden) == 1 else f"{len(hidden)} places"
        st.caption(f"Not shown: {places} where fewer than 5 teams tried.")


def _beside_another(travel: Travel, practice: str, by: By) -> None:
    """Whether it works more often than another practice where both were tried."""
    facts = travel.view.program.facts
    named = top.titles(facts)
    others = [key for key in within_places.tried_together(facts, practice, by) if key in named]
    if not others:
        return
    st.subheader("Beside another practice")
    other = st.selectbox(
        "The other practice",
        others,
        index=None,
        format_func=lambda key: name(named[key]),
        placeholder="Choose one that was tried in the same places",
        key="works_beside",
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
