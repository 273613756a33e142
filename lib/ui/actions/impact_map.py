"""The actions page: what one action or insight came from and led to."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lib.access.redaction import KEPT
from lib.charts import impact_map as drawing
from lib.log.format.frames import among
from lib.metrics.core.facts import Facts
from lib.metrics.impact import impact_map
from lib.metrics.impact.impact_map import ImpactMap
from lib.metrics.program import action_words
from lib.ui.frame import charts
from lib.ui.frame.view import View
from lib.ui.widgets import first_offered
from lib.ui.widgets.text import name, plain
from lib.words.phrases import counted

MOST_OFFERED, FIRST_TEAMS = 12, 12


def show(page: View) -> None:
    """Let the viewer find an action or an insight, and draw its map from the rows of the log."""
    facts = page.program.facts
    text = st.text_input(
        "Find an action or an insight",
        key="map_find",
        bind="query-params",
        placeholder="Words or key; empty for the furthest-reaching",
        width=360,
    )
    words = (text or "").strip()
    offered = offers(facts, words) if words else page.derived("offered", lambda: offers(facts, ""))
    if offered.empty:
        none = impact_map.nothing_linked(facts)
        if text:
            none = "No actions or insights match."
        elif facts.actions.empty:
            none = action_words.no_actions(page.program)
        st.caption(plain(none))
        return
    labels = dict(zip(offered["id"], offered["label"], strict=True))
    first_offered.follow("map_row", labels)
    chosen = st.selectbox(
        "Follow",
        list(labels),
        format_func=labels.__getitem__,
        key="map_row",
        bind="query-params",
        label_visibility="collapsed",
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
        st.toggle("Show more teams", key="map_teams", bind="query-params")
    more = f" {counted(found.more_teams, 'more team')} adopted it later." if found.more_teams else ""
    hidden = f" “{KEPT}” replaces text that was not shared." if (found.nodes["label"] == KEPT).any() else ""
    st.caption(
        plain(
            "A line connects two rows where one names the other; it does not mean that one caused the other."
            f"{more}{hidden}"
        )
    )


def offers(facts: Facts, text: str) -> pd.DataFrame:
    """Up to MOST_OFFERED actions and insights to choose from: id ("action A-0012"), label (str).

    Without `text`, the actions with the most links (an insight, a practice of the library, an adopted practice), newest
    first; with it, the actions and insights whose key or text contains it. No match gives no rows.
    """
    actions, insights = facts.all_actions, facts.log.insights
    practices = facts.log.practices["practice"]
    known = among(actions["practice"], practices.unique())
    adopted = among(actions["practice"], facts.log.adoptions["practice"].unique())
    links = known.astype("int64") + adopted + actions["insight"].notna().to_numpy()
    table = pd.DataFrame(
        {
            "kind": "action",
            "key": actions["action"],
            "text": actions["what"],
            "on": actions["created"],
            "links": links,
        }
    )
    if text:
        more = pd.DataFrame(
            {"kind": "insight", "key": insights["insight"], "text": insights["text"], "links": 0}
        )
        table = pd.concat([table, more], ignore_index=True)
        wanted = text.casefold()
        hit = table["key"].str.casefold().str.contains(wanted, regex=False, na=False)
        hit |= table["text"].str.casefold().str.contains(wanted, regex=False, na=False)
        table = table[hit]
    else:
        table = table[table["links"] > 0]
    table = table.sort_values(
        ["links", "on"], ascending=[False, False], na_position="last", kind="stable"
    ).head(MOST_OFFERED)
    label = table["kind"].str.capitalize() + " " + table["key"] + ": " + table["text"].fillna("")
    return pd.DataFrame({"id": table["kind"] + " " + table["key"], "label": label.map(name)}).drop_duplicates(
        "id"
    )
