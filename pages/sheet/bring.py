"""How is my log read?"""

from datetime import date

import streamlit as st

from lib.source import caches
from lib.ui.entry import gate, who
from lib.ui.frame import view
from lib.ui.sheet import bring
from lib.ui.widgets.text import plain
from lib.words.phrases import listed

gate.require("admin")
who.account_row()
st.title("Is my log read the way I mean it?")
st.markdown(
    "Pharos reads sheets of many shapes: titles above the headers, people down and sessions across, names in one cell, "
    "a tab for each year. See below what it took each tab and column for, change what is wrong, and save. Your sheet "
    "stays as it is: only its settings tab gets these names."
)

view.newest()
grids = bring.grids_as_read(caches.source())
guesses = bring.confirmed(grids)
rows = bring.names(guesses, grids)

st.header("What this gives")
log = bring.as_it_would_be(grids, rows)
bring.proof(log, date.today())

if not rows:
    st.success("The log is already read this way.", icon=":material/check_circle:")
    st.page_link("pages/program/overview.py", label="Open the overview", icon=":material/arrow_forward:")
elif st.button("Read my log this way", type="primary", disabled=bool(log.missing_tabs)):
    saved = bring.accept(rows)
    if saved.is_written:
        st.switch_page("pages/program/overview.py")
    st.error(plain(f"Not saved: {listed([str(problem) for problem in saved.problems])}."))
