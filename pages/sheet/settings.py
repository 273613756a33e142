"""What do we aim for, and how is our log read?"""

import streamlit as st

from lib.source import caches
from lib.ui.entry import gate
from lib.ui.frame import view
from lib.ui.sheet import mails, reading_settings, settings, unknown_settings
from lib.ui.widgets import section
from lib.ui.widgets.text import name

gate.require("admin")
page = view.open_sheet()
st.title("What do we aim for, and how is our log read?")
grids = caches.source().grids
wanted = settings.Wanted()
settings.follow_undo(page)

st.header("Targets")
settings.thresholds(page, wanted, targets=True)

st.header("Thresholds")
settings.thresholds(page, wanted, targets=False)

unknown_settings.show(page, wanted)

st.header("Words")
st.caption(
    "A word that is not understood is left out of every figure that needs it, until you say what it means."
)
reading_settings.words(page, grids, wanted)

st.header("Rows that are not counted")
st.caption("Totals, headings, notes and repeated headers are no records. Say here if one of them is.")
reading_settings.rows_that_look_like_none(page, grids, wanted)

# Closed, but drawn: a section that runs only when it is open would forget what was typed in it.
with st.expander("Tabs, headers and dates: what is read as what"):
    workbooks = settings.workbooks(page)
    workbook = workbooks[0]
    if len(workbooks) > 1:
        workbook = st.selectbox("Workbook", workbooks, format_func=name, key="settings_workbook", width=420)
    reading_settings.reading(page, workbook, grids, wanted)
    st.page_link("pages/sheet/bring.py", label="Column by column: Use your log", icon=":material/input:")

settings.save(page, wanted)

section.closed("Mails: who would get what today", "mails", lambda: mails.show(page))
