"""Where below a host name Pharos is served."""

from __future__ import annotations

import streamlit as st


def root() -> str:
    """The path under which the app is served, with a slash at both ends."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}/" if base else "/"
