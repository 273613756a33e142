"""What needs a hand: teams stuck in trying, lighthouses that are not ready, stories that nobody told yet."""

from __future__ import annotations

import re
from collections.abc import Hashable
from typing import Any

import pandas as pd
import streamlit as st

from lib.metrics.diffusion import lighthouses, stages, stories
from lib.ui.frame import charts
from lib.ui.lighthouses.practice import Travel, titles
from lib.ui.lighthouses.tabs import shown_or_kept
from lib.ui.widgets import html
from lib.ui.widgets.text import plain

MOST_STORIES = 12
_PSEUDONYM = re.compile(r"person [0-9a-f]{12}\Z")


def to_ask(owner: pd.Series) -> pd.Series:
    """The owners that the viewer may know: nobody of a circle that is not theirs."""
    return owner.where(~owner.str.match(_PSEUDONYM).fillna(False).astype(bool))


def stalled(travel: Travel) -> None:
    """Teams that have been trying for too long, longest first, with whom to ask."""
    limit = int(float(travel.facts.log.settings["stalled_days"]))
    rows = stages.stalled_list(travel.facts)
    st.subheader("Stuck in trying")
    if rows.empty:
        st.caption(f"No team has been trying for more than {limit} days.")
        return
    st.caption(f"Trying for more than {limit} days without a next stage. Ask, then record what happened.")
    shown = pd.DataFrame(
        {
            "team": rows["team"],
            "practice": rows["practice"].map(titles(travel.view.program.facts)).fillna(rows["title"]),
            "days": rows["days"],
            "learned from": rows["from_team"].fillna(rows["lighthouse"]).fillna("not named"),
        }
    )
    if travel.view.viewer.role != "sponsor":
        shown["ask"] = to_ask(rows["owner"]).fillna("–")
    st.dataframe(shown, hide_index=True, alt=f"{len(shown)} teams stuck in trying, longest first")


def unready(travel: Travel) -> None:
    """Active lighthouses with what each still lacks, its stage and what stands behind it."""
    rows = lighthouses.overview(travel.facts)
    if travel.practice is not None:
        rows = rows[rows["practice"] == travel.practice]
    st.subheader("Lighthouses")
    if rows.empty:
        st.caption("No lighthouse is active on this day. Log one in the tab lighthouses.")
        return
    crowded = travel.program.figures["lighthouse_ready"].parts.get("crowded_circles") or []
    if crowded:
        st.warning(
            plain(
                f"More than {lighthouses.MOST_IN_A_CIRCLE} active lighthouses at a time in {', '.join(crowded)}."
            )
        )
    shown = pd.DataFrame(
        {
            "lighthouse": rows["lighthouse"],
            "practice": rows["practice"].map(titles(travel.view.program.facts)).fillna(rows["title"]),
            "circle": rows["circle"],
            "ready": rows["ready"].map({True: "ready", False: "not ready"}),
            "lacks": rows["missing"],
            "stage": rows["stage"],
            "evidence, days old": rows["evidence_age"],
            "learned from it": rows["followers"],
            "behind it in all": rows["descendants"],
        }
    )
    if travel.view.viewer.role != "sponsor":
        shown["ask"] = to_ask(rows["owner"]).fillna("–")
    ready = int(rows["ready"].sum())
    st.caption(
        f"{ready} of {len(rows)} have an owner, guardrails and resources. Those that lack something stand first."
    )
    st.dataframe(
        shown, hide_index=True, alt=f"{len(shown)} active lighthouses, those that are not ready first"
    )
    charts.numbers(travel.view, travel.of("lighthouses"), shown)


def to_tell(travel: Travel) -> None:
    """Stories that nobody told beyond the circle yet, lessons included."""
    rows = stories.to_tell(travel.facts)
    if travel.practice is not None:
        rows = rows[rows["practice"] == travel.practice]
    st.subheader("Stories to tell")
    figure = travel.program.figures["publicized"]
    if figure.n:
        lessons = figure.parts.get("lessons", 0)
        st.caption(plain(f"Told beyond their circle in this period: {figure.n}, of them {lessons} lessons."))
    rows = rows[shown_or_kept(rows["what"]).notna() | rows["team"].notna()]
    if rows.empty:
        st.caption(
            "Nothing waits to be told. Milestones (reached, story, shared) and the effects of adoptions fill this."
        )
        return
    if not (rows["kind"] == "lesson").any():
        st.caption("All of these are wins. A lesson told helps others more than a win: ask for one.")
    html.show("list.html", rows=[_said(row) for row in rows.head(MOST_STORIES).to_dict("records")])
    if len(rows) > MOST_STORIES:
        st.caption(f"{len(rows) - MOST_STORIES} older ones are in the table.")
    charts.numbers(travel.view, travel.of("stories"), rows)


def _said(row: dict[Hashable, Any]) -> tuple[str, str]:
    kind = row["kind"] if isinstance(row["kind"], str) else "story"
    if isinstance(row["team"], str):
        what = row["title"] if isinstance(row["title"], str) else row["practice"]
        head = f"{what}: {row['effect']} in {row['team']}"
    else:
        head = str(row["what"])
    details = [kind, f"{row['on']:%-d %b %Y}"]
    details += [
        str(row[name]) for name in ("circle", "conditions") if isinstance(row[name], str) and row[name]
    ]
    return head, " · ".join(details)
