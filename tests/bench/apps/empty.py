"""The least a Streamlit page can be: what it takes is Streamlit's own."""

from __future__ import annotations

import streamlit as st

st.title("Empty")
st.multiselect("Circle", ["Atlas", "Vega"], key="circle")
