"""The brief as a download: what the page speaks about, on one sheet. It is made when someone asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from lib.ui.frame import filters
from lib.ui.frame.view import View
from lib.ui.widgets import section
from lib.ui.widgets.download import file_name

if TYPE_CHECKING:
    from lib.brief.pdf import Paper

LETTER_COUNTRIES = frozenset("US CA MX PH CL CO VE CR GT PA DO PR".split())
"""Where paper is Letter; it is A4 everywhere else."""


def download(page: View, key: str = "brief") -> None:
    """Draw the button that downloads the brief as PDF, and beside it the other forms. `key`: unique on the page.

    What is written has the page's day, period and filters, as its viewer may see them; nothing is made before a click,
    and Pharos asks then whether they may still have it.
    """
    paper = _paper()
    other: Paper = "a4" if paper == "letter" else "letter"

    def others() -> None:
        _button(page, _ON_PAPER[other], f"{key}_other", ".pdf", other)
        _button(page, "Web page (HTML)", f"{key}_html", ".html", paper)
        _button(page, "Text (Markdown)", f"{key}_md", ".md", paper)

    with st.container(
        horizontal=True, gap="small", vertical_alignment="center", key=f"{key}_downloads", width="content"
    ):
        _button(page, "Download the brief (PDF)", key, ".pdf", paper, kind="secondary")
        section.menu("Other forms", f"{key}_forms", others, type="tertiary")


_ON_PAPER = {"a4": "PDF on A4 paper", "letter": "PDF on Letter paper"}


def _button(page: View, label: str, key: str, ending: str, paper: Paper, kind: str = "tertiary") -> None:
    mime = {".pdf": "application/pdf", ".html": "text/html", ".md": "text/markdown"}[ending]
    st.download_button(
        label,
        data=lambda: _made(page, ending, paper),
        file_name=file_name("brief", ending[1:], page.as_of, page.filters.circles),
        mime=mime,
        type=kind,  # type: ignore[arg-type]
        icon=":material/download:",
        on_click="ignore",
        key=key,
    )


def _made(page: View, ending: str, paper: Paper) -> bytes:
    from lib.brief.facts import brief  # these and typst take time to import
    from lib.brief.written import written

    lines = [line for line in filters.active(page.filters) if not line.startswith("Period: ")]
    made = brief(
        page.program, page.viewer, page.log, page.spread.table, page.own, lines, read_at=page.loaded.read_at
    )
    return written(made, ending, paper)


def _paper() -> Paper:
    """What paper is usual where the viewer is, by the language and country of the browser."""
    country = (st.context.locale or "").rpartition("-")[2].upper()
    return "letter" if country in LETTER_COUNTRIES else "a4"
