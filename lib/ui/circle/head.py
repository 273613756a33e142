"""The top of the Circle page: the choice of a circle, how it is doing and what is next in words, what it is for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import streamlit as st

from lib.access.circles import circles_of
from lib.access.redaction import KEPT
from lib.metrics.circle import history as circle
from lib.metrics.circle import people as circle_people
from lib.metrics.circle import words
from lib.metrics.circle.agenda import Agenda, agenda
from lib.metrics.circle.history import About
from lib.metrics.core.facts import Facts
from lib.metrics.health.gaps import gaps
from lib.source import program as measuring
from lib.ui.frame.view import View
from lib.ui.templates import FOLDER
from lib.ui.widgets import html
from lib.ui.widgets.text import name, plain
from lib.words.phrases import counted, listed

_STYLE = FOLDER / "circle.css"
NOT_ACTIVE = "the circle is not active"
_BAR, _CHOICE = "circle", "circle_chosen"
"""The filter of every page, which keeps the choice in the address, and the list on this page, which sets it."""


@dataclass(frozen=True)
class One:
    """One circle for one viewer. `view`: filtered to this circle, while its program still counts all circles.

    `facts`: this circle only, over its whole history. `names`: whether the viewer may see its people.
    """

    view: View
    circle: str
    facts: Facts
    about: About
    agenda: Agenda
    names: bool

    @property
    def as_of(self) -> pd.Timestamp:
        return self.facts.as_of

    def called(self, people: pd.Series) -> pd.Series:
        """People's names for the screen, "not named here" if the viewer may not see them. Missing stays missing."""
        shown = circle.called(self.facts, people)
        return (
            shown.map(name, na_action="ignore") if self.names else shown.where(shown.isna(), "not named here")
        )


def circles_in_address() -> list[str]:
    """The circles that the address names, including unknown ones, which the filter bar drops later."""
    return st.query_params.get_all(_BAR)


def choose(page: View, wanted: list[str]) -> One | None:
    """Draw the list of circles, the viewer's own first, and return the chosen one; None if the log has no circles.

    `wanted`: the circles named in the address. The filter bar says which of them cannot be chosen.
    """
    st.html(_STYLE)
    circles = page.log.circles["circle"]
    if circles.empty:
        st.info(
            "The log has no circles yet. Add the first one and its members on the Edit page (circles and members "
            "tabs).",
            icon=":material/group_add:",
        )
        return None
    known = [one for one in dict.fromkeys(wanted) if one in set(circles)]
    if len(known) > 1:
        some = listed(map(name, known), 4)
        st.caption(plain(f"{len(known):,} circles are chosen: {some}. This page shows one."))
    own = page.own if page.viewer.role == "sponsor" else circles_of(page.log, page.viewer)
    options = sorted(circles, key=lambda one: (one not in own, one.casefold()))
    whole = _whole(page)
    st.session_state[_CHOICE] = _current(page, whole, options, own)
    chosen = st.selectbox(
        "Circle",
        options,
        key=_CHOICE,
        format_func=lambda one: (
            f"{name(one)} (yours)" if page.viewer.role != "admin" and one in own else name(one)
        ),
        on_change=_set_filter,
        width=360,
        filter_mode="contains",
    )
    return _one(whole, chosen)


def _set_filter() -> None:
    """Set the filter of all pages, and with it the address, to the chosen circle."""
    st.session_state[_BAR] = [st.session_state[_CHOICE]]


def _current(page: View, whole: View, options: list[str], own: set[str]) -> str:
    """The circle to show first: of those in the filters (or the viewer's own, or all), the one that needs help most."""
    among = [one for one in options if one in page.filters.circles] or [one for one in options if one in own]
    return words.chosen_first(whole.program, among or options) or options[0]


def _whole(page: View) -> View:
    """The view of all circles on the same day and period: a circle is compared with the rest of the program."""
    filters = replace(page.filters, circles=(), sponsors=(), priorities=(), programs=())
    program = measuring.measured(
        page.loaded.workbook, page.loaded.revision, page.viewer.scope, filters, page.log
    )
    return replace(page, filters=filters, measure=lambda: program)


def _one(whole: View, chosen: str) -> One:
    facts = circle.of(whole.program.facts, chosen)
    view = replace(whole, filters=replace(whole.filters, circles=(chosen,)))
    names = circle_people.sees_people(view.viewer, facts)
    if not names:  # members are counted, and `One.called` names none of them
        facts = replace(facts, log=facts.log.with_roster)
    return One(view, chosen, facts, circle.about(facts), agenda(facts), names)


def answers(one: One) -> None:
    """Draw how the circle is doing, what is next and what came of it, each in a sentence or two."""
    html.show(
        "answers.html",
        answers=[
            ("How is it doing?", words.how_it_is(one.view.program, one.facts, one.about)),
            ("What is next?", words.what_is_next(one.agenda, one.about, one.as_of, names=one.names)),
            ("What came of it?", words.what_came(one.facts)),
        ],
    )
    if not one.names:
        st.caption(
            "People are not named here, and texts kept in the circle are not shown: only its lead and program "
            "administrators see them."
        )


def head(one: One) -> None:
    """Draw what the circle is for, who sponsors and leads it, and what it agreed on."""
    html.show(
        "circle_head.html",
        name=name(one.circle),
        status=words.state_of(one.view.program, one.about),
        mandate=one.about.mandate,
        add=lacks(one, "circles", "mandate").partition(": ")[2]
        or "fill in the mandate column of the circles tab.",
        facts=_facts(one.about, one.agenda, one.as_of),
    )


def _facts(about: About, next_session: Agenda, as_of: pd.Timestamp) -> list[tuple[str, str]]:
    cadence = [
        f"every {counted(about.cadence_days, 'day')}" if about.cadence_days else "",
        f"{about.timebox_minutes} minutes" if about.timebox_minutes else "",
        about.format or "",
    ]
    found = {
        "Sponsor": "another sponsor" if about.sponsor == KEPT else about.sponsor or "",
        "Lead": "shown to its own sponsors" if about.lead == KEPT else about.lead or "",
        "Next session due": _next(about, next_session),
        "Strategic priority": about.priority or "",
        "Capabilities": ", ".join(about.capabilities),
        "Cadence": ", ".join(filter(None, cadence)),
        "Members": (f"{about.members:,} active" if about.members else "") if about.is_active else NOT_ACTIVE,
        "Since": _since(about),
        "Mandate": _again(about.mandate_reviewed, about.mandate_due, as_of, "reviewed")
        or ("no review recorded" if about.mandate else ""),
        "Norms": _again(about.norms_agreed, about.norms_due, as_of, "agreed", about.norms_version),
    }
    return [(label, text or "not recorded") for label, text in found.items()]


def _next(about: About, next_session: Agenda) -> str:
    if not about.is_active:
        return NOT_ACTIVE
    if next_session.day is None:
        return "not planned"
    planned = "planned" if next_session.is_planned else "by its cadence, not planned yet"
    return f"{words.day(next_session.due_on or next_session.day)}, {planned}"


def _since(about: About) -> str:
    if about.started is None:
        return ""
    ended = "" if about.ended is None else f" to {words.day(about.ended)}"
    return f"{words.day(about.started)}{ended}"


def _again(
    last: pd.Timestamp | None,
    due: pd.Timestamp | None,
    as_of: pd.Timestamp,
    word: str,
    version: str | None = None,
) -> str:
    """When something was last done and whether it is due again: "agreed 4 March 2026, version 2; due again since …"."""
    if last is None:
        return f"version {version}" if version else ""
    number = f", version {version}" if version else ""
    again = f"; due again since {words.day(due)}" if due is not None and due < as_of else ""
    return f"{word} {words.day(last)}{number}{again}"


def waiting_days(one: One) -> float | None:
    """Days since the circle last met, if that is more than 1.5 × its cadence, else None."""
    found = gaps(one.facts)
    return float(found["days_since_last"].iloc[0]) if len(found) and bool(found["flagged"].iloc[0]) else None


def lacks(one: One, tab: str, *columns: str) -> str:
    """What to add if the workbook has no such tab, or none of these columns in it; "" if it has at least one."""
    log = one.facts.log
    if tab in log.unread_tabs:
        return f"Not recorded: {log.lacks(tab)}."
    if not log.has(tab) or (tab in log.derived_tabs and log.lacks_any(tab, *columns)):
        return f"Not recorded: add the {tab} tab (columns: {', '.join(columns)})."
    if columns and not any(log.has(tab, column) for column in columns):
        return f"Not recorded: add the {columns[0]} column to the {tab} tab."
    return ""


def table(label: str, heads: list[str], rows: list[Mapping[str, Any]], *, stacks: bool = False) -> None:
    """Draw a table that scrolls by itself, of rows made by `row`. `stacks`: show each row as a block on a narrow
    screen, where each cell begins with its head, and its mark is an element of its own."""
    html.show("circle_table.html", label=label, heads=heads, rows=rows, stacks=stacks)


def cell(text: str, more: str = "", mark: str = "") -> dict[str, str]:
    """A cell: its text, smaller text below it (`more`), and the shape before it (`mark`)."""
    return {"text": text, "more": more, "mark": mark}


def row(called: str, *cells: Mapping[str, str], more: str = "", link: str = "") -> dict[str, Any]:
    """A row: the name in its first column, smaller text below the name (`more`) with a link to the sheet ("" for none),
    and its other cells."""
    return {"name": called, "more": more, "link": link, "cells": cells}
