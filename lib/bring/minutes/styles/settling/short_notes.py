"""Decisions in the short words of notes: "Agreed week day walk off", "All in favor of June", "Consent given to …".

Here the group is left out that settles something, or the word of settling is a noun.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lib.bring.minutes.context import Context, Proposal
from lib.bring.minutes.no_decisions import decides_nothing, is_routine
from lib.bring.minutes.sentences import marked, sentences
from lib.bring.minutes.settled_patterns import FORMALITY, RUN, TOPIC, VOTE_AT_END
from lib.bring.minutes.styles.settling.note_patterns import (
    ANNOUNCED,
    BEFORE,
    COUNTED,
    DID,
    OPEN,
    PATTERNS,
    POINT,
    QUESTION,
    VOTED,
    YES,
)

_IS_DONE_TO = re.compile(r"\S.{2,50}? (?:was|were|is|has been) ")
"""How a sentence begins that says what is done with a person or thing, not what they do."""
_ONLY_A_VOTE = re.compile(
    r"(?:the |final )?(?:votes?|voting|results?|motion|ballot|tally|count|poll|(?:was )?put to (?:the|a) vote|"
    r"show of hands)\W*",
    re.IGNORECASE,
)
"""What stands before the counts of a vote where it does not say what it was about."""
_MOTION = re.compile(r"\b(?:motions?|question|amendment)(?: (?:was|is))?\W*$", re.IGNORECASE)
"""How a text ends that only says that something was moved."""


def attendance(text: Context) -> Iterator[Proposal]:
    """Nothing: these notes settle something."""
    del text
    return iter(())


def outcomes(text: Context) -> Iterator[Proposal]:
    """What such notes settle, outside of lists of people, tasks and earlier points."""
    for part in text.parts:
        if part.line.kind in ("row", "heading") or part.opens or part.told is None or part.line.speaker:
            continue
        if part.meaning in ("reviewed", "next_day", "actions", "decisions") or part.lists_people:
            continue
        if text.is_summed_up(part):
            continue
        said = sentences(part.told)
        for at, sentence in enumerate(said):
            following = said[at + 1] if at + 1 < len(said) else ""
            if ANNOUNCED.match(sentence) and following:
                yield from text.decision(part, following, sentence=following)
            elif (asked := QUESTION.match(sentence)) and YES.match(following):
                yield from text.decision(part, asked["what"], sentence=f"{sentence} {following}")
            elif (what := noted_in(sentence)) and (
                _IS_DONE_TO.match(sentence) or not text.names.leading(sentence)
            ):
                yield from text.decision(part, what, sentence=sentence)


def noted_in(sentence: str) -> str:
    """What a short note settles, or ""."""
    sentence = POINT.sub("", sentence).rstrip(";, ")
    if marked(sentence) or is_routine(sentence):
        return ""
    if (voted := VOTED.match(sentence) or COUNTED.match(sentence)) and int(voted["yes"]) > int(voted["no"]):
        what = voted["what"] if " " in voted["what"].strip() else sentence
        return (
            "" if FORMALITY.search(voted["what"]) or _ONLY_A_VOTE.fullmatch(voted["what"].strip()) else what
        )
    if decides_nothing(sentence):
        return ""
    if (did := DID.match(sentence)) and not FORMALITY.search(did["what"]) and not _stands_open(did["what"]):
        return VOTE_AT_END.sub("", sentence)
    said = dict.fromkeys((sentence, TOPIC.sub("", sentence)))
    found = next(filter(None, (pattern.match(one) for one in said for pattern in PATTERNS)), None)
    if (
        found is None
        or _MOTION.search(found["what"])
        or RUN.search(found["what"])
        or _stands_open(found["what"])
    ):
        return ""
    return VOTE_AT_END.sub("", found["what"]) if " " in found["what"].strip() else sentence


def _stands_open(what: str) -> bool:
    """Whether what was noted is only asked or supposed, or was settled before or elsewhere."""
    return OPEN.search(what) is not None or BEFORE.search(what) is not None
