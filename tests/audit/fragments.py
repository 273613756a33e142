"""The words of audited functions as they stand in the source, and where a page has them outside any audited sentence.

A new wording in an audited function brings words that no pattern matches; wherever a page shows them, `unheard` finds
them.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from functools import cache

from lib.metrics.dictionary import DICTIONARY
from tests.audit import ledger

NO_CLAIM = re.compile(
    "|".join(
        (
            r"^\*\*(?:Needs help|Watch|Not judged|On track)\*\*: .*$",  # the rules of the states
            r"^(?:Figures outside the usual range|How old open actions are|Where it arrived, by function and region)$",
            r"Left out: [^\n]*$",  # the reasons of the dictionary, with counts that each figure's own test recounts
            r"A line connects two rows where one names the other[^.]*\.",
            r"A short reply is enough\.",
            r"^Are they done, are the dates still realistic, or is something in the way\?",
            r"No percentage or color where fewer than 5 are eligible\.",
            r"^Ever adopted, out of the eligible[^.]*\.",
            r"Rows: learned from\. Columns: adopted in\.",
            r"Each row shows, from left to right, how many of its cases remain at each link\.",
            r"This shows how work is spread; nobody is named\.",
            r"^Separately, of all open ones: no news \d+$",  # a bar; the line below it says what is left out
            r"^[A-Z][\w ]+ by month on a scale from 0 to .*$",
            r"The band is the 95 % interval\.",
            r"Assumes that every coming week goes like one of the last 12 weeks[^.]*\.",
            r"Unreported effects are shown separately[^.]*\.",
            r"teams? use at least one of \d+ practices; the most widely used[^.]*\.",  # SPREAD of test_sentences
            r"Days within which half of the actions are done, by group\.",
            r"Trying for more than 90 days without reaching a next stage\. Ask, then record what happened\.",
        )
    ),
    re.MULTILINE,
)
"""Texts with such words that explain how to read a page, and so claim nothing of its log."""
LEAST = 3
"""Fewer words than this could be anything."""
Span = tuple[int, int]


@cache
def fragments(function: str) -> tuple[str, ...]:
    """The constant parts of the texts of a function (path:name) that have LEAST words or more, longest first."""
    path, _, name = function.partition(":")
    tree = ast.parse((ledger.ROOT / path).read_text(encoding="utf-8"))
    found: set[str] = set()
    for each in ledger.functions(tree):
        if each.name == name:
            found |= {
                part.value.strip(" .,;:()\n") for text in ast.walk(each) if isinstance(text, ast.JoinedStr)
                for part in text.values if isinstance(part, ast.Constant)
            }  # fmt: skip
    return tuple(
        sorted(
            (each for each in found if len(re.findall(r"\b[^\W\d_]{2,}\b", each)) >= LEAST),
            key=len,
            reverse=True,
        )
    )


@cache
def _pattern(functions: tuple[str, ...]) -> re.Pattern[str]:
    words = {part for function in functions for part in fragments(function)}
    parts = (re.escape(part) for part in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)


@cache
def _definitions() -> re.Pattern[str]:
    """What figures mean, as the glossary has it."""
    return re.compile("|".join(re.escape(each.definition) for each in DICTIONARY.values()))


def explained(text: str) -> list[Span]:
    """Where a page explains: texts of NO_CLAIM and definitions."""
    return [match.span() for each in (NO_CLAIM, _definitions()) for match in each.finditer(text)]


def unheard(text: str, matched: Iterable[Span], functions: Iterable[str]) -> list[str]:
    """Lines of a page with words of these functions that no audited sentence covers, not even in part."""
    spans = sorted([*matched, *explained(text)])
    found = []
    for match in _pattern(tuple(sorted(functions))).finditer(text):
        start, end = match.span()
        if not any(first < end and start < last for first, last in spans):
            line = text[text.rfind("\n", 0, start) + 1 : text.find("\n", end) % (len(text) + 1)]
            found.append(f"{match.group()!r} in {line!r}")
    return found
