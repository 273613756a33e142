"""Check boxes: "- [ ] Bo: send the draft (by 12 March)", "☐ Cy – book the room"."""

from __future__ import annotations

from collections.abc import Iterator

from lib.bring.minutes.context import Context, Proposal
from lib.bring.minutes.sentences import marked
from lib.bring.minutes.vocabulary import PEOPLE


def attendance(text: Context) -> Iterator[Proposal]:
    """Nothing: lists of people with check boxes are read where lists of people are."""
    del text
    return iter(())


def outcomes(text: Context) -> Iterator[Proposal]:
    """Lines with a check box; a checked one is done. Outside of a list of tasks it needs an owner."""
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
        is_list = part.meaning == "actions"
        said = found[2] if found and not found[1] else part.line.text
        yield from text.action(part, said, owners=text.owners_above(part), needs_owner=not is_list)
