"""Who changed what?"""

import streamlit as st

from lib.ui.edits import saving
from lib.ui.entry import gate
from lib.ui.frame import view
from lib.ui.sheet import history
from lib.ui.widgets.text import plain

gate.require("admin", "lead")
page = view.open_sheet()
st.title("Who changed what?")
saving.outcome()

every = history.entries(page)
if not every:
    st.info(
        "Nothing was changed from Pharos yet. Every save is written down in the tab edits, with who, when, what stood "
        "there before and what after, and can be undone here.",
        icon=":material/history:",
    )
    st.stop()

st.markdown(plain(history.sentence(every)))
found = history.chosen(every)
if not found:
    st.caption("No change matches these filters.")
    st.stop()
picked = history.listed(found)
history.export(found)
if picked is not None:
    history.detail(picked)
