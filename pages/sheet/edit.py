"""What do you want to correct in the log?"""

import streamlit as st

from lib.access.permissions import refusals
from lib.log.changing import validation
from lib.source import caches
from lib.source.unwritable import unwritable
from lib.ui.actions.several import several_people
from lib.ui.edits import drafts, preview, saving
from lib.ui.entry import gate
from lib.ui.frame import view
from lib.ui.sheet import edit, edit_rows
from lib.ui.widgets import typed_grid
from lib.ui.widgets.text import plain

gate.require(*saving.WRITERS)
page = view.open_sheet()
drafts.begin(f"{page.viewer.role} {page.viewer.email}")
st.title("What do you want to correct in the log?")

choice = edit.choose(page.viewer, page.log)
found = edit_rows.rows(choice, page.viewer, page.log, page.loaded.log, caches.source().grids)
if not len(found):
    st.info(plain(edit.nothing(choice, page.log)), icon=":material/search_off:")
else:
    rows, number = edit.page_of(found.frame)
    locked = edit.locked(choice.tab, page.viewer)
    config = typed_grid.column_config(choice.tab, rows, page.log, locked, as_text=True)
    config |= dict.fromkeys(edit.missing(choice.tab, page.log))
    drafts.grid(f"{choice} {number}", page.loaded.revision, choice.tab, rows, config, found.on_page(rows))
    if said := several_people(page.log.checks, rows, edit.people_of(choice.tab)):
        st.caption(plain(said))
    edit_rows.listed(found, rows)
edit.say_missing(choice.tab, page.log)
edit.add_record(choice, page.viewer, page.log)

st.header("Before you save")
saving.outcome("edit")
change_set = drafts.as_change_set(saving.empty_set(page.viewer))
if not len(change_set):
    st.caption("No changes yet. Your edits stay here until you save them, even if you open another page.")
else:
    drafts.warn_before_leaving()
    preview.preview(change_set, page.log)
    edit.drop_added()
    problems = [
        *refusals(change_set, page.loaded.log, page.viewer),
        *validation.problems(change_set, page.log),
    ] or unwritable(change_set, page.loaded.log, caches.source().grids)
    for problem in problems:
        st.error(plain(str(problem)), icon=":material/error:")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        reason = st.text_input("Reason (optional, for the journal)", key="edit_reason", width=360)
        if st.button(f"Save {len(change_set)}", type="primary", disabled=bool(problems), key="save_edits"):
            begun = drafts.as_change_set(saving.empty_set(page.viewer, reason))
            drafts.sent(begun)
            saving.commit(begun, place="edit")
            st.rerun()
        if st.button("Discard", key="discard_edits"):
            drafts.clear()
            st.rerun()
