"""What stands for a label in plain text, written as one: pictures, columns, dots, semicolons."""

from __future__ import annotations

import re

from lib.bring.minutes.vocabulary import meaning_of

_DOTTED = re.compile(r"^(\s*)([^\W\d_][\w /&-]{1,30}?)\s*\.+\s*:\s+(?=\S)")
"""A label filled up with dots: "Decision.: …"."""
_SIGNS = (
    (re.compile("^\\s*[\U0001f465\U0001f64b\U0001f9d1]\ufe0f?\\s+(?=[A-ZÀ-Þ@])"), "Present: "),
    (re.compile("^\\s*[\U0001f6ab\U0001f6d1]\ufe0f?\\s+(?=[A-ZÀ-Þ@])"), "Absent: "),
    (re.compile("^\\s*[\U0001f4cc\U0001f449\U0001f51c\u27a1]\ufe0f?\\s+(?=\\S)"), "→ "),
)
"""Pictures that stand for a label: people, a sign for none, a pin."""
_GAP = re.compile(r"\s*(?P<label>[^\W\d_][\w /&-]{2,40}?)(?: {2,}|\t)(?P<value>[^\s][^\t]*)$")
"""A label in a column of its own: "PRESENT    Ada, Bo"."""
_CALLOUT = re.compile(r"^\s*(?:\[!\w+\][+-]?\s*|:\s{1,4}(?=\S))")
"""What begins a box of a note-taking program, or the text of a definition: "[!todo] Action items", ": Present: Ada"."""
_BREAK = re.compile(r"\s*<br\s*/?>\s*$", re.IGNORECASE)
_REFERENCE = re.compile(r"^\s*[A-Z]{0,4}\d{1,4}/\d{2,4}(?:-\d{2})?\s+(?=\d{1,2}\.|[A-Z])")
"""The number of an entry in a minute book: "C048/26   1.   APOLOGIES"."""
_SEMICOLON = re.compile(r"\s*(?P<label>[A-Z][\w '/&-]{2,40});\s*(?P<value>\S.*)$")
"""A label before a semicolon: "Present; Ada, Bo"."""
_DOUBLE = re.compile(r"^(\s*[A-Z][\w ]{2,30})::\s*$")
"""A label that announces a block in reStructuredText: "Action::"."""
_FULL_NAME = r"[A-ZÀ-Þ][\w'’-]+ [A-ZÀ-Þ][\w'’-]+"
_GRID = re.compile(rf"\s*{_FULL_NAME}(?:(?: {{2,}}|\t){_FULL_NAME})+\s*")
"""Full names beside each other in columns."""


def as_label(line: str) -> str:
    """A line of text with a colon behind its label, if it is labeled in another way; else as it is."""
    line = _BREAK.sub("", line)
    line = _CALLOUT.sub("", _REFERENCE.sub("", line))
    if (semicolon := _SEMICOLON.match(line)) and meaning_of(semicolon["label"]):
        line = f"{semicolon['label']}: {semicolon['value']}"
    line = _DOUBLE.sub(r"\1:", line)
    if _GRID.fullmatch(line):
        line = ", ".join(re.split(r"\s{2,}|\t", line.strip()))
    gap = _GAP.match(line)
    if gap and meaning_of(gap["label"]):
        line = f"{gap['label']}: {gap['value']}"
    for sign, label in _SIGNS:
        line = sign.sub(label, line)
    return _DOTTED.sub(r"\1\2: ", line)
