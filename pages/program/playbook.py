"""What have circles learned that others can use?"""

import streamlit as st

from lib.metrics.library import words
from lib.metrics.library.entries import entries
from lib.ui.edits import saving
from lib.ui.frame import view
from lib.ui.playbook import contexts, entry, find, upkeep
from lib.ui.widgets import html, section

page = view.open_view()

st.title("What have circles learned that others can use?")
saving.outcome()
html.show("answers.html", answers=page.derived("playbook answers", lambda: words.answers(page.program.facts)))

if len(entries(page.program.facts)):
    st.header("Find what others learned")
    with st.container():
        practice = find.show(page)
    if practice is not None:
        entry.show(page, practice)
    st.header("Where practices work")
    with st.container():
        contexts.show(page)
    section.closed("What nobody reviewed or used", "playbook_upkeep", lambda: upkeep.show(page))
if page.viewer.role != "sponsor" and page.log.has("practices", "title"):
    section.closed("Add an entry", "playbook_add", lambda: entry.add(page))
