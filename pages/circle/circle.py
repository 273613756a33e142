"""How is this circle doing, and what is next?"""

import streamlit as st

from lib.ui.circle import agenda, attendance, head, people, program_range, sessions, work
from lib.ui.entry import gate
from lib.ui.frame import view

gate.require("admin", "lead")
wanted = head.circles_in_address()
page = view.open_view(of_circles=False)

st.title("How is this circle doing, and what is next?", anchor=False)
attendance.outcome(here=False)
one = head.choose(page, wanted)
if one is None:
    st.stop()
head.answers(one)
head.head(one)

st.header("The next session", anchor=False)
agenda.show(one)

st.header("Its sessions", anchor=False)
sessions.timeline(one)

st.header("Who was there", anchor=False)
attendance.outcome(here=True)
sessions.attendance(one)
attendance.edit(one)

st.header("Compared with the program's other circles", anchor=False)
program_range.show(one)

st.header("People", anchor=False)
people.tabs(one)

st.header("Work", anchor=False)
work.tabs(one)
