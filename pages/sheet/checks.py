"""What in the log needs fixing?"""

import streamlit as st

from lib.ui.edits import saving
from lib.ui.entry import gate
from lib.ui.frame import view
from lib.ui.sheet import checks

gate.require("admin", "lead")
page = view.open_sheet()
st.title("What in the log needs fixing?")
checks.answer(page.log)
saving.outcome()

found = checks.offered(page)
if not found.empty:
    st.header("Can be fixed here")
    st.caption(
        "The meaning stays, only its writing changes. Every cell is shown before it is written; undo comes after."
    )
    checks.fix_kinds(page, found)
checks.people(page)

if not page.log.checks.empty:
    st.header("All checks")
    checks.listed(page.log.checks)
