"""Plain text and Markdown as lines, with text that was wrapped put together again."""

from __future__ import annotations

import re
from dataclasses import replace

from lib.bring.minutes.document import LONGEST_LINE, Line, Lines
from lib.bring.minutes.formats.as_labels import as_label
from lib.bring.minutes.formats.chat_program import as_text
from lib.bring.minutes.formats.columns import row_of, starts_of
from lib.bring.minutes.formats.labels_first import with_values
from lib.bring.minutes.formats.line_marks import (
    ARROW,
    ATTRIBUTES,
    BOX,
    CODE,
    COLUMN,
    COMMENT,
    CROSSED,
    DEEP,
    FENCE,
    HEADING,
    ITEM,
    LABEL,
    LEAD,
    LETTER,
    LISTED_AT,
    NAME_NEXT,
    NICK,
    NUMBERED_CLOSE,
    RULE,
    SEPARATOR,
    TAIL,
    UNDERLINE,
    answers,
    goes_on_to_column,
    hangs_at,
    is_counted,
    is_next_person,
    is_open_item,
    is_row,
    is_wrapped,
    lists_people,
)
from lib.bring.minutes.formats.plain import is_struck, plain, without_references
from lib.bring.minutes.formats.web_table import web_table
from lib.log.format.folding import without_invisible


def lines_of_text(text: str) -> list[Line]:
    """The lines of a plain text or Markdown document. Raises MinutesError for too many."""
    raw = without_references(COMMENT.sub("", without_invisible(text))).splitlines()
    return _Reader(with_values(raw)).read()


class _Reader:
    def __init__(self, raw: list[str]) -> None:
        self._raw = raw
        self._found = Lines()
        self._in_table = False
        self._tabs = 0
        self._starts: list[int] = []
        self._indents: list[int] = []
        self._last = 0
        self._hangs_at = 0
        self._width = max((len(line.rstrip()) for line in raw), default=0)

    def read(self) -> list[Line]:
        at = 0
        while at < len(self._raw):
            if len(self._found.lines) >= 3 and answers(self._raw, at):
                self._found.blank()
                self._found.add(at + 1, plain(self._raw[at]), "text")  # its day tells the year
                break
            taken = self._take(at)
            at += taken
            self._last = at
        return self._found.lines

    def _take(self, at: int) -> int:
        """Read the line at this position; out: how many lines that were."""
        line, number = self._raw[at].rstrip()[:LONGEST_LINE], at + 1
        if is_struck(line):
            return 1
        following = self._raw[at + 1] if at + 1 < len(self._raw) else ""
        if cells := self._columns(line, following):
            self._add_row(number, cells)
            return 1
        if line.startswith(">"):
            line = line.lstrip("> ")
        if taken := self._web_table(at):
            return taken
        line = as_label(as_text(line))
        if (
            not line.strip()
            or ATTRIBUTES.fullmatch(line)
            or FENCE.match(line)
            or (RULE.match(line) and not SEPARATOR.fullmatch(line))
        ):
            self._found.blank()
            self._in_table = False
            return 1
        if self._row(line, number, following):
            return 1
        self._in_table = False
        if not line.startswith(" " * DEEP) and (heading := HEADING.match(line.strip())):
            self._heading(number, heading[2], len(heading[1]))
            return 1
        is_underlined = UNDERLINE.match(following) and not ITEM.match(line)
        if is_underlined and len(line.strip()) < 100 and not RULE.match(line):
            self._heading(number, line, 1 if "=" in following else 2)
            return 2
        if RULE.match(line):
            self._found.blank()
            return 1
        if box := BOX.match(line):
            ticked = box[2].strip("[] ") not in ("", "☐")
            self._item(number, box[1], box[3], ticked=ticked)
        elif crossed := CROSSED.match(line):
            self._item(number, crossed[1], crossed[2])
        elif (letter := LETTER.match(line)) and is_counted(self._raw, letter[2], at):
            self._item(number, letter[1], letter[3])
        elif arrow := ARROW.match(line):
            self._item(number, arrow[1], arrow[2])
        elif (item := ITEM.match(line) or NUMBERED_CLOSE.match(line)) and not LEAD.match(line):
            self._item(number, item[1], item[2])
        else:
            self._text(number, line)
        return 1

    def _heading(self, number: int, text: str, level: int) -> None:
        self._found.blank()
        self._indents = []
        self._found.add(number, plain(text), "heading", level)
        self._found.blank()

    def _row(self, line: str, number: int, following: str) -> bool:
        stripped = line.strip()
        if SEPARATOR.fullmatch(stripped) and "|" in stripped and self._in_table:
            return True
        if stripped.startswith("|") or ("|" in stripped and (self._in_table or is_row(stripped, following))):
            cells = [cell.replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", stripped.strip("|"))]
        elif "\t" in stripped and ("\t" in following.strip() or self._in_table):
            if not self._in_table:
                self._tabs = len(line) - len(line.lstrip("\t"))
            cells = line[min(self._tabs, len(line) - len(line.lstrip("\t"))) :].split("\t")
        else:
            return False
        self._add_row(number, cells)
        return True

    def _web_table(self, at: int) -> int:
        rows, taken = web_table(self._raw, at)
        for cells in rows:
            self._add_row(at + 1, list(cells))
        self._in_table = self._in_table and not taken
        return taken

    def _columns(self, line: str, following: str) -> list[str]:
        """The cells of a line in a table whose columns are kept apart by spaces; [] outside of one."""
        if not self._in_table:
            self._starts = starts_of(line)
            if not row_of(following, self._starts):
                self._starts = []
        return row_of(line, self._starts) if self._starts else []

    def _add_row(self, number: int, cells: list[str]) -> None:
        if not self._in_table:
            self._found.tables += 1
            self._in_table = True
        values = tuple(
            "\n".join(plain(part) for part in re.split(r"<br\s*/?>|\n", cell, flags=re.I)).strip()
            for cell in cells
        )
        self._found.add(number, " | ".join(values).replace("\n", " "), "row", cells=values)

    def _item(self, number: int, indent: str, text: str, *, ticked: bool | None = None) -> None:
        width = len(indent.expandtabs(4))
        while self._indents and self._indents[-1] > width:
            self._indents.pop()
        if not self._indents or self._indents[-1] < width:
            self._indents.append(width)
        if ticked is None and (box := BOX.match(text)) and not box[1]:
            ticked, text = box[2].strip("[] ") not in ("", "☐"), box[3]
        lead, tail = LEAD.match(text), TAIL.search(text)
        level = len(self._indents) - 1
        self._found.add(
            number,
            plain(text),
            "item",
            level,
            ticked=ticked,
            lead=plain(lead[2]) if lead else "",
            tail=plain(tail[2]) if tail else "",
        )

    def _text(self, number: int, line: str) -> None:
        lead = LEAD.match(line)
        indent = len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())
        last = self._found.lines[-1] if self._found.lines else None
        is_below = last is not None and self._last == number - 1 and not self._found.is_new_block
        goes_on = (
            is_below
            and last is not None
            and len(last.text) + len(line) < LONGEST_LINE
            and not lead
            and not LABEL.match(line)
            and not last.column
            and not is_next_person(last.text, line)
            and (not COLUMN.search(line) or goes_on_to_column(last.text, line))
            and not NICK.match(line)
            and not (
                CODE.match(line) and self._raw[number - 2].count("[") == self._raw[number - 2].count("]")
            )
            and not self._raw[number - 2].endswith(("  ", "\\"))
            and (
                (last.kind == "item" and (indent > 0 or is_open_item(last.text, line)))
                or (
                    last.kind == "text"
                    and (
                        last.text.endswith((",", ";", "&"))
                        or is_wrapped(last.text, self._raw[number - 2], line, self._width)
                        or (len(last.text) > LISTED_AT and NAME_NEXT.match(line) and lists_people(last.text))
                    )
                )
            )
        )
        if last is not None and self._hangs_at and is_below and indent == self._hangs_at:
            self._found.lines[-1] = replace(last, text=f"{last.text}; {plain(line)}")
            return
        self._hangs_at = hangs_at(line)
        if goes_on and last is not None:
            text, column = " ".join(f"{last.text} {plain(line)}".split()), COLUMN.search(line)
            self._found.lines[-1] = replace(last, text=text, column=plain(column[1]) if column else "")
            return
        if indent == 0:
            self._indents = []
        text = line.rstrip("\\")
        column = COLUMN.search(line)
        self._found.add(
            number,
            plain(text),
            "text",
            lead=plain(lead[2]) if lead else "",
            column=plain(column[1]) if column else "",
        )
