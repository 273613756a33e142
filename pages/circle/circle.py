"""How is this circle doing, and what is next?"""

import streamlit as st

from lib.ui import (
    circle,
    circle_agenda,
    circle_attendance,
    circle_people,
    circle_range,
    circle_sessions,
    circle_work,
    gate,
    view,
)

gate.require("admin", "lead")
asked = circle.asked()
page = view.open_view()

st.title("How is this circle doing, and what is next?", anchor=False)
circle_attendance.outcome(here=False)
one = circle.choose(page, asked)
if one is None:
    st.stop()
circle.answers(one)
circle.head(one)

st.header("The next session", anchor=False)
circle_agenda.show(one)

st.header("Its sessions", anchor=False)
circle_sessions.timeline(one)

st.header("Who was there", anchor=False)
circle_attendance.outcome(here=True)
circle_sessions.attendance(one)
circle_attendance.edit(one)

st.header("Within the range of the program", anchor=False)
circle_range.show(one)

st.header("People", anchor=False)
circle_people.tabs(one)

st.header("Work", anchor=False)
circle_work.tabs(one)
