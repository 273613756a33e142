"""What needs fixing in the log?"""

import streamlit as st

from lib.ui.edits import saving
from lib.ui.entry import gate
from lib.ui.frame import view
from lib.ui.sheet import checks, not_recorded

gate.require("admin", "lead")
page = view.open_sheet()
st.title("What needs fixing in the log?")
checks.answer(page.log)
saving.outcome()

found = checks.offered(page)
if not found.empty:
    st.header("Can be fixed here")
    st.caption(
        "The meaning stays the same; only the format changes. You see every cell before it is written, and you can "
        "undo afterwards."
    )
    checks.fix_kinds(page, found)
checks.people(page)

today = checks.found_today(page.log)
if not today.empty:
    st.header("All checks")
    checks.listed(today, page.loaded.log, page.viewer.role)
not_recorded.show(page.log)
