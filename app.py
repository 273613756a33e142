"""Pharos: page config, who is here, which workbook, navigation. Nothing else."""

import streamlit as st

from lib.ui.entry import front, headers, nested, start, together

if st.runtime.exists():
    from lib import __version__
    from lib.ui.entry import gate, shell, turns
    from lib.ui.frame import address

    st.set_page_config(
        page_title="Pharos",
        page_icon=shell.ICON,
        layout="wide",
        menu_items={"About": f"Pharos {__version__}, a dashboard for executive mentoring-circle programs"},
    )
    shell.logo()
    page = st.navigation(gate.pages(), position="top")
    with turns.SCRIPTS.taken(), shell.timed(page.url_path):
        address.run(page.run)
else:
    app = st.App(
        __file__,
        lifespan=start.lifespan,
        middleware=[
            *together.middleware(),
            *headers.middleware(),
            *nested.middleware(),
            *front.middleware(),
            *start.middleware("lib.ui.frame.first"),
        ],
    )
