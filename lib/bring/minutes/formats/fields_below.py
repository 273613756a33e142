"""Who and when of a task in lines of their own below it: "Assigned to Ada", or items such as "Owner: Ada"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import takewhile

from lib.bring.minutes.document import Line
from lib.bring.minutes.vocabulary import meaning_of

_FIELD = re.compile(
    r"(?:assigned to|assignee|owned by|owner|responsible|due(?: date| by| on)?|deadline)\s+(?!(?:is|are|was|"
    r"to)\b)[^:.]{2,60}",
    re.IGNORECASE,
)
_NO_FIELD = re.compile(
    r"(?:no (?:due date|deadline|assignee|owner)(?: set)?|not assigned|unassigned)", re.IGNORECASE
)
_LONGEST = 8
_NAMED = re.compile(
    r"(?:assigned to|assignees?|owners?|owned by|responsible(?: person| party)?|action by|by whom|"
    r"due(?: date| by| on)?|"
    r"deadline|by when|verantwortlich|zuständig|fällig(?: am)?|frist|bis wann)\s*:\s*\S.{0,60}",
    re.IGNORECASE,
)
_COUNT = re.compile(r"^#?\d{1,3}\s*[:.)–—-]\s+")
_STATE = re.compile(r"(?:status|done|completed|priority|state)\s*:\s*\S.{0,30}", re.IGNORECASE)
"""A field beside those that says how far a task is."""


def with_fields(lines: Iterable[Line]) -> list[Line]:
    """The lines, where each that only says who or when goes on, behind a dot, with the task above it."""
    return _with_items([*_with_texts(lines)])


def _with_items(lines: list[Line]) -> list[Line]:
    """The lines, where items one level deeper that are fields go on with the item or the title of a task above them."""
    found: list[Line] = []
    in_tasks = 0
    at = 0
    while at < len(lines):
        line = lines[at]
        below = _fields_of(lines, at) if line.kind in ("item", "heading") else []
        if line.kind == "heading" and (not in_tasks or line.level <= in_tasks):
            in_tasks = line.level if meaning_of(line.text) == "actions" else 0
            below = []
        if below:
            fields = [one.text for one in below if not _STATE.fullmatch(one.text)]
            is_title = line.kind == "heading"
            text = "; ".join((_COUNT.sub("", line.text) if is_title else line.text, *fields))
            line = replace(line, text=text, kind="item", level=0 if is_title else line.level)
        found.append(line)
        at += 1 + len(below)
    return found


def _fields_of(lines: Sequence[Line], at: int) -> list[Line]:
    """The items right below a line, all of them deeper, if they are fields and one says who or when."""
    above = lines[at]
    level = above.level if above.kind == "item" else -1
    below = list(takewhile(lambda one: one.kind == "item" and one.level > level, lines[at + 1 :]))
    are_fields = all(_NAMED.fullmatch(one.text) or _STATE.fullmatch(one.text) for one in below)
    return below if are_fields and any(_NAMED.fullmatch(one.text) for one in below) else []


def _with_texts(lines: Iterable[Line]) -> list[Line]:
    """The lines, where each without a colon that only says who or when goes on with the one above it."""
    found: list[Line] = []
    for line in lines:
        above = found[-1] if found else None
        says_nobody = bool(_NO_FIELD.fullmatch(line.text))
        is_field = says_nobody or (bool(_FIELD.fullmatch(line.text)) and len(line.text.split()) <= _LONGEST)
        is_below = (
            above is not None
            and line.kind in ("text", "item")
            and above.kind in ("text", "item")
            and not line.starts_block
            and line.ticked is None
            and not above.text.endswith(":")
        )
        if is_field and is_below and above is not None:
            if not says_nobody:
                found[-1] = replace(above, text=f"{above.text} · {line.text}")
        else:
            found.append(line)
    return found
