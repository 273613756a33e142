"""Text of cells for the screen: always text, never Markdown or HTML."""

from __future__ import annotations

import re

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-!|<>~$:])")


def unbroken(text: str) -> str:
    """A number and its percent sign stay on one line."""
    return text.replace(" %", "\u00a0%")


def plain(text: str) -> str:
    """`text` so that Streamlit's Markdown shows it letter by letter; line breaks become spaces."""
    return unbroken(_MARKDOWN.sub(r"\\\1", " ".join(text.split())))
