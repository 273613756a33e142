"""Who is to do what, wherever a sentence says so: "…, so Ada to call", "it was left with Bo to …", "he would …".

Every known person in a sentence is looked at: the words before and after them say whether they take something on, are
asked to, or are only spoken of. Offices and bodies that nobody is named for count where they are asked to do something.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lib.bring.minutes.context import Context, Proposal
from lib.bring.minutes.no_decisions import is_routine
from lib.bring.minutes.people.names import Names
from lib.bring.minutes.sections import Part
from lib.bring.minutes.sentences import marked, sentences
from lib.bring.minutes.styles import said_patterns as said
from lib.bring.minutes.styles.deeds import is_deed, is_order, may_be_taken_on
from lib.bring.minutes.vocabulary import PEOPLE

_START = re.compile(r"(?<![\w@'’.-])(?:@\w|[A-ZÀ-Þ])[\w'’-]*")
_PRONOUN = re.compile(r"(?<![\w'’])(?P<who>he|she|they|He|She|They)(?=\s|['’](?:ll|d)\b)")
_WITH_HIM = re.compile(
    r"^\s+and\s+(?:the|two|three|some|other|his|her|their)\s[^,;:.]{2,60}?(?=\s(?:will|would|to)\s)"
)
_OFFICE = re.compile(
    r"(?<![\w'’-])(?:[Tt]he |[Oo]ur )?(?:(?i:deputy |vice |vice-|assistant |parish |town |club |committee |membership |"
    r"executive |general )*)"
    r"(?P<who>(?i:clerk|secretary|treasurer|chair(?:man|person|woman)?|president|facilitator|organi[sz]er|"
    r"co-?ordinator|manager|moderator|warden|caretaker|administrator|webmaster|librarian|editor|director))(?=\s)"
)
_BODY = re.compile(
    r"^(?:(?:the|all|all the|both|our|other|each)\s+)?(?:(?:committee|board|council|club|school|class|parent|"
    r"team|group|"
    r"finance|programme|program|executive|steering|new|remaining|relevant|project|branch)\s+){0,2}(?:members|trustees|governors|directors|councill?ors|"
    r"commissioners|committees?|board|group|subcommittee|sub-committee|working group|council|teams?|staff|volunteers|"
    r"everyone|everybody|all|participants|attendees|people|those present)(?:\s+members)?(?=\s)",
    re.IGNORECASE,
)
_REMARK = re.compile(r"^\s*\([^()]{2,40}\)")
_NEXT_CLAUSE = re.compile(r"[,;:–—-]?\s*(?:\b(?:and|but|while|whilst|whereas|so|then)\b\s*)?$")
_SUPPOSED = re.compile(
    r"\?\W*$|\b(?:if|whether|unless|hopes?|hoped|hoping|wish\w*|might|perhaps|maybe|wondered|question\w*|ideally|"
    r"suppose\w*|imagine\w*|unlikely|doubt\w*|had hoped|used to|wanted|wants|preferred|would have|could have)\b",
    re.IGNORECASE,
)
_ASKS_BACK = re.compile(r"\?\W*$")
_ENDS = re.compile(r"[;]\s|\)(?![^(]*\()|\s[–—]\s")
_ELSE = re.compile(
    r"[,;]?\s+(?:and|but|so|while|whilst|whereas)\s+(?=(?:[A-ZÀ-Þ][\w'’-]+(?:\s[A-ZÀ-Þ][\w'’-]+)?|we|they|he|she|it|"
    r"(?:the|this|that) \w+)\s(?:will|would|is|are|was|were|has|have|had|needs?)\b)"
)
"""Where a sentence goes on with somebody or something else."""
_AND_TO = re.compile(r",?\s+and\s+(?:then\s+|also\s+)?to\s+(?=[a-z]{3,}\s)")
_LEFT_OUT = ("reviewed", "next_day", "actions", "decisions", "insights", *PEOPLE)


@dataclass(frozen=True, slots=True)
class _Site:
    """Somebody in a sentence, and where their name is. `is_named`: a known person; `is_single`: no body."""

    people: tuple[str, ...]
    start: int
    end: int
    is_named: bool = True
    is_single: bool = True


def attendance(text: Context) -> Iterator[Proposal]:
    """Nothing: these are tasks."""
    del text
    return iter(())


def outcomes(text: Context) -> Iterator[Proposal]:
    """What people are to do, in sentences outside of lists; what they only will or must is talk beside a list."""
    is_listed, names_speak = text.lists_tasks, text.names_speak
    for part in text.parts:
        if part.line.kind in ("row", "heading") or part.opens or part.told is None or part.line.speaker:
            continue
        if part.meaning in _LEFT_OUT:
            continue
        all_said = sentences(part.told)
        for sentence, following in zip(all_said, [*all_said[1:], ""], strict=True):
            if marked(sentence) or is_routine(sentence):
                continue
            for people, what in tasks_in(sentence, text.names, following, is_talk=is_listed or names_speak):
                yield from _proposed(text, part, sentence, people, what)


def _proposed(
    text: Context, part: Part, sentence: str, people: tuple[str, ...], what: str
) -> Iterator[Proposal]:
    for action in text.action(part, what, sentence=sentence, owners=people):
        yield replace(action, owners=people)


def tasks_in(
    sentence: str, names: Names, following: str = "", *, is_talk: bool = False
) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield (people, what they are to do). `is_talk`: what somebody only will, would or must do is left out."""
    if passive := said.BY_END.match(sentence):
        people = names.people(passive["who"])
        if people and all(map(names.find, people)) and not is_talk and not _SUPPOSED.search(sentence):
            yield tuple(people), passive["what"]
            return
    sites = list(_sites(sentence, names))
    found: list[tuple[_Site, str]] = []
    for site in sites:
        what = _task_of(site, sentence, following, is_talk=is_talk)
        if what:
            found.append((site, what))
    starts = [site.start for site, _ in found]
    for site, what in found:
        later = next((start for start in starts if start > site.start), None)
        begins = len(sentence) - len(what)
        if later is not None and later > begins:
            what = _NEXT_CLAUSE.sub("", what[: later - begins])
        what = _ELSE.split(_ENDS.split(what)[0])[0]
        for piece in _AND_TO.split(what):
            if len(piece.split()) > 1:
                yield site.people, piece.strip(" ,;")


def _task_of(site: _Site, sentence: str, following: str, *, is_talk: bool) -> str:
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
    if _ASKS_BACK.search(sentence):
        return _asked_for(before, after) if not is_talk and site.is_named else ""
    return _to_do(site, before, after, sentence, is_talk=is_talk)


def _is_asked_once(pattern: re.Pattern[str], after: str) -> bool:
    """Whether a body was asked to do something once; what its members "are asked to" do is a rule."""
    return pattern is said.TOLD_ONCE or (
        pattern is said.TOLD_TO and re.match(r"\s*(?:are|is) ", after) is None
    )


def _to_do(site: _Site, before: str, after: str, sentence: str, *, is_talk: bool) -> str:
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
    for pattern in (said.WILL, said.WOULD, said.DOING, said.MUST):
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


def _sites(sentence: str, names: Names) -> Iterator[_Site]:
    """Everybody whom a sentence names or means, in order; a pronoun is the only one named before it."""
    end = 0
    last: tuple[str, ...] = ()
    named: list[tuple[str, ...]] = []
    tokens = sorted(
        [*_START.finditer(sentence), *_PRONOUN.finditer(sentence), *_OFFICE.finditer(sentence)],
        key=lambda found: found.start(),
    )
    if body := _BODY.match(sentence):
        yield _Site((), 0, body.end(), is_named=False, is_single=False)
    for token in tokens:
        if token.start() < end:
            continue
        if token.re is _PRONOUN:
            if len(set(named)) == 1 and (len(last) > 1) == (token["who"].lower() == "they") and token.start():
                rest = _WITH_HIM.match(sentence[token.end() :])
                end = token.end() + (rest.end() if rest else 0)
                yield _Site(last, token.start(), end)
            continue
        if (known := names.leading(sentence[token.start() :])) is not None:
            last, end = tuple(known[0]), len(sentence) - len(known[1]) - 1
            named.append(last)
            yield _Site(last, token.start(), end)
        elif token.re is _OFFICE:
            end = token.end()
            holder = names.find(token["who"])
            yield _Site((holder,) if holder else (), token.start(), end, is_named=holder is not None)
