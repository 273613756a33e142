"""Check boxes: "- [ ] Bo: send the draft (by 12 March)", "☐ Cy – book the room"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lib.bring.minutes.context import Context, Proposal
from lib.bring.minutes.sentences import marked
from lib.bring.minutes.vocabulary import PEOPLE

_SOMEBODY = re.compile(
    r"(?:someone|somebody|anyone|who|we|jemand)\b.{0,12}?\s(?:to|should|needs to|must|can|soll|muss)\s", re.I
)
"""A task that nobody has taken yet: "someone should collect ideas"."""


def attendance(text: Context) -> Iterator[Proposal]:
    """Nothing: lists of people with check boxes are read where lists of people are."""
    del text
    return iter(())


def outcomes(text: Context) -> Iterator[Proposal]:
    """Lines with a check box; a checked one is done. Outside of a list of tasks it needs an owner."""
    boxes = [part for part in text.parts if part.line.ticked is not None]
    is_owned = sum(text.names.leading(part.line.text) is not None for part in boxes) > 1
    for part in text.parts:
        if (
            part.line.ticked is None
            or part.meaning in PEOPLE
            or part.meaning in ("reviewed", "decisions", "insights")
        ):
            continue
        if part.label and part.label != "actions":
            continue
        if text.names.people(part.line.text) is not None:
            continue
        found = marked(part.line.text)
        if found and found[0] == "decision":
            continue
        is_list = part.meaning == "actions" or (is_owned and bool(_SOMEBODY.match(part.line.text)))
        said = found[2] if found and not found[1] else part.line.text
        yield from text.action(part, said, owners=text.owners_above(part), needs_owner=not is_list)
