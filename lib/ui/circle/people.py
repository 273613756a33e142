"""The people of a circle: whose turn it is, partners and check-ins, norms. For its own lead and administrators."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from lib.metrics.circle import people as circle_people
from lib.metrics.circle.words import count, day
from lib.metrics.health import rotation
from lib.metrics.health.rotation import Role
from lib.ui.circle.head import One, cell, lacks, row, table
from lib.ui.widgets.text import name, plain

ROLES: dict[Role, tuple[str, str]] = {
    "presenter": ("Presented", "presented a case"),
    "facilitator": ("Facilitated", "facilitated"),
    "note_taker": ("Took notes", "taken notes"),
}
_NOBODY = "Nobody is a member on this day: fill the tab members (member, circle, joined)."


def tabs(one: One) -> None:
    """Turns, partners and norms, each when it is opened."""
    if not one.names:
        st.caption("Turns, partners and signed norms name people: they are for the circle's own lead.")
        return
    names = ["Taking turns", "Partners and check-ins", "Norms"]
    opened = st.tabs(names, key="circle_people_tabs", on_change="rerun")
    for tab, draw in zip(opened, (turns, partners, norms), strict=True):
        if tab.open:
            with tab:
                draw(one)


def turns(one: One) -> None:
    """How often and when each member had a role, whose turn is next, and who never had one."""
    rows = circle_people.turns(one.facts)
    if rows.empty:
        st.caption(_NOBODY)
        return
    told = {role: lacks(one, "sessions", role) for role in ROLES}
    known = [role for role in ROLES if not told[role]]
    for role in ROLES:
        if told[role]:
            st.caption(plain(told[role]))
    if not known:
        return
    never = circle_people.never(one.facts)
    st.markdown(plain(_who_never({ROLES[role][1]: never[role] for role in known}, len(rows))))
    next_up = {role: next(iter(rotation.next_up(rows, role)), "") for role in known}
    table(
        "Turns of each member, in the order of the roster",
        ["Member", *(ROLES[role][0] for role in known)],
        [
            row(name(str(one_row["name"])), *(_turn(one_row, role, next_up[role]) for role in known))
            for one_row in rows.to_dict("records")
        ],
    )
    st.caption(
        "Next up: who never had the turn, longest in the circle first; then whose turn was longest ago."
    )


def _who_never(never: Mapping[str, list[str]], members: int) -> str:
    """Who never did what, by what was done; what everybody did is told once."""
    everybody = [done for done, people in never.items() if not people]
    told = [f"Every member has {' and '.join(everybody)} at least once."] if everybody else []
    for done, people in never.items():
        if len(people) == members:
            told.append(f"Nobody has {done} yet.")
        elif people:
            told.append(f"Not yet {done}: {', '.join(map(name, people))}.")
    return " ".join(told)


def _turn(one_row: Mapping[Hashable, Any], role: Role, next_up: str) -> dict[str, str]:
    times, last = int(one_row[role]), one_row[f"last_{role}"]
    text = "never" if not times else "once" if times == 1 else f"{times} times"
    more = "" if pd.isna(last) else f"last {last.day} {last:%b %Y}"
    is_next = one_row["member"] == next_up
    return cell(
        text, ", ".join(filter(None, [more, "next up" if is_next else ""])), "next" if is_next else ""
    )


def partners(one: One) -> None:
    """Who is whose partner, and whether they have checked in as often as the circle meets."""
    if lacking := lacks(one, "members", "buddy"):
        st.caption(plain(lacking))
        return
    rows = circle_people.buddies(one.facts)
    if rows.empty:
        st.caption(_NOBODY)
        return
    alone = rows.loc[rows["buddies"] == "", "name"].to_list()
    st.markdown(
        plain(f"Without a partner: {', '.join(map(name, alone))}." if alone else "Everybody has a partner.")
    )
    logged = lacks(one, "coaching", "circle", "member", "buddy", "date", "step")
    if logged:
        st.caption(plain(f"Check-ins: {logged[0].lower()}{logged[1:]}"))
    heads = ["Member", "Partner"] + ([] if logged else ["Check-ins", "Latest"])
    table(
        "Members, their partners and check-ins, in the order of the roster",
        heads,
        [
            row(
                name(str(each["name"])),
                cell(each["buddies"] or "nobody yet"),
                *([] if logged else _checkins(each)),
            )
            for each in rows.to_dict("records")
        ],
    )
    if not logged:
        st.caption("Check-ins: one is expected for each of the circle's rhythms since both were there.")


def _checkins(each: Mapping[Hashable, Any]) -> list[dict[str, str]]:
    held, expected, last = int(each["held"]), int(each["expected"]), each["last_checkin"]
    text = f"{held} of {expected}" if expected else "none due yet"
    return [cell(text), cell("–" if pd.isna(last) else day(last))]


def norms(one: One) -> None:
    """Who signed which version of the norms."""
    version = one.about.norms_version
    if version is None:
        st.caption("No norms are recorded: fill norms_version and norms_agreed in the tab circles.")
        return
    if lacking := lacks(one, "members", "norms_signed"):
        st.caption(plain(lacking))
        return
    rows = circle_people.norms(one.facts)
    if rows.empty:
        st.caption(_NOBODY)
        return
    signed = int(rows["is_current"].sum())
    st.markdown(plain(f"Version {version} is signed by {signed} of {count(len(rows), 'member')}."))
    table(
        "Members and the version of the norms that they signed",
        ["Member", "Signed"],
        [
            row(name(str(each["name"])), _signed(each["signed"], bool(each["is_current"])))
            for each in rows.to_dict("records")
        ],
    )


def _signed(version: object, is_current: bool) -> dict[str, str]:
    if not isinstance(version, str):
        return cell("not yet", mark="not-recorded")
    return cell(
        f"version {version}", "" if is_current else "an earlier one", "yes" if is_current else "excused"
    )
