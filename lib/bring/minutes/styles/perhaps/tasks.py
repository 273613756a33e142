"""What may be a task, though it is only said in passing: offered without its tick.

"… which, in Cy's absence, Bo will present", "Bo is contacting the firm", "new lamps to be fitted", "the director will
ask for a quote". Where nobody who is known is named, the task comes without an owner.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lib.bring.minutes.context import Context, Proposal
from lib.bring.minutes.no_decisions import is_routine
from lib.bring.minutes.proposals import ActionProposal
from lib.bring.minutes.sections import Part
from lib.bring.minutes.sentences import marked, sentences
from lib.bring.minutes.settled_patterns import PEOPLE_TOGETHER
from lib.bring.minutes.styles.perhaps.plain_orders import is_of_office, is_ordered, is_plainly_due
from lib.bring.minutes.styles.settled import unlikely
from lib.bring.minutes.task_text import task_in
from lib.bring.minutes.vocabulary import PEOPLE, words
from lib.log.format.words import word_form

_NAME = r"[A-ZÀ-Þ][\w.'’-]*(?:\s[A-ZÀ-Þ][\w'’.-]*){0,2}"
_WITHIN = re.compile(
    rf"(?:^|[\s,;(–—-])(?P<who>@?{_NAME}(?:\s(?:and|&|und)\s{_NAME})?)(?:\s\([^()]{{2,30}}\))?,?\s+"
    r"(?P<how>will(?: also| then)?|is going to|(?:was|were) (?:asked|tasked|instructed|requested) (?:to|with)|"
    r"(?:agreed|offered|volunteered|promised|undertook) to|to)\s+(?P<what>[a-z][\w-]+\b.*)$"
)
"""Somebody anywhere in a sentence, and what they will do."""
_SIGNED_OFF = re.compile(
    r"^(?P<what>[A-ZÀ-Þ][^?]{8,200}?)[.;,]?\s+(?:[–—-]\s+)?(?P<who>[A-Z]{2,4}(?:\s?[/&,+]\s?[A-Z]{2,4})*)$"
)
"""A sentence with the initials of who sees to it at its end: "Order the lamps. AB"."""
_STARTS = re.compile(r"(?:^|[-=]>|→|⇒)\s*$")
_SIGN = re.compile(r"[A-Z]{2,4}(?:\s?[/&,+]\s?[A-Z]{2,4})*\.?")
_DONE = re.compile(r"\b(?:done|completed?|closed|replied|thanked|reported|said|confirmed)\b", re.IGNORECASE)
_ELSE = re.compile(
    rf"[,;]?\s+(?:and|but|so|while|or)\s+(?=(?:{_NAME}|we|they|the \w+)\s(?:will|is|are|was|were|has|have|need)\b)"
)
"""Where a sentence goes on with somebody else."""
_DOING = re.compile(
    rf"^(?P<who>{_NAME}(?:\s(?:and|&|und)\s{_NAME})?)\s+(?:is|are|will be)\s+(?:also |still |currently |now )?"
    r"(?P<what>(?P<verb>[a-z]{3,})ing\s+\S.*)$"
)
_PASSIVE = re.compile(
    r"^(?:[^:.?]{2,40}:\s+|[^:.?]{2,40}\s[–—-]\s+)?(?P<what>(?!(?:this|it|that|there|which|who|what|all)\b)"
    r"[A-Z0-9][^.:;?]{2,90}?\s(?:to be|(?:needs?|has|have) to be|must be)\s(?:\w+ly\s)?[a-z]{2,}(?:ed|en|t|ne|"
    r"ung|ade|id|"
    r"old|ought)\b(?!\s(?:that|whether|if|at the next|in the next|later|after)\b).*)$",
    re.IGNORECASE,
)
"""A thing that is to be done by nobody in particular."""
_DOES = re.compile(
    rf"^(?P<who>{_NAME})\s+(?P<what>(?P<verb>[a-z]{{3,}}s)\s(?:an?|the|our|his|her|their|all|some|up)\s\S.*)$"
)
"""What somebody does, as an item: "Ada starts a page for ideas"."""
_BY = re.compile(rf"\s+by\s+(?P<who>{_NAME}(?:\s(?:and|&)\s{_NAME})?)\W*$")
_REQUESTED = re.compile(
    r"^(?:it was|the \w+) (?:also |further )?(?:requested|asked) that (?P<what>\S+\s[^.;?]{3,}?\sbe\s[a-z]+\b.*)$",
    re.IGNORECASE,
)
"""What was asked for, of nobody in particular: "It was requested that the model be added to the website"."""
_ASK = re.compile(rf"^(?:[Aa]sk|[Rr]equest|[Rr]emind)\s+(?P<who>{_NAME})\s+to\s+[a-z]")
"""Whom to ask, as a note of its own: "Ask Ada to call the plant"."""
_BODY = re.compile(
    rf"^(?:the |our |all )?(?:\w+ )?(?P<who>all|everyone|everybody|director|chair\w*|clerk|secretary|treasurer|"
    rf"manager|librarian|president|"
    rf"coordinator|editor|caretaker|office|staff|volunteers?|{PEOPLE_TOGETHER})\s+(?P<how>(?:will|is to|are to|to|"
    rf"shall) )"
    r"(?:all |also |then |work together to )?(?P<what>[a-z]{3,}\s\S.*)$",
    re.IGNORECASE,
)
_NO_TASK = re.compile(
    r"^(?:also |still |then |probably |not |never |only )*(?:explain|describe|say|comment|elaborate|imagine|"
    r"repeat|be|have|has|had|need|want|like|know|see|hear|think|feel|"
    r"become|remain|stay|continue|keep|miss|join|leave|retire|attend|turn|start|begin|begun|come|go|going|"
    r"return|receive|discuss|consider|decide|meet|vote|"
    r"get (?!a |the |an |in touch)|happen|cost|last|end|work (?:well|on a|fine)|do (?:so|well|it)|being|having|"
    r"getting|looking forward|working|leading|attending|leaving|moving|retiring|doing|going|coming|hoping|planning|"
    r"considering|joining|seeing|thinking|feeling|running|waiting|living|using|making (?:good|progress))\b",
    re.IGNORECASE,
)
_TOOK_ON = re.compile(
    r"\b(?:(?:was|were) (?:asked|tasked|instructed|requested) to|(?:agreed|offered|volunteered|promised|"
    r"undertook) to)\b"
)
"""Words with which somebody has taken a task on, wherever they are in a sentence."""
_SUPPOSED = re.compile(
    r"\?\W*$|^(?:if|when|once|unless|whether|should)\b|\b(?:whether|if|would|could|might|suggested|proposed|hopes?|wants?|"
    r"wish\w*|asked (?:if|whether)|reported that|said that)\b",
    re.IGNORECASE,
)
_LEAST, _MOST = 2, 40


def attendance(text: Context) -> Iterator[Proposal]:
    """Nothing: these are tasks."""
    del text
    return iter(())


def outcomes(text: Context) -> Iterator[Proposal]:
    """Such tasks, outside of lists; only of known people where the minutes list or mark their tasks."""
    is_listed, names_speak = text.lists_tasks, text.names_speak
    for part in text.parts:
        if part.line.kind in ("row", "heading") or part.opens or part.told is None or part.line.speaker:
            continue
        if part.meaning in ("reviewed", "next_day", "actions", "decisions", "insights", *PEOPLE):
            continue
        for sentence in _with_signs(sentences(part.told)):
            if marked(sentence) or is_routine(sentence) or _is_supposed(sentence):
                continue
            if names_speak:
                yield from _of_somebody(text, part, sentence) if _is_told_to(text, sentence) else ()
                continue
            if signed := _SIGNED_OFF.match(sentence):
                yield from _signed(text, part, signed, sentence)
                continue
            found = list(_of_somebody(text, part, sentence))
            is_asked = not is_listed and _TOOK_ON.search(sentence) is not None
            if found:
                yield from found if is_asked or _is_clear(text, sentence) else unlikely(found)
            elif requested := _REQUESTED.match(sentence):
                yield from text.action(part, requested["what"], sentence=sentence)
            elif not is_listed:
                yield from _of_nobody(text, part, sentence)


def _of_somebody(text: Context, part: Part, sentence: str) -> Iterator[ActionProposal]:
    found = _WITHIN.search(sentence)
    what = found["what"] if found else ""
    is_told = found and found["how"] == "to" and word_form(what.split()[0]) not in words("verbs", "start")
    if not found or is_told:
        found = _DOING.match(sentence) or _does(part, sentence)
        what = found["what"] if found else ""
    what = _ELSE.split(what)[0]
    people = text.names.people(found["who"]) if found else None
    if not found or not people or not all(_may_be(text, one) for one in people) or not _is_task(what):
        return
    for action in text.action(part, what, sentence=sentence, owners=tuple(people)):
        yield replace(action, owners=tuple(people))


def _is_supposed(sentence: str) -> bool:
    """Whether a sentence asks or supposes, in front of what is to be done or with it."""
    noted = _PASSIVE.match(sentence)
    asked = _SUPPOSED.search(sentence)
    return asked is not None and not (
        noted and asked.start() > sentence.find(" to be ") > 0 and asked[0] != "?"
    )


def _is_told_to(text: Context, sentence: str) -> bool:
    """Whether a sentence begins with a known person who is "to" do something: "@ada to call the plant"."""
    people, _, what = sentence.partition(" to ")
    return (
        bool(what)
        and text.names.find(people) is not None
        and word_form(what.split()[0]) in words("verbs", "start")
    )


def _is_clear(text: Context, sentence: str) -> bool:
    """Whether a sentence says of a known person, in front of the verb, that they "will", or at its start are "to"."""
    found = _WITHIN.search(sentence)
    if not found or found["how"] not in ("will", "will also", "will then", "is going to", "to"):
        return False
    is_start = _STARTS.search(sentence[: found.start("who")]) is not None and word_form(
        found["what"].split()[0]
    ) in words("verbs", "start")
    return is_start or (found["how"] != "to" and not text.lists_tasks)


def _may_be(text: Context, person: str) -> bool:
    """Whether somebody is known, or is one of several who are called so."""
    return text.names.find(person) is not None or text.names.doubt_about(person).startswith("may be")


def _with_signs(said: list[str]) -> list[str]:
    """The sentences, where initials alone at the end belong to the one before them."""
    if len(said) > 1 and _SIGN.fullmatch(said[-1]):
        return [*said[:-2], f"{said[-2]} {said[-1]}"]
    return said


def _signed(text: Context, part: Part, found: re.Match[str], sentence: str) -> Iterator[Proposal]:
    """What is in front of the initials of known people; a task where it begins with a verb of doing."""
    people = text.names.people(found["who"])
    if not people or not all(map(text.names.find, people)) or _DONE.search(found["what"]):
        return
    is_order = text.names.leading(found["what"]) is None and is_ordered(found["what"])
    tasks = text.action(part, found["what"], sentence=sentence, owners=tuple(people))
    yield from tasks if is_order else unlikely(tasks)


def _does(part: Part, sentence: str) -> re.Match[str] | None:
    found = _DOES.match(sentence) if part.line.kind == "item" else None
    verb = found["verb"] if found else ""
    plain = {verb[:-1], verb[:-2], verb[:-3] + "y"} if verb else set()
    return found if any(word_form(one) in words("verbs", "start") for one in plain if one) else None


def _of_nobody(text: Context, part: Part, sentence: str) -> Iterator[Proposal]:
    if (asked := _ASK.match(sentence)) and text.names.find(asked["who"]):
        yield from unlikely(text.action(part, sentence, sentence=sentence))
        return
    for pattern in (_PASSIVE, _BODY):
        found = pattern.match(sentence)
        if not found or not _is_task(found["what"]):
            continue
        is_clear = (
            is_plainly_due(found["what"])
            if pattern is _PASSIVE
            else is_of_office(found["who"], found["what"])
        )
        by = _BY.search(found["what"])
        people = text.names.people(by["who"]) if by else None
        is_by = by is not None and bool(people) and all(map(text.names.find, people or ()))
        what = found["what"][: by.start()] if by and is_by else found["what"]
        if task := task_in(what, text.names, text.calendar, finds_owner=False):
            task.owners = list(people or ()) if is_by else []
            yield replace(text.proposed(part, task, sentence), is_likely=is_clear)
        return


def _is_task(what: str) -> bool:
    return _LEAST <= len(what.split()) <= _MOST and not _NO_TASK.match(what)
