"""A Mermaid diagram from a cell, or its text if it is not safe to draw.

Streamlit draws Mermaid at its strict level, into an image: nothing in it can be clicked or run. While a diagram is
being drawn, however, it may fetch pictures and styles from anywhere, so diagrams that could do that are not drawn.
"""

from __future__ import annotations

import re

import streamlit as st

from lib.ui.widgets.text import clean, name

MOST_CHARACTERS, MOST_LINES = 5_000, 200
KINDS = frozenset(
    "graph flowchart sequencediagram statediagram statediagram-v2 classdiagram erdiagram journey gantt pie "
    "quadrantchart mindmap timeline gitgraph".split()
)

_FENCE = re.compile(r"\A```(?:mermaid)?[ \t]*\n(.*?)\n?```\s*\Z", re.DOTALL | re.IGNORECASE)
_FRONT_MATTER = re.compile(r"\A\s*---[ \t]*\n.*?\n[ \t]*---[ \t]*(?:\n|\Z)", re.DOTALL)
_DIRECTIVE = re.compile(r"%%\s*\{.*?\}\s*%%|%%[^\n]*", re.DOTALL)
_CLICK = re.compile(r"(^|;)[ \t]*(?:click|callback)\b[^\n;]*", re.MULTILINE | re.IGNORECASE)
_HARMLESS_TAG = re.compile(r"<br\s*/?>|<<[\w ]+>>", re.IGNORECASE)
_REACHES_OUT = re.compile(
    r"//|@\s*\{|url\s*\(|image\s*\(|@import|\bexpression\s*\(|\b(?:javascript|vbscript|data|blob|file)\s*:|<\s*[a-z/!]|"
    r"\$\$|%%|\\",
    re.IGNORECASE,
)


def show(cell: str, alt: str) -> None:
    """Draw the diagram in a cell, or show the cell's text if drawing is not safe. `alt`: what the diagram shows."""
    source = drawable(cell)
    if source is None:
        st.code(clean(cell), language=None, wrap_lines=True)
    else:
        st.mermaid_chart(source, alt=name(" ".join(alt.split())))


def drawable(cell: str) -> str | None:
    """The diagram without settings, comments and click handlers. None if it is not one of `KINDS`, is too large, or
    might load something (addresses, pictures, styles with url(), HTML, formulas)."""
    text = "\n".join(clean(cell, MOST_CHARACTERS + 1).splitlines()).strip()
    if not text or len(text) > MOST_CHARACTERS or text.count("\n") >= MOST_LINES:
        return None
    if fence := _FENCE.match(text):
        text = fence.group(1)
    text = _CLICK.sub(r"\1", _DIRECTIVE.sub("", _FRONT_MATTER.sub("", text))).strip()
    kind = re.match(r"[\w-]*", text.casefold())
    if kind is None or kind.group() not in KINDS or _REACHES_OUT.search(_HARMLESS_TAG.sub("", text)):
        return None
    return text
