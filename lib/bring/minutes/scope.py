"""What a heading or label has announced, and which line ends it."""

from __future__ import annotations

from dataclasses import dataclass, field

from lib.bring.minutes.document import Line
from lib.bring.minutes.titles import is_of_people, is_point
from lib.bring.minutes.vocabulary import PEOPLE


@dataclass(slots=True)
class Scope:
    """What a heading or label announced. `item_level`: of the list item that it is, -1 for others."""

    meaning: str
    title: str
    level: int = 0
    item_level: int = -1
    base: int | None = None
    is_inline: bool = False
    is_numbered: bool = False
    has_items: bool = False
    has_text: bool = False
    is_one_each: bool = False
    items: list[tuple[int, str]] = field(default_factory=list)

    def is_closed_by(self, line: Line) -> bool:
        """Whether a line is no part of what a label has opened."""
        if self.item_level >= 0:
            return line.kind != "item" or line.level <= self.item_level
        if (
            self.meaning in PEOPLE
            and not line.starts_block
            and line.kind == "text"
            and ":" not in line.text
            and is_of_people(line.text)
        ):
            return False
        if self.is_inline and (line.starts_block or line.kind != "item" or is_point(line.text)):
            return True
        if line.kind == "item":
            return False
        if self.meaning in PEOPLE:
            is_next = self.is_one_each and is_of_people(line.text)
            return ((self.has_items or self.has_text) and line.starts_block and not is_next) or self.has_items
        return self.has_items
