"""Formal minutes: motions and their outcome, "It was resolved that …", apologies that "were received from" somebody."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lib.bring.minutes.attending import attending
from lib.bring.minutes.context import Context, Proposal
from lib.bring.minutes.motion_outcome import lines_below, sentence_below
from lib.bring.minutes.no_decisions import is_routine
from lib.bring.minutes.people.presence_words import OPENED_BY
from lib.bring.minutes.sections import Part
from lib.bring.minutes.sentences import sentences
from lib.bring.minutes.styles.settled import unlikely
from lib.bring.minutes.styles.settling.motion_text import (
    CARRIED,
    HAS_SECOND,
    LOST,
    MOTION,
    MOVED_BY,
    WITHOUT_OBJECT,
    is_seconded,
    moved,
)
from lib.bring.minutes.styles.several_in_one import several

_TITLE = re.compile(
    r"^(?:\d{1,3}/\d{2}\s+)?[A-Z][\w ,'’/&-]{2,60}?(?::|\s[–—-])\s+(?=(?:The|It|On|A|After|Members|Councill?ors|"
    r"Committee|Board|Trustees|Directors|Motion|All)\b|[A-Z][\w'’]* (?:proposed|moved)\b)"
)
"""What a sentence is about, in front of it: "Payments – Members resolved to …"."""
_IT_WAS_AGREED = re.compile(r"it was (?:\w+ly )?(?:agreed|resolved|decided)\b", re.IGNORECASE)
"""How a sentence begins that says what was decided, though it is in a list of tasks."""
_NUMBER = re.compile(r"^\d{1,2}(?:\.\d{1,2})+\.?\s+(?=[A-Z])")
_PASSIVE = re.compile(
    r"^it was (?:proposed|moved) by [^.;]{3,80}?\b(?:agreed|resolved|carried)(?: unanimously)?,? (?:that|"
    r"to) (?P<what3>.+)$|"
    r"\b(?:it was|was it)\s+(?:put to (?:the|a) vote and\s+|\w+ed\s+and\s+|unanimously\s+|then\s+|further\s+|"
    r"also\s+)?(?:agreed|resolved|"
    r"decided|determined|settled)\s+(?:unanimously\s+)?(?:by (?:all|the|a) [^.;]{3,60}?\s(?=(?:that|to)\s))?(?:that|"
    r"to)?\s*(?P<what>.+)$|"
    r"^(?:now,?\s+)?(?:therefore,?\s+)?(?:be it\s+)?(?:further\s+)?resolved,?\s+(?:that\s+|to\s+)(?P<what2>.+)$",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"^(?:(?:after|following)[^,]{3,60},\s+)?(?:[Aa]ll\s+)?(?:the\s+)?(?:board|committee|circle|group|council|participants|"
    r"attendees|partners|majority|"
    r"members(?: present)?|councill?ors|trustees|team|panel|chair and members|working group|directors|"
    r"meeting)\s+(?:(?:compared|discussed|reviewed)[^.;:]{3,60}\s+and\s+)?(?:has\s+|have\s+)?"
    r"(?:unanimously\s+|then\s+|also\s+|formally\s+)?(?P<verb>approved|adopted|agreed|"
    r"resolved|decided|endorsed|ratified|accepted|authori[sz]ed|awarded|granted|waived|reappointed|reelected|chose|picked|selected|voted|elected|appointed|opted|concluded)\s+"
    r"(?:\d{1,3}\s*[-–:]\s*\d{1,3}\s+)?(?:unanimously\s+)?(?P<link>that\s+|to\s+|on\s+|for\s+|"
    r"in favou?r of\s+)?(?P<what>.+)$",
    re.IGNORECASE,
)
_INITIAL = re.compile(r"\b([A-Z])\.\s?(?=[A-Z])")
_BOTH = re.compile(
    r"^(?:(?:after|following) [^,]{3,40}?,?\s)?it was proposed by [^,;]{2,60}? and (?:duly )?seconded by "
    r"(?-i:(?:[A-Z][\w'’.]*\s?){1,4}?)\s+(?:that\s+|to\s+)?(?P<what>(?:the|an?|all|this|both|no|\w+ing)\s.{6,})$",
    re.IGNORECASE,
)
"""What two people moved and seconded, which old minutes write of what was carried."""
_DONE = re.compile(
    r"(?:the|it|all|our|its)\s[^,;:]{3,80}?\s(?:was|were|be|has been)\s\w+(?:ed|en|t)\b.{4,}$", re.IGNORECASE
)
"""What was done on a motion: "the fee was raised to 30 euros"."""
_ON_MOTION = re.compile(
    r"^(?:(?:on|upon)\s+(?:a\s+)?motion\b.*?|by (?:unanimous |majority )?vote),\s+(?=(?:the|it|we|members)\b)",
    re.IGNORECASE,
)
_TOP = 12
_LISTED = r"(?P<who>(?:[^.;]|(?<=\b[A-Z])\.|(?<=\b(?:Mr|Ms|Dr|St))\.|(?<=\b(?:Mrs|Rev|Hon))\.|(?<=\b(?:Cllr|Prof))\.)+)"
"""People in a sentence; the point behind an initial does not end it."""
_ALL_LISTED = _LISTED.replace("[^.;]", "[^.]")
"""The same where the groups of a list are kept apart by semicolons."""
_APOLOGIES = re.compile(
    r"\b(?:apologies|regrets)(?:\s+for\s+absence)?\s+(?:(?:were|was|had been|"
    r"have been)?\s*(?:also\s+)?(?:received|sent|noted|given|accepted)(?:\s+and\s+\w+ed)?\s+)?"
    r"(?:from|by|for)\s+(?!absence\b|"
    r"non-?attendance\b)" + _LISTED,
    re.I,
)
_ATTENDED = re.compile(
    r"(?:\b(?:members |also |those |people |people who were )?(?:present|in attendance|"
    r"attending)(?:\s+(?:at|for|in|during) (?:the|this|our) (?:meeting|session|call))?|"
    r"^(?:the )?(?:participants|attendees))\s+(?:were|was|are|included?|consisted of)\s*:?\s+" + _ALL_LISTED,
    re.I,
)
_ABSENT = re.compile(
    r"\b(?:absent|not present)\s+(?:were|was|with(?:out)? (?:notice|apologies)(?: were| was)?)\s*:?\s+"
    + _ALL_LISTED,
    re.IGNORECASE,
)
_OFFICER = re.compile(
    r"^(?P<who>[A-ZÀ-Þ][\w.'’-]*(?: [A-ZÀ-Þ][\w.'’-]*){1,2})(?:\s[–—-]\s|,\s|\s\()(?:Parish |Town |Minute |Recording |"
    r"Deputy )?(?:Clerk|Secretary|Chair\w*|Treasurer)\)?(?=\s+and\b|,|;|\.|$)"
)
"""An officer beside the list of members: "Ada Brandt – Clerk and 3 members of the public"."""
_CHAIRED = re.compile(
    r"^(?P<who>[A-Z][^,.;]{2,40}?)\s+(?:was in the chair|chaired|presided|facilitated|hosted|moderated|"
    r"called the (?:meeting|session) to order|"
    r"(?:opens|opened) (?:the )?(?:meeting|session)|(?:closes|closed) the (?:meeting|session)|"
    r"took (?:the )?(?:notes|minutes)|kept (?:the )?(?:notes|minutes))\b"
)


def attendance(text: Context) -> Iterator[Proposal]:
    """ "Apologies were received from …", "Present were …", "Absent was …" in sentences."""
    for at, part in enumerate(text.parts):
        if part.line.kind == "row":
            continue
        is_labeled = part.label in ("present", "excused", "absent")
        clauses = [
            clause
            for sentence in sentences(part.line.text)
            for clause in re.split(r";\s+(?=[A-Z])", sentence)
        ]
        for sentence in clauses[is_labeled:]:
            for pattern, meaning in ((_APOLOGIES, "excused"), (_ATTENDED, "present"), (_ABSENT, "absent")):
                if found := pattern.search(sentence):
                    yield from attending(text, part, found["who"], meaning, sentence=sentence)
                    break
            else:
                officer = _OFFICER.match(sentence) if at < _TOP and not part.label else None
                if officer and text.names.find(officer["who"]):
                    yield from attending(text, part, officer[0], "present", sentence=officer[0])
                elif (found := _CHAIRED.match(sentence) or OPENED_BY.match(sentence)) and text.are_people(
                    found["who"]
                ):
                    yield from attending(text, part, found["who"], "present", sentence=sentence)


def outcomes(text: Context) -> Iterator[Proposal]:
    """Motions that carried and resolutions; approvals of minutes or agenda and adjournments are no decisions."""
    for at, part in enumerate(text.parts):
        if part.line.kind == "row" or part.meaning == "reviewed" or part.opens:
            continue
        found = sentences(part.line.text)
        if part.meaning == "actions":
            found = [one for one in found if _IT_WAS_AGREED.match(_NUMBER.sub("", one))]
        for number, sentence in enumerate(found):
            following = " ".join(found[number + 1 :])
            if not (CARRIED.search(following) or LOST.search(following)):
                following = (
                    f"{following} {lines_below(text.parts, at)} {sentence_below(text.parts, at, MOTION)}"
                )
            yield from _decision(text, part, _TITLE.sub("", _NUMBER.sub("", sentence)), following)


def _decision(text: Context, part: Part, sentence: str, following: str) -> Iterator[Proposal]:
    if is_routine(sentence):
        return
    if (both := _BOTH.match(_INITIAL.sub(r"\1 ", sentence))) and not LOST.search(following):
        yield from text.decision(part, both["what"], sentence=sentence)
        return
    sentence = MOVED_BY.sub(r"\1", sentence)
    sentence, said = _ON_MOTION.sub("", sentence), sentence
    if sentence != said and (done := _BODY.match(sentence)):
        yield from text.decision(part, _with_verb(done), sentence=said)
        return
    if sentence != said and _DONE.match(sentence):
        yield from text.decision(part, sentence, sentence=said)
        return
    sentence = said
    if MOTION.search(sentence) and not sentence.lower().startswith("motion carried"):
        outcome = f"{sentence} {following}"
        what = moved(sentence)
        if LOST.search(outcome) or WITHOUT_OBJECT.match(what):
            return
        found = text.decision(part, what, sentence=sentence)
        if CARRIED.search(outcome):
            yield from found
        elif HAS_SECOND.search(outcome):
            yield from found if is_seconded(what, sentence, following) else unlikely(found)
        return
    if found := _PASSIVE.search(sentence):
        for what in several(found["what"] or found["what2"] or found["what3"]):
            if text.is_task_of_somebody(what):
                yield from text.action(part, what, sentence=sentence, needs_owner=True)
            else:
                yield from text.decision(part, what, sentence=sentence)
        return
    found = _BODY.match(sentence)
    if found and not re.match(r"\s*(?:with|about|upon)\b", found["what"]):
        is_task = text.is_task_of_somebody(found["what"])
        yield from () if is_task else text.decision(part, _with_verb(found), sentence=sentence)


def _with_verb(found: re.Match[str]) -> str:
    """What was decided; with "accepted", "elected" and the like in front, without which it says nothing."""
    is_whole = found["link"] or found["verb"].lower() in (
        "agreed",
        "resolved",
        "decided",
        "opted",
        "concluded",
        "voted",
    )
    return found["what"] if is_whole else f"{found['verb'].lower()} {found['what']}"
