"""Clauses that say who settled what, by their grammar: a group and a verb of deciding, or a thing that was adopted.

A sentence is cut into clauses, since minutes report and decide in one breath. What may be, was asked, or was settled
elsewhere or before is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from lib.bring.minutes.context import Context, Proposal
from lib.bring.minutes.no_decisions import decides_nothing, is_routine
from lib.bring.minutes.proposals import ActionProposal, DecisionProposal
from lib.bring.minutes.sections import Part
from lib.bring.minutes.sentences import marked, sentences, without_movers
from lib.bring.minutes.settled_patterns import (
    ABOUT,
    ACTIVE,
    BEHIND,
    CLAUSE,
    CONCLUSION,
    ELSEWHERE,
    FOLLOWING,
    FORMALITY,
    IT_WAS,
    LISTS,
    NOTED,
    NOUN,
    OPEN,
    PASSIVE,
    PUT_OFF,
    RUN,
    SHORT,
    SHOUTED,
    TAIL,
    TOPIC,
    VOTE_AT_END,
    WE_DO,
)
from lib.bring.minutes.vocabulary import PEOPLE

_AND_AT_END = re.compile(r"[;,]\s*(?:and|or|und|sowie)?\s*$")
_WITH_COLON = re.compile(
    r"^(?:(?:we|they|all|the \w+) )?(?:decided|agreed|resolved) "
    r"(?P<what>(?:not )?to [a-z]+\b.{6,})(?<!following)(?<!follows):$",
    re.IGNORECASE,
)
"""What was decided in whole, with a link or a remark below it: "Decided to drop it for now:"."""
_FIRST_DID = re.compile(r"\b(?:noted|heard|was told)\b[^.;:?]*\sand\s+(?:then\s+)?(?=\w+(?:\s\w+)?\s*$)")
"""What a group was told before it settled something: "noted the report and agreed to …"."""
_THE_DECISION = re.compile(r"^[^,.;:]{0,40}\bthe decision (?:to|that)\b", re.IGNORECASE)
"""How a decision is spoken of, not made: "the decision to cancel it resulted in …"."""
_LASTING = re.compile(
    r"\b(?:from now on|in (?:the )?future|going forward|from (?:january|february|march|april|may|june|"
    r"july|august|september|"
    r"october|november|december|next \w+)|until further notice|starting (?:in|from|with)|"
    r"(?:on|from|as of|per) (?:the )?\d{1,2}(?:st|nd|rd|th)? (?:january|february|march|april|may|june|"
    r"july|august|september|october|november|"
    r"december)|ab sofort|"
    r"künftig|in zukunft)\b",
    re.IGNORECASE,
)
"""Words with which what "we do" is a rule."""


def attendance(text: Context) -> Iterator[Proposal]:
    """Nothing: these clauses settle something."""
    del text
    return iter(())


def outcomes(text: Context) -> Iterator[Proposal]:
    """What a group settled, and what was adopted, in sentences outside of lists of people and tasks."""
    for at, part in enumerate(text.parts):
        if (
            part.line.text.endswith(":")
            and LISTS.search(part.line.text)
            and part.meaning not in ("reviewed", "decisions")
        ):
            for below in _items_below(text.parts, at):
                yield from text.decision(below, _AND_AT_END.sub("", below.text))
            continue
        if (whole := _WITH_COLON.match(part.line.text)) and part.meaning not in ("reviewed", *PEOPLE):
            yield from text.decision(part, whole["what"])
            continue
        if part.line.kind in ("row", "heading") or part.opens or part.told is None or part.line.speaker:
            continue
        if part.meaning in ("reviewed", "next_day", "actions", "decisions") or part.lists_people:
            continue
        if text.is_summed_up(part):
            continue
        if concluded := CONCLUSION.match(part.line.text):
            found = text.decision(part, concluded["what"])
            if not text.names.leading(concluded["what"]):
                yield from found if WE_DO.match(concluded["what"]) else unlikely(found)
            continue
        noted = NOTED.match(part.line.text) if part.line.kind in ("item", "text") else None
        what = next(filter(None, noted.groups()), "") if noted else ""
        if what and not FORMALITY.search(what) and not is_routine(part.line.text):
            yield from text.decision(part, what)
            continue
        short = SHORT.match(part.line.text) if part.line.kind == "item" else None
        if short and not FORMALITY.search(short["what"]) and len(text.names.mentions(short["what"])) == 0:
            yield from text.decision(part, short["what"])
            continue
        for sentence in sentences(part.told):
            if marked(sentence) or sentence.rstrip().endswith("?"):
                continue
            for what in settled_in(sentence):
                if not text.is_task_of_somebody(what):
                    yield from text.decision(part, what, sentence=sentence)
            for what in perhaps_settled(sentence):
                found = text.decision(part, what, sentence=sentence)
                yield from found if _LASTING.search(what) else unlikely(found)


def _items_below(parts: Sequence[Part], at: int) -> Iterator[Part]:
    """The items right below a line, one level deep; of an item, those that are deeper."""
    above = parts[at].line
    level = above.level + 1 if above.kind == "item" else -1
    for part in parts[at + 1 :]:
        if part.line.kind != "item" or part.line.level < level:
            return
        level = part.line.level if level < 0 else level
        if part.line.level == level and not part.label:
            yield part


def perhaps_settled(sentence: str) -> Iterator[str]:
    """What may be settled in a sentence: a view that all share, or what "we" do from now on, as its result."""
    if OPEN.match(sentence) or is_routine(sentence) or decides_nothing(sentence):
        return
    for clause in (piece.strip() for piece in CLAUSE.split(sentence)):
        shared = ACTIVE.match(clause)
        if not (shared and shared.groupdict().get("link")) and (found := WE_DO.search(clause)):
            yield next(filter(None, found.groupdict().values()))


def unlikely(found: Iterable[Proposal]) -> Iterator[Proposal]:
    """The proposals, none of them kept until somebody says so."""
    for one in found:
        yield replace(one, is_likely=False) if isinstance(one, ActionProposal | DecisionProposal) else one


def decided_in(sentence: str) -> Iterator[str]:
    """What a sentence of a cell settles: by a mark in front of or behind it, or by its grammar."""
    found, behind = marked(sentence), BEHIND.match(sentence)
    if found or behind:
        what = (found[2] if found[0] == "decision" else "") if found else str(behind and behind["what"])
        yield from (what,) if what else ()
    elif not sentence.rstrip().endswith("?"):
        yield from settled_in(sentence)


def settled_in(sentence: str) -> Iterator[str]:
    """What a sentence settles, clause by clause; nothing where it only tells, asks or supposes."""
    if OPEN.match(sentence) or is_routine(sentence) or decides_nothing(sentence):
        return
    sentence = without_movers(sentence)
    said = sentence if FOLLOWING.match(sentence) else TOPIC.sub("", sentence)
    for at, clause in enumerate(piece.strip() for piece in CLAUSE.split(said)):
        if what := _settled(clause, is_first=at == 0):
            yield what


def _settled(clause: str, *, is_first: bool) -> str:
    """What a clause settles, or ""; behind another clause, "the decision to …" is only what that one is about."""
    if listed := FOLLOWING.match(clause):
        return "" if FORMALITY.search(clause[: listed.start("what")].partition(" ")[2]) else listed["what"]
    noun = NOUN.match(clause) if is_first and not _THE_DECISION.search(clause) else None
    if it_was := IT_WAS.match(clause) or noun:
        return it_was["what"]
    found = SHOUTED.match(clause) or ACTIVE.match(clause)
    if found and not OPEN.search(_FIRST_DID.sub("", clause[found.start("who") : found.start("what")])):
        link = found.groupdict().get("link")
        if ABOUT.match(found["what"]):
            return ""
        if RUN.search(found["what"]):
            return ""
        if link:
            return f"not {found['what']}" if link.lower() == "not to" else VOTE_AT_END.sub("", found["what"])
        if PUT_OFF.search(f"{found['verb']} {found['what']}"):
            return ""
        return VOTE_AT_END.sub("", f"{found['verb'].lower()} {found['what']}")
    found = PASSIVE.match(clause)
    if not found or FORMALITY.search(found["np"]) or OPEN.search(found["what"]):
        return ""
    if not TAIL.match(found["rest"]) or ELSEWHERE.search(found["rest"]):
        return ""
    return VOTE_AT_END.sub("", found["what"] + found["rest"])
