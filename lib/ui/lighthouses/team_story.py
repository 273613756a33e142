"""One team's way with a practice, who stands behind it, and what is newest on the map, in words."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from lib.access.redaction import KEPT
from lib.metrics.diffusion import descent, spreading
from lib.metrics.diffusion.diffusion_map import DiffusionMap
from lib.ui.lighthouses import record
from lib.ui.lighthouses.practice import Travel, titles
from lib.ui.widgets import html
from lib.ui.widgets.text import name, plain, web_link

MOST_NEWEST = 12
MOST_NAMED = 12


def newest(found: DiffusionMap) -> list[tuple[str, str]]:
    """What happened last, as (team, words)."""
    rows = found.stages[found.stages["since"].notna()]
    rows = rows.sort_values(["since", "team"], ascending=[False, True]).head(MOST_NEWEST)
    return [
        (str(row.team), f"{row.stage} on {row.since:%-d %b %Y}{_from(row.source)}")
        for row in rows.itertuples(index=False)
    ]


def _from(source: object) -> str:
    return f", from {source}" if isinstance(source, str) else ""


def table(found: DiffusionMap) -> pd.DataFrame:
    """The map's last day as a table, a row a team."""
    now = found.stages[found.stages["until"] > found.days].drop(columns=["day", "until"])
    generation = found.arrows.drop_duplicates("team").set_index("team")["generation"]
    rows = found.teams[["team", "function", "region"]].merge(now, on="team", how="left")
    rows = rows.assign(generation=generation.reindex(rows["team"]).astype("Int64").array)
    return rows.sort_values(["function", "region", "team"], ignore_index=True)


def section(travel: Travel, found: DiffusionMap) -> None:
    """A team's story: chosen by a click on the map, or here."""
    teams = {name(team): team for team in sorted(found.teams["team"], key=str.casefold)}
    if st.session_state.get("story_team") not in teams:
        st.session_state["story_team"] = None
    chosen = st.selectbox(
        "Team",
        list(teams),
        index=None,
        key="story_team",
        placeholder="Choose a dot on the map, or a team here, for its story",
        width=420,
    )
    if chosen is None:
        return
    team = teams[chosen]
    st.subheader(plain(team))
    lines = story(travel, team)
    if lines:
        html.show("list.html", rows=lines)
    else:
        st.caption("Nothing is recorded for this team by this day.")
    if travel.practice is not None:
        st.markdown(plain(behind(travel, team)))
    if record.may(travel):
        with st.popover("Record a change of stage", icon=":material/edit_note:"):
            record.form(travel, "story", team=team)


def story(travel: Travel, team: str) -> list[tuple[str, str]]:
    """Every stage that a team came to, oldest first, as (when and which, from whom, with what effect)."""
    rows = spreading.stages(travel.facts)
    rows = rows[rows["team"] == team].sort_values("date", kind="stable")
    named = titles(travel.facts)
    told = []
    for row in rows.itertuples(index=False):
        practice = str(row.practice)
        what = "" if travel.practice is not None else f": {named.get(practice, practice)}"
        told.append((f"{row.date:%-d %b %Y}, {row.stage}{what}", " · ".join(_details(row))))
    return told


def _details(row: Any) -> list[str]:
    def text(column: str) -> str:
        value = getattr(row, column)
        return value if isinstance(value, str) and value != KEPT else ""

    link = web_link(text("evidence"))
    parts = (
        (
            "learned from ",
            text("from_team") or (f"lighthouse {text('lighthouse')}" if text("lighthouse") else ""),
        ),
        ("", text("effect")),
        ("conditions: ", text("conditions")),
        ("adapted: ", text("adapted_how")),
        ("evidence: ", link or ""),
    )
    return [f"{label}{value}" for label, value in parts if value]


def behind(travel: Travel, team: str) -> str:
    """Who learned the practice from this team, directly or through others, in a sentence."""
    events = spreading.events(travel.facts)
    own = events[events["team"] == team]
    nodes = descent.numbered(events["team"], spreading.attributed(travel.facts))
    names = descent.descendants(nodes, team)
    if own.empty:
        return "It has not adopted this practice."
    steps = int(own["generation"].iloc[0])
    start = "It began here: no source is named." if steps == 0 else f"It stands in generation {steps}."
    if not names:
        return f"{start} Nobody is on record as having learned it from here."
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    teams = "team stands" if len(names) == 1 else "teams stand"
    return f"{start} {len(names)} {teams} behind it: {', '.join(names[:MOST_NAMED])}{more}."
