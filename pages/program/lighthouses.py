"""How far do proven practices travel, and where do they work?"""

import streamlit as st

from lib.ui.edits import saving
from lib.ui.frame import view
from lib.ui.lighthouses import diffusion_map, needs_attention, practice, record, tabs, what_works
from lib.ui.widgets.terms import explained
from lib.ui.widgets.text import plain

page = view.open_view()
st.title("How far do proven practices travel, and where do they work?")
saving.outcome()

missing = practice.missing(page.program.facts)
if missing:
    st.info(plain(missing), icon=":material/lightbulb:")
    st.stop()

travel = practice.choose(page)
with st.container():  # one element, so that the tabs stay in place and tied to the address
    st.markdown(explained(practice.sentence(travel)))
    practice.figures(travel)

    st.header("Adoption")
    with st.container():
        practice.curve(travel)

    st.header("Map")
    diffusion_map.section(travel)

names = ["Where", "How it spread", "Does it last and work?", "Needs a hand"]
if record.can_record(travel):
    names.append("Record")
where_tab, spread_tab, lasting_tab, attention_tab, *record_tabs = st.tabs(
    names, on_change="rerun", key="part", bind="query-params"
)
if where_tab.open:
    with where_tab:
        tabs.reach(travel)
if spread_tab.open:
    with spread_tab:
        practice.figures(travel, "Spread", "spread_tiles")
        tabs.classes(travel)
        tabs.tree(travel)
        tabs.flows(travel)
        tabs.impossible(travel)
if lasting_tab.open:
    with lasting_tab:
        practice.figures(travel, "Lasting", "lasting_tiles")
        tabs.still_in_use(travel)
        what_works.section(travel)
if attention_tab.open:
    with attention_tab:
        needs_attention.stalled(travel)
        needs_attention.active_lighthouses(travel)
        needs_attention.untold_stories(travel)
if record_tabs and record_tabs[0].open:
    with record_tabs[0]:
        record.form(travel, "tab")
