"""The form's parts on what else a session brings: asks, practices, lighthouses, adoptions, milestones."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from lib.log.changing.changes import typed
from lib.log.format.schema import TABS, Column
from lib.log.session import record
from lib.log.session.record import Entry, Update
from lib.ui.log_session import links
from lib.ui.log_session.draft import KEPT
from lib.ui.log_session.folded import folded
from lib.ui.log_session.form import Form
from lib.ui.log_session.inputs import chosen_or_typed, count_input, day_input, split_list, word_input
from lib.ui.widgets.text import name, plain
from lib.ui.widgets.typed_grid import LONGEST_TEXT

_MOST_NEW = 15
_MOST_MILESTONES = 8
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "asks": ("what", "kind", "function", "sponsor", "hours", "amount", "currency"),
    "practices": ("title", "kind", "works_when", "components", "share", "link"),
    "lighthouses": ("practice", "owner", "guardrails", "resources", "chosen_by_vote", "measure", "unit", "before"),
    "adoptions": ("practice", "team", "stage", "effect", "conditions", "from_team", "lighthouse", "components_kept",
                  "adapted_how", "evidence"),
    "milestones": ("milestone", "due", "reached", "story", "shared"),
}  # fmt: skip
"""By tab, the columns that the form asks for; the first one says what the record is about."""
_LABELS: Mapping[str, str] = {
    "asks what": "Ask {}", "asks kind": "Kind of ask {}", "asks function": "Function needed for ask {}",
    "asks sponsor": "Sponsor who is asked, ask {}", "asks hours": "Hours for ask {}", "asks amount": "Amount of ask {}",
    "asks currency": "Currency of ask {}",
    "practices title": "Practice {}", "practices kind": "Kind of practice {}",
    "practices works_when": "Practice {} works when", "practices components": "Parts of practice {}",
    "practices share": "Practice {} may be shared with", "practices link": "Link to practice {}",
    "lighthouses practice": "Practice that lighthouse {} proves", "lighthouses owner": "Owner of lighthouse {}",
    "lighthouses guardrails": "Guardrails of lighthouse {}", "lighthouses resources": "Resources of lighthouse {}",
    "lighthouses chosen_by_vote": "Lighthouse {} chosen by vote on",
    "lighthouses measure": "What lighthouse {} measures",
    "lighthouses unit": "Unit of what lighthouse {} measures",
    "lighthouses before": "Value before lighthouse {}",
    "adoptions practice": "Practice of adoption {}", "adoptions team": "Team of adoption {}",
    "adoptions stage": "Stage of adoption {}", "adoptions effect": "Effect of adoption {}",
    "adoptions conditions": "Conditions of adoption {}", "adoptions adapted_how": "Adapted how, adoption {}",
    "adoptions from_team": "Learned from team, adoption {}",
    "adoptions lighthouse": "Learned from lighthouse, adoption {}",
    "adoptions components_kept": "Parts kept, adoption {}", "adoptions evidence": "Evidence of adoption {}",
    "milestones milestone": "Milestone {}", "milestones due": "Milestone {} due",
    "milestones reached": "Milestone {} reached on", "milestones story": "Story of milestone {}",
    "milestones shared": "Story of milestone {} told on",
}  # fmt: skip
"""What the input of each column is called; the number of the row goes into the braces."""
_HINTS: Mapping[str, str] = {
    "asks what": "What the circle needs", "asks currency": "Such as EUR",
    "lighthouses measure": "Such as days to decision",
    "lighthouses unit": "Such as days", "adoptions conditions": "Where it was tried",
    "milestones milestone": "What is to be reached",
}  # fmt: skip
_HEADS = {
    "practices": "Practices shared",
    "lighthouses": "Lighthouses chosen",
    "adoptions": "Adoptions heard of",
}


SECTIONS = (
    ("Asks of sponsors", "asks", ":material/front_hand:", ("asks",)),
    (
        "Practices shared, lighthouses, adoptions",
        "practices",
        ":material/flare:",
        ("practices", "lighthouses", "adoptions"),
    ),
)
"""The closed sections of new records: title, name in the address, icon, tabs."""


def all_sections(form: Form) -> tuple[tuple[Entry, ...], tuple[Update, ...]]:
    """Draw the closed sections, and return the new records and the changed milestones."""
    entries: list[Entry] = []
    for title, name_, icon, tabs in SECTIONS:
        fields = tuple(f"{tab} " for tab in tabs)
        drawn = folded(form.draft, title, name_, fields, partial(_rows_of, form, tabs), icon=icon)
        entries += drawn or []
    milestones = folded(
        form.draft,
        "Milestones",
        "milestones",
        ("milestones ", "milestone "),
        lambda: (_milestones(form), _rows_of(form, ("milestones",))),
        icon=":material/flag:",
    )
    updates, new = milestones or ((), [])
    return (*entries, *new), updates


def hint(tab: str, column: Column) -> str:
    """What an empty input of text says: short enough to be read whole in a third of a tablet's width."""
    return _HINTS.get(f"{tab} {column.name}", column.help)


def _rows_of(form: Form, tabs: tuple[str, ...]) -> list[Entry]:
    entries: list[Entry] = []
    for tab in tabs:
        if len(tabs) > 1:
            st.markdown(f"**{_HEADS[tab]}**")
        if tab == "adoptions" and form.own is not None:
            st.caption("An adoption of another circle's practice is logged by that circle's lead.")
        entries += _rows(form, tab)
    return entries


def _rows(form: Form, tab: str) -> list[Entry]:
    """Rows for new records of a tab, always with an empty one at the end."""
    columns = [TABS[tab].column(name) for name in COLUMNS[tab] if form.asks(tab, name)]
    found: list[Entry] = []
    while columns and len(found) < _MOST_NEW and (not found or _goes_on(form, tab, len(found))):
        number = len(found) + 1
        with (
            st.container(gap="small", key=f"log_{tab}_{number}_{form.draft.number}"),
            st.grid(3, min_column_width=190, gap="small"),
        ):
            values = {column.name: _input(form, tab, column, number) for column in columns}
        found.append(Entry(tab, number, values))
    return found


def _goes_on(form: Form, tab: str, number: int) -> bool:
    """Whether another row follows row `number`: it has something in it, or a later one does."""
    later = [f"{tab} {column} {at}" for column in COLUMNS[tab] for at in range(number, _MOST_NEW + 1)]
    return any(form.draft.is_touched(field) for field in later)


def _input(form: Form, tab: str, column: Column, number: int) -> Any:
    draft, field = form.draft, f"{tab} {column.name} {number}"
    label = _LABELS[f"{tab} {column.name}"].format(number)
    match column.kind:
        case "reference" if column.refers_to in ("practices", "teams", "lighthouses"):
            is_owner = (
                tab == "adoptions" and column.name == "practice"
            )  # an adoption belongs to its practice's circle
            return links.one(form, label, field, column.refers_to, own=is_owner)
        case "reference":
            options = {member: form.called(member) for member in form.roster}
            return draft.take(field, chosen_or_typed(label, draft.seed(field), options, are_people=True))
        case "email":
            return draft.take(field, chosen_or_typed(label, draft.seed(field), _sponsors(form)))
        case "date":
            return draft.take(field, day_input(label, draft.seed(field)))
        case "count" | "number":
            return draft.take(field, count_input(label, draft.seed(field), is_whole=column.kind == "count"))
        case "enum":
            return draft.take(field, word_input(label, draft.seed(field), column.words))
        case _:
            key = draft.seed(field, "")
            return draft.take(
                field,
                st.text_input(
                    label,
                    key=key,
                    max_chars=LONGEST_TEXT,
                    live=True,
                    persist_state=KEPT,
                    placeholder=hint(tab, column),
                ),
            )


def _sponsors(form: Form) -> dict[str, str]:
    circles = form.log.circles
    emails = split_list(circles.loc[circles["circle"] == form.circle, "sponsor"].iloc[0])
    return {email: name(email) for email in emails}


def _milestones(form: Form) -> tuple[Update, ...]:
    """The circle's milestones that are not reached, or whose story was not told yet, each with a row."""
    rows = record.open_milestones(form.log, form.circle).head(_MOST_MILESTONES).to_dict("records")
    tab, draft, found = TABS["milestones"], form.draft, []
    for row in rows:
        called = str(row["milestone"])
        values: dict[str, object] = {}
        with st.container(gap="xsmall", key=f"log_milestone_{row['_row']}_{draft.number}"):
            st.markdown(plain(name(called)))
            with st.grid(3, min_column_width=190, gap="small"):
                for column in ("reached", "story", "shared"):
                    if not form.asks("milestones", column):
                        continue
                    field, label = (
                        f"milestone {column} {called}",
                        plain(f"{column.capitalize()}: {name(called)}"),
                    )
                    now = typed(row[column], tab.column(column))
                    key = draft.seed(field, now)
                    if column == "story":
                        values[column] = draft.take(field, word_input(label, key, tab.column(column).words))
                    else:
                        values[column] = draft.take(field, day_input(label, key))
        found.append(Update("milestones", {"milestone": row["milestone"]}, values))
    return tuple(found)
