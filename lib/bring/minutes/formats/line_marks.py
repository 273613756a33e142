"""How lines of plain text and Markdown begin: headings, items, boxes, rows, and where a line goes on in the next."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lib.bring.minutes.vocabulary import PEOPLE, label_of

HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
UNDERLINE = re.compile(r"\s*(={3,}|-{3,})\s*$")
RULE = re.compile(r"\s*([-*_=~━─–—•·#]\s*){3,}$")
ITEM = re.compile(r"(\s*)(?:(?<= {8})#|[-*+•◦▪‣●○·–—]|\(?\d{1,3}[.)]|\(?[a-z][.)]|o(?=\s))\s+(.*)$")
NUMBERED_CLOSE = re.compile(r"(\s*)\d{1,2}[.)](?=[A-ZÀ-Þ][a-z])(.*)$")
"""An item whose number has no space behind it: "1.Send the list"."""
BOX = re.compile(r"(\s*)(?:[-*+•]\s*)?(\[[ xX✓✔]?\]|[☐☑☒✅✔✓])\s*(.*)$")
SEPARATOR = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$")
ATTRIBUTES = re.compile(
    r"\s*(?:[*-]\s+)?(?:\{:[^{}]*\}|TOC)\s*|\s*\.\.\s+\w[\w-]*::.*|\s{1,4}:\w[\w-]*:(?:\s.*)?"
)
"""What a site generator reads: "{: .no_toc}", a place for a table of contents."""
FENCE = re.compile(r"\s*(```|~~~|\+{3}$)")
LEAD = re.compile(r"\s*(\*\*|__)(?=\S)(.+?)(?<=\S)\1(.*)$")
TAIL = re.compile(r"(?<=\w\s)(\*\*|__)(?=\S)([^*_]+?)(?<=\S)\1\s*(?:\(\d{1,2}:\d{2}(?::\d{2})?\))?\s*$")
LABEL = re.compile(r"\s*[*_]*[\w&/' -]{2,40}[*_]*\s?:(?!//)")
ARROW = re.compile(r"(\s*)((?:->|=>|→|⇒|>>|➔|➜|▶)\s*\S.*)$")
NICK = re.compile(
    r"\s*(?:\[?\d{1,2}:\d{2}(?::\d{2})?\]?\s*)?<[^<>\s]{1,40}>|"
    r"[\[(]?(?:\d{1,4}[./-]\d{1,2}[./-]\d{2,4},?\s+)?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s?[AaPp][Mm])?[\])]?\s+\S"
)
CODE = re.compile(
    r"\s*(?:\[[A-Za-z]|\(?[A-Z]{1,4}[-. ]?\d{1,4}\b|[QA]\d?:|\d{1,2}\.\d{1,2}\b|[IVX]{1,5}\.\s)"
)
WROTE = re.compile(
    r"(?:on|am|le|el|op)\b.{6,160}\b(?:wrote|schrieb.*|a écrit|escribió|schreef.*)\s*:$|"
    r"-{2,}\s*original(?:nachricht|\s+message)\s*-{2,}$",
    re.IGNORECASE,
)
LETTER = re.compile(r"(\s*)([A-Z])[.)]\s+(\S.*)$")
COLUMN = re.compile(r"\S {3,}([A-Z][\w.'’]*(?:\s?[/,&+]\s?[A-Z][\w.'’]*){0,3})\s*$")
"""Initials or names at the right of a line, far from its other words."""
NAME_NEXT = re.compile(r"\s*[A-ZÀ-Þ][\w'’-]+(?:\s[A-ZÀ-Þ][\w'’-]+)?\s*(?:,|;|\(|and\b|und\b)")
LISTED_AT = 35
"""A line with a list of people at least this long may go on in the next one, whose first words are a name."""
_SIGNED = re.compile(r"\s*(?:[A-ZÀ-Þ][\w.'’-]*\s){2,5}[(\[][A-Z]{2}[A-Za-z]{0,2}[)\]]\s+\w")
"""A person in a list of one a line, with initials and what they are: "Ada Brandt (AB) Lay Member"."""
_HANGING = re.compile(r"\s*[A-ZÀ-Þ][\w ]{2,24}:\s{2,}(?P<first>\S)")
DEEP = 8
"""Spaces before a line at which a number sign marks an item of a nested list, not a heading."""
WIDEST_WRAP = 140
"""Characters of a line at which nobody wraps text any more: longer ones are whole paragraphs."""
WRAPPED_AT = 55
"""A line at least this long may go on in the next one."""
NARROW_AT = 25
"""The same for a line whose last word, and the next one's first, are in small letters."""
RAGGED = 4
"""Characters by which a line that goes on may be shorter than the longest one allows."""
CROSSED = re.compile(r"(\s*)((?:[✗✘❌\U0001f6ab]\ufe0f?)\s*\S.*)$")
"""A line of a list with a cross: somebody who did not come, something that was not decided."""
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
"""What an author of Markdown hides from the reader."""


def hangs_at(line: str) -> int:
    """The column at which a list behind a label goes on in the lines below: "Present:      Ada Brandt"; 0 if none."""
    found = _HANGING.match(line.expandtabs(4))
    return found.start("first") if found else 0


def is_row(line: str, following: str) -> bool:
    """Whether a line with bars begins a table: a separator is below it, or a line with as many bars, two or more."""
    return "|" in following and (
        bool(SEPARATOR.fullmatch(following)) or line.count("|") == following.count("|") > 1
    )


def lists_people(text: str) -> bool:
    """Whether a line begins with a label of people, behind which are several of them."""
    meaning, _, listed = label_of(text)
    return meaning in PEOPLE and "," in listed and not listed.endswith(".")


def goes_on_to_column(last: str, line: str) -> bool:
    """Whether a line with a column at its right is the end of what was wrapped before it."""
    return line.startswith("  ") and (line.strip()[:1].islower() or not last.endswith((".", ":", "!", "?")))


def is_open_item(last: str, line: str) -> bool:
    """Whether a line at the margin goes on with a long item above it: it begins in small letters."""
    return is_narrow(last, line) or (
        len(last) >= WRAPPED_AT and line[:1].islower() and not last.endswith((".", ":", ";", "!", "?"))
    )


def is_narrow(last: str, line: str) -> bool:
    """Whether a line of a narrow column goes on in the next one, in small letters on both sides."""
    ending = last.split()[-1] if last.split() else ""
    is_open = ending[:1].islower() and last[-1:].isalpha() and label_of(last)[0] not in PEOPLE
    return (
        len(last) >= NARROW_AT and is_open and re.match(r"[a-zà-ÿ]{1,15}(?:\s(?![–—:-])|$)", line) is not None
    )


def answers(raw: Sequence[str], at: int) -> bool:
    """Whether a reply ends here and the mail that it answers begins: "On … wrote:" above quoted lines."""
    if not WROTE.match(raw[at].strip()):
        return False
    following = [line for line in raw[at + 1 : at + 4] if line.strip()]
    return "original" in raw[at].lower() or (bool(following) and following[0].startswith(">"))


def is_counted(raw: Sequence[str], letter: str, at: int) -> bool:
    """Whether a capital letter numbers a list: B follows A, and A comes before B."""
    near = raw[max(at - 6, 0) : at] if letter != "A" else raw[at + 1 : at + 7]
    other = chr(ord(letter) - 1) if letter != "A" else "B"
    return any((found := LETTER.match(line)) and found[2] == other for line in near)


def is_next_person(last: str, line: str) -> bool:
    """Whether a line begins, as the text above it does, with a name and initials in parentheses."""
    return not last.endswith((",", ";", "&")) and bool(_SIGNED.match(last) and _SIGNED.match(line))


_DANGLES = re.compile(r"\s(?:the|an?|that|and|der|die|das|den|dem|des|eine?[nmrs]?|zur|zum|und|dass)$")
"""A word at the end of a line with which no text ends."""


def is_wrapped(last: str, before: str, line: str, width: int) -> bool:
    """Whether a text goes on in a line: its first word would have made the line before longer than any other.

    `last`: the text so far; `before`: the line before as it is; `width`: characters of the longest line.
    """
    if is_narrow(last, line) or (len(last) >= NARROW_AT and _DANGLES.search(last) and " " in line.strip()):
        return True
    if len(last) < WRAPPED_AT:
        return False
    if line.strip()[:1].islower():
        return True
    word = (line.split() or [""])[0]
    is_full = len(before.rstrip()) + 1 + len(word) > width - RAGGED
    return is_full and width <= WIDEST_WRAP and not last.endswith((".", ":", "!", "?", ")"))
