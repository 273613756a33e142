"""Prose with marks: "Action: Bo to send the draft by Friday. Decision: we keep the pilot."."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lib.bring.minutes.context import Context, Proposal
from lib.bring.minutes.sections import Part
from lib.bring.minutes.sentences import marked, sentences, with_asides
from lib.bring.minutes.styles.settled import settled_in
from lib.bring.minutes.task_nothing import is_settled

_AT_END = re.compile(
    r"^(?P<what>[^()\[\]]{8,}?)\s*[(\[](?:AI|AP|A/I|[Aa]ction(?: item)?|ACTION|TODO|"
    r"[Tt]o-?do)(?:\s*[:–—-]\s*|\s+(?=@))(?P<who>[^()\[\]]{2,60})[)\]]\.?$"
)
"""A mark behind the sentence that it is about: "Ada can lend the sheet (AI: Ada, by Friday)"."""


_WILL = re.compile(r"(?:will|to)\s(?!be\b|not\b)[a-z]")
_SETTLED = re.compile(
    r"^(?:it was )?(?:unanimously )?(?:resolved|agreed|decided) (?:unanimously )?(?:to|that) ", re.IGNORECASE
)
_COLUMN_TOPIC = re.compile(r"^[^–—:.]{3,40}?\s+[–—-]\s+(?=[a-z])")
_VOLUNTEERED = re.compile(
    r"^(?P<what>[^()]{8,}?)[.!]?\s*\((?P<who>[^()]{2,40}?) (?:will|to|can|is going to) "
    r"(?:do(?: (?:it|this|that|so))?|take (?:it|this|that|care of (?:it|this|that))|handle (?:it|this|that)|follow up)"
    r"(?: by (?P<when>[^()]{3,25}))?\)[.!]?$"
)
"""Who takes on what a sentence says: "Write to the list about the logo (Uma will do)"."""


def attendance(text: Context) -> Iterator[Proposal]:
    """Nothing: marks are for tasks and decisions."""
    del text
    return iter(())


def outcomes(text: Context) -> Iterator[Proposal]:
    """Marked sentences anywhere, except in the review of earlier tasks."""
    for at, part in enumerate(text.parts):
        if part.line.kind in ("row", "heading") or part.meaning == "reviewed":
            continue
        for sentence in with_asides(sentences(part.line.text)):
            if found := _AT_END.match(sentence) or _VOLUNTEERED.match(sentence):
                people = text.names.people(found["who"].split(",")[0]) or []
                if people and all(text.names.find(person) for person in people):
                    when = found.groupdict().get("when")
                    said = f"{found['what']} ({found['who']})" + (f" (by {when})" if when else "")
                    yield from text.action(part, said, sentence=sentence, owners=tuple(people))
        yield from _in_column(text, part)
        before = text.parts[at - 1] if at > 2 else None
        yield from _of_sentence_before(text, part, before)
        for sentence in _marked_sentences(part.line.text):
            yield from outcome(text, part, sentence)
        yield from _behind_mark(text, part)


def _in_column(text: Context, part: Part) -> Iterator[Proposal]:
    """The task of a line with its owners' initials in a column of their own at the right."""
    if not part.line.column or part.meaning in ("present", "excused", "absent", "guests"):
        return
    people = text.names.people(part.line.column) or []
    if people and all(text.names.find(person) for person in people):
        said = sentences(part.line.text[: -len(part.line.column)].strip())[-1:]
        for sentence in said:
            settled = list(settled_in(sentence))
            for what in settled:
                yield from text.decision(part, what, sentence=sentence)
            if settled and not _SETTLED.match(sentence):
                continue
            what = _SETTLED.sub("", _COLUMN_TOPIC.sub("", sentence))
            yield from text.action(part, what, sentence=sentence, owners=tuple(people))


def _of_sentence_before(text: Context, part: Part, before: Part | None) -> Iterator[Proposal]:
    """Tasks whose mark names people and nothing else, right behind what they are to do: "… ACTION: AB"."""
    said = sentences(part.line.text)
    found = marked(said[-1]) if said else None
    if not found or found[0] != "action" or found[1]:
        return
    people = text.names.people(found[2].rstrip("."))
    if not people or not all(text.names.find(person) for person in people):
        return
    if len(said) > 1:
        if marked(said[-2]):
            return
        what = _SETTLED.sub("", said[-2])
        yield from text.action(part, what, sentence=f"{said[-2]} {said[-1]}", owners=tuple(people))
    elif (
        before is not None
        and before.line.kind in ("text", "item")
        and not before.label
        and before.meaning not in ("reviewed", "present")
    ):
        earlier = sentences(before.line.text)[-1]
        if not marked(earlier) and len(earlier.split()) > 2:
            yield from text.action(before, earlier, sentence=earlier, owners=tuple(people))


def _behind_mark(text: Context, part: Part) -> Iterator[Proposal]:
    """What further known people will do, in sentences behind a marked task: "Action: Ada to call. Bo will write"."""
    first, *others = sentences(part.line.text) or [""]
    found = marked(first)
    for sentence in others if found and found[0] == "action" else ():
        known = text.names.leading(sentence)
        if known and _WILL.match(known[1]) and not marked(sentence):
            yield from text.action(part, sentence, sentence=sentence, needs_owner=True)


def _marked_sentences(line: str) -> Iterator[str]:
    """Sentences that begin with a mark; one without goes on with what the mark before it said only in one line."""
    for sentence in sentences(line):
        pieces = re.split(r";\s+(?:and\s+)?", sentence)
        if len(pieces) > 1 and all(marked(piece) for piece in pieces):
            yield from pieces
        elif marked(sentence):
            yield sentence


def outcome(
    text: Context, part: Part, said: str, *, nicks: bool = False, sentence: str = ""
) -> Iterator[Proposal]:
    """Yield the task or decision in what was said. `sentence`: how that is written in the line, if otherwise."""
    sentence = sentence or said
    found = marked(said)
    if found is None:
        return
    kind, who, what = found
    owners: tuple[str, ...] = ()
    if who:
        people = text.names.people(who, nicks=True)
        if people is None:
            return
        owners = tuple(people)
    if kind == "action" and not is_settled(what):
        yield from text.action(part, what, sentence=sentence, owners=owners, nicks=nicks)
    else:
        yield from text.decision(part, what, sentence=sentence)
