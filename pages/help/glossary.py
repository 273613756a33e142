"""What do the words mean?"""

import streamlit as st

from lib.ui.frame import carried
from lib.ui.widgets import terms

carried.note_opening()
st.title("What do these words mean?")
st.caption("The terms on Pharos's pages and in its docs. Underlined words on other pages lead here.")
with st.container(key="glossary"):  # in columns, see style.css
    st.markdown(terms.as_page())
