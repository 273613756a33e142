"""Log a session in two minutes."""

from datetime import date

import streamlit as st

from lib.ui import gate, log_saving, log_session, saving, view

gate.require("admin", "lead")
sheet = view.open_sheet()
st.title("Log a session in two minutes", anchor=False)
is_saved = log_saving.after_save(sheet)
saving.outcome()

options = log_session.circles(sheet.log, sheet, date.today())
if is_saved:
    log_saving.what_next(sheet)
elif not options:
    log_session.no_circle(sheet)
elif circle := log_session.choose_circle(options):
    log_session.form(sheet, circle, date.today())
