"""The people of a circle: whose turn is next, partners and check-ins, norms. For its lead and administrators only."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from lib.metrics.circle import people as circle_people
from lib.metrics.circle.next_turns import next_up
from lib.metrics.circle.words import day
from lib.metrics.health import rotation
from lib.metrics.health.rotation import Role
from lib.ui.circle.head import One, cell, lacks, row, table
from lib.ui.widgets import window
from lib.ui.widgets.text import name, plain
from lib.words.phrases import counted, listed

ROLES: dict[Role, tuple[str, str]] = {
    "presenter": ("Presented", "presented a case"),
    "facilitator": ("Facilitated", "facilitated"),
    "note_taker": ("Took notes", "taken notes"),
}
_MOST_NAMED = 12


def tabs(one: One) -> None:
    """Draw turns, partners and norms, each in a tab that runs when it is opened."""
    if not one.names:
        st.caption(
            "Turns, partners and signed norms name people: only the circle's lead and program administrators see them."
        )
        return
    names = ["Taking turns", "Partners and check-ins", "Norms"]
    opened = st.tabs(names, key="circle_people_tabs", on_change="rerun", bind="query-params")
    for tab, draw in zip(opened, (turns, partners, norms), strict=True):
        if tab.open:
            with tab:
                draw(one)


def _nobody(one: One) -> str:
    """Why there is nobody to list."""
    if not one.about.is_active:
        return "The circle is not active on this day, so it has no members."
    return "Nobody is a member on this day: fill in the members tab (member, circle, joined)."


def turns(one: One) -> None:
    """Draw how often and when each member had each role, whose turn is next, and who never had one."""
    rows = circle_people.turns(one.facts)
    if rows.empty:
        st.caption(_nobody(one))
        return
    lacking = {role: lacks(one, "sessions", role) for role in ROLES}
    known = [role for role in ROLES if rotation.is_recorded(one.facts, role)]
    silent = [ROLES[role][0].lower() for role in ROLES if not lacking[role] and role not in known]
    if silent:
        st.caption(plain(f"Not recorded in any session: who {listed(silent)}."))
    for role in ROLES:
        if lacking[role]:
            st.caption(plain(lacking[role]))
    if not known:
        return
    never = circle_people.never(one.facts)
    st.markdown(plain(_who_never({ROLES[role][1]: never[role] for role in known}, len(rows))))
    suggested = next_up(one.facts)
    table(
        "Turns of each member, in roster order",
        ["Member", *(ROLES[role][0] for role in known)],
        [
            row(
                name(str(one_row["name"])), *(_turn(one_row, role, suggested.get(role, "")) for role in known)
            )
            for one_row in _shown(rows, "turns").to_dict("records")
        ],
    )
    st.caption(
        "Next up: who is suggested for the next session. Members who have never had a turn come first, the "
        "longest-standing of them first; then those whose turn was longest ago. Nobody takes two roles while others "
        "are free."
    )


def _shown(rows: pd.DataFrame, part: str) -> pd.DataFrame:
    """The rows (with a column name) of the people who are on the page that is chosen."""
    return rows.iloc[window.people(rows["name"].astype("str").to_list(), f"circle_{part}")]


def _who_never(never: Mapping[str, list[str]], members: int) -> str:
    """Who has never done what, in sentences; what everybody has done gets one sentence.

    `never`: what was done, as in "taken notes" -> names of those who never did it. `members`: how many there are.
    """
    everybody = [done for done, people in never.items() if not people]
    lines = [f"Every member has {listed(everybody)} at least once."] if everybody else []
    for done, people in never.items():
        if len(people) == members:
            lines.append(f"No member is recorded as having {done} yet.")
        elif people:
            lines.append(f"Never {done}: {listed(map(name, people), _MOST_NAMED)}.")
    return " ".join(lines)


def _turn(one_row: Mapping[Hashable, Any], role: Role, suggested: str) -> dict[str, str]:
    times, last = int(one_row[role]), one_row[f"last_{role}"]
    text = "never" if not times else "once" if times == 1 else f"{times} times"
    more = "" if pd.isna(last) else f"last {last.day} {last:%b %Y}"
    is_next = one_row["member"] == suggested
    return cell(
        text, ", ".join(filter(None, [more, "next up" if is_next else ""])), "next" if is_next else ""
    )


def partners(one: One) -> None:
    """Draw each member's partner, and whether they have checked in as often as the circle meets."""
    if lacking := lacks(one, "members", "buddy"):
        st.caption(plain(lacking))
        return
    rows = circle_people.buddies(one.facts)
    if rows.empty:
        st.caption(_nobody(one))
        return
    alone = rows.loc[rows["buddies"] == "", "name"].to_list()
    st.markdown(
        plain(
            f"Without a partner: {listed(map(name, alone), _MOST_NAMED)}."
            if alone
            else "Everybody has a partner."
        )
    )
    logged = lacks(one, "coaching", "circle", "member", "buddy", "date", "step")
    if logged:
        st.caption(plain(f"Check-ins: {logged[0].lower()}{logged[1:]}"))
    heads = ["Member", "Partner"] + ([] if logged else ["Check-ins", "Latest"])
    table(
        "Members, their partners and check-ins, in roster order",
        heads,
        [
            row(
                name(str(each["name"])),
                cell(each["buddies"] or "nobody yet"),
                *([] if logged else _checkins(each)),
            )
            for each in _shown(rows, "partners").to_dict("records")
        ],
    )
    if not logged:
        st.caption(
            "Check-ins: pairs are expected to check in as often as the circle meets, once both are members."
        )


def _checkins(each: Mapping[Hashable, Any]) -> list[dict[str, str]]:
    held, expected, last = int(each["held"]), int(each["expected"]), each["last_checkin"]
    text = f"{held} of {expected}" if expected else "none due yet"
    return [cell(text), cell("–" if pd.isna(last) else day(last))]


def norms(one: One) -> None:
    """Draw who signed which version of the norms."""
    version = one.about.norms_version
    if version is None:
        st.caption("No norms are recorded: fill in norms_version and norms_agreed in the circles tab.")
        return
    if lacking := lacks(one, "members", "norms_signed"):
        st.caption(plain(lacking))
        return
    rows = circle_people.norms(one.facts)
    if rows.empty:
        st.caption(_nobody(one))
        return
    signed = int(rows["is_current"].sum())
    st.markdown(plain(f"Version {version} is signed by {signed:,} of {counted(len(rows), 'member')}."))
    table(
        "Members and the version of the norms they signed",
        ["Member", "Signed"],
        [
            row(name(str(each["name"])), _signed(each["signed"], bool(each["is_current"])))
            for each in _shown(rows, "norms").to_dict("records")
        ],
    )


def _signed(version: object, is_current: bool) -> dict[str, str]:
    if not isinstance(version, str):
        return cell("not yet", mark="not-recorded")
    return cell(
        f"version {version}", "" if is_current else "an earlier version", "yes" if is_current else "excused"
    )
