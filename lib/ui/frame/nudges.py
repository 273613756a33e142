"""A message to each owner about their own open actions, to copy or to open as a mail: on the actions page, and on the
desk of a lead."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lib.access.circles import circles_of
from lib.metrics.core.facts import Facts
from lib.metrics.follow_through import attention
from lib.metrics.follow_through.mail import mail_link
from lib.ui.frame.view import View
from lib.ui.widgets import first_offered, html, section
from lib.ui.widgets.text import clean, name, plain
from lib.words.phrases import counted

EVERYBODY = ""
_MOST_MAILS = 60
"""Owners whose links are drawn at once."""


def nudges(page: View) -> None:
    """A message for each owner, to copy and send: for administrators, and for leads about their own circles."""
    own = circles_of(page.log, page.viewer) & set(page.circles)
    if page.viewer.role == "sponsor" or not own:
        return
    section.closed(
        "Messages to send to owners",
        "nudges",
        lambda: _messages(page, own),
        icon=":material/forward_to_inbox:",
    )


def _facts_of(page: View, circles: set[str]) -> Facts:
    facts = page.program.facts
    return Facts(facts.log.filtered(circles=sorted(circles)), facts.as_of)


def _messages(page: View, own: set[str]) -> None:
    found = page.derived("nudges", lambda: attention.nudges(_facts_of(page, own)))
    if found.empty and not attention.can_lack(page.program.facts, "unowned"):
        st.caption("Who owns actions is not recorded: the actions tab has no owner column.")
        return
    if found.empty:
        st.caption(plain(attention.no_nudge(page.program.facts, own)))
        return
    _mails(found)
    labels = {
        owner: f"{name(person)} · {counted(actions, 'action')}"
        for owner, person, actions in zip(
            found["owner"], found["name"], found["actions"].to_list(), strict=True
        )
    }
    offered = [*found["owner"], *([EVERYBODY] if len(found) > 1 else [])]
    first_offered.follow("nudge_owner", offered)
    owner = st.selectbox(
        "Owner",
        offered,
        format_func=lambda each: labels.get(each, f"All {len(found):,} messages in one text"),
        key="nudge_owner",
        bind="query-params",
        width=360,
    )
    chosen = found if owner == EVERYBODY else found[found["owner"] == owner]
    text = "\n\n".join(chosen["text"])
    st.code(clean(text, 100_000), language=None, wrap_lines=True)
    st.caption(
        "Edit it before you send it: Pharos sends nothing itself. Owners are sorted by name and never compared."
    )


def _mails(found: pd.DataFrame) -> None:
    """Draw a link for each owner that opens a mail to them with their own actions; also for owners without an address,
    whose mail has no recipient yet."""
    rows = [
        (
            name(person),
            counted(actions, "action") + (", no address in the members tab" if pd.isna(email) else ""),
            mail_link([] if pd.isna(email) else [email], "Your open actions", text),
        )
        for person, actions, email, text in zip(
            found["name"], found["actions"].to_list(), found["email"], found["text"], strict=True
        )
    ]
    html.show("mails.html", rows=rows[:_MOST_MAILS], more=max(len(rows) - _MOST_MAILS, 0))
