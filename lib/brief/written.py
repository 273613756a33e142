"""The three forms of a brief, by the ending of its file."""

from __future__ import annotations

from lib.brief.facts import Brief
from lib.brief.pdf import Paper

ENDINGS = {".pdf": "application/pdf", ".html": "text/html", ".md": "text/markdown"}
"""Ending -> media type."""


def written(brief: Brief, ending: str, paper: Paper = "a4") -> bytes:
    """The brief in the form that `ending` names, one of ENDINGS; `paper` matters for PDF only. What each form needs is
    imported when it is first asked for. Raises KeyError for another ending."""
    if ending == ".pdf":
        from lib.brief.pdf import pdf

        return pdf(brief, paper)
    if ending == ".html":
        from lib.brief.html import html

        return html(brief)
    if ending == ".md":
        from lib.brief.markdown import markdown

        return markdown(brief)
    raise KeyError(ending)
