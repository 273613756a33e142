"""The form's parts on the circle itself: partners who met, coaching steps, mandate, norms, new partners."""

from __future__ import annotations

from datetime import date

import streamlit as st

from lib.log.changing.changes import is_filled
from lib.log.session.record import Entry, Update
from lib.ui.log_session.draft import KEPT
from lib.ui.log_session.folded import folded
from lib.ui.log_session.form import Form, person_input
from lib.ui.log_session.inputs import split_list
from lib.ui.widgets import window
from lib.ui.widgets.text import name, plain

_MOST_ALONE = 12
_SEPARATOR = " + "
STEPS = {
    "goal": "Set a goal with their partner",
    "observation": "Were observed by their partner",
    "impact review": "Reviewed the impact with their partner",
}


def sections(form: Form, held: date | None) -> tuple[tuple[Entry, ...], tuple[Update, ...]]:
    """Draw the closed sections, and return the coaching steps and what changes in the circles and members tabs."""
    fields = ("met", *STEPS)
    met = folded(
        form.draft, "Partners who met", "met", fields, lambda: _met(form), icon=":material/handshake:"
    )
    changed = folded(
        form.draft,
        "Mandate, norms and new partners",
        "agreed",
        ("mandate reviewed", "norms ", "partner of "),
        lambda: _agreed(form, held),
        icon=":material/gavel:",
    )
    return met or (), changed or ()


def pairs(form: Form) -> list[tuple[str, str]]:
    """Members on the roster of whom one names the other as a buddy, each pair once."""
    found: dict[frozenset[str], tuple[str, str]] = {}
    roster = set(form.roster)
    for member, buddies in _buddies(form).items():
        for buddy in buddies:
            if buddy in roster and buddy != member:
                found.setdefault(frozenset((member, buddy)), (member, buddy))
    return list(found.values())


def _buddies(form: Form) -> dict[str, list[str]]:
    members = form.log.members
    rows = members[(members["circle"] == form.circle) & members["member"].isin(form.roster)]
    return {
        str(member): split_list(buddy) for member, buddy in zip(rows["member"], rows["buddy"], strict=True)
    }


def _met(form: Form) -> tuple[Entry, ...]:
    every = pairs(form)
    if not every:
        st.caption("Nobody in this circle has a partner yet: choose partners in the next section.")
        return ()
    if not form.asks("coaching", "step"):
        return ()
    named = {_SEPARATOR.join(pair): pair for pair in every}
    chosen = _several(
        form,
        "Partners who met since the last session",
        "met",
        {key: " and ".join(map(form.called, pair)) for key, pair in named.items()},
    )
    steps = [(named[key], "check-in") for key in chosen]
    partner_of = {member: other for pair in every for member, other in (pair, pair[::-1])}
    people = {member: form.called(member) for member in form.roster if member in partner_of}
    for step, label in STEPS.items():
        steps += [((one, partner_of[one]), step) for one in _several(form, label, step, people)]
    return tuple(
        Entry("coaching", at, {"member": member, "buddy": buddy, "step": step})
        for at, ((member, buddy), step) in enumerate(steps, start=1)
    )


def _several(form: Form, label: str, field: str, options: dict[str, str]) -> list[str]:
    key = form.draft.seed(field, [])
    st.session_state[key] = [one for one in st.session_state[key] if one in options]
    find = f"log_{field.replace(' ', '_')}"
    chosen = window.pills(label, options, key, find, persist_state=KEPT)
    return form.draft.take(field, chosen) or []


def _agreed(form: Form, held: date | None) -> tuple[Update, ...]:
    circles = form.log.circles
    circle = circles[circles["circle"] == form.circle].iloc[0]
    version = str(circle["norms_version"]) if is_filled(circle["norms_version"]) else ""
    after: dict[str, object] = {}
    found: list[Update] = []
    for column, field, label in (
        ("mandate_reviewed", "mandate reviewed", "The mandate was reviewed with the sponsor"),
        ("norms_agreed", "norms agreed", "The norms were agreed on again"),
    ):
        if form.asks("circles", column) and _box(form, label, field):
            after[column] = held
    if version and form.asks("members", "norms_signed"):
        members = form.log.members
        signed = members.loc[
            (members["circle"] == form.circle) & (members["norms_signed"] == version), "member"
        ]
        has_signed = set(signed)
        missing = {one: form.called(one) for one in form.roster if one not in has_signed}
        label = f"Signed version {name(version)} of the norms"
        found += [
            Update("members", _row(form, one), {"norms_signed": version})
            for one in (_several(form, plain(label), "norms signed", missing) if missing else [])
        ]
    found += _new_partners(form)
    return (Update("circles", {"circle": form.circle}, after), *found)


def _new_partners(form: Form) -> list[Update]:
    if not form.asks("members", "buddy"):
        return []
    taken = {member for pair in pairs(form) for member in pair}
    alone = [member for member in form.roster if member not in taken][:_MOST_ALONE]
    found = []
    with st.grid(3, min_column_width=190, gap="small"):
        for member in alone:
            field = f"partner of {member}"
            label = plain(f"New partner of {form.called(member)}")
            partner = form.draft.take(field, person_input(form, label, form.draft.seed(field)))
            if partner and partner != member:
                found.append(Update("members", _row(form, member), {"buddy": partner}))
    return found


def _row(form: Form, member: str) -> dict[str, object]:
    return {"member": member, "circle": form.circle}


def _box(form: Form, label: str, field: str) -> bool:
    key = form.draft.seed(field, False)
    return bool(form.draft.take(field, st.checkbox(label, key=key, persist_state=KEPT)))
