"""The agenda of a circle's next session: on the screen in short, and as Markdown to copy or download."""

from __future__ import annotations

import re

import pandas as pd
import streamlit as st

from lib.metrics.circle.agenda import ROLE_WORDS, Agenda, agenda_markdown
from lib.metrics.circle.words import count, day
from lib.ui.circle.head import One
from lib.ui.widgets import html
from lib.ui.widgets.text import name, plain

_MOST_ACTIONS = 5


def show(one: One) -> None:
    """Who does what, what to prepare and to look back at; below it the whole agenda as Markdown."""
    if not one.about.is_active:
        st.caption("The circle is not active on this day, so no session is to come.")
        return
    if not one.names:
        st.caption("The agenda names people; it is for the circle's own lead and program administrators.")
        return
    html.show("circle_agenda.html", rows=_rows(one.agenda))
    if any(turn.is_suggested for turn in one.agenda.turns):
        st.caption(
            "Suggested: whose turn was longest ago, or never was. The log names nobody for this role yet."
        )
    _take_along(one)


def _rows(agenda: Agenda) -> list[tuple[str, str, str | list[str]]]:
    """Label, what it says, and what stands beside or, as a list, below it in smaller letters."""
    rows: list[tuple[str, str, str | list[str]]] = [
        (ROLE_WORDS[turn.role], ", ".join(map(name, turn.people)), "suggested" if turn.is_suggested else "")
        for turn in agenda.turns
    ]
    brief = "" if agenda.brief_by is None else f"brief sent by {day(agenda.brief_by)}"
    rows.append(("Case", agenda.case or "to be chosen", brief))
    rows.append(("Prework from", ", ".join(map(name, agenda.prework_from)), ""))
    if agenda.guest_due_in_days is not None:
        due = agenda.guest_due_in_days
        when = f"due within {count(due, 'day')}" if due else "due today"
        rows.append(("Guest from outside", when, "none came this quarter yet"))
    rows += [("Due", sentence, "") for sentence in agenda.due]
    rows.append(("Look back at", count(len(agenda.review), "open action"), _first_actions(agenda.review)))
    return [(label, text or "nobody yet", more) for label, text, more in rows]


def _first_actions(review: pd.DataFrame) -> list[str]:
    first = review.head(_MOST_ACTIONS)
    told = [
        f"{name(what)} ({owner if isinstance(owner, str) else 'nobody owns it'}{late})"
        for what, owner, late in zip(
            first["what"],
            first["owner"],
            [f", {count(int(days), 'day')} late" if days > 0 else "" for days in first["days_late"]],
            strict=True,
        )
    ]
    more = len(review) - len(first)
    return told + ([f"and {more} more"] if more > 0 else [])


def _take_along(one: One) -> None:
    text = agenda_markdown(one.agenda)
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.popover("Copy the agenda", icon=":material/content_copy:"):
            st.caption("Markdown, for an email or a document. The button in its corner copies it.")
            st.code(text, language=None, wrap_lines=True, height=320)
        st.download_button(
            "Download it",
            data=text.encode("utf-8", "replace"),
            file_name=_file_name(one),
            mime="text/markdown",
            icon=":material/download:",
            on_click="ignore",
            key="circle_agenda_file",
        )
        if one.agenda.is_planned:
            _log_link(one)


def _log_link(one: One) -> None:
    st.page_link(
        "pages/circle/log_session.py",
        label=plain("Log it once it was held"),
        icon=":material/edit_calendar:",
        query_params={"log_circle": one.circle},
    )


def _file_name(one: One) -> str:
    """agenda-atlas-2026-12-01.md: letters, figures and dashes only."""
    words = re.sub(r"[^\w]+", "-", name(one.circle).casefold()).strip("-")[:60]
    on = "" if one.agenda.day is None else f"-{one.agenda.day:%Y-%m-%d}"
    return f"agenda-{words or 'circle'}{on}.md"
