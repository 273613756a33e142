"""Messages of a chat: who wrote was there; "I'll tell the plants by Friday" is a task of the writer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lib.bring.minutes.attending import attending
from lib.bring.minutes.context import Context, Proposal
from lib.bring.minutes.sections import Part
from lib.bring.minutes.sentences import marked, sentences
from lib.bring.minutes.vocabulary import PEOPLE, label_of

_MINE = re.compile(
    r"^(?:(?:ok(?:ay)?|yes|sure|fine|right|great|good|then|so|and|also|no problem|thanks)\W+)*"
    r"(?:I(?:['’]?ll| will| am going to|['’]m going to| can| shall| promise to| want to)|i['’]?ll|i will|i can|"
    r"(?:ich (?:werde|mache|übernehme|schicke|kläre|frage|schreibe)))\s+(?P<what>\S.+)$"
)
_ME = re.compile(r"^(?:me|myself|I)\s*[:–—-]+\s*(?:to\s+)?(?P<what>\S.+)$", re.IGNORECASE)
_STATE = re.compile(
    r"^(?:be|not|probably|never|have to|need|see|join|think|say|add that|hear|only|live|stay|miss|drop|leave|"
    r"try to make it|"
    r"tell you|understand|imagine|agree|confirm that|wait|pass)\b",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"^(?P<who>@?[A-ZÀ-Þa-zà-ÿ][\w'’.-]{1,20}(?: [A-ZÀ-Þ][\w'’.-]{1,20})?)\s*[,:–—-]?\s+(?:please\s+)?"
    r"(?:can you|could you|would you|will you|please|pls|kannst du(?: bitte)?|könntest du|bitte)\s+(?:please\s+)?"
    r"(?P<what>\S.+?)(?:,? please)?[?.!]*$"
)
_MARK = re.compile(
    r"^(?:(?:ok(?:ay)?|so|right|great|well|fine)\W+)*(?:then\W+)?(?:that['’]s |it['’]s |this is |"
    r"that is )?(?:agreed|decided|decision|settled)(?: then| everyone| all)?\s*[:–—-]\s*(?P<what>.+)$",
    re.IGNORECASE,
)
_WITH_ME = re.compile(
    r"(?P<who>[A-ZÀ-Þ@][^.;!?]{1,100}?)\s+(?:is|are)\s+(?:also\s+)?(?:with me|here with me|next to me|in the room|"
    r"sitting here)\b"
)
_DIALS = re.compile(
    r"(?:^|,\s*|;\s*|\band\s+)(?P<who>[A-ZÀ-Þ@][\w'’.-]+(?: [A-ZÀ-Þ][\w'’.-]+)?)\s+(?:dials|is dialing|"
    r"is dialling|calls) in\b"
)
_AWAY = re.compile(
    r"(?:^|[,;]\s*|\band\s+)(?P<who>[A-ZÀ-Þ@][\w'’.-]*(?: [A-ZÀ-Þ][\w'’.-]+)?(?: and [A-ZÀ-Þ][\w'’.-]+)?)\s+(?:is|"
    r"are|was|were|'s|’s|has|have)\s+"
    r"(?:(?:the |a )?(?:flu|cold|covid|conflict)|another (?:meeting|appointment)|out(?: sick| today| of office)?|"
    r"sick|ill|off|on (?:leave|vacation|holiday|a plane)|away|travel\w*|excused|ooo|at a customer)\b"
)
_REGRETS = re.compile(
    r"(?:^|[,;]\s*|"
    r"\band\s+)(?P<who>[A-ZÀ-Þ@][\w'’.-]*(?: [A-ZÀ-Þ][\w'’.-]+)?(?: and [A-ZÀ-Þ][\w'’.-]+)?)\s+(?:sends?|"
    r"sent) (?:(?:her|his|their) )?(?:regrets|apologies)\b"
    r"|(?:^|[,;]\s*|\band\s+)(?P<who3>[A-ZÀ-Þ@][\w'’.-]*(?: [A-ZÀ-Þ][\w'’.-]+)?)\s+(?:called|phoned) in sick\b"
    r"|(?:^|[,;]\s*|\band\s+)(?P<who2>[A-ZÀ-Þ@][\w'’.-]*(?: [A-ZÀ-Þ][\w'’.-]+)?)\s+(?:can['’]?t|cannot|"
    r"could ?n['’]?t|won['’]?t|will not)\s+(?:make it|join|come|be (?:here|there)|attend)\b"
)


def attendance(text: Context) -> Iterator[Proposal]:
    """Everybody who wrote, whom they name as sitting beside them, and who they say is away."""
    messages = [part for part in text.parts if part.line.speaker]
    for part in messages:
        for sentence in sentences(part.line.text):
            meaning, _, listed = label_of(sentence)
            if meaning in PEOPLE and text.are_people(listed):
                yield from attending(text, part, listed, meaning, sentence=sentence)
            for found in [*_AWAY.finditer(sentence), *_REGRETS.finditer(sentence)]:
                named = found.groupdict()
                who = named["who"] or named.get("who2") or named.get("who3") or ""
                if text.are_people(who):
                    yield from attending(text, part, who, "excused", sentence=sentence)
            for pattern in (_WITH_ME, _DIALS):
                for found in pattern.finditer(sentence):
                    if text.are_people(found["who"]):
                        yield from attending(text, part, found["who"], "present", sentence=sentence)
    seen: set[str] = set()
    for part in messages:
        if part.line.speaker not in seen:
            seen.add(part.line.speaker)
            yield from attending(text, part, part.line.speaker, "present")


def outcomes(text: Context) -> Iterator[Proposal]:
    """What the writer says they will do, what they ask a person by name to do, and what they call agreed."""
    for part in text.parts:
        if not part.line.speaker:
            continue
        author = text.names.find(part.line.speaker) or part.line.speaker
        for sentence in sentences(part.line.text):
            yield from _outcome(text, part, sentence, author)


def _outcome(text: Context, part: Part, sentence: str, author: str) -> Iterator[Proposal]:
    if agreed := _MARK.match(sentence):
        yield from text.decision(part, agreed["what"], sentence=sentence)
        return
    if marked(sentence):
        return
    mine = _MINE.match(sentence) or (_ME.match(sentence) if part.meaning == "actions" else None)
    if mine and not _STATE.match(mine["what"]) and not sentence.rstrip().endswith("?"):
        yield from text.action(part, mine["what"], sentence=sentence, owners=(author,))
        return
    asked = _ASKED.match(sentence)
    people = text.names.people(asked["who"]) if asked else None
    if asked and people and all(text.names.find(person) for person in people):
        yield from text.action(part, asked["what"], sentence=sentence, owners=tuple(people))
