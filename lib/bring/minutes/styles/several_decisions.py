"""One sentence that counts several decisions: "we decided two things: we start earlier, and each case has one page"."""

from __future__ import annotations

import re

_COUNTED_THINGS = re.compile(
    r"^(?:on )?(?:two|three|four|five|several|some|a few|\d) (?:things|points|rules|changes)\s*[:–—-]\s*",
    re.I,
)
_NEXT_THING = re.compile(r";\s+(?:and\s+)?|,\s+and\s+(?:that\s+)?")


def several(what: str) -> list[str]:
    """The decisions in "two things: we start earlier, and each case has one page"; else the text alone."""
    counted = _COUNTED_THINGS.match(what)
    return [piece for piece in _NEXT_THING.split(what[counted.end() :]) if piece] if counted else [what]
