"""Record an adoption or a change of stage on the page that shows it: fields, preview, save."""

from __future__ import annotations

from datetime import date

import streamlit as st

from lib.access.circles import circle_of_rows, circles_of
from lib.log.format.schema import TABS
from lib.ui.edits import one_row
from lib.ui.lighthouses.practice import Travel, titles
from lib.ui.widgets import fields
from lib.ui.widgets.text import name

TAB = TABS["adoptions"]
LATER = ("from_team", "lighthouse", "effect", "conditions", "adapted_how", "components_kept", "evidence")


def practices(travel: Travel) -> list[str]:
    """The keys of the practices whose adoptions the viewer may record: all for administrators, else those of circles
    they lead."""
    log, viewer = travel.view.log, travel.view.viewer
    keys = log.practices["practice"]
    if viewer.role != "admin":
        keys = keys[circle_of_rows("practices", log.practices, log).isin(circles_of(log, viewer))]
    return keys.to_list() if travel.practice is None else [key for key in keys if key == travel.practice]


def can_record(travel: Travel) -> bool:
    """Whether the viewer may record anything here."""
    return travel.view.viewer.role != "sponsor" and bool(practices(travel))


def form(travel: Travel, key: str, team: str | None = None) -> None:
    """The fields of one row of the adoptions tab, a preview of what would be written, and the button that saves it.

    `key`: the form's key, unique on the page. `team`: filled in as the team.
    """
    values = _fields(travel, f"record_{key}_{one_row.version()}", team)
    one_row.save(travel.view, TAB.name, values, key, "recorded on the lighthouses page")


def _fields(travel: Travel, key: str, team: str | None) -> dict[str, object]:
    log, named = travel.view.log, titles(travel.view.program.facts)
    options = practices(travel)
    values: dict[str, object] = {}
    with st.grid(2, min_column_width=210, gap="small"):
        values["practice"] = st.selectbox(
            "Practice *",
            options,
            index=0 if len(options) == 1 else None,
            format_func=lambda practice: name(named.get(practice, practice) or ""),
            key=f"{key}_practice",
            placeholder="–",
        )
        suggested = {"team": team, "date": date.today()}
        for column in ("team", "stage", "date"):
            values[column] = fields.field(
                TAB.column(column), log, key=f"{key}_{column}_{team}", value=suggested.get(column)
            )
    with st.grid(2, min_column_width=210, gap="small"):
        for column in LATER:
            values[column] = fields.field(TAB.column(column), log, key=f"{key}_{column}")
    return values
