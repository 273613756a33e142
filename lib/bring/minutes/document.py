"""A document of minutes as lines: headings, list items, rows of tables and text, whatever file they came from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

_FIELD = re.compile(r"^[\w-]{2,30}\s*[:=]")
"""A field in the block above a document: "date: 2027-03-04"."""
Kind = Literal["heading", "item", "row", "text"]
LONGEST_LINE = 2_000
"""Characters of a line that are read; the rest of a longer one is left out."""
MOST_LINES = 5_000


class MinutesError(ValueError):
    """A file that cannot be read as minutes; the message is one sentence that begins with its name."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `number` counts from 1: lines of a text, paragraphs of other files.

    `text` has no marks of the format (bullets, asterisks, links). `level`: of a heading 1 to 6, of an item how deep it
    is indented, from 0. `cells`: of a row; `table` numbers the table it is in. `ticked`: of a check box, None without
    one. `lead`: the words in bold at the start. `tail`: those at the end, if other words are before them.
    `starts_block`: a blank line or something else is above it. `speaker`: who wrote it, in a chat.
    `column`: its last words, if they are in a column of their own at the right.
    """

    number: int
    text: str
    kind: Kind = "text"
    level: int = 0
    cells: tuple[str, ...] = ()
    table: int = 0
    ticked: bool | None = None
    lead: str = ""
    starts_block: bool = False
    speaker: str = ""
    tail: str = ""
    column: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """The lines of one document; `name` is that of its file, "" for pasted text."""

    lines: tuple[Line, ...]
    name: str = ""


@dataclass(slots=True)
class Lines:
    """Collects lines within bounds; blank ones only part blocks."""

    lines: list[Line] = field(default_factory=list)
    tables: int = 0
    is_new_block: bool = True

    def blank(self) -> None:
        self.is_new_block = True

    def add(
        self,
        number: int,
        text: str,
        kind: Kind = "text",
        level: int = 0,
        *,
        cells: tuple[str, ...] = (),
        ticked: bool | None = None,
        lead: str = "",
        tail: str = "",
        column: str = "",
    ) -> None:
        """Add a line; one without text or cells parts blocks. Raises MinutesError beyond MOST_LINES."""
        text = " ".join(text[:LONGEST_LINE].split())
        if not text and not any(cells):
            self.blank()
            return
        if len(self.lines) >= MOST_LINES:
            raise MinutesError(f"has more than {MOST_LINES:,} lines, which is the most that are read")
        self.lines.append(
            Line(
                number,
                text,
                kind,
                level,
                cells,
                self.tables if kind == "row" else 0,
                ticked,
                lead,
                self.is_new_block,
                tail=tail,
                column=column,
            )
        )
        self.is_new_block = False


def head_of(document: Document) -> int:
    """The number of the last line of the block of fields above a document, whose day may be that it was published."""
    end = 1
    for line in document.lines:
        is_field = _FIELD.match(line.text) or line.kind == "item"
        if line.number != end + 1 or not is_field:
            break
        end = line.number
    return end if end > 2 else 0
