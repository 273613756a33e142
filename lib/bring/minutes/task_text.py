"""A sentence that is known to be a task -> what is to be done, who does it, and by when."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from lib.bring.minutes.dates import Calendar, Day
from lib.bring.minutes.names import Names, is_name
from lib.bring.minutes.vocabulary import is_everybody, words
from lib.log.format.cells import Unfit, read_word
from lib.log.format.schema import TABS
from lib.log.format.words import fillers, word_form

_STATUS = TABS["actions"].column("status")
_RECORDED = re.compile(
    r"\s*\[recorded\s+in\b.*$|\s*\[(?:recorded in|see|link|due)?[^\]]*https?:[^\]]*\]|\s*\(?\[?\b\d{1,2}:\d{2}(?::\d{2})?\b\]?\)?\s*$|\s+https?://\S+$"
)
_ID = re.compile(
    r"^(?:\[?(?:AI|AP|A|T|ACT|ACTION|TASK|TODO|M)[-_ ]?#?\d{1,4}\]?|#\d{1,5})\s*[:.)–—-]?\s+(?=\S)",
    re.IGNORECASE,
)
_OWNER_WORD = (
    r"owners?|owned by|responsible(?: party| person)?|resp\.?|who|assignees?|assigned(?: to)?|action owner|lead|dri|poc|"
    r"verantwortlich|verantw\.?|zuständig|wer|responsable|verantwoordelijk|eigenaar"
)
_DUE_WORD = (
    r"due(?: date| by| on)?|by when|deadline|target(?: date)?|when|complete by|fällig(?: am)?|fälligkeit|termin|frist|bis wann|"
    r"bis|eta|date|échéance|plazo|fecha|datum"
)
_FIELD = re.compile(
    rf"(?:^|(?<=[\s(\[;,|.–—-]))(?P<name>{_OWNER_WORD}|{_DUE_WORD}|status|v|t)\s*[:=]\s*(?P<value>.*?)"
    rf"(?=\s*(?:[;|)\]]|\s[–—-]\s|[,.]?\s+(?:{_OWNER_WORD}|{_DUE_WORD}|status|t)\s*[:=]|$))",
    re.IGNORECASE,
)
_GROUP = re.compile(r"\s*[(\[{]([^()\[\]{}]{1,80})[)\]}]")
_SPLIT = re.compile(r"\s+(?:[–—|→·]|--?>?|=>|//?)\s+|\s*(?:→|⇒|\|)\s*|\s+[–—-]{2,}\s+")
_CONNECTOR = re.compile(
    r"\s+(?:(?:has |have )?(?:agreed|volunteered|offered|promised|committed|undertook|undertakes|agrees|volunteers|offers|commits|pledged|"
    r"is asked|was asked|is tasked|was tasked|took (?:the|an) action(?: item)?|takes (?:the|an) action(?: item)?|has (?:the|an) action|"
    r"is|are|was|were|is going|are going|has|have|needs?|plans?|wants)\s+to"
    r"|to|will(?: also| then)?|shall|should|must|is responsible for|are responsible for|takes on|takes over|takes care of|"
    r"soll(?:en)?|wird|werden|übernimmt|übernehmen|kümmert sich um|hat zugesagt,?)\s+",
    re.IGNORECASE,
)
_PASSIVE = re.compile(
    r",?\s*\b(?:by|assigned to|durch|von)\s+(@?[\w'’.\-]+(?:\s+(?:and|&)?\s*[A-Z][\w'’.\-]*){0,3})\s*$"
)
_BEFORE_DUE = re.compile(
    r"(?:^|[\s,;(–—-])((?:(?:is\s+)?due(?:\s+(?:by|on|date))?|by|before|until|till|no later than|not later than|at the latest by|"
    r"deadline(?:\s+is)?|latest|ready by|to be done by|complete(?:d)? by|done by|bis(?:\s+(?:spätestens|zum|zur|am|zu))*|"
    r"spätestens(?:\s+(?:am|bis|zum))*|fällig(?:\s+(?:am|bis))?|frist|termin|vor(?:\s+dem)?|avant(?:\s+le)?|d'ici(?:\s+le)?|"
    r"antes\s+del?|para\s+el|voor|uiterlijk|eta|target)\s*:?\s*(?:the\s+|dem\s+|den\s+|der\s+|le\s+|el\s+)?)$",
    re.IGNORECASE,
)
_BEFORE_END = re.compile(r"(?:^|\s)((?:on|this|am|le|op|,)\s*)$", re.IGNORECASE)
_NOT_DUE = re.compile(
    r"\b(?:of|for|from|since|between|to|the|and|at|version|vom|von|für|zum|zur|seit|ab|des|der|die|das|auf|till the|about|after|nach|"
    r"during|in|starting|start|during the|session|meeting|workshop)\s*$",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"^\s*,?\s*(?:at\s+|um\s+)?(?:\d{1,2}(?::\d{2})?\s*(?:am|pm|uhr|h)\b|\d{1,2}:\d{2}|noon|eod|eob|cob|close of business|latest|spätestens)",
    re.I,
)
_DONE_WORDS = re.compile(r"^\(?(?:done|completed?|closed|erledigt|✅|✔|✓)\)?\s*[:–—-]\s*", re.IGNORECASE)


@dataclass(slots=True)
class Task:
    """What a sentence says is to be done. `owners`: as `Names.find` returns them or as written."""

    what: str = ""
    owners: list[str] = field(default_factory=list)
    due: date | None = None
    has_due: bool = False
    is_done: bool = False
    doubts: list[str] = field(default_factory=list)


def task_in(
    text: str,
    names: Names,
    calendar: Calendar,
    *,
    owners: tuple[str, ...] = (),
    nicks: bool = False,
    finds_owner: bool = True,
) -> Task | None:
    """The task in a sentence that a marker or its place says is one; None if it says nothing to do.

    `owners`: who it is listed under. `nicks`: names may be one word in small letters, as in chat logs.
    `finds_owner`: False where the owner is in a column of its own.
    """
    reader = _TaskReader(names, calendar, nicks)
    task = reader.read(" ".join(text.split()), finds_owner=finds_owner)
    if task is None:
        return None
    if not task.owners and owners:
        task.owners = list(owners)
        task.doubts = [doubt for doubt in task.doubts if not doubt.startswith("no owner")]
    return task


class _TaskReader:
    def __init__(self, names: Names, calendar: Calendar, nicks: bool) -> None:
        self._names, self._calendar, self._nicks = names, calendar, nicks
        self._task = Task()
        self._said_owner = False

    def read(self, text: str, *, finds_owner: bool) -> Task | None:
        task = self._task
        text = _RECORDED.sub("", _RECORDED.sub("", text)).strip()
        if done := _DONE_WORDS.match(text):
            task.is_done, text = True, text[done.end() :]
        text = _ID.sub("", text)
        if finds_owner:
            text = self._segments(self._groups(self._leading_mark(self._fields(text))))
            text = self._leading(text)
        text = self._due_in(text)
        if finds_owner:
            text = self._mentions(self._trailing(text))
        if not _says_something(text.strip(" ,;:.–—-|*"), self._names):
            return None
        task.what = _tidy(text)
        if not task.owners and not self._said_owner:
            task.doubts.append("no owner is named")
        return task

    def _fields(self, text: str) -> str:
        """Take out "Owner: Ada", "Due: 12 March", "Status: open"."""
        for found in reversed(list(_FIELD.finditer(text))):
            name, value = found["name"].lower(), found["value"].strip(" .,;*[]()")
            if not value:
                continue
            is_taken = False
            if name == "status":
                self._task.is_done = self._status(value) == "done"
                is_taken = True
            elif re.fullmatch(_OWNER_WORD + "|v", name, re.IGNORECASE):
                is_taken = self._owner_field(value)
            elif found.start() > 0:
                is_taken = self._due_field(value)
            if is_taken:
                text = text[: found.start()].rstrip(" ,;|(–—-[") + " " + text[found.end() :].lstrip(" ,;|)].")
        return text.strip()

    def _owner_field(self, value: str) -> bool:
        rest, day = self._without_day(value)
        people = self._names.people(rest, nicks=True)
        if people is None:
            return False
        self._add_owners(people, rest)
        if day:
            self._set_due(day)
        return True

    def _due_field(self, value: str) -> bool:
        days = self._calendar.days(value)
        if days:
            self._set_due(days[0])
            return True
        if word_form(value) in fillers() | words("people", "nobody"):
            return True
        return False

    def _leading_mark(self, text: str) -> str:
        """Take out "[Ada] …", "(Ada) …", "@ada …" at the start."""
        if found := re.match(r"[\[(]([^\[\]()]{1,60})[\])]\s*:?\s*(?=\S)", text):
            rest, day = self._without_day(found[1])
            people = self._people(rest)
            if people is not None:
                self._add_owners(people, rest)
                if day:
                    self._set_due(day)
                return text[found.end() :]
        if found := re.match(
            r"((?:@[\w.\-]+(?:\s(?=[A-Z@])[A-Z][\w\-]+)?(?:\s*(?:,|&|and|/|\+)\s*)?)+)[:,–—-]?\s+(?=\S)", text
        ):
            people = self._names.people(found[1], nicks=True)
            if not people:
                first = found[1].split()[0].rstrip(":,")
                people = self._names.people(first, nicks=True)
                if people:
                    self._add_owners(people, first)
                    return re.sub(r"^(?:to|will)\s+", "", text[len(first) :].lstrip(" :,–—-"))
            if people:
                self._add_owners(people, found[1])
                return re.sub(r"^(?:to|will)\s+", "", text[found.end() :])
        return text

    def _groups(self, text: str) -> str:
        """Take out "(Ada, 12 March)", "[due Friday]", "(Bo)"."""
        for found in reversed(list(_GROUP.finditer(text))):
            if self._aside(found[1], is_group=True):
                text = text[: found.start()] + text[found.end() :]
        return text.strip()

    def _segments(self, text: str) -> str:
        """Take out what is set off by dashes, bars and arrows: "Ada – send the notes – 12 March"."""
        pieces = [piece.strip() for piece in _SPLIT.split(text) if piece.strip()]
        if len(pieces) < 2:
            return text
        kept: list[str] = []
        for at, piece in enumerate(pieces):
            is_last_chance = not kept and at == len(pieces) - 1
            if is_last_chance or not self._aside(piece, is_group=False):
                kept.append(piece)
        return " – ".join(kept)

    def _aside(self, text: str, *, is_group: bool) -> bool:
        """Whether a part of the sentence only says who, when or how far; it is then taken."""
        if self._status(text) in ("done", "open", "doing", "blocked"):
            self._task.is_done = self._task.is_done or self._status(text) == "done"
            return not is_everybody(text)
        rest, day = self._without_day(text)
        rest = re.sub(rf"^(?:{_OWNER_WORD})\s*:?\s+", "", rest, flags=re.I) if rest else rest
        if not rest and day:
            self._set_due(day)
            return True
        people = self._people(rest)
        if people is None or (not people and not is_everybody(rest) and day is None):
            return people == [] and word_form(rest) in words("people", "nobody")
        if self._task.owners and not is_group and not all(self._names.find(one) for one in people):
            return False
        if self._task.owners and is_group and people and set(people) - set(self._task.owners):
            return False
        self._add_owners(people, rest)
        if day:
            self._set_due(day)
        return True

    def _leading(self, text: str) -> str:
        """Take the owner from the start: "Ada: send …", "Ada to send …", "Ada will send …", "Ada send …"."""
        if self._task.owners:
            people = self._names.leading(text)
            found = _CONNECTOR.match(" " + people[1] + " ") if people else None
            if people and found and set(people[0]) <= set(self._task.owners):
                return people[1][found.end() - 1 :].strip()
            return text
        if found := re.match(r"(?P<who>[^:]{1,60}):\s+(?=\S)", text):
            people = self._people(found["who"])
            if people or (people == [] and is_everybody(found["who"])):
                self._add_owners(people, found["who"])
                return re.sub(r"^(?:to|will)\s+(?=[a-z])", "", text[found.end() :])
        for found in list(_CONNECTOR.finditer(text[:160]))[:2]:
            who = text[: found.start()]
            if who.endswith((".", ";", ":")) and not re.search(r"\b[A-Z]\.$", who):
                break
            people = self._people_before(who)
            if people or (people == [] and is_everybody(who)):
                self._add_owners(people or [], who)
                return text[found.end() :]
        if (known := self._names.leading(text)) and re.match(r"[a-zäöü]|,\s*please", known[1]):
            if not re.match(
                r"(?:and|und|or|of|is|was|has|had|said|noted|asked|who|in|on|at|for|mentioned|reported)\b",
                known[1],
            ):
                self._add_owners(known[0], "")
                return re.sub(r"^,?\s*please\s+", "", known[1])
        return text

    def _people_before(self, who: str) -> list[str] | None:
        return self._names.people(who, nicks=self._nicks)

    def _people(self, text: str) -> list[str] | None:
        """People that are known, or look like a full name where others are known."""
        people = self._names.people(text, nicks=False) if text else None
        if not people:
            return people
        for one in people:
            is_plain_word = " " not in one and not one.startswith("@") and "@" not in one
            if not self._names.find(one) and is_plain_word and self._names.knows_somebody:
                return None
        return people

    def _trailing(self, text: str) -> str:
        """Take the owner from the end: "…, Ada", "… by Ada", "… @ada"."""
        if self._task.owners:
            return text
        if (found := _PASSIVE.search(text)) and (people := self._names.people(found[1])):
            if all(self._names.find(one) for one in people):
                self._add_owners(people, found[1])
                return text[: found.start()]
        head, comma, tail = text.rstrip(" .").rpartition(", ")
        if not comma:
            head, comma, tail = text.rstrip(" .").rpartition(". ")
        if comma and (people := self._names.people(tail)) and all(self._names.find(one) for one in people):
            self._add_owners(people, tail)
            return head
        return text

    def _mentions(self, text: str) -> str:
        """Take the owner from an @mention anywhere, if there is no other."""
        if self._task.owners:
            return text
        found = list(re.finditer(r"\s*@[\w.\-]{2,40}(?:\s(?=[A-Z])[A-Z][\w\-]+)?", text))
        if len(found) != 1:
            return text
        for handle in (found[0][0].strip(), found[0][0].strip().split()[0]):
            people = self._names.people(handle) or self._names.people(handle.lstrip("@"))
            if people:
                self._add_owners(people, handle)
                at = found[0].start() + found[0][0].find(handle)
                return text[:at].rstrip() + text[at + len(handle) :]
        return text

    def _due_in(self, text: str) -> str:
        """Take the due date out of the sentence: after "by", or at its end."""
        for day in self._calendar.days(text):
            before, after = text[: day.start], text[day.end :]
            clock = _CLOCK.match(after)
            after = after[clock.end() :] if clock else after
            found = _BEFORE_DUE.search(before)
            at_end = not after.strip(" .,;)!")
            is_short = day.is_relative and re.match(
                r"(?:in|within|innerhalb|binnen|end|eo|e\.o|ende|tomorrow|today|morgen|heute)", day.text, re.I
            )
            if found is None and day.value is not None and (at_end or is_short):
                if not _NOT_DUE.search(before):
                    found = _BEFORE_END.search(before)
                    start = found.start(1) if found else len(before)
                    self._set_due(day)
                    return _joined(before[:start], after)
            if found is not None and (at_end or day.value is not None):
                self._set_due(day)
                return _joined(before[: found.start(1)], after)
        return text

    def _without_day(self, text: str) -> tuple[str, Day | None]:
        """A short text without the one day in it and the words that introduce it; the text itself if there is none."""
        days = self._calendar.days(text)
        if len(days) != 1:
            return text.strip(), None
        day = days[0]
        before = text[: day.start]
        found = _BEFORE_DUE.search(before) or _BEFORE_END.search(before)
        before = before[: found.start(1)] if found else before
        after = text[day.end :]
        clock = _CLOCK.match(after)
        after = after[clock.end() :] if clock else after
        return f"{before} {after}".strip(" ,;:/.–—-|"), day

    def _set_due(self, day: Day) -> None:
        if self._task.due is None:
            self._task.due, self._task.has_due = day.value, True
            if day.doubt:
                self._task.doubts.append(day.doubt)

    def _add_owners(self, people: list[str], text: str) -> None:
        self._said_owner = True
        if not people:
            self._task.doubts.append(f"“{text.strip(' .,:')}” is nobody in particular")
            return
        for person in people:
            if person not in self._task.owners:
                self._task.owners.append(person)

    def _status(self, text: str) -> str | None:
        try:
            return read_word(text.strip(" .!"), _STATUS)
        except Unfit:
            return None


def _joined(before: str, after: str) -> str:
    before, after = before.rstrip(" ,;(–—-"), after.strip()
    return f"{before}{after}" if after[:1] in (".", ",", ";", ")") else f"{before} {after}".strip()


def _tidy(text: str) -> str:
    bare = text.strip(" ,;:–—-|*").strip()
    bare = bare.rstrip(".") if not bare.endswith("...") else bare
    return bare[:1].upper() + bare[1:]


def _says_something(what: str, names: Names) -> bool:
    letters = re.sub(r"[\W\d_]", "", what)
    form = word_form(what)
    if len(letters) < 4 or form in fillers() or form in words("people", "nobody"):
        return False
    if (
        re.match(
            r"(?:none|no (?:new |open |further )?(?:actions?|action items?|tasks?)|keine|nothing)\b",
            what,
            re.I,
        )
        and len(what.split()) < 7
    ):
        return False
    return not (names.find(what) or (is_name(what) and all(word[:1].isupper() for word in what.split())))
