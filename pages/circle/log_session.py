"""Log a session in two minutes, or plan a series of them."""

from datetime import date

import streamlit as st

from lib.ui.edits import saving
from lib.ui.entry import gate
from lib.ui.frame import filters, view
from lib.ui.log_session import asked, page, series
from lib.ui.log_session import saving as log_session_saving

gate.require("admin", "lead")
sheet = view.open_sheet()
filters.unknown_circles(sheet.log)
with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
    st.title(
        "Plan a series of sessions" if asked.is_series() else "Log a session", anchor=False, width="content"
    )
    st.page_link("pages/circle/notes.py", label="Or from your notes", icon=":material/description:")
is_saved = log_session_saving.after_save(sheet)

options = page.circles(sheet.log, sheet, date.today())
if is_saved:
    saving.outcome(log_session_saving.PLACE)
    log_session_saving.what_next(sheet)
elif not options:
    page.no_circle(sheet)
elif circle := page.choose_circle(options):
    if asked.plans_a_series():
        series.plan(sheet, circle, date.today())
    else:
        page.form(sheet, circle, date.today())
saving.outcome(otherwise=True)
