"""Labeled lines: "Present: Ada, Bo", "Apologies – Cy", "Facilitator: Ada"."""

from __future__ import annotations

from collections.abc import Iterator

from lib.bring.minutes.attending import attending, roles
from lib.bring.minutes.context import Context, Proposal
from lib.bring.minutes.sections import Part, label_of
from lib.bring.minutes.sentences import marked, sentences
from lib.bring.minutes.vocabulary import PEOPLE


def attendance(text: Context) -> Iterator[Proposal]:
    """People after a label that says whether they came, and who led or took notes."""
    for part in text.parts:
        if part.line.kind == "row" or not part.text or part.opens:
            continue
        first, *others = sentences(part.text)
        if part.label in PEOPLE:
            yield from attending(text, part, first, part.label, sentence=first if others else "")
        for sentence in others if part.label in PEOPLE else (first, *others):
            meaning, _, listed = label_of(sentence)
            if meaning in PEOPLE and listed:
                yield from attending(text, part, listed, meaning, sentence=sentence)
        if part.label in ("facilitator", "note_taker") and part.meaning not in ("actions", "decisions"):
            yield from roles(text, part, part.label)


def outcomes(text: Context) -> Iterator[Proposal]:
    """Labels of several tasks or decisions in one line: "Actions: Bo – send the draft; Cy – book the room"."""
    for part in text.parts:
        if part.label not in ("actions", "decisions") or not part.text or part.line.kind == "row":
            continue
        if part.meaning == "reviewed" or part.opens:
            continue
        pieces = [piece.strip() for piece in part.text.split(";")]
        if len(pieces) == 1 and marked(part.line.text):
            continue
        for piece in pieces:
            if part.label == "actions":
                yield from _actions(text, part, piece, is_all=len(pieces) == 1)
            else:
                yield from text.decision(part, piece, sentence=piece if len(pieces) > 1 else "")


def _actions(text: Context, part: Part, piece: str, *, is_all: bool) -> Iterator[Proposal]:
    """The task of one piece of a line; one for each of its sentences, if each of them names somebody."""
    owners = text.owners_above(part)
    said = sentences(piece)
    each = [action for one in said for action in text.action(part, one, sentence=one, needs_owner=True)]
    if len(said) > 1 and len(each) == len(said):
        yield from each
    else:
        yield from text.action(part, piece, owners=owners, sentence="" if is_all else piece)
