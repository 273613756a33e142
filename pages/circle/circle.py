"""How is this circle doing, and what is next?"""

from datetime import date

import streamlit as st

from lib.ui.circle import (
    agenda,
    attendance,
    calendar,
    for_sponsor,
    head,
    people,
    program_range,
    quick,
    sessions,
    work,
)
from lib.ui.edits import saving
from lib.ui.frame import address, view
from lib.ui.widgets import section

wanted = head.circles_in_address()
page = view.open_view(of_circles=False)

st.title("How is this circle doing, and what is next?", anchor=False)
chosen = head.choose(page, wanted)
if chosen is None:
    address.stop()
one: head.One = chosen
if page.viewer.role == "sponsor":
    for_sponsor.show(one)
    calendar.show(one)
    address.stop()
quick.show(one, date.today())
head.answers(one)
head.head(one)

st.header("The next session", anchor=False)
agenda.show(one, date.today())
calendar.show(one)

st.header("Its sessions", anchor=False)
sessions.timeline(one)

section.closed("Who was there", "who_was_there", lambda: attendance.show(one))
section.closed("Work: actions, insights, cases and guests", "circle_work", lambda: work.tabs(one))
section.closed("People: turns, partners and norms", "circle_people", lambda: people.tabs(one))
section.closed("Compared with the program's other circles", "circle_range", lambda: program_range.show(one))
saving.outcome(otherwise=True)
