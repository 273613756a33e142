"""How far do proven practices travel, and where do they work?"""

import streamlit as st

from lib.ui import (
    lighthouses,
    lighthouses_hands,
    lighthouses_map,
    lighthouses_record,
    lighthouses_tabs,
    lighthouses_works,
    saving,
    view,
)
from lib.ui.text import plain

page = view.open_view()
st.title("How far do proven practices travel, and where do they work?")
saving.outcome()

missing = lighthouses.missing(page.program.facts)
if missing:
    st.info(plain(missing), icon=":material/lightbulb:")
    st.stop()

travel = lighthouses.choose(page)
with st.container():  # one place, so that the tabs keep theirs, and with it their hold on the address
    st.markdown(plain(lighthouses.sentence(travel)))
    lighthouses.figures(travel)

    st.header("Adoption")
    lighthouses.curve(travel)

    st.header("Map")
    lighthouses_map.section(travel)

names = ["Where", "How it spread", "Does it last and work?", "Needs a hand"]
if lighthouses_record.may(travel):
    names.append("Record")
where, spread, works, hands, *record = st.tabs(names, on_change="rerun", key="part", bind="query-params")
if where.open:
    with where:
        lighthouses_tabs.reach(travel)
if spread.open:
    with spread:
        lighthouses.figures(travel, lighthouses_tabs.SPREAD_FIGURES, "spread_tiles")
        lighthouses_tabs.classes(travel)
        lighthouses_tabs.tree(travel)
        lighthouses_tabs.flows(travel)
        lighthouses_tabs.impossible(travel)
if works.open:
    with works:
        lighthouses.figures(travel, lighthouses_tabs.LASTING_FIGURES, "lasting_tiles")
        lighthouses_tabs.kept(travel)
        lighthouses_works.works(travel)
if hands.open:
    with hands:
        lighthouses_hands.stalled(travel)
        lighthouses_hands.unready(travel)
        lighthouses_hands.to_tell(travel)
if record and record[0].open:
    with record[0]:
        lighthouses_record.form(travel, "tab")
