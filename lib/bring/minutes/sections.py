"""Which part of the minutes each line is in: who was there, actions, decisions, or something else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lib.bring.minutes.document import Line
from lib.bring.minutes.scope import Scope
from lib.bring.minutes.titles import (
    asks,
    has_deeper_item,
    is_invited,
    is_item_heading,
    is_of_people,
    is_opener,
    is_subtitle,
    last_label,
    tells,
    told_behind,
)
from lib.bring.minutes.vocabulary import PEOPLE, label_of, meaning_of

_LEAST_TOLD = 15
"""Words of a line that tells something, though it comes after a list of people."""


@dataclass(frozen=True, slots=True)
class Part:
    """A line, and where it is.

    `meaning`: of the part of the minutes around it, "" if unknown. `label`: of the label that begins the line, "" if
    none is known; `text` is what follows it, or the whole text. `opens`: the line only announces what follows.
    `parents`: the headings, labels and list items above it within its part, the nearest last. `depth`: of an item in
    its part, from 0.
    """

    line: Line
    meaning: str
    text: str
    label: str = ""
    opens: bool = False
    parents: tuple[str, ...] = ()
    depth: int = 0

    @property
    def told(self) -> str | None:
        """What sentences of the line say: all of it, or what is behind "Discussion:"; None behind any other label."""
        return told_behind(self.label, self.line.text, self.text)

    @property
    def lists_people(self) -> bool:
        """Whether the line belongs to a list of people, rather than telling something behind it."""
        return self.meaning in PEOPLE and (bool(self.label) or len(self.text.split()) < _LEAST_TOLD)


def parts_of(lines: Sequence[Line]) -> Iterator[Part]:
    """Yield every line with the part of the minutes that it is in."""
    reader = _Sections(lines)
    for at in range(len(lines)):
        yield reader.part(at)


class _Sections:
    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._headings: list[Scope] = []
        self._label: Scope | None = None
        self._said: tuple[str, ...] = ()

    def part(self, at: int) -> Part:
        line = self._lines[at]
        meaning, label, value = label_of(last_label(line), line.lead)
        value = "" if asks(value) or (value and is_subtitle(self._lines, at, meaning)) else value
        if line.speaker:  # announces nothing for others
            return self._message(line, meaning, value)
        if line.kind == "heading":
            return self._heading(line, meaning, label, value)
        if line.kind == "row":
            if self._label is not None and self._label.is_inline:
                self._label = None
            return Part(line, self._meaning, line.text, parents=self._titles())
        if self._label is not None and self._label.is_closed_by(line):
            self._label = None
        is_other = line.kind == "item" and meaning in ("other", "title")
        if self._label is not None and self._label.is_numbered and is_other:
            self._label = None
        if label and value:
            self._forget_deeper(line)
            part = Part(
                line, self._meaning, value, meaning, parents=self._titles(line), depth=self._depth(line)
            )
            if meaning in PEOPLE:
                self._open(line, meaning, label, is_inline=True)
            elif line.kind == "text" and not (
                self._meaning in PEOPLE and meaning in ("facilitator", "note_taker")
            ):
                self._label = None
            else:
                self._remember(line)
            return part
        if is_item_heading(self._lines, at, is_counted=self._label is not None and self._label.is_numbered):
            self._leave_people()
            self._label = Scope(meaning_of(line.text) or "", line.text, is_numbered=True)
            return Part(line, self._meaning, line.text, self._meaning, opens=True, parents=self._titles())
        if label or self._is_bare_label(line, at):
            meaning = meaning or meaning_of(line.text) or ""
            is_review = bool(self._headings) and self._headings[-1].meaning == "reviewed"
            meaning = "reviewed" if meaning == "actions" and is_review else meaning
            meaning = self._meaning if self._is_new_list and is_invited(line.text) else meaning
            self._open(line, meaning, line.text)
            return Part(line, meaning, "", meaning, opens=True)
        if is_opener(self._lines, at, is_list=self._is_new_list):
            return self._unknown(line)
        part = Part(line, self._meaning, line.text, parents=self._titles(line), depth=self._depth(line))
        self._remember(line)
        return part

    def _message(self, line: Line, meaning: str, value: str) -> Part:
        """A line of a message; "To do" alone in one announces the list below it, by the same person."""
        if line.kind == "item" and self._said[:1] == (line.speaker,):
            return Part(line, self._said[1], value or line.text, meaning if value else "")
        opened = meaning or (meaning_of(line.text) or "" if line.kind == "text" else "")
        is_list = not (meaning and value) and opened in ("actions", "decisions", *PEOPLE)
        self._said = (line.speaker, opened) if is_list else ()
        return Part(
            line, opened if is_list else "", value or line.text, meaning if value else "", opens=is_list
        )

    @property
    def _scope(self) -> Scope | None:
        return self._label or (self._headings[-1] if self._headings else None)

    @property
    def _is_new_list(self) -> bool:
        """Whether a label has just opened a list of people."""
        return self._label is not None and self._meaning in PEOPLE and not self._label.has_items

    @property
    def _meaning(self) -> str:
        scope = self._scope
        return scope.meaning if scope else ""

    def _titles(self, line: Line | None = None) -> tuple[str, ...]:
        titles = [scope.title for scope in self._headings]
        if self._label:
            titles.append(self._label.title)
        scope = self._scope
        if scope and line is not None and line.kind == "item":
            titles += [text for level, text in scope.items if level < line.level]
        return tuple(titles)

    def _heading(self, line: Line, meaning: str, label: str, value: str) -> Part:
        self._label = None
        while self._headings and self._headings[-1].level >= line.level:
            self._headings.pop()
        known = meaning if label else meaning_of(line.text)
        above = self._headings[-1].meaning if self._headings else ""
        is_list = above in PEOPLE or above in ("actions", "decisions", "reviewed", "insights")
        inherited = above if is_list and known is None else known or ""
        self._headings.append(Scope(inherited, line.text, line.level))
        if label and value:
            return Part(line, inherited, value, meaning, parents=self._titles())
        return Part(line, inherited, line.text, known or "", opens=True, parents=self._titles())

    def _open(self, line: Line, meaning: str, title: str, *, is_inline: bool = False) -> None:
        level = line.level if line.kind == "item" else -1
        self._label = Scope(meaning, title.rstrip(" :"), item_level=level, is_inline=is_inline)

    def _leave_people(self) -> None:
        """A title without a mark of a heading ends the list of people that a heading has opened."""
        if self._headings and self._headings[-1].meaning in PEOPLE:
            self._headings[-1].meaning = ""

    def _unknown(self, line: Line) -> Part:
        """A label that is in no list: a group or a person within a list, or the end of it."""
        above = self._meaning
        is_list = above in PEOPLE or above in ("actions", "reviewed", "decisions")
        is_ended = line.text.endswith(":") and not (above in PEOPLE and tells(line))
        is_within = is_list and (line.kind == "item" or is_ended or line.lead == line.text)
        if not is_within:
            self._leave_people()
        self._open(line, above if is_within else "", line.text)
        return Part(line, self._meaning, line.text, opens=True, parents=self._titles())

    def _is_bare_label(self, line: Line, at: int) -> bool:
        """Whether a line without a colon is a known label and nothing else."""
        meaning = meaning_of(line.text)
        is_outcome = meaning == "decisions" and line.text.endswith(".")  # of the motion above it
        if len(line.text) > 60 or line.ticked is not None or meaning is None or is_outcome:
            return False
        if line.kind == "item":
            return has_deeper_item(self._lines, at)
        return (
            line.starts_block
            or line.lead == line.text
            or line.text.isupper()
            or self._meaning in ("", "other")
            or (self._meaning in PEOPLE and meaning in (*PEOPLE, "facilitator", "note_taker", "other"))
        )

    def _depth(self, line: Line) -> int:
        scope = self._scope
        if scope is None or line.kind != "item":
            return 0
        if scope.base is None or line.level < scope.base:
            scope.base = line.level
        return line.level - scope.base

    def _forget_deeper(self, line: Line) -> None:
        scope = self._scope
        if scope and line.kind == "item":
            scope.items = [(level, text) for level, text in scope.items if level < line.level]

    def _remember(self, line: Line) -> None:
        scope = self._scope
        if scope is None:
            return
        if line.kind == "item":
            self._forget_deeper(line)
            scope.items.append((line.level, line.text))
            scope.has_items = True
        else:
            scope.is_one_each = (scope.is_one_each or not scope.has_text) and is_of_people(line.text)
            scope.has_text = True
