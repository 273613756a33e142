"""What the rules of every style are given: the document by its parts, who is known, and what days are read by."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lib.bring.minutes.dates import Calendar
from lib.bring.minutes.document import Document
from lib.bring.minutes.no_decisions import asks_everybody, decides_nothing, shares_a_view
from lib.bring.minutes.people.names import Names
from lib.bring.minutes.proposals import (
    ActionProposal,
    Attendance,
    DecisionProposal,
    InsightProposal,
    RoleHeld,
    Source,
    Unresolved,
)
from lib.bring.minutes.sections import Part
from lib.bring.minutes.sentences import marked, sentences
from lib.bring.minutes.task_asides import Task
from lib.bring.minutes.task_text import task_in
from lib.bring.minutes.vocabulary import words
from lib.log.format.words import fillers, word_form

Proposal = ActionProposal | Attendance | DecisionProposal | InsightProposal | RoleHeld | Unresolved
LONGEST = 600
"""Characters of a sentence that may be a proposal."""
_STAYS = re.compile(r"(?:be|remain|stay|continue as|serve|not)\b|(?:sein|bleiben)\W*$", re.IGNORECASE)
"""How what somebody will do goes on where it is no task but what was settled about them."""
_BY_SOMEBODY = re.compile(
    r"^(?P<what>[^.;]{3,120}?\b(?:would|will|should|shall|to|must) be \w+(?:ed|en|t|de)\b[^.;]*?)\s+by "
    r"(?P<who>[A-ZÀ-Þ][^,;.]{1,50})$"
)
"""What was agreed that somebody is to do, in the passive: "the sites would be visited by Ada"."""
_OFFICE_TO = re.compile(
    r"^(?:the )?(?P<who>(?:secretary|treasurer|clerk|chair\w*|president|director|manager|editor|coordinator|"
    r"officers?|staff|"
    r"chief executive|ceo|convenor|warden|caretaker|administrator|"
    r"webmaster|librarian)(?: and (?:the )?[a-z]+)?) (?:to|will|would|shall|should|"
    r"is to) (?!be\b|have\b|remain\b)(?P<what>[a-z]{3,}\s\S.*)$",
    re.IGNORECASE,
)
"""What somebody who is named by their office alone is to do: "secretary to write to the council"."""
_MOTION = re.compile(
    r"\b(?:motion (?:by|to|carried|passed|failed)|moved (?:by|to|that)|seconded)\b", re.IGNORECASE
)
_MOVED_BY = re.compile(
    r"(?<!was)(?<!were)[\s,;(–—-]+(?:(?:proposed|moved|"
    r"seconded)(?: by)?\s+(?-i:[A-ZÀ-Þ])[\w.'’]*(?:\s(?-i:[A-ZÀ-Þ])[\w.'’]*){0,3}"
    r"(?:[\s,;]+and\b|[\s,;])*)+\)?$",
    re.IGNORECASE,
)
"""Who put it to the vote, behind what was settled: "…, proposed Ada Brandt, seconded by Bo"."""
_SPOKEN = re.compile(r"^(?P<who>[A-ZÀ-Þ@][\w.'’-]*(?: [A-ZÀ-Þ][\w'’.-]*)?):\s+(?P<first>[\w'’+-]+)")
_LEAST_SPOKEN = 4
_SAYS = re.compile(
    r"(?:we|the|it|i|they|that|this|these|no|yes|not|all|every\w*|an?|there|our|one|nobody|is|are|was|will|"
    r"\w+(?:['’]s|ed|s)|[^a-z]*$|\w+ (?:is|are|was|will|should|stays?|remains?))\b",
    re.IGNORECASE,
)
"""How a text after a name goes on where it says what that person said or is, rather than what to do."""
_SUMMARY = re.compile(
    r"\W*(?:tl;?dr|(?:executive |quick |short )?(?:summary|recap|overview)|in (?:brief|short))\b", re.I
)
_CLOCK = re.compile(r"\s*\(\d{1,2}:\d{2}(?::\d{2})?\)\s*$")
"""Where in a recording something was said."""
_ASSIGNED = re.compile(
    r"^(?:assigned to|(?:action items?|actions?|tasks?|to-?dos?|next steps?)\s*(?:for|of|on|:|–|-)|for|owner:?|"
    r"aufgaben (?:für|von))\s+",
    re.IGNORECASE,
)
_ROLE_BEHIND = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*:?$")
"""How a list is headed by who is to do what is in it: "ASSIGNED TO ADA (quality):"."""
_ACTION_BEHIND = re.compile(r"\s+[–—-]\s+(?:Action|ACTION)\b[\s:–—-]*(?:[A-ZÀ-Þ][\w.'’-]*\s?){1,3}$")
"""Who is to see to what was decided, behind it: "run stock control – Action Bo"."""
_FROM = re.compile(r"(?:from|von|de)\s*:\s*(?P<who>.+)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Context:
    """One document while its proposals are found."""

    document: Document
    parts: Sequence[Part]
    names: Names
    calendar: Calendar

    @property
    def author(self) -> str | None:
        """Who sent the document as a mail, if that is a known person."""
        for part in self.parts[:12]:
            if found := _FROM.match(part.line.text):
                return self.names.find(found["who"])
        return None

    def source(self, part: Part, text: str = "") -> Source:
        """Where a proposal came from: the line, and the sentence of it (by default all of it)."""
        return Source(part.line.number, text or part.line.text)

    def action(
        self,
        part: Part,
        text: str,
        *,
        sentence: str = "",
        owners: tuple[str, ...] = (),
        nicks: bool = False,
        needs_owner: bool = False,
    ) -> Iterator[ActionProposal]:
        """Yield the task in a text as a proposal, if it is one. `needs_owner`: without an owner it is none."""
        if len(text) > LONGEST:
            return
        text, owners = self._without_tail(part, text, owners)
        task = task_in(text, self.names, self.calendar, owners=owners, nicks=nicks)
        if task is None or (needs_owner and not task.owners):
            return
        yield self.proposed(part, task, sentence)

    def _without_tail(self, part: Part, text: str, owners: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
        """A task without the people in bold at its end, who own it."""
        tail = part.line.tail
        bare = _CLOCK.sub("", text)
        if not tail or not bare.endswith(tail):
            return text, owners
        people = self.names.people(tail) or []
        if not people or not all(self.names.find(person) for person in people):
            return text, owners
        return bare[: -len(tail)].rstrip(" –—-:"), tuple(people)

    def proposed(self, part: Part, task: Task, sentence: str = "") -> ActionProposal:
        """A task as a proposal, with what is doubtful about it."""
        doubts = list(task.doubts)
        if self.names.knows_somebody:
            doubts += [
                f"“{owner}” {doubt}" for owner in task.owners if (doubt := self.names.doubt_about(owner))
            ]
        is_done = task.is_done or bool(part.line.ticked)
        return ActionProposal(
            task.what,
            tuple(task.owners),
            task.due,
            self.source(part, sentence),
            is_done,
            tuple(dict.fromkeys(doubts)),
            is_likely=bool(task.owners) or len(task.what.split()) > 1,
        )

    def decision(
        self, part: Part, text: str, *, sentence: str = ""
    ) -> Iterator[DecisionProposal | ActionProposal]:
        """Yield a decision, unless the text says that there was none; what a known person will do is an action."""
        bare = _CLOCK.sub("", text).strip(" *_–—-:").strip()
        bare = _ACTION_BEHIND.sub("", re.sub(r"^(?:that|dass)\s+", "", bare))
        bare = bare if bare.endswith("...") else bare.rstrip(".")
        bare = _MOVED_BY.sub("", bare)
        if len(bare) > LONGEST or len(bare.split()) < 2 or word_form(bare) in fillers():
            return
        if decides_nothing(bare) or decides_nothing(sentence):
            return
        passive = _BY_SOMEBODY.match(bare)
        people = self.names.people(passive["who"]) if passive else None
        if passive and people and all(self.names.find(person) for person in people):
            yield from self.action(part, passive["what"], sentence=sentence, owners=tuple(people))
            return
        if (office := _OFFICE_TO.match(bare)) and not self.names.find(office["who"]):
            task = task_in(office["what"], self.names, self.calendar, finds_owner=False)
            if task is not None:
                yield self.proposed(part, task, sentence)
            return
        if self.is_task_of_somebody(bare) or self._is_order_to_somebody(bare):
            yield from self.action(part, bare, sentence=sentence, needs_owner=True)
        else:
            is_view = shares_a_view(bare, sentence or part.line.text)
            yield DecisionProposal(
                bare[:1].upper() + bare[1:], self.source(part, sentence), is_likely=not is_view
            )

    def _is_order_to_somebody(self, what: str) -> bool:
        """Whether a text under decisions is a known person's task: "Ada: Introduce Bo to the bookkeeper"."""
        who, colon, task = what.partition(": ")
        people = self.names.people(who) if colon and task and not _SAYS.match(task) else None
        return asks_everybody(what) or (bool(people) and all(map(self.names.find, people or ())))

    @property
    def lists_tasks(self) -> bool:
        """Whether the document lists or marks its tasks, so that what somebody will do elsewhere in it may be talk.

        A part headed "Action items" that has motions in it is the part of an agenda in which a board acts.
        """
        listed = [part for part in self.parts if part.meaning == "actions" and not part.opens]
        if any(_MOTION.search(part.line.text) for part in listed):
            listed = []
        return bool(listed) or any(
            part.line.ticked is not None
            or any((found := marked(said)) and found[0] == "action" for said in sentences(part.line.text))
            for part in self.parts
            if part.meaning not in ("reviewed", "present")
        )

    @property
    def names_speak(self) -> bool:
        """Whether names before a colon say who spoke ("UK: presented the plan"), rather than who is to do something."""
        said = [
            found
            for part in self.parts
            if (found := _SPOKEN.match(part.line.text)) and self.names.find(found["who"])
        ]
        talk = [one for one in said if word_form(one["first"]) not in words("verbs", "start")]
        return (
            len(said) >= _LEAST_SPOKEN and len({one["who"] for one in said}) > 1 and 2 * len(talk) > len(said)
        )

    def is_summed_up(self, part: Part) -> bool:
        """Whether a line is in a summary of notes that list their decisions elsewhere."""
        title = part.parents[-1] if part.parents else ""
        return bool(_SUMMARY.match(title)) and any(
            one.meaning == "decisions" and one.line.kind == "item" for one in self.parts
        )

    def is_task_of_somebody(self, what: str) -> bool:
        """Whether "it was agreed that …" goes on with what one known person is to do."""
        found = re.match(
            r"(?P<who>(?:(?:Cllr|Mr|Mrs|Ms|Dr|Rev|Prof)\.\s+)?[^.:;]{2,80}?)\s+(?:would|will|should|to|shall|"
            r"is to|are to|wird|werden|soll|sollen)\s+(?!(?:the|a|an|our|its|this|that|their|both|all)\s)",
            what,
        )
        people = self.names.people(found["who"]) if found else None
        if not found or not people or _STAYS.match(what[found.end() :]):
            return False
        return all(self.names.find(person) for person in people)

    def owners_above(self, part: Part) -> tuple[str, ...]:
        """The person or people that a list is headed by ("Bo Chen" above their tasks); empty if it is by nobody."""
        for title in reversed(part.parents[-3:]):
            people = self.names.people(_ASSIGNED.sub("", _ROLE_BEHIND.sub("", title.strip(" :"))))
            if people and all(self.names.find(person) for person in people):
                return tuple(people)
        return ()

    def are_people(self, text: str) -> bool:
        """Whether a part of a sentence is people and nothing else: known ones, or at least two that look like names."""
        people = self.names.people(text) or []
        known = [person for person in people if self.names.find(person)]
        return len(known) == len(people) > 0 or (
            len(people) > 1 and (bool(known) or not self.names.knows_somebody)
        )
