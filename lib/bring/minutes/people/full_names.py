"""People beside one another with nothing between them, as columns of a page do in running text."""

from __future__ import annotations

import re

from lib.bring.minutes.people.names import Names

_TOKEN = re.compile(r"[^\W\d_][\w.'’-]*")
_REMARK = re.compile(r"[(\[][^()\[\]]*[)\]]?")
_LONGEST, _LEAST = 4, 2
"""Words of a full name."""


def beside_each_other(line: str, names: Names) -> list[str]:
    """The full names of known people that a line consists of: "Chair Ada Brandt Bo Olsen Cy and Di Roe".

    Empty where more words are left than people found, or something is between them that names are not kept apart by.
    """
    bare = _REMARK.sub(" ", line)
    tokens = _TOKEN.findall(bare)
    found: list[str] = []
    left = at = 0
    while at < len(tokens):
        size = next(
            (
                size
                for size in range(_LONGEST, _LEAST - 1, -1)
                if _is_full(tokens[at : at + size], size, names)
            ),
            0,
        )
        if size:
            found.append(" ".join(tokens[at : at + size]))
        elif tokens[at + 1 : at + 2] == ["and"] and _is_full(
            [tokens[at], *tokens[at + 3 : at + 4]], _LEAST, names
        ):
            found.append(f"{tokens[at]} {tokens[at + 3]}")
            size = _LEAST
        elif tokens[at] != "and":
            left += 1
        at += size or 1
    return found if len(found) > 1 and left < len(found) else []


def _is_full(tokens: list[str], size: int, names: Names) -> bool:
    return len(tokens) == size and names.find(" ".join(tokens)) is not None
