"""The agenda of a circle's next session: a short version on the screen, and Markdown to copy or download."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd
import streamlit as st

from lib.metrics.circle.agenda import ROLE_WORDS, Agenda, agenda_markdown
from lib.metrics.circle.agenda_text import agenda_docx, agenda_text
from lib.metrics.circle.next_turns import Turn
from lib.metrics.circle.words import day
from lib.metrics.follow_through.attention import can_lack
from lib.metrics.follow_through.mail import mail_links
from lib.ui.circle.head import One
from lib.ui.circle.log_link import log_link
from lib.ui.widgets import html, section
from lib.ui.widgets.download import file_name
from lib.ui.widgets.text import clean, name
from lib.words.phrases import counted, listed

_MOST_ACTIONS = 3
SUGGESTED = "suggested: has never had a turn, or the last one was longest ago"
"""Beside a person whom the log does not name for the role."""
_MOST_MAILS = _MOST_NAMED = 12
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def show(one: One, today: date) -> None:
    """Draw who does what, what to prepare and what to review; below it, the whole agenda as Markdown."""
    if not one.about.is_active:
        st.caption(
            "The circle is not active on this day. Its agenda is shown from the day it starts until it ends."
        )
        return
    if not one.names:
        st.caption("The agenda names people: only the circle's lead and program administrators see it.")
        return
    html.show(
        "circle_agenda.html", rows=_rows(one.agenda, "no owner" if can_lack(one.facts, "unowned") else "")
    )
    _copy_or_download(one, today)


def _rows(agenda: Agenda, unowned: str) -> list[tuple[str, str, str | list[str]]]:
    """Label, text, and a note in smaller letters: beside the text if it is a string, below it if it is a list.
    `unowned`: what stands for an owner where there is none."""
    rows: list[tuple[str, str, str | list[str]]] = [
        (ROLE_WORDS[turn.role], ", ".join(map(name, turn.people)) or agenda.lacking.get(turn.role, ""), note)
        for turn, note in zip(agenda.turns, _notes(agenda.turns), strict=True)
    ]
    send = "the brief was due on" if agenda.brief_is_late else "send the brief by"
    brief = "" if agenda.brief_by is None else f"{send} {day(agenda.brief_by)}"
    rows.append(("Case", agenda.case or agenda.lacking.get("case", "not chosen yet"), brief))
    prework = listed(map(name, agenda.prework_from), _MOST_NAMED) if agenda.prework_from else ""
    rows.append(("Prework from", prework or "no member is known then", ""))
    if agenda.guest_due_in_days is not None:
        due = agenda.guest_due_in_days
        when = f"due within {counted(due, 'day')}" if due else "due today"
        none_yet = "none yet this quarter" if agenda.guest_is_known else "whether one came is not known"
        too_late = "; this session comes after that" if agenda.is_after_guest_due else ""
        rows.append(("Outside guest", when, f"{none_yet}{too_late}"))
    rows += [("Due", sentence, "") for sentence in agenda.due]
    thing = "action" if agenda.no_states else "open action"
    to_review = counted(len(agenda.review), thing) if len(agenda.review) else agenda.none_open
    rows.append(("To review", to_review, _first_actions(agenda.review, unowned)))
    return [(label, text or "nobody yet", more) for label, text, more in rows]


def _notes(turns: Sequence[Turn]) -> list[str]:
    """The note next to each turn: where people are suggested, why, the first time."""
    suggested = [turn.is_suggested for turn in turns]
    return [
        "" if not each else "suggested" if any(suggested[:at]) else SUGGESTED
        for at, each in enumerate(suggested)
    ]


def _first_actions(review: pd.DataFrame, unowned: str) -> list[str]:
    first = review.head(_MOST_ACTIONS)
    lines = [
        f"{name(what)}{_in_brackets(owner if isinstance(owner, str) else unowned, late)}"
        for what, owner, late in zip(
            first["what"],
            first["owner"],
            [f"{counted(int(days), 'day')} late" if days > 0 else "" for days in first["days_late"]],
            strict=True,
        )
    ]
    more = len(review) - len(first)
    return lines + ([f"and {more} more"] if more > 0 else [])


def _in_brackets(*words: str) -> str:
    return f" ({', '.join(some)})" if (some := [word for word in words if word]) else ""


def _copy_or_download(one: One, today: date) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        section.menu(
            "Copy agenda", "circle_agenda_copy", lambda: _to_copy(one.agenda), icon=":material/content_copy:"
        )
        for ending, mime, make in (
            ("docx", DOCX, lambda: agenda_docx(one.agenda)),
            ("md", "text/markdown", lambda: agenda_markdown(one.agenda).encode("utf-8", "replace")),
        ):
            st.download_button(
                f"Agenda (.{ending})",
                data=make,
                file_name=file_name("agenda", ending, one.agenda.day, [one.circle]),
                mime=mime,
                icon=":material/download:",
                on_click="ignore",
                key="circle_agenda_file" if ending == "md" else f"circle_agenda_{ending}",
            )
        links = one.view.derived(("agenda mails", one.circle), lambda: _mails(one))
        if len(links) > 1:
            section.menu(
                f"Mail it in {min(len(links), _MOST_MAILS)} parts",
                "circle_agenda_mails",
                lambda: _parts(links),
                icon=":material/mail:",
            )
        elif links:
            st.link_button("Mail it", links[0], icon=":material/mail:")
        log_link(one, "Log it after it is held" if one.agenda.is_planned else "Log a session", today)
        _notes_link()


def _parts(links: Sequence[str]) -> None:
    st.caption("One mail cannot take all addresses. Each part goes to some of the people who are expected.")
    with st.container(horizontal=True):
        for number, link in enumerate(links[:_MOST_MAILS], start=1):
            st.link_button(f"Mail part {number}", link)
    if len(links) > _MOST_MAILS:
        st.caption(f"The {_MOST_MAILS} mails do not reach everybody. “Copy agenda” has all addresses.")


def _to_copy(agenda: Agenda) -> None:
    st.caption("Plain text for a mail or a document. The button in the corner copies it.")
    st.code(clean(agenda_text(agenda), 40_000), language=None, wrap_lines=True, height=260)
    if agenda.mail_to:
        st.caption("Everybody who is expected and has an address in the log:")
        st.code(clean(", ".join(agenda.mail_to), 200_000), language=None, wrap_lines=True)
    st.caption("The same as Markdown:")
    st.code(agenda_markdown(agenda), language=None, wrap_lines=True, height=200)


def _notes_link() -> None:
    st.page_link("pages/circle/notes.py", label="Log sessions from your notes", icon=":material/description:")


def _mails(one: One) -> list[str]:
    """Links to a new mail with the agenda to everybody who is expected and has an address in the log; several where
    mail programs would refuse a link with all of them, and one more than are shown where those do not reach all."""
    when = [] if one.agenda.day is None else [day(one.agenda.day)]
    subject = ", ".join([one.circle + ": next session", *when])
    return mail_links(one.agenda.mail_to, subject, agenda_text(one.agenda), most=_MOST_MAILS + 1)
