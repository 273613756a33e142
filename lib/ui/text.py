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


def said_of(subject: str, problem: str) -> str:
    """A problem as a sentence: "is not shared" becomes "The spreadsheet is not shared.", others stand as they are."""
    words = f"{subject} {problem}" if problem.startswith(("is ", "was ", "has ")) else problem
    return f"{words[0].upper()}{words[1:]}." if words else ""
