"""The words of audited functions as they stand in the source, and where a page has them outside any audited sentence.

A new wording in an audited function brings words that no pattern matches; wherever a page shows them, `unheard` finds
them.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from functools import cache

from tests.audit import ledger

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


def unheard(text: str, matched: Iterable[Span], functions: Iterable[str]) -> list[str]:
    """Lines of a page with words of these functions that no audited sentence covers, not even in part."""
    spans = sorted(matched)
    found = []
    for match in _pattern(tuple(sorted(functions))).finditer(text):
        start, end = match.span()
        if not any(first < end and start < last for first, last in spans):
            line = text[text.rfind("\n", 0, start) + 1 : text.find("\n", end) % (len(text) + 1)]
            found.append(f"{match.group()!r} in {line!r}")
    return found
