"""Plain sentences without marks: who was there, what "we agreed to", what "Bo will send by Friday"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lib.bring.minutes.attending import AS_COMING, attending
from lib.bring.minutes.context import Context, Proposal
from lib.bring.minutes.people.exceptions import left_out, says_who_came
from lib.bring.minutes.sections import Part
from lib.bring.minutes.sentences import marked, of_another_event, sentences
from lib.bring.minutes.styles.firm_promises import is_firm, may_be_firm
from lib.bring.minutes.styles.retold import retold
from lib.bring.minutes.styles.several_in_one import AND_GROUP, promises, several

_CLAUSE = re.compile(
    r"(?:,?\s+(?:and|but|while|whereas)|,)\s+(?=[A-Z]\w+(?:\s[A-Z]\w+)?(?: and [A-Z]\w+)?\s+(?:sent|"
    r"sends|was|were|could|couldn|did|didn|had|is|has|joined)\b)"
)
_RECORD = re.compile(
    r"^(?:for the record|attendance|who was there|roll call|note|today|people)\s*:\s+(?=[A-Z@])",
    re.IGNORECASE,
)
_TAIL = re.compile(r"\s+(?:this time|today|tonight|this month|yesterday|on the call|in the room)\s*[.!]?$")
_WHO = r"(?P<who>[A-Z@][^.;:!?]{1,160}?)"
_CAME = re.compile(
    rf"^(?:today,?\s+|this time,?\s+)?{_WHO}\s+(?:were (?:all |also )?(?:present|there|in the room|"
    rf"on the call)|was (?:also )?(?:present|there)|left (?:early|at \d|before)|arrived|dial+ed in|called in|"
    rf"attended|joined(?: us)?(?: today| remotely| by phone|"
    rf" online)?|came|met(?! (?:this|last|yesterday|earlier|with|before)\b)|took part|participated)\b{AS_COMING}"
)
_EXCUSED = re.compile(
    rf"^{_WHO}\s+(?:has |have |had )?(?:sent|sends|send|gave)\s+(?:(?:his|her|their|"
    rf"in)\s+)?(?:apologies|regrets)|^{_WHO.replace('who', 'who3')}\s+(?:had |has |have )?excused (?:himself|"
    rf"herself|themselves)\b|^{_WHO.replace('who', 'who2')}\s+(?:was|were|is|"
    rf"are)\s+(?:excused|on leave|travell?ing|sick|ill|on vacation)\b"
)
_MISSED = re.compile(
    rf"^{_WHO}\s+(?:could(?: not|n['’]t)|was unable to|were unable to|did(?: not|"
    rf"n['’]t))\s+(?:show up|turn up|appear|make it|join|attend|come|be there|be with us)|"
    rf"^{_WHO.replace('who', 'who2')}\s+(?:was|"
    rf"were)\s+(?:absent|missing|not there|out|away)\b"
)
_WITH = re.compile(
    r"^(?:in the room|with us|we were|at the table|around the table|those present|on the call|"
    r"who was there|we had)\s*:?\s+(?P<who>[A-Z@].+)$",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"^(?:we (?:were|are)|there (?:were|are)|it was)?\s*(?:just |only |all )?"
    r"(?:\d{1,2}|two|three|four|five|six|seven|eight|nine|ten)\b(?: of us)?"
    r"(?: (?:met|came|joined|attended|were (?:there|present)))?"
    r"(?: (?:this time|today|tonight|in total))?\s*[:,–—-]\s*(?P<who>[A-Z@].+)$",
    re.IGNORECASE,
)
_WE = re.compile(
    r"^(?:(?:so|in the end|finally|after (?:some|a lot of|much|a long|a short)[^,]{0,40}|"
    r"as a group|together|for (?:the|our) (?:circle|group)(?: itself)?)?,?\s*)?we\s+(?:have\s+|all\s+|"
    r"therefore\s+|then\s+|also\s+|finally\s+|"
    r"jointly\s+|unanimously\s+)?"
    r"(?:agreed|decided|resolved|settled on|chose|voted|concluded|(?:came to|reached) the (?:conclusion|decision)|"
    r"(?:[^,.;:]{3,40} and )(?:agreed|decided|resolved)|made the decision|opted|committed)\s+(?:that\s+|"
    r"to\s+|on\s+|for\s+)?(?P<what>.+)$",
    re.IGNORECASE,
)
_TOPIC = re.compile(r"^[^:.!?]{3,60}:\s+(?=(?:we|everyone|everybody|all|the \w+)\s)", re.IGNORECASE)
_GROUP = re.compile(
    r"^(?:everyone|everybody|all|the (?:circle|group|team|council|board|committee|members))\s+"
    r"(?:(?!not\b|never\b)[^.;:]{3,90}?\s+and\s+)?(?:has\s+|have\s+)?(?:unanimously\s+|"
    r"then\s+|further\s+|also\s+|finally\s+|therefore\s+)?(?:agreed|decided|chose|voted|opted|"
    r"resolved)\s+(?:unanimously\s+)?(?:that\s+|to\s+|on\s+)(?P<what>.+)$",
    re.IGNORECASE,
)
_PROMISE = re.compile(
    r"^(?:also\s+|kindly\s+|again\s+)?(?:(?:has\s+|have\s+|had\s+)?(?:agreed|volunteered|offered|promised|"
    r"committed|undertook|pledged|vowed|agrees|volunteers|offers|commits|signed up)"
    r"(?:\s+(?:in the meantime|again|once more|in principle|as well|too|meanwhile|for now|with thanks|kindly))?\s+to|"
    r"can(?=\s.+\b(?:by|until|before)\s)|took (?:the|"
    r"an) action(?: item)? to|"
    r"(?:took|takes) (?:the|on the) (?:task|job)(?: of)? to|takes (?:the|an) action(?: item)? to|has (?:the|"
    r"an) action to|is to|are to|"
    r"(?:promised|offered|pledged)(?:\s+[A-ZÀ-Þ][\w'’-]+)?(?=\s+(?:an?|the|her|his|their|some|two|three)\s)|decided to|"
    r"took it on to|(?:took|takes) on the (?:task|job) of|"
    r"(?:said|says|confirmed) (?:that )?(?:he|she|they)(?:['’]d|['’]ll| would| will| is going to|"
    r" are going to)(?: also)?|"
    r"(?:was|were) (?:asked|directed|instructed|requested|tasked) to|is going to|will(?: also| then)?|"
    r"(?:was|were|is|are) (?:assigned to|tasked with)|(?:will |also )?(?:needs?|ha(?:s|ve)) to|takes? "
    r"(?:care of|over|on)|"
    r"to)\s+(?P<what>.+)$",
    re.IGNORECASE,
)
_AND_TO = re.compile(r",?\s+and\s+to\s+(?=[a-z]{3,}\s)")
_SPEAKS = re.compile(
    r"^[A-ZÀ-Þ@][\w.'’-]*(?: [A-ZÀ-Þ][\w'’.-]*)?:\s+(?:needs? to|to|will|should|can)\b", re.IGNORECASE
)
"""What somebody says should be done, where names before a colon say who speaks: "KK: need to see how"."""
_SETTLED = re.compile(r"\b(?:agreed|decided|resolved|settled)\b", re.IGNORECASE)
_WOULD = re.compile(
    r"^(?P<who>(?:(?:Mr|Ms|Mrs|Dr)\.? )?[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+)?) would (?!be\b|have\b|like\b|"
    r"prefer\b|rather\b|not\b)"
    r"(?P<what>[a-z]\S*\s.+)$"
)
"""What minutes report that somebody would do, behind what was agreed."""
_DOES = re.compile(
    r"^(?P<what>(?!(?:is|was|has|does|goes|thinks|says|wants|leaves|needs|likes|feels|knows|sees|reports|joins|"
    r"asks|hopes|expects|works|"
    r"presents|starts|ends|comes)\b)[a-z]{2,15}s\s+.+\b(?:by|until|before)\s.+)$"
)
"""What somebody "does … by" a day, as an item of a list."""
_STATE = re.compile(
    r"^(?:be(?! [a-z]{2,}ing (?!back|away|off|out)\w)|have(?! an? (?:word|look|chat|talk|think|conversation|"
    r"call)\b)|not|probably|likely|also be|never|still|need|"
    r"then be|remain|miss|join us|turn|receive|see if)\b",
    re.IGNORECASE,
)


def attendance(text: Context) -> Iterator[Proposal]:
    """Sentences that say who came and who could not."""
    for part in text.parts:
        if part.line.kind in ("row", "heading"):
            continue
        if part.meaning in ("actions", "decisions", "reviewed", "next_day"):
            continue
        is_labeled = part.label in ("present", "excused", "absent", "guests")
        said = sentences(part.line.text)
        if of_another_event(said):
            continue
        for sentence in said[is_labeled:]:
            for clause in _clauses(_RECORD.sub("", sentence)):
                yield from _people(text, part, _TAIL.sub("", clause))


def _clauses(sentence: str) -> list[str]:
    """A sentence cut before "and Bo was …", if what comes before says who came or not on its own."""
    says = (_EXCUSED, _MISSED, _COUNTED, _WITH, _CAME)
    clauses = re.split(r";\s+", sentence)
    for at, clause in enumerate(clauses):
        found = _CLAUSE.split(clause)
        if len(found) > 1 and any(pattern.match(found[0]) for pattern in says):
            return [*clauses[:at], *found, *clauses[at + 1 :]]
    return clauses


def _people(text: Context, part: Part, sentence: str) -> Iterator[Proposal]:
    if says_who_came(sentence):
        yield from attending(text, part, sentence, "present", sentence=sentence)
        return
    for pattern, meaning in (
        (_EXCUSED, "excused"),
        (_MISSED, "excused"),
        (_COUNTED, "present"),
        (_WITH, "present"),
        (_CAME, "present"),
    ):
        found = pattern.match(sentence)
        if not found:
            continue
        named = found.groupdict()
        who = named.get("who") or named.get("who2") or named.get("who3") or ""
        who = re.sub(r"^(?:with|also)\s+", "", who)
        who = re.sub(r"\b(?:me|myself|I)$", text.author or "me", who.rstrip(" ."))
        if pattern is _MISSED and re.search(
            r"\b(?:was|were) (?:absent|out|away|not there)|missing|did(?: not|n['’]t)\b", sentence
        ):
            meaning = "absent"
        left = left_out(who)
        if text.are_people(who) or (left is not None and left.of_everybody):
            yield from attending(text, part, who, meaning, sentence=sentence)
            return


def outcomes(text: Context) -> Iterator[Proposal]:
    """What was agreed, and what a known person said they would do by a day.

    Where the minutes list or mark tasks, a promise without a day is talk.
    """
    is_listed, names_speak = text.lists_tasks, text.names_speak
    for part in text.parts:
        if part.line.kind in ("row", "heading") or part.opens or part.told is None:
            continue
        if part.meaning in ("reviewed", "next_day", "present", "excused", "absent", "guests"):
            continue
        before = ""
        for sentence, told in retold(sentences(part.told), text.names):
            if _SETTLED.search(before) and (would := _WOULD.match(sentence)):
                for clause in _promises(text, f"{would['who']} is to {would['what']}"):
                    yield from _outcome(text, part, clause, is_listed, sentence)
            before = sentence
            is_speech = names_speak and _SPEAKS.match(told) is not None
            for said in () if marked(sentence) or is_speech else AND_GROUP.split(told):
                for clause in _promises(text, said):
                    yield from _outcome(text, part, clause, is_listed, "" if told == sentence else sentence)


def _outcome(
    text: Context, part: Part, sentence: str, is_listed: bool, written: str = ""
) -> Iterator[Proposal]:
    said = sentence if _WE.match(sentence) else _TOPIC.sub("", sentence)
    found = _WE.match(said) or _GROUP.match(said)
    if found and text.is_summed_up(part):
        return
    if found and part.meaning not in ("actions", "decisions"):
        if not text.is_task_of_somebody(found["what"]) and not re.match(
            r"(?:with|about|upon|not yet)\b", found["what"], re.I
        ):
            for what in several(found["what"]):
                yield from text.decision(part, what, sentence=sentence)
            return
        sentence = found["what"]
    known = text.names.leading(sentence) if part.meaning != "insights" else None
    if not known:
        return
    promise = _PROMISE.match(known[1]) or (_DOES.match(known[1]) if part.line.kind == "item" else None)
    if not promise or _STATE.match(promise["what"]):
        return
    verb = known[1][: promise.start("what")].strip().lower()
    is_question = sentence.rstrip().endswith("?")
    if (second := _AND_TO.search(sentence)) and verb.endswith(" to"):
        who = sentence[: len(sentence) - len(known[1])].strip()
        yield from _outcome(text, part, sentence[: second.start()], is_listed, written or sentence)
        rest = f"{who} {verb} {sentence[second.end() :]}"
        yield from _outcome(text, part, rest, is_listed, written or sentence)
        return
    firm = is_firm(verb, promise["what"], is_listed, part.line.kind == "item", is_question)
    for action in text.action(part, sentence, sentence=written or sentence, needs_owner=True):
        has_day = action.due is not None or any("no single day" in doubt for doubt in action.doubts)
        if firm or has_day:
            yield action
        elif may_be_firm(verb, promise["what"]):
            yield replace(action, is_likely=False)


def _promises(text: Context, sentence: str) -> list[str]:
    def is_promise(said: str) -> bool:
        known = text.names.leading(said)
        return known is not None and _PROMISE.match(known[1]) is not None

    return promises(sentence, is_promise)
