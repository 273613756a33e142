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
    if not {"what", "decision"} & found.keys() and (tasks := _of_tasks(header)):
        found["what"] = tasks[-1]
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
        if found["what"] in _of_tasks(header):  # those that name somebody are tasks
            found["named"] = found["what"]
        else:
            del found["what"]
    return found


def _of_tasks(header: Sequence[str]) -> list[int]:
    """Where a header, or what is before or behind a slash or colon in it, names tasks: "Actions: Responsible"."""
    return [
        at
        for at, cell in enumerate(header)
        if any(word_form(one.strip()) in words("columns", "tasks") for one in re.split(r"[/:]", cell))
    ]
