"""Use your own log."""

import streamlit as st

from lib.source import caches
from lib.ui.entry import gate, who
from lib.ui.frame import banner, carried
from lib.ui.sheet import connect
from lib.ui.widgets.text import plain, said_of

gate.require("admin")
who.account_row()
carried.note_opening()
st.title("How do I use my own circle log?")
settings = connect.settings()
st.markdown(
    "Go from nothing to your own log in five steps. Nobody else sees it until you choose to use it in step 5."
)
connect.current(settings, configured=caches.is_configured())

account = connect.account(settings)
tested = connect.state("connect_tested")

connect.step(1, "Create a spreadsheet", done=bool(tested))
st.markdown(
    "Download the template, open [a new Google spreadsheet](https://sheets.new), and choose *File › Import › Upload › "
    "Replace spreadsheet*. Already keep a log? Skip this step."
)
with st.container(horizontal=True, vertical_alignment="bottom"):
    banner.template_button()
    if account:
        with st.popover("Or have Pharos create it"):
            email = st.text_input("Your Google account's email", key="connect_email")
            if st.button("Create it and share it with me"):
                connect.create_for(settings, email)

connect.step(2, "Share it with Pharos", done=bool(tested))
if account:
    st.markdown(
        "In the spreadsheet, choose *Share* and add this address, as Editor if you want to edit from Pharos:"
    )
    st.code(account, language=None)
else:
    st.caption("The address to share with appears here once the service account above is set up.")

connect.step(3, "Paste its address", done=bool(tested))
address = st.text_input(
    "Address of the spreadsheet",
    help="One spreadsheet, several separated by spaces, or a Drive folder with one spreadsheet per circle.",
    key="connect_address",
    persist_state="session",
    placeholder="https://docs.google.com/spreadsheets/d/…",
    disabled=not account,
)

connect.step(4, "Test it", done=bool(tested))
if st.button("Test", type="primary", disabled=not (account and address)):
    connect.test(settings, address)
    st.rerun()
if problem := connect.state("connect_problem"):
    st.error(plain(said_of("The spreadsheet", problem)), icon=":material/error:")
elif tested is None:
    st.caption("The test reads the spreadsheet once and shows what it found.")
else:
    connect.found(tested)

connect.step(5, "Match the names, and use the log", done=bool(settings.is_google))
if tested is None:
    st.caption("Run the test first.")
else:
    trial = connect.understood(tested)
    is_pressed = st.button("Use this log", type="primary", disabled=bool(trial.log.missing_tabs))
    if trial.rows:
        st.caption("This also saves the names above in the settings tab. The sheet itself stays as it is.")
    if is_pressed and connect.accept(settings, tested, trial):
        st.switch_page("pages/program/overview.py")
