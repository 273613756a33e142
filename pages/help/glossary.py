"""What do the words mean?"""

import streamlit as st

from lib.ui.widgets import terms

st.title("What do these words mean?")
st.caption("The terms on Pharos's pages. The first mention of a term on a page leads here.")
st.markdown(terms.as_page())
