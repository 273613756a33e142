"""How is my log read?"""

from datetime import date

import streamlit as st

from lib.source import caches
from lib.source.loaded import Loaded
from lib.ui.entry import gate, who
from lib.ui.frame import address, carried, view
from lib.ui.sheet import accepting, bring, connect, guesses, proof, questions
from lib.ui.widgets.text import plain

gate.require("admin")
who.account_row()
carried.note_opening()
st.title("How do I use the log I have?")
st.markdown(
    "Bring it as it is: titles above the headers, people down and sessions across, names in one cell, a tab for each "
    "year. See what Pharos takes each tab and column for, change what is wrong, and accept it. Nothing is used before."
)
connect.back_to_demo()

brought = bring.upload()
with st.container(horizontal=True):
    st.page_link("pages/sheet/connect.py", label="Or a Google spreadsheet", icon=":material/add_link:")
    st.page_link("pages/circle/notes.py", label="Or notes and minutes", icon=":material/description:")
loaded: Loaded | None = None
if brought is None:
    loaded = view.newest()
    if loaded.is_demo:
        st.caption("Until you bring your own log, Pharos shows the demo program.")
        address.stop()
    key, (grids, now) = guesses.IN_USE, bring.in_use(caches.source())
    st.caption(plain(f"Below: how the log in use, {loaded.title}, is read."))
else:
    key, grids, now = brought[0], brought[1].grids, None

left, right = st.columns([3, 2], gap="large")
with left:
    st.header("What each tab is taken for")
    found = guesses.confirmed(grids, key, now)
trial = proof.trial(grids, proof.names(found, grids), key, now)
with right:
    st.header("What this gives")
    proof.draw(trial, found, date.today(), loaded)
    questions.records(trial.grids, key)
    if brought is not None:
        bring.decide(brought[1], trial)
    elif not trial.rows:
        st.success("The log is already read this way.", icon=":material/check_circle:")
        st.page_link("pages/program/overview.py", label="Open the overview", icon=":material/arrow_forward:")
    else:
        is_accepted = st.button("Read my log this way", type="primary", disabled=bool(trial.log.missing_tabs))
        if is_accepted and accepting.in_use(trial.rows):
            st.switch_page("pages/program/overview.py")
        accepting.outcome()
