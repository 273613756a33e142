"""What a lead's desk adds: the next sessions, actions to chase, and cells to fix."""

from __future__ import annotations

import streamlit as st

from lib.metrics.desk import leads
from lib.metrics.follow_through.attention import can_lack
from lib.ui.frame import circle_link, nudges
from lib.ui.frame.view import View
from lib.ui.widgets import html
from lib.ui.widgets.text import name, plain
from lib.words.phrases import counted, plural

MOST_ACTIONS = 4


def show(page: View) -> None:
    """Draw the agenda of the days ahead, actions to chase, and how many checks wait."""
    facts = page.program.facts
    link = circle_link.addresses(page.viewer, page.address)
    st.subheader("Sessions in the next 7 days", anchor=False)
    sessions = leads.next_sessions(facts, page.own)
    if sessions.empty:
        st.caption(plain(leads.none_ahead(facts, page.own)))
    for row in sessions.to_dict("records"):
        day = "today" if row["planned"] == facts.as_of else f"on {row['planned']:%a %-d %b}"
        html.show("desk_session.html", circle=name(row["circle"]), day=day, link=link(row["circle"]))
    st.subheader("Actions to chase", anchor=False)
    late = leads.to_chase(facts, page.own)
    if late.empty:
        st.caption(plain(leads.nothing_to_chase(facts, page.own)))
    else:
        none = "no owner" if can_lack(facts, "unowned") else ""
        rows = [
            (
                str(row["what"]),
                " · ".join(
                    filter(
                        None,
                        [
                            row["circle"],
                            row["owner"] or none,
                            f"{counted(int(row['days_late']), 'day')} late",
                        ],
                    )
                ),
            )
            for row in late.head(MOST_ACTIONS).to_dict("records")
        ]
        html.show("list.html", rows=rows)
        nudges.nudges(page)
    with st.container(horizontal=True, gap="medium"):
        if len(late):
            st.page_link(
                "pages/program/actions.py",
                label=f"All {len(late):,} on Actions",
                icon=":material/arrow_forward:",
            )
        count = leads.checks_to_fix(page.log, facts.as_of)
        if count:
            label = plain(f"{counted(count, 'cell')} {plural(count, 'needs', 'need')} fixing")
            st.page_link("pages/sheet/checks.py", label=label, icon=":material/arrow_forward:")
