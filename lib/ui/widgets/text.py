"""Text from cells, made safe for the screen: always plain text, never Markdown or HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from lib.words.texts import MOST_OF_A_NAME, MOST_OF_A_TEXT, clean, name, unbroken

__all__ = ["MOST_OF_A_NAME", "MOST_OF_A_TEXT", "clean", "name", "plain", "said_of", "unbroken", "web_link"]

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-!|<>~$:&^])")
_NUMBERED = re.compile(r"^(\d+)\.(?=\s)")
# What Streamlit looks for after it has resolved Markdown's escapes: addresses, which it turns into links, icons by
# name, and arrows. Addresses are set as code, which shows them unchanged. Links to Google's own console may stay.
_ADDRESS = re.compile(
    r"(?!https://console\.(?:developers|cloud)\.google\.com/)"
    r"(?:https?://|www\.)[^\s`]+|[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+",
    re.IGNORECASE,
)
_NAMED_ICON = re.compile(r":(?=[\w+\-/]+:)")
_ARROW = re.compile(r"(?<!\S)(<(?=->)|[<>~](?==)|-(?=[>-])|<(?=-))(?=\S{1,2}(?!\S))")
_JOINER = "\u2060"


def plain(text: str) -> str:
    """`text` escaped so that Streamlit's Markdown shows it literally. Line breaks become spaces.

    Web and email addresses are set as code, so that they do not become links; other schemes never do.
    """
    line = " ".join(clean(text).split())
    parts: list[str] = []
    end = 0
    for address in _ADDRESS.finditer(line):
        parts += [_escaped(line[end : address.start()]), f"`{address.group()}`"]
        end = address.end()
    parts.append(_escaped(line[end:]))
    return unbroken(_NUMBERED.sub(r"\1\\.", "".join(parts)))


def line_or_list(texts: Sequence[str]) -> str:
    """`plain` texts below each other as Markdown: a list, or a line if there is one."""
    lines = list(map(plain, texts))
    return lines[0] if len(lines) == 1 else "\n".join(f"- {line}" for line in lines)


def _escaped(text: str) -> str:
    joined = _ARROW.sub(rf"\1{_JOINER}", _NAMED_ICON.sub(f":{_JOINER}", text))
    return _MARKDOWN.sub(r"\\\1", joined)


def web_link(text: object) -> str | None:
    """`text` as an address to link to; None unless it is exactly one http or https address with a host and no user."""
    if not isinstance(text, str):
        return None
    address = text.strip()
    if (
        not re.fullmatch(r"https?://[^\s<>\"'`\\\x00-\x20\x7f]+", address, re.IGNORECASE)
        or clean(address) != address
    ):
        return None
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return None
    return address if parts.hostname and "@" not in parts.netloc else None


def said_of(subject: str, problem: str) -> str:
    """A problem as a sentence: "is not shared" becomes "The spreadsheet is not shared."

    `subject` is put before problems that begin with is, was or has. "" stays "".
    """
    words = f"{subject} {problem}" if problem.startswith(("is ", "was ", "has ")) else problem
    return f"{words[0].upper()}{words[1:]}." if words else ""
