"""Text without the marks of Markdown: links, emphasis, code, tags, what is struck through."""

from __future__ import annotations

import html
import re

_LINK = re.compile(r"!?\[([^\[\]]*)\]\((?:[^()\s]|\([^()]*\))*(?:\s+\"[^\"]*\")?\)")
_REFERENCE = re.compile(r"^ {0,3}\[([^\[\]]+)\]:\s+\S.*$", re.MULTILINE)
"""Where a link of Markdown leads that is named elsewhere: "[Key]: https://…"."""
_REFERRING = re.compile(r"(?<!!)\[([^\[\]]+)\]\s?\[[^\[\]]*\]")
_WIKI = re.compile(r"[\"']?\[\[(?:[^\[\]|]*\|)?([^\[\]|]+)\]\]((?:[^\"']*(?=[\"']$))?)[\"']?")
_STRUCK = re.compile(r"~~.*?~~|<(s|del|strike)>.*?</\1>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:a|b|i|u|em|strong|span|div|p|sub|sup|code|kbd|details|summary|font)(?:\s[^<>]*)?/?>", re.I
)
_EMPHASIS = re.compile(r"(\*\*|__|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)|`)")


def without_references(text: str) -> str:
    """A Markdown document without the links that it names ("[Ada][key]" above "[key]: https://…"), but their words."""
    bare, many = _REFERENCE.subn("", text)
    return _REFERRING.sub(r"\1", bare) if many else text


def is_struck(line: str) -> bool:
    """Whether a line is struck through, but for a word or two of remark."""
    rest = _STRUCK.sub("", line)
    return rest != line and len(re.findall(r"\w+", rest)) <= 2


def plain(text: str) -> str:
    """A text without the marks of Markdown: links, emphasis, code; what is struck through is left out."""
    bare = _LINK.sub(lambda found: found[1], _STRUCK.sub("", text))
    bare = _WIKI.sub(r"\1\2", bare)
    bare = _TAG.sub("", bare)
    bare = re.sub(r"<((?:https?://|mailto:)[^<>\s]+)>", r"\1", bare)
    bare = _EMPHASIS.sub("", bare)
    bare = re.sub(r"\\([\\`*_{}\[\]()#+\-.!|<>@])", r"\1", bare)
    return " ".join(html.unescape(bare).replace("\u00a0", " ").split())
