"""The page actions: what one action or insight came from and led to."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lib.access.redaction import KEPT
from lib.charts import impact_map as drawing
from lib.log.format.model import among
from lib.metrics.core.facts import Facts
from lib.metrics.impact import impact_map
from lib.metrics.impact.impact_map import ImpactMap
from lib.ui.frame import charts
from lib.ui.frame.view import View
from lib.ui.widgets.text import name, plain

MOST_OFFERED, FIRST_TEAMS = 12, 12


def show(page: View) -> None:
    """Find an action or an insight; its map, drawn from the rows."""
    facts = page.program.facts
    text = st.text_input(
        "Find an action or an insight",
        key="map_find",
        placeholder="words or key; empty: those that led furthest",
        width=360,
    )
    offered = page.derived(("offered", (text or "").strip()), lambda: offers(facts, (text or "").strip()))
    if offered.empty:
        st.caption(
            "No action or insight matches."
            if text
            else "No action names an insight or a practice yet: fill these columns of the tab actions."
        )
        return
    labels = dict(zip(offered["id"], offered["label"], strict=True))
    chosen = st.selectbox(
        "Follow", list(labels), format_func=labels.__getitem__, key="map_row", label_visibility="collapsed"
    )
    if chosen is None:
        return
    kind, _, key = chosen.partition(" ")
    find = impact_map.of_action if kind == "action" else impact_map.of_insight
    most = impact_map.MOST_TEAMS if st.session_state.get("map_teams") else FIRST_TEAMS
    found: ImpactMap = page.derived(("map", chosen, most), lambda: find(facts, key, most))
    nodes = drawing.laid_out(found)
    charts.draw(
        page,
        charts.one_of("impact_map", (chosen, most)),
        lambda: drawing.drawn(nodes, found.edges, chosen),
        alt_text=drawing.described(nodes, found.more_teams),
        table=drawing.table(nodes),
    )
    if found.more_teams or most > FIRST_TEAMS:
        st.toggle("More teams", key="map_teams")
    more = f" {found.more_teams:,} more teams adopted it later." if found.more_teams else ""
    kept = f" “{KEPT}” stands for what was not shared." if (found.nodes["label"] == KEPT).any() else ""
    st.caption(
        plain(
            f"A line joins two rows where one names the other; it does not say that one caused the other.{more}{kept}"
        )
    )


def offers(facts: Facts, text: str) -> pd.DataFrame:
    """Actions and insights to choose from, at most 12: id, label (str). Without a `text` those that led furthest first,
    newest of them first; with one those that hold it in their key or text."""
    actions, insights = facts.all_actions, facts.log.insights
    practices = facts.log.practices["practice"]
    known = among(actions["practice"], practices.unique())
    adopted = among(actions["practice"], facts.log.adoptions["practice"].unique())
    far = known.astype("int64") + adopted + actions["insight"].notna().to_numpy()
    table = pd.DataFrame(
        {
            "kind": "action",
            "key": actions["action"],
            "text": actions["what"],
            "on": actions["created"],
            "far": far,
        }
    )
    if text:
        more = pd.DataFrame(
            {"kind": "insight", "key": insights["insight"], "text": insights["text"], "far": 0}
        )
        table = pd.concat([table, more], ignore_index=True)
        wanted = text.casefold()
        hit = table["key"].str.casefold().str.contains(wanted, regex=False, na=False)
        hit |= table["text"].str.casefold().str.contains(wanted, regex=False, na=False)
        table = table[hit]
    else:
        table = table[table["far"] > 0]
    table = table.sort_values(
        ["far", "on"], ascending=[False, False], na_position="last", kind="stable"
    ).head(MOST_OFFERED)
    label = table["kind"].str.capitalize() + " " + table["key"] + ": " + table["text"].fillna("")
    return pd.DataFrame({"id": table["kind"] + " " + table["key"], "label": label.map(name)}).drop_duplicates(
        "id"
    )
