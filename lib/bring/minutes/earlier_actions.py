"""A list of open actions before the one of this session: what is looked at again, and proposes nothing new."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from lib.bring.minutes.sections import Part
from lib.bring.minutes.sentences import marked, sentences

_OPEN = re.compile(
    r"^\W*(?:\d{1,2}[.)]?\s+)?(?:open|existing|current|running|pending)\s+(?:actions?|action items?|tasks?|"
    r"items|points|to-?dos?)\b"
    r"[^:]{0,20}:?\s*$",
    re.IGNORECASE,
)


def looked_at_again(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts, where a list headed "Open actions" is one of earlier actions if other actions come after it."""
    opened = [at for at, part in enumerate(parts) if part.opens and _OPEN.match(part.line.text)]
    if not opened:
        return tuple(parts)
    first = opened[0]
    title = parts[first].line.text.rstrip(" :")
    end = next(
        (at for at in range(first + 1, len(parts)) if title not in parts[at].parents and at > first),
        len(parts),
    )
    if not any(_is_new(part) for part in parts[end:]):
        return tuple(parts)
    return tuple(
        replace(part, meaning="reviewed") if first <= at < end else part for at, part in enumerate(parts)
    )


def _is_new(part: Part) -> bool:
    if part.meaning == "actions":
        return True
    return any(
        (found := marked(said)) is not None and found[0] == "action" for said in sentences(part.line.text)
    )
