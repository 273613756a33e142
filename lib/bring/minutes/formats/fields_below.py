"""Who and when of a task in lines of their own below it, without a colon: "Assigned to Ada", "Due 12 March"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from lib.bring.minutes.document import Line

_FIELD = re.compile(
    r"(?:assigned to|assignee|owned by|owner|responsible|due(?: date| by| on)?|deadline)\s+(?!(?:is|are|was|"
    r"to)\b)[^:.]{2,60}",
    re.IGNORECASE,
)
_NO_FIELD = re.compile(
    r"(?:no (?:due date|deadline|assignee|owner)(?: set)?|not assigned|unassigned)", re.IGNORECASE
)
_LONGEST = 8


def with_fields(lines: Iterable[Line]) -> list[Line]:
    """The lines, where each that only says who or when goes on, behind a dot, with the task above it."""
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
