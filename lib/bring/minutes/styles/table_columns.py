"""What the columns of a table hold, as its header names them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lib.bring.minutes.vocabulary import words
from lib.log.format.words import word_form

_COLUMNS = ("what", "owner", "due", "status", "decision", "name", "presence", "kind")


def columns_of(header: Sequence[str]) -> dict[str, int]:
    """The columns that a header row names: what, owner, due, ... -> position."""
    found: dict[str, int] = {}
    for name in _COLUMNS:
        for at, cell in enumerate(header):
            if at not in found.values() and word_form(re.sub(r"[^\w\s?]", "", cell).strip()) in words(
                "columns", name
            ):
                found.setdefault(name, at)
    dated = [
        at
        for at, cell in enumerate(header)
        if word_form(cell) in ("date", "datum", "day", "when due", "timing")
    ]
    if "owner" in found and "due" not in found and dated:
        found["due"] = dated[-1]
    if ({"owner", "due"} <= found.keys() or "kind" in found) and not {"what", "decision"} & found.keys():
        known = [
            at
            for at, cell in enumerate(header)
            if any(word_form(one.strip()) in words("columns", "result") for one in (cell, *cell.split("/")))
        ]
        found |= {"what": known[-1], "result": known[-1]} if known else {}
    if "what" in found and len(found) == 1 and len(header) > 1:
        if word_form(header[found["what"]]) in words(
            "columns", "tasks"
        ):  # those that name somebody are tasks
            found["named"] = found["what"]
        else:
            del found["what"]
    return found
