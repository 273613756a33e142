"""Who changed what?"""

import streamlit as st

from lib.ui.edits import saving
from lib.ui.entry import gate
from lib.ui.frame import address, view
from lib.ui.sheet import history
from lib.ui.widgets.text import plain

gate.require("admin", "lead")
page = view.open_sheet()
st.title("Who changed what?")
saving.outcome()

every = history.entries(page)
if not every:
    st.info(
        "Nothing has been changed in Pharos yet. Every save is recorded in the edits tab, with who, when, and each "
        "cell before and after, and can be undone here.",
        icon=":material/history:",
    )
    address.stop()

st.markdown(plain(history.sentence(every)))
found = history.chosen(every)
if not found:
    st.caption("No change matches these filters.")
    address.stop()
picked = history.listed(found)
history.export(found)
if picked is not None:
    history.detail(picked, page.loaded.log, page.viewer)
