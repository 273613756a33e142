"""A sentence that is known to be a task -> what is to be done, who does it, and by when."""

from __future__ import annotations

import re

from lib.bring.minutes.dates import Calendar
from lib.bring.minutes.due_dates import due_in, without_day
from lib.bring.minutes.people.names import Names
from lib.bring.minutes.task_asides import Asides, Task
from lib.bring.minutes.task_nothing import says_something
from lib.bring.minutes.task_patterns import (
    CONNECTOR,
    DONE_WORDS,
    ID,
    PASSIVE,
    RECORDED,
)
from lib.bring.minutes.vocabulary import is_everybody, words
from lib.log.format.words import word_form

_TELLS = re.compile(
    r"(?:and|und|or|of|is|was|has|had|said|noted|asked|who|in|on|at|for|mentioned|reported)\b"
)
"""Words after a name with which the sentence says what happened rather than what to do."""
_PAIR = re.compile(r"^(@?[A-ZÀ-Þ][\w'’.-]*(?: [A-ZÀ-Þ][\w'’.-]*)?)\s/\s(?=@?[A-ZÀ-Þ])")
"""Two people before what they are to do: "Ada / Bo to draft …"."""
_INSIDE = re.compile(r"^(?P<who>[^()]{2,40}?)\s*\((?P<what>[^()]*(?:\s[^()]*){3,})\)\.?$")
"""A task in parentheses behind its owner: "Ada (two districts named by 31 July)"."""
_ASKS = re.compile(
    r"(?:[Aa]sk|[Rr]equest|[Rr]emind|[Gg]et|[Tt]ell)\s+(?P<who>@?[A-ZÀ-Þ][\w.'’-]*(?:\s[A-ZÀ-Þ][\w'’-]*){0,2})\s+to\s+"
    r"(?=[a-z])"
)
"""A task for whom it says to ask: "ask Ada to call the plant"."""
_BRACED = re.compile(r"^\{([A-ZÀ-Þ@][^{}]{1,60})\}:?\s+")
"""Who is to do something, in braces: "{Ada} will write"."""
_LATER = re.compile(
    r",?\s+and (?:this|it|that|the matter) (?:should|will|would|is to|to) be (?:discussed|reviewed|reported|"
    r"considered|brought)\b"
    r".*$",
    re.IGNORECASE,
)
"""What happens with a task at a later meeting, whose day is not when the task is due."""
_LONGEST_TOPIC = 5
_ARROW = re.compile(r"^(?:->|=>|→|⇒|>>|➔|➜|▶)\s*")
_APP_MARKS = re.compile(
    "\\s*[\U0001f4c5\U0001f4c6\U0001f5d3\u23f0\u23f3\U0001f6eb\U0001f514\U0001f53c\U0001f53d\u23eb]\ufe0f?\\s*"
)
"""Signs that task lists put beside a day or a priority."""


def task_in(
    text: str,
    names: Names,
    calendar: Calendar,
    *,
    owners: tuple[str, ...] = (),
    nicks: bool = False,
    finds_owner: bool = True,
    finds_day: bool = True,
) -> Task | None:
    """The task in a sentence that a marker or its place says is one; None if it says nothing to do.

    `owners`: who it is listed under. `nicks`: names may be one word in small letters, as in chat logs.
    `finds_owner`, `finds_day`: False where the owner, or the day, is in a column of its own.
    """
    reader = _TaskReader(names, calendar, nicks, is_listed=bool(owners))
    task = reader.read(" ".join(text.split()), finds_owner=finds_owner, finds_day=finds_day)
    if task is None:
        return None
    if not task.owners and owners:
        task.owners = list(owners)
        task.doubts = [doubt for doubt in task.doubts if not doubt.startswith("no owner")]
    return task


class _TaskReader(Asides):
    """Takes who and when out of the running words of a sentence too."""

    def __init__(self, names: Names, calendar: Calendar, nicks: bool, *, is_listed: bool) -> None:
        super().__init__(names, calendar)
        self._nicks = nicks
        self._listed = is_listed

    def read(self, text: str, *, finds_owner: bool, finds_day: bool) -> Task | None:
        task = self.task
        text = _BRACED.sub(r"\1 ", text)
        text = _ARROW.sub("", RECORDED.sub("", RECORDED.sub("", text)).strip())
        if done := DONE_WORDS.match(text):
            task.is_done, text = True, text[done.end() :]
        text = _PAIR.sub(r"\1/", ID.sub("", _LATER.sub("", text)))
        if (inside := _INSIDE.match(text)) and self._names.find(inside["who"]):
            text = f"{inside['who']}: {inside['what']}"
        if finds_owner:
            text = self.segments(self.groups(self._leading_mark(self.fields(text))))
            text = self._leading(text)
        text, day = due_in(text, self._calendar) if finds_day else (text, None)
        if day:
            self.set_due(day)
        if finds_owner:
            text = self._mentions(self._trailing(text))
        if not says_something(text.strip(" ,;:.–—-|*"), self._names, may_be_name=finds_owner):
            return None
        task.what = _tidy(text)
        if not task.owners and not self.said_owner:
            task.doubts.append("no owner is named")
        return task

    def _leading_mark(self, text: str) -> str:
        """Take out "[Ada] …", "(Ada) …", "Ada / Bo: …", "@ada …" at the start."""
        if found := re.match(r"([^:()\[\]@]{3,60}[/+&][^:()\[\]@]{1,60}):\s+(?=\S)", text):
            people = self._names.people(found[1])
            if people and all(self._names.find(one) for one in people):
                self.add_owners(people, found[1])
                return text[found.end() :]
        if found := re.match(r"[\[(]([^\[\]()]{1,60})[\])]\s*:?\s*(?=\S)", text):
            rest, day = without_day(found[1], self._calendar)
            people = self.people(rest)
            if people is not None:
                self.add_owners(people, rest)
                if day:
                    self.set_due(day)
                return text[found.end() :]
        text = re.sub(r"(?<=\w)\s+(?=@\w)", ", ", text) if re.match(r"(?:@[\w.\-]+\s+){2,}", text) else text
        if found := re.match(
            r"((?:@[\w.\-]+(?:\s(?=[A-Z@])[A-Z][\w\-]+)?(?:\s*(?:,|&|and|/|\+)\s*)?)+)[:,–—-]?\s+(?=\S)", text
        ):
            people = self._names.people(found[1], nicks=True)
            if not people:
                first = found[1].split()[0].rstrip(":,")
                people = self._names.people(first, nicks=True)
                if people:
                    self.add_owners(people, first)
                    return re.sub(r"^(?:to|will)\s+", "", text[len(first) :].lstrip(" :,–—-"))
            if people:
                self.add_owners(people, found[1])
                return re.sub(r"^(?:to|will)\s+", "", text[found.end() :])
        return text

    def _leading(self, text: str) -> str:
        """Take the owner from the start: "Ada: send …", "Ada to send …", "Ada will send …", "Ada send …"."""
        text = self._without_topic(text)
        if self.task.owners:
            people = self._names.leading(text)
            found = CONNECTOR.match(" " + people[1] + " ") if people else None
            if people and found and set(people[0]) <= set(self.task.owners):
                return people[1][found.end() - 1 :].strip()
            return text
        if found := re.match(r"(?P<who>[^:]{1,60}):\s+(?=\S)", text):
            people = self.people(found["who"])
            if people or (people == [] and is_everybody(found["who"])):
                self.add_owners(people, found["who"])
                return re.sub(r"^(?:to|will)\s+(?=[a-z])", "", text[found.end() :])
        for found in list(CONNECTOR.finditer(text[:160]))[:2]:
            who = text[: found.start()]
            if who.endswith((".", ";", ":")) and not re.search(r"\b[A-Z]\.$", who):
                break
            people = self._people_before(who)
            if people or (people == [] and is_everybody(who)):
                self.add_owners(people or [], who)
                return text[found.end() :]
        if (asked := _ASKS.match(text)) and self._names.find(asked["who"]):
            self.add_owners([str(self._names.find(asked["who"]))], asked["who"])
            return text[asked.end() :]
        known = self._names.leading(text)
        if known and _is_also_a_word(text, known[1]):
            return text
        if known and re.match(r"[a-zäöü]|,\s*please", known[1]) and not _TELLS.match(known[1]):
            self.add_owners(known[0], "")
            return re.sub(r"^,?\s*please\s+", "", known[1])
        return text

    def _without_topic(self, text: str) -> str:
        """The text without what it is about, if a known person and what they are to do follow: "Fair: Ada to …"."""
        topic, colon, rest = text.partition(": ")
        known = self._names.leading(rest) if colon and len(topic.split()) <= _LONGEST_TOPIC else None
        if known is None or self.people(topic) is not None or self._names.leading(topic) is not None:
            return text
        is_task = CONNECTOR.match(" " + known[1]) or word_form(known[1].split()[0]) in words("verbs", "start")
        return rest if is_task else text

    def _people_before(self, who: str) -> list[str] | None:
        return self._names.people(who, nicks=self._nicks)

    def _trailing(self, text: str) -> str:
        """Take the owner from the end: "…, Ada", "… by Ada", "… @ada"."""
        if self.task.owners or self._listed:
            return text
        found = PASSIVE.search(text)
        people = self._names.people(found[1]) if found else None
        if found and people and all(self._names.find(one) for one in people):
            self.add_owners(people, found[1])
            return text[: found.start()]
        head, comma, tail = text.rstrip(" .").rpartition(", ")
        if not comma:
            head, comma, tail = text.rstrip(" .").rpartition(". ")
        if comma and (people := self._names.people(tail)) and all(self._names.find(one) for one in people):
            self.add_owners(people, tail)
            return head
        return text

    def _mentions(self, text: str) -> str:
        """Take the owner from an @mention anywhere, if there is no other."""
        if self.task.owners:
            return text
        found = list(re.finditer(r"\s*@[\w.\-]{2,40}(?:\s(?=[A-Z])[A-Z][\w\-]+)?", text))
        if len(found) != 1 or (self._listed and not self._names.find(found[0][0])):
            return text
        for handle in (found[0][0].strip(), found[0][0].strip().split()[0]):
            people = self._names.people(handle) or self._names.people(handle.lstrip("@"))
            if people:
                self.add_owners(people, handle)
                at = found[0].start() + found[0][0].find(handle)
                return text[:at].rstrip() + text[at + len(handle) :]
        return text


def _is_also_a_word(text: str, rest: str) -> bool:
    """Whether a task begins with one word that may be a name or not: "Mark invoices …", "Will there be …"."""
    head = text[: len(text) - len(rest)].split()
    return len(head) == 1 and word_form(head[0]) in words("people", "word_names") and rest[:1] != ","


def _tidy(text: str) -> str:
    bare = _APP_MARKS.sub(" ", text).strip(" ,;:–—-|*").strip()
    bare = bare.rstrip(".") if not bare.endswith("...") else bare
    return bare[:1].upper() + bare[1:]
