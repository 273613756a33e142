"""Likely next teams of a practice, whom they can ask, and how much proof earlier teams had seen."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from lib.metrics.diffusion import second_team
from lib.metrics.diffusion.next_teams import FEW_CONTACTS, next_teams, threshold_in_words
from lib.ui.frame import charts, next_steps
from lib.ui.lighthouses.practice import Travel, subject
from lib.ui.widgets.text import clean, plain
from lib.words.phrases import counted, plural, sentence
from lib.words.shares import percent

MOST_TEAMS = 200


def section(travel: Travel) -> None:
    """Of all practices: the figures, and the proof that adopters had seen. Of one: its likely next teams.

    Contacts come from all practices, so the facts are those of the page.
    """
    facts = travel.view.program.facts
    if travel.practice is None:
        next_steps.tiles(travel.view, ("next_teams", "second_team"), subject(travel), place="next_tiles")
        if words := threshold_in_words(facts):
            st.markdown(plain(f"{words} An association, not a cause."))
        st.caption("Choose a practice at the top to see its likely next teams and whom they can ask.")
        return
    if words := second_team.in_words(facts, travel.practice):
        st.markdown(plain(words))
    rows = next_teams(facts, travel.practice)
    known = rows[rows["using"] > 0]
    if known.empty:
        st.caption(plain(nobody(rows)))
        return
    shown = teams(known.head(MOST_TEAMS))
    st.dataframe(
        shown,
        hide_index=True,
        height="content" if len(shown) <= 12 else 420,
        alt=f"{counted(len(known), 'team')} with a contact that uses the practice, the most exposed first",
    )
    charts.numbers(travel.view, travel.of("next_teams"), shown, plain(note(rows, known)))


def teams(rows: pd.DataFrame) -> pd.DataFrame:
    """`next_teams` as a table for people: team, function, region, stage, contacts that use it, ask."""
    return pd.DataFrame(
        {
            "team": rows["team"].map(clean),
            "function": rows["function"].fillna("").map(clean),
            "region": rows["region"].fillna("").map(clean),
            "stage so far": rows["stage"].fillna("none"),
            "contacts that use it": [users(row) for row in rows.to_dict("records")],
            "ask": rows["ask"].map(clean),
        }
    )


def users(row: dict[Any, Any]) -> str:
    """How many of a team's contacts use the practice, as a share where it has enough of them."""
    text = f"{row['using']:,} of {row['contacts']:,}"
    return text if pd.isna(row["exposure"]) else f"{text} ({percent(row['exposure'])})"


def nobody(rows: pd.DataFrame) -> str:
    """Why no team is listed. `rows`: `next_teams`."""
    if rows.empty:
        return "Every eligible team uses it, or no team is eligible."
    return sentence(
        f"{counted(len(rows), 'eligible team')} {plural(len(rows), 'does', 'do')} not use it, and no contact that "
        "uses it is known: teams are in contact through circle members or because one learned from the other"
    )


def note(rows: pd.DataFrame, known: pd.DataFrame) -> str:
    """How to read the table, and which teams it leaves out."""
    others = len(rows) - len(known)
    return " ".join(
        filter(
            None,
            [
                f"No share where a team has fewer than {FEW_CONTACTS} contacts.",
                sentence(
                    f"{counted(others, 'more team')} {plural(others, 'has', 'have')} no contact that uses it"
                )
                if others
                else "",
            ],
        )
    )
