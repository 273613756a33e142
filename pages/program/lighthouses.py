"""How far do proven practices travel, and where do they work?"""

import streamlit as st

from lib.ui.edits import saving
from lib.ui.frame import view
from lib.ui.lighthouses import diffusion_map, practice, tabs
from lib.ui.lighthouses import needs_attention as lighthouses_hands
from lib.ui.lighthouses import record as lighthouses_record
from lib.ui.lighthouses import what_works as lighthouses_works
from lib.ui.widgets.text import plain

page = view.open_view()
st.title("How far do proven practices travel, and where do they work?")
saving.outcome()

missing = practice.missing(page.program.facts)
if missing:
    st.info(plain(missing), icon=":material/lightbulb:")
    st.stop()

travel = practice.choose(page)
with st.container():  # one place, so that the tabs keep theirs, and with it their hold on the address
    st.markdown(plain(practice.sentence(travel)))
    practice.figures(travel)

    st.header("Adoption")
    practice.curve(travel)

    st.header("Map")
    diffusion_map.section(travel)

names = ["Where", "How it spread", "Does it last and work?", "Needs a hand"]
if lighthouses_record.may(travel):
    names.append("Record")
where, spread, works, hands, *record = st.tabs(names, on_change="rerun", key="part", bind="query-params")
if where.open:
    with where:
        tabs.reach(travel)
if spread.open:
    with spread:
        practice.figures(travel, "Spread", "spread_tiles")
        tabs.classes(travel)
        tabs.tree(travel)
        tabs.flows(travel)
        tabs.impossible(travel)
if works.open:
    with works:
        practice.figures(travel, "Lasting", "lasting_tiles")
        tabs.kept(travel)
        lighthouses_works.works(travel)
if hands.open:
    with hands:
        lighthouses_hands.stalled(travel)
        lighthouses_hands.unready(travel)
        lighthouses_hands.to_tell(travel)
if record and record[0].open:
    with record[0]:
        lighthouses_record.form(travel, "tab")
