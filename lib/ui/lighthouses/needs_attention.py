"""What needs a hand: teams stuck in trying, lighthouses that are not ready, stories that have not been told yet."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd
import streamlit as st

from lib.metrics.core import absence
from lib.metrics.diffusion import embedding, lighthouses, stages, stories
from lib.ui.frame import charts
from lib.ui.lighthouses.practice import Travel, titles
from lib.ui.lighthouses.tabs import without_hidden
from lib.ui.widgets import html
from lib.ui.widgets.text import plain
from lib.words.phrases import counted, listed, plural, sentence, sentences

MOST_STORIES = 12


def section(travel: Travel) -> None:
    """Everything that needs a hand."""
    stalled(travel)
    active_lighthouses(travel)
    untold_stories(travel)


def stalled(travel: Travel) -> None:
    """Teams that have been trying for too long, longest first, and who to ask about them."""
    limit = int(float(travel.facts.log.settings["stalled_days"]))
    rows = stages.stalled_list(travel.facts)
    st.subheader("Stuck in trying")
    if rows.empty:
        why = absence.unknown(travel.facts, "stages")
        none = absence.said(
            f"no team has been trying for more than {limit} days", "team stuck in trying", why
        )
        st.caption(plain(sentence(none)))
        return
    st.caption(
        f"Trying for more than {limit} days without reaching a next stage. Ask, then record what happened."
    )
    shown = pd.DataFrame(
        {
            "team": rows["team"],
            "practice": rows["practice"].map(titles(travel.view.program.facts)).fillna(rows["title"]),
            "days": rows["days"],
            "learned from": rows["from_team"].fillna(rows["lighthouse"]).fillna("not named"),
        }
    )
    if travel.view.viewer.role != "sponsor":
        shown["ask"] = without_hidden(rows["owner"]).fillna("–")
    st.dataframe(shown, hide_index=True, alt=f"{counted(len(shown), 'team')} stuck in trying, longest first")


def active_lighthouses(travel: Travel) -> None:
    """Active lighthouses with what each still lacks, its stage, and how many adoptions were learned from it."""
    rows = lighthouses.overview(travel.facts)
    if travel.practice is not None:
        rows = rows[rows["practice"] == travel.practice]
    st.subheader("Lighthouses")
    if rows.empty:
        why = absence.unknown(travel.facts, "lighthouses")
        none = absence.said("no lighthouses are active on this day", "active lighthouse", why)
        st.caption(plain(sentences(none, "log one in the lighthouses tab")))
        return
    crowded = travel.program.figures["lighthouse_ready"].parts.get("crowded_circles") or []
    if crowded:
        st.warning(
            plain(
                f"More than {lighthouses.MOST_IN_A_CIRCLE} active lighthouses at a time, all practices together, in "
                f"{listed(crowded)}."
            )
        )
    checked = embedding.answers(travel.facts)
    checked = checked[checked["lighthouse"].isin(rows["lighthouse"])]
    st.markdown(plain(embedding.in_words(checked)))
    weakest = embedding.weakest(checked).reindex(rows["lighthouse"]).reset_index(drop=True)
    shown = pd.DataFrame(
        {
            "lighthouse": rows["lighthouse"],
            "practice": rows["practice"].map(titles(travel.view.program.facts)).fillna(rows["title"]),
            "circle": rows["circle"],
            "ready": rows["ready"].map({True: "ready", False: "not ready"}),
            "lacks": rows["missing"],
            "stage": rows["stage"],
            "evidence, days old": rows["evidence_age"],
            "weakest part": weakest,
            "chosen by vote": rows["chosen_by_vote"].dt.strftime("%-d %b %Y").fillna("not recorded"),
            "effect known before": without_hidden(rows["prior_effect"]).fillna("not recorded"),
            "learned directly": rows["followers"],
            "directly or through others": rows["descendants"],
        }
    )
    if travel.view.viewer.role != "sponsor":
        shown["ask"] = without_hidden(rows["owner"]).fillna("–")
    ready = int(rows["ready"].sum())
    st.caption(
        f"{ready:,} of {len(rows):,} {plural(len(rows), 'has', 'have')} an owner, guardrails and resources. Those that "
        "lack something come first."
    )
    st.dataframe(
        shown,
        hide_index=True,
        alt=f"{counted(len(shown), 'active lighthouse')}, those that are not ready first",
    )
    charts.numbers(travel.view, travel.of("lighthouses"), shown)


def untold_stories(travel: Travel) -> None:
    """Stories that have not been told beyond their circle yet, lessons included."""
    rows = stories.to_tell(travel.facts)
    if travel.practice is not None:
        rows = rows[rows["practice"] == travel.practice]
    st.subheader("Stories to tell")
    figure = travel.program.figures["publicized"]
    if figure.n:
        lessons = figure.parts.get("lessons", 0)
        st.caption(
            plain(
                f"Told beyond their circle in this period: {figure.n:,}, including {counted(lessons, 'lesson')}."
            )
        )
    rows = rows[without_hidden(rows["what"]).notna() | rows["team"].notna()]
    if rows.empty:
        why = absence.unknown(travel.facts, "milestones")
        none = absence.said("no stories are waiting", "story that waits", why)
        st.caption(
            plain(
                sentences(
                    none, "they come from milestones (reached, story, shared) and the effects of adoptions"
                )
            )
        )
        return
    if not (rows["kind"] == "lesson").any():
        st.caption("These are all successes. Ask for a lesson learned as well: it helps others more.")
    html.show("list.html", rows=[_story(row) for row in rows.head(MOST_STORIES).to_dict("records")])
    if len(rows) > MOST_STORIES:
        older = len(rows) - MOST_STORIES
        where = "table" if len(rows) <= charts.MOST_ROWS else "CSV of the table"
        st.caption(
            f"{counted(older, 'older story', 'older stories')} {plural(older, 'is', 'are')} in the {where}."
        )
    charts.numbers(travel.view, travel.of("stories"), rows)


def _story(row: dict[Hashable, Any]) -> tuple[str, str]:
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
