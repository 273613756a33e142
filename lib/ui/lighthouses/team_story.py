"""One team's history with a practice, who learned it from them, and the latest changes on the map, in words."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import pandas as pd
import streamlit as st

from lib.access.redaction import KEPT
from lib.metrics.diffusion import descent, spreading
from lib.metrics.diffusion.diffusion_map import DiffusionMap
from lib.ui.lighthouses import record
from lib.ui.lighthouses.practice import Travel, titles
from lib.ui.widgets import html, section
from lib.ui.widgets.text import name, plain, web_link
from lib.words.phrases import counted, listed

MOST_NEWEST = 12
MOST_NAMED = 12


def with_wrong_source(travel: Travel) -> set[str]:
    """Teams that name a source which cannot be right."""
    rows = spreading.named_sources(travel.view.program.facts)
    is_own = True if travel.practice is None else rows["practice"] == travel.practice
    return set(rows.loc[rows["why"].notna() & is_own, "team"])


def newest(found: DiffusionMap, wrong: Collection[str] = ()) -> list[tuple[str, str]]:
    """The latest changes, as (team, stage with its day and source). `wrong`: teams whose source is not repeated."""
    rows = found.stages[found.stages["since"].notna()]
    rows = rows.sort_values(["since", "team"], ascending=[False, True]).head(MOST_NEWEST)
    return [
        (
            str(row.team),
            f"{row.stage} on {row.since:%-d %b %Y}{'' if row.team in wrong else _from(row.source)}",
        )
        for row in rows.itertuples(index=False)
    ]


def _from(source: object) -> str:
    return f", from {source}" if isinstance(source, str) else ""


def table(found: DiffusionMap) -> pd.DataFrame:
    """The map's last day as a table: one row per team, by function, region and team."""
    now = found.stages[found.stages["until"] > found.days].drop(columns=["day", "until"])
    generation = found.arrows.drop_duplicates("team").set_index("team")["generation"]
    rows = found.teams[["team", "function", "region"]].merge(now, on="team", how="left")
    rows = rows.assign(generation=generation.reindex(rows["team"]).astype("Int64").array)
    return rows.sort_values(["function", "region", "team"], ignore_index=True)


def menu(teams: Callable[[], Collection[str]]) -> str | None:
    """Draw the menu with the list of teams, and return the one that is chosen there or on the map; None without any."""
    is_chosen = bool(st.session_state.get("story_team") or st.query_params.get("story_team"))
    chosen: list[str | None] = [None]
    section.menu("A team’s story", "map_story", lambda: chosen.append(_choose(teams())), in_use=is_chosen)
    return chosen[-1]


def _choose(names: Collection[str]) -> str | None:
    teams = {name(team): team for team in sorted(names, key=str.casefold)}
    if st.session_state.get("story_team") not in teams:
        st.session_state["story_team"] = None
    chosen = st.selectbox(
        "Team",
        list(teams),
        index=None,
        key="story_team",
        bind="query-params",
        placeholder="Choose a team, or play the map and select a dot",
        width=340,
    )
    return None if chosen is None else teams[chosen]


def show(travel: Travel, team: str) -> None:
    """The story of a team."""
    st.subheader(plain(team))
    lines = story(travel, team)
    if lines:
        html.show("list.html", rows=lines)
    else:
        st.caption("Nothing is recorded for this team by this day.")
    if travel.practice is not None:
        st.markdown(plain(learned_from(travel, team)))
    if record.can_record(travel):
        with st.popover("Record a change of stage", icon=":material/edit_note:"):
            record.form(travel, "story", team=team)


def story(travel: Travel, team: str) -> list[tuple[str, str]]:
    """Every stage that a team reached, oldest first, as (day and stage, source, effect and other details)."""
    rows = spreading.stages(travel.facts)
    rows = rows[rows["team"] == team].sort_values("date", kind="stable")
    named = titles(travel.facts)
    lines = []
    for row in rows.itertuples(index=False):
        practice = str(row.practice)
        what = "" if travel.practice is not None else f": {named.get(practice, practice)}"
        lines.append((f"{row.date:%-d %b %Y}, {row.stage}{what}", " · ".join(_details(row))))
    return lines


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


def learned_from(travel: Travel, team: str) -> str:
    """How far the team is from where the practice began, and which teams learned it from this one, in words."""
    events = spreading.events(travel.facts)
    own = events[events["team"] == team]
    nodes = descent.numbered(events["team"], spreading.attributed(travel.facts))
    names = descent.descendants(nodes, team)
    if own.empty:
        return "This team has not adopted the practice."
    steps = int(own["generation"].iloc[0])
    start = (
        "The practice began here: no source is named."
        if steps == 0
        else f"This team is {counted(steps, 'step')} from where the practice began."
    )
    if not names:
        return f"{start} No team is recorded as having learned it from here."
    learners = f"{counted(len(names), 'team')} learned it from here, directly or through others"
    return f"{start} {learners}: {listed(names, MOST_NAMED)}."
