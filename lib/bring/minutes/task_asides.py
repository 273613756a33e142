"""The parts of a task that are set off from the rest: "Owner: Ada", "(Bo, 12 March)", "– Friday"."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from lib.bring.minutes.dates import Calendar, Day
from lib.bring.minutes.due_dates import without_day
from lib.bring.minutes.people.names import Names
from lib.bring.minutes.task_patterns import FIELD, GROUP, OWNER_WORD, SPLIT
from lib.bring.minutes.vocabulary import is_everybody, words
from lib.log.format.schema import TABS
from lib.log.format.words import fillers, word_for, word_form

_STATUS = TABS["actions"].column("status")


@dataclass(slots=True)
class Task:
    """What a sentence says is to be done. `owners`: as `Names.find` returns them or as written."""

    what: str = ""
    owners: list[str] = field(default_factory=list)
    due: date | None = None
    has_due: bool = False
    is_done: bool = False
    doubts: list[str] = field(default_factory=list)


class Asides:
    """Collects who, when and how far for one task, while what says so is taken out of its text."""

    def __init__(self, names: Names, calendar: Calendar) -> None:
        self._names, self._calendar = names, calendar
        self.task = Task()
        self.said_owner = False

    def fields(self, text: str) -> str:
        """Take out "Owner: Ada", "Due: 12 March", "Status: open"."""
        for found in reversed(list(FIELD.finditer(text))):
            name, value = found["name"].lower(), found["value"].strip(" .,;*[]()")
            if not value:
                continue
            is_taken = False
            if name == "status":
                self.task.is_done = self._status(value) == "done"
                is_taken = True
            elif re.fullmatch(OWNER_WORD + "|v", name, re.IGNORECASE):
                is_taken = self._owner_field(value)
            elif found.start() > 0:
                is_taken = self._due_field(value)
            if is_taken:
                text = text[: found.start()].rstrip(" ,;|(–—-[") + " " + text[found.end() :].lstrip(" ,;|)].")
        return text.strip()

    def _owner_field(self, value: str) -> bool:
        rest, day = without_day(value, self._calendar)
        people = self._names.people(rest, nicks=True)
        if people is None:
            return False
        self.add_owners(people, rest)
        if day:
            self.set_due(day)
        return True

    def _due_field(self, value: str) -> bool:
        days = self._calendar.days(value)
        if days:
            self.set_due(days[0])
            return True
        return word_form(value) in fillers() | words("people", "nobody")

    def groups(self, text: str) -> str:
        """Take out "(Ada, 12 March)", "[due Friday]", "(Bo)"."""
        for found in reversed(list(GROUP.finditer(text))):
            if self._aside(found[1], is_group=True):
                text = text[: found.start()] + text[found.end() :]
        return text.strip()

    def segments(self, text: str) -> str:
        """Take out what is set off by dashes, bars and arrows: "Ada – send the notes – 12 March"."""
        pieces = [piece.strip() for piece in SPLIT.split(text) if piece.strip()]
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
            self.task.is_done = self.task.is_done or self._status(text) == "done"
            return not is_everybody(text)
        rest, day = without_day(text, self._calendar)
        rest = re.sub(rf"^(?:{OWNER_WORD})\s*:?\s+", "", rest, flags=re.I) if rest else rest
        if not rest and day:
            self.set_due(day)
            return True
        people = self.people(rest)
        if people is None or (not people and not is_everybody(rest) and day is None):
            return people == [] and word_form(rest) in words("people", "nobody")
        if self.task.owners and not is_group and not all(self._names.find(one) for one in people):
            return False
        if self.task.owners and is_group and people and set(people) - set(self.task.owners):
            return False
        self.add_owners(people, rest)
        if day:
            self.set_due(day)
        return True

    def people(self, text: str) -> list[str] | None:
        """People that are known, or look like a full name where others are known."""
        people = self._names.people(text, nicks=False) if text else None
        if not people:
            return people
        for one in people:
            is_plain_word = " " not in one and not one.startswith("@") and "@" not in one
            if not self._names.find(one) and is_plain_word and self._names.knows_somebody:
                return None
        return people

    def set_due(self, day: Day) -> None:
        if self.task.due is None:
            self.task.due, self.task.has_due = day.value, True
            if day.doubt:
                self.task.doubts.append(day.doubt)

    def add_owners(self, people: list[str], text: str) -> None:
        self.said_owner = True
        if not people:
            self.task.doubts.append(f"“{text.strip(' .,:')}” is nobody in particular")
            return
        for person in people:
            if person not in self.task.owners:
                self.task.owners.append(person)

    def _status(self, text: str) -> str | None:
        return word_for(text.strip(" .!"), _STATUS)  # a remark behind the word is part of the task
