"""What else can be said about a new action, closed until someone opens it: insight, priority, practice …"""

from __future__ import annotations

from typing import Any

import streamlit as st

from lib.log.changing.changes import is_filled
from lib.log.format.schema import TABS
from lib.ui.log_session import links
from lib.ui.log_session.folded import folded
from lib.ui.log_session.form import Form
from lib.ui.log_session.inputs import chosen_or_typed, word_input

FIELDS = ("from insight", "priority", "practice used", "type", "depends on")
"""How the names of the inputs begin; the number of the action follows."""


def details(form: Form, number: int, kind: str | None) -> dict[str, Any]:
    """Draw the closed part of one action and return its columns; none of them while it is closed and blank."""
    fields = tuple(f"{field} {number}" for field in FIELDS)
    drawn = folded(
        form.draft,
        f"More about action {number}: insight, priority, practice",
        f"action_{number}",
        fields,
        lambda: _details(form, number, kind),
        is_tied=False,
    )
    return drawn or {}


def _details(form: Form, number: int, kind: str | None) -> dict[str, Any]:
    found: dict[str, Any] = {}
    draft = form.draft

    def word(column: str, field: str, label: str) -> None:
        if form.asks("actions", column):
            key = draft.seed(f"{field} {number}")
            words = TABS["actions"].column(column).words
            found[column] = draft.take(
                f"{field} {number}", word_input(f"{label} of action {number}", key, words)
            )

    def typed(column: str, field: str, label: str, options: list[str]) -> None:
        if form.asks("actions", column):
            key = draft.seed(f"{field} {number}")
            chosen = chosen_or_typed(f"{label} of action {number}", key, {one: one for one in options})
            found[column] = draft.take(f"{field} {number}", chosen)

    with st.grid(3, min_column_width=150, gap="small"):
        if form.asks("actions", "insight"):
            label = f"Insight behind action {number}"
            found["insight"] = links.one(form, label, f"from insight {number}", "insights")
        typed("priority", "priority", "Priority", _used(form, "priority"))
        if form.asks("actions", "practice"):
            label = f"Practice behind action {number}"
            found["practice"] = links.one(form, label, f"practice used {number}", "practices")
        if kind == "experiment":
            word("experiment_type", "type", "Type")
        typed("depends_on", "depends on", "Function needed", _functions(form))
    return found


def _used(form: Form, column: str) -> list[str]:
    """Words that actions of the circle have in a column, and the circle's own strategic priority."""
    log = form.log
    own = log.circles.loc[log.circles["circle"] == form.circle, "priority"].to_list()
    used = log.actions.loc[log.actions["circle"] == form.circle, column].to_list()
    return list(dict.fromkeys(str(one) for one in [*own, *used] if is_filled(one)))


def _functions(form: Form) -> list[str]:
    log = form.log
    known = [*log.members["function"].dropna(), *log.teams["function"].dropna()]
    return sorted(dict.fromkeys(map(str, known)), key=str.casefold)
