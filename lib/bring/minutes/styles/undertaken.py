"""What somebody is said to do, by grammar: a known person and a verb of doing in the present, or a field "owner: …".

"Mina asks the plant for a date", "Sabine fragt beim Hausmeister nach". What people say, ask the room or show is written
in the same way and is no task; nor is it one where the minutes list or mark their tasks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lib.bring.minutes.context import Context, Proposal
from lib.bring.minutes.sections import Part
from lib.bring.minutes.sentences import marked, sentences, with_asides
from lib.bring.minutes.styles.languages.german_deeds import HABIT, is_deed_german
from lib.bring.minutes.styles.settled import unlikely
from lib.bring.minutes.vocabulary import words
from lib.log.format.words import word_form

_TALK = frozenset(
    word_form(verb)
    for verb in (
        "report present explain describe discuss say think suggest propose raise note mention share show "
        "feel agree consider "
        "see look try keep continue work run start lead join attend own use support go come give get make talk "
        "speak open close hold clarify confirm recommend outline introduce highlight remind thank answer "
        "respond reply demo "
        "walk pass define identify plan list name host chair facilitate record log count measure reflect "
        "read compare estimate "
        "determine address find move ask tell follow put take set call bring help meet stop begin decide "
        "apply adopt know let turn "
        "raise ensure pick choose appoint nominate promote clear sort hand step serve handle maintain "
        "approve map inform "
        "announce communicate consult brief analyze analyse assess evaluate explore document sample update"
    ).split()
)
"""Verbs for what went on in the session, or need another word to say what is done."""
_DEED = re.compile(
    r"^(?:ask(?! (?:if|whether|how|why|what|when|who|where|about|to|that|us|for (?:feedback|comments|"
    r"opinions|help|clarification|"
    r"input|ideas|a show)|the (?:group|circle|team|room|others)|everyone|a question)\b)|"
    r"call(?! (?:for|it|this|that|the (?:meeting|session))\b)|check(?! in\b)|"
    r"tell(?! (?:us|of|about|how|that|his|her|their|a story|the (?:group|circle|team|room|story|others)|everyone)\b)|"
    r"(?:talk|speak) (?:to|with)(?! us\b)|get (?:in touch|back to|a |the |an |some |two |three |quotes?|"
    r"in contact)|get(?= \w+$)|follow up|"
    r"look (?:into|after|for)|take (?:care|over(?! as\b)|on)|put (?:together|up)|"
    r"set up|pass on|hand over|sort out|find out|find (?:a|an|the|two|three|somebody|someone)|pick up|make sure|"
    r"make (?:a|an|the) (?!(?:point|case|comment|argument|decision|motion|suggestion|request|statement|"
    r"remark|offer|proposal|"
    r"difference|mess|mistake)\b)|ensure that|report back|step in|"
    r"confirm (?:the (?:date|room|booking|time|venue)|with)|inform (?!(?:us|the (?:group|circle|team|"
    r"meeting|members))\b)|"
    r"bring (?:cake|coffee|snacks|food|drinks|(?:the|a|an|some) (?!(?:point|topic|question|case|example|issue|idea)))|"
    r"meet (?:with )?(?!(?:the group|us)\b)|let .{2,40} know|update (?!(?:us|everyone|members|the "
    r"(?:group|circle|team|board|committee|"
    r"meeting))\b))"
)
"""Verbs of many meanings that are a deed with what follows."""
_INFLECTED = re.compile(r"^(?P<verb>[a-z]{2,}(?:-[a-z]+)?)(?P<rest>\s+\S.*)?$", re.DOTALL)
_OWNED = re.compile(
    r"^(?P<what>.{4,}?)\s*[(\[–—-]\s*(?i:action(?: by| on)?|owner|assignee|assigned to|responsible|resp|lead|"
    r"driver|dri|"
    r"verantwortlich|zuständig)"
    r"\s*[:=]?\s+(?P<who>@?[A-ZÀ-Þ][^()\[\]:]{1,60}?)[)\]]?\W*$"
)
_LEFT_TO = re.compile(
    r"^(?P<what>[A-ZÀ-Þ].{8,}?)[.,;]?\s+[–—-]+\s+(?P<who>@?[A-ZÀ-Þ][^()\[\]:.]{1,40}?)\s+(?:to|will)\s+(?:do|"
    r"action|follow up|"
    r"arrange|organi[sz]e|sort|chase(?: up)?|handle|investigate|check|look into)(?: (?:it|this|that|out))?\W*$"
)
"""What is to be done, and behind it who sees to it: "The form is missing - Ada to do"."""
_MUST = re.compile(
    r"^(?P<what>[^()]{6,}?\b(?:must|needs? to|has to|have to|to be|should|muss|müssen|soll|sollen|sollte|wird|werden|"
    r"(?:ist|sind) zu)\b[^()]*?)[.!]?\s*"
    r"[(\[](?P<who>@?[A-ZÀ-Þ][^()\[\]:]{1,60}?)[)\]]\W*$"
)
"""What must be done, with who does it in parentheses behind it."""
_OFFERS = re.compile(
    r"^(?P<who>[A-ZÀ-Þ@][\w.'’-]*(?: [A-ZÀ-Þ][\w'’.-]*)?):\s+(?:(?:ok|okay|yes|sure|right|fine)\W+|"
    r"[^.;?]{3,60}[,;]\s+)?"
    r"(?:(?:I|i)\s*(?:['’]ll|will|can|could|am going to|['’]m going to)|can|will)\s+(?:also |then "
    r")?(?P<what>[a-z]\S*\s\S.*?[^?\s])\s*$"
)
"""What somebody who speaks offers to do: "WZ: can write the first paragraph"."""
_ASKED_BEHIND = re.compile(r"\s*(?:->|→|=>)\s*[^?]{1,40}\?$")
"""A question in a few words behind what somebody does: "Ada looks for a tool -> the old one?"."""
_WITHIN = re.compile(
    r"^(?:see|say|think|live|explain|describe|share (?:my|the) screen|present|tell|speak|talk|start|stop|"
    r"go|come|join|leave|wait|try|take that|"
    r"add that|confirm that|support|agree|imagine|give|get (?:it|that)|work with|use|keep|follow|report that)\b"
)
_FOR = re.compile(
    r"^(?:the |our |one |a )?(?:next step|action(?: item)?|task|follow-?up|to-?do|idea|plan|ask)\s+(?:is|"
    r"was)\s+(?:for\s+)?"
    r"(?P<who>[A-ZÀ-Þ@a-z][^.;:?]{1,60}?)\s+to\s+(?P<what>[a-z]\S*(?:\s\S.*)?)$",
    re.IGNORECASE,
)
_NEXT = re.compile(
    r"^\W*(?:next|next up|next steps?|then|follow-?up|from here|way forward|how we go on|weiter|(?:der )?nächster "
    r"schritt|nächste schritte)\s*:\s*(?P<said>\S.+)$",
    re.IGNORECASE,
)
"""What is done next, behind a label within a discussion."""
_STEP = re.compile(
    r"^\W*(?:next steps?|follow-?up|(?:der )?nächster schritt|nächste schritte)\s*:", re.IGNORECASE
)
"""Such a label that is of tasks alone, so that what is behind it needs no owner."""
_TOPIC = re.compile(r"^(?P<topic>[A-ZÀ-Þ][^:.!?]{2,40}):\s+(?=@?[A-ZÀ-Þ])")
_PERHAPS_DE = re.compile(
    r"\b(?:wenn|falls|vielleicht|eventuell|evtl|ggf|ohne gewähr|ohne garantie)\b", re.IGNORECASE
)
_NEXT_DOES = re.compile(r"(?:,?\s+(?:and|while)|;|,)\s+(?=@?[A-ZÀ-Þ])|,?\s+und\s+(?=[A-ZÀ-Þ])")


def attendance(text: Context) -> Iterator[Proposal]:
    """Nothing: these are tasks."""
    del text
    return iter(())


def outcomes(text: Context) -> Iterator[Proposal]:
    """Tasks of known people told in the present, and items with a field for their owner."""
    is_listed, names_speak = text.lists_tasks, text.names_speak
    for part in text.parts:
        if part.line.kind in ("row", "heading") or part.opens or part.line.speaker:
            continue
        next_ = _NEXT.match(part.line.text) if part.meaning != "reviewed" else None
        if next_ and (owners := () if text.names.leading(next_["said"]) else text.owners_above(part)):
            yield from text.action(part, next_["said"], owners=owners)
            continue
        if next_ and _STEP.match(part.line.text) and not text.names.leading(next_["said"]):
            yield from text.action(part, next_["said"])
            continue
        if next_ and text.names.leading(next_["said"]):
            yield from text.action(part, next_["said"], needs_owner=True)
            continue
        if part.meaning in (
            "reviewed",
            "next_day",
            "present",
            "excused",
            "absent",
            "guests",
            "actions",
            "insights",
        ):
            continue
        yield from _owned(text, part)
        for sentence in with_asides(sentences(part.told or "")):
            sentence = _ASKED_BEHIND.sub("", sentence)
            offered = _OFFERS.match(sentence) if names_speak else None
            if offered and not marked(sentence) and (people := text.names.people(offered["who"])):
                if word_form(offered["what"].split()[0]) in words("verbs", "start") and not _WITHIN.match(
                    offered["what"]
                ):
                    yield from text.action(part, offered["what"], sentence=sentence, owners=tuple(people))
            elif not marked(sentence) and not sentence.rstrip().endswith("?"):
                yield from _outcome(text, part, sentence, is_listed)


def _owned(text: Context, part: Part) -> Iterator[Proposal]:
    found = _OWNED.match(part.line.text) or _LEFT_TO.match(part.line.text)
    people = text.names.people(found["who"]) if found else None
    if found and people and all(text.names.find(one) for one in people):
        for action in text.action(part, found["what"], owners=tuple(people)):
            is_named = all(map(text.names.find, action.owners))
            yield action if is_named else replace(action, what=found["what"], owners=tuple(people), doubts=())


def _outcome(text: Context, part: Part, sentence: str, is_listed: bool) -> Iterator[Proposal]:
    must = _MUST.match(sentence)
    people = text.names.people(must["who"]) if must else None
    if must and people and all(text.names.find(one) for one in people):
        yield from text.action(part, must["what"], sentence=sentence, owners=tuple(people))
        return
    if asked := _FOR.match(sentence):
        people = text.names.people(asked["who"])
        if people == [] or (people and all(text.names.find(one) for one in people)):
            yield from text.action(part, asked["what"], sentence=sentence, owners=tuple(people))
        return
    topic = _TOPIC.match(sentence)
    is_topic = topic is not None and text.names.find(topic["topic"]) is None
    said = sentence[topic.end() :] if topic and is_topic and not text.names.leading(topic[0]) else sentence
    together = text.names.leading(said)
    for clause in [said] if together and len(together[0]) > 1 else _by_person(text, said):
        known = text.names.leading(clause)
        if known is None:
            continue
        is_item = part.line.kind == "item"
        is_german = is_deed_german(known[1], is_item=is_item) and (is_item or not is_listed)
        is_english = not is_listed and is_deed(known[1], is_one=len(known[0]) == 1)
        if is_german or is_english:
            found = text.action(part, known[1], sentence=sentence, owners=tuple(known[0]))
            yield from unlikely(found) if _PERHAPS_DE.search(known[1]) else found


def _by_person(text: Context, said: str) -> Iterator[str]:
    """A sentence cut where it goes on with what another known person does, not within a list of names."""
    start = 0
    for found in _NEXT_DOES.finditer(said):
        known = text.names.leading(said[found.end() :])
        if known and _INFLECTED.match(known[1]) and not known[1].startswith(("und ", "and ")):
            yield said[start : found.start()]
            start = found.end()
    yield said[start:]


def is_deed(said: str, *, is_one: bool) -> bool:
    """Whether what follows a name, or several, says in the present that they do something: "sends …", "build …"."""
    found = _INFLECTED.match(re.sub(r"^(?:then|also|still|now)\s+", "", said))
    verb = _base(found["verb"]) if found and is_one else found["verb"] if found else ""
    if not found or not verb or not found["rest"] or HABIT.search(said):
        return False
    whole = f"{verb}{found['rest']}"
    return bool(_DEED.match(whole)) or (verb in words("verbs", "start") and verb not in _TALK)


def _base(verb: str) -> str:
    """The plain form of a verb in the third person; "" for any other form."""
    for ending, plain in (
        ("ies", "y"),
        ("sses", "ss"),
        ("shes", "sh"),
        ("ches", "ch"),
        ("xes", "x"),
        ("s", ""),
    ):
        if verb.endswith(ending) and not verb.endswith("ss"):
            return verb.removesuffix(ending) + plain
    return ""
