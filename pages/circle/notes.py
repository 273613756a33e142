"""Log sessions from the notes that people wrote."""

from datetime import date

import streamlit as st

from lib.ui.edits import drafts, saving
from lib.ui.entry import gate
from lib.ui.frame import address, filters, view
from lib.ui.notes import documents, page

gate.require("admin", "lead")
sheet = view.open_sheet()
filters.unknown_circles(sheet.log)
st.title("What do your notes say?", anchor=False)
notes = documents.of(sheet)
documents.follow_saves(notes)
saving.outcome()

own = page.circles(sheet)
if not own:
    page.nothing_to_log(sheet)
    address.stop()
page.bring(notes)
documents.read(notes, sheet, own)
if notes:
    note = page.walk(notes)
    page.confirm(notes, note, sheet, own, date.today())
if any(note.has_unsaved_answers for note in notes):
    drafts.warn_before_leaving()
