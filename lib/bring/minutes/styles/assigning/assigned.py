"""Who is to do what, wherever a sentence says so: "…, so Ada to call", "it was left with Bo to …", "he would …".

Every known person in a sentence is looked at: the words before and after them say whether they take something on, are
asked to, or are only spoken of. Offices and bodies that nobody is named for count where they are asked to do something.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import replace

from lib.bring.minutes.context import Context, Proposal
from lib.bring.minutes.no_decisions import is_routine
from lib.bring.minutes.people.names import Names
from lib.bring.minutes.sections import Part
from lib.bring.minutes.sentences import marked, sentences
from lib.bring.minutes.styles.assigning import said_patterns as said
from lib.bring.minutes.styles.assigning.deeds import is_deed, is_order, may_be_taken_on
from lib.bring.minutes.styles.assigning.sites import Site, sites_in, strangers_in
from lib.bring.minutes.vocabulary import PEOPLE

_REMARK = re.compile(r"^\s*\([^()]{2,40}\)")
_NEXT_CLAUSE = re.compile(
    r"[,;:–—-]?\s*(?:\b(?:and|but|while|whilst|whereas|so|"
    r"then)\b\s*(?:in (?:the )?future\s*)?)?$"
)
_SUPPOSED = re.compile(
    r"\?\W*$|\b(?:if|whether|unless|hopes?|hoped|hoping|wish\w*|might|perhaps|maybe|wondered|questions?|questioned|ideally|"
    r"suppose\w*|imagine\w*|unlikely|doubt\w*|had hoped|used to|wanted|wants|preferred|would have|could have)\b",
    re.IGNORECASE,
)
_ASKS_BACK = re.compile(r"\?\W*$")
_ENDS = re.compile(r"[;]\s|\)(?![^(]*\()|\s[–—]\s")
_ELSE = re.compile(
    r"(?:[,;]\s+(?:and|but|so|while|whilst|whereas)|\s+(?:and|but|while|whilst|whereas))\s+(?=(?:[A-ZÀ-Þ][\w'’-]+(?:\s[A-ZÀ-Þ][\w'’-]+)?|we|they|he|she|it|"
    r"(?:the|this|that) \w+)\s(?:will|would|is|are|was|were|has|have|had|needs?)\b)"
)
"""Where a sentence goes on with somebody or something else."""
_AND_TO = re.compile(r",?\s+and\s+(?:then\s+|also\s+)?to\s+(?=[a-z]{3,}\s)")
_LEFT_OUT = ("reviewed", "next_day", "actions", "decisions", "insights", *PEOPLE)


def attendance(text: Context) -> Iterator[Proposal]:
    """Nothing: these are tasks."""
    del text
    return iter(())


def outcomes(text: Context) -> Iterator[Proposal]:
    """What people are to do, in sentences outside of lists; what they only will or must is talk beside a list."""
    is_listed, names_speak = text.lists_tasks, text.names_speak
    strangers, last = strangers_in(text), ""
    for part in text.parts:
        if part.line.kind in ("row", "heading") or part.opens or part.told is None or part.line.speaker:
            continue
        if part.meaning in _LEFT_OUT:
            continue
        all_said = sentences(part.told)
        before = last if part.line.kind == "text" and not part.line.starts_block else ""
        last = all_said[-1] if all_said else ""
        for sentence, following in zip(all_said, [*all_said[1:], ""], strict=True):
            earlier, before = before, sentence
            if marked(sentence) or is_routine(sentence):
                continue
            around = (earlier, following)
            is_talk = is_listed or names_speak
            for people, what in tasks_in(sentence, text.names, around, strangers=strangers, is_talk=is_talk):
                yield from _proposed(text, part, sentence, people, what)


def _proposed(
    text: Context, part: Part, sentence: str, people: tuple[str, ...], what: str
) -> Iterator[Proposal]:
    for action in text.action(part, what, sentence=sentence, owners=people):
        yield replace(action, owners=people)


def tasks_in(
    sentence: str,
    names: Names,
    around: tuple[str, str] = ("", ""),
    *,
    strangers: Container[str] = (),
    is_talk: bool = False,
) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield (people, what they are to do). `around`: the sentences before and behind.

    `strangers`: words that are names in the document, of nobody who is known.
    `is_talk`: what somebody only will, would or must do is left out.
    """
    if passive := said.BY_END.match(sentence):
        people = names.people(passive["who"])
        if people and all(map(names.find, people)) and not is_talk and not _SUPPOSED.search(sentence):
            yield tuple(people), passive["what"]
            return
    sites = list(sites_in(sentence, names, around[0], strangers))
    found: list[tuple[Site, str]] = []
    for site in sites:
        what = _task_of(site, sentence, around[1], is_talk=is_talk)
        if what:
            found.append((site, what))
    starts = [site.start for site, _ in found]
    for site, what in found:
        later = next((start for start in starts if start > site.start), None)
        begins = len(sentence) - len(what)
        if later is not None and later > begins and sentence.endswith(what):
            what = _NEXT_CLAUSE.sub("", what[: later - begins])
        what = _ELSE.split(_ENDS.split(what)[0])[0]
        for piece in _AND_TO.split(what):
            if len(piece.split()) > 1:
                yield site.people, piece.strip(" ,;?")


def _task_of(site: Site, sentence: str, following: str, *, is_talk: bool) -> str:
    """What somebody is to do, to the end of the sentence; "" where they are only spoken of."""
    before, after = sentence[: site.start], _REMARK.sub("", sentence[site.end :])
    asked = said.ASKED_IF.match(after) if said.ASKED.search(before) else None
    if asked:
        inside = re.search(r",\s*(?:which|and|to which)\s(?:he|she|they)\b.*$", asked["what"])
        if inside and said.TAKEN.fullmatch(inside[0]):
            return asked["what"][: inside.start()]
        return asked["what"] if following and said.TAKEN.fullmatch(following) else ""
    if who := said.WHO.match(after):
        after = " " + after[who.end() :]
    for pattern in (said.COMMITTED, said.TOLD_TO, said.TOLD_ONCE, said.GIVEN, said.LEADS):
        if (found := pattern.match(after)) and (site.is_named or _is_asked_once(pattern, after)):
            is_asked = pattern in (said.TOLD_TO, said.TOLD_ONCE)
            return found["what"] if may_be_taken_on(found["what"], is_asked=is_asked) else ""
    if _ASKS_BACK.search(sentence) and not (said.TO.match(after) and not before):
        return _asked_for(before, after) if not is_talk and site.is_named else ""
    return _to_do(site, before, after, sentence, is_talk=is_talk)


def _is_asked_once(pattern: re.Pattern[str], after: str) -> bool:
    """Whether a body was asked to do something once; what its members "are asked to" do is a rule."""
    return pattern is said.TOLD_ONCE or (
        pattern is said.TOLD_TO and re.match(r"\s*(?:are|is) ", after) is None
    )


def _to_do(site: Site, before: str, after: str, sentence: str, *, is_talk: bool) -> str:
    if found := said.TO.match(after):
        is_given = any(
            pattern.search(before)
            for pattern in (said.ASKED, said.LEFT_TO, said.AGREED_FOR, said.FOR_SOMEBODY)
        )
        if is_given:
            return found["what"] if may_be_taken_on(found["what"], is_asked=True) else ""
        is_next = site.is_single and (said.BOUNDARY.search(before) or said.AND.search(before))
        return found["what"] if is_next and is_order(found["what"]) else ""
    if not site.is_named:
        return ""
    is_agreed = said.AGREED_THAT.search(before) is not None
    settled = (said.WOULD, said.WILL, said.MUST, said.SHOULD) if is_agreed else ()
    if found := next(filter(None, (pattern.match(after) for pattern in settled)), None):
        return found["what"] if is_deed(found["what"]) and not _SUPPOSED.search(before) else ""
    if found := said.PLEASE.match(after):
        return found["what"] if is_order(found["what"]) and said.BOUNDARY.search(before) else ""
    if said.FOR_SOMEBODY.search(before) and (
        found := re.match(r"^\s+(?:is|was|will be) to (?P<what>[a-z].*)$", after)
    ):
        return found["what"]
    if is_talk or _SUPPOSED.search(sentence):
        return ""
    is_next = said.BOUNDARY.search(before) or said.AND.search(before)
    if said.WHICH.search(before):
        return sentence if said.WILL.match(after) else ""
    for pattern in (said.WILL, said.WOULD, said.DOING, said.MUST, said.PLANS, said.THEN):
        if (is_next or pattern is said.WILL) and (found := pattern.match(after)):
            what = found["what"]
            return what if pattern is said.DOING or (is_order(what) and is_deed(what)) else ""
    return ""


def _asked_for(before: str, after: str) -> str:
    """What a question asks somebody to do: "Please could Ada send the form?"."""
    found = said.CAN.match(after)
    return (
        found["what"].rstrip(" ?")
        if found and said.PLEASE_CAN.search(before) and is_order(found["what"])
        else ""
    )
