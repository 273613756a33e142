"""Tables: of actions with owner and date, of decisions, of who was there; and tables of a label and its value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from lib.bring.minutes.attending import attending, roles
from lib.bring.minutes.context import Context, Proposal
from lib.bring.minutes.people.presence_words import says_of
from lib.bring.minutes.proposals import Unresolved
from lib.bring.minutes.sections import Part
from lib.bring.minutes.sentences import marked, sentences
from lib.bring.minutes.styles.settled import decided_in
from lib.bring.minutes.styles.tabular.presence_cells import presence_in
from lib.bring.minutes.styles.tabular.table_columns import columns_of, is_of_agenda
from lib.bring.minutes.styles.tabular.task_rows import (
    action_of_row,
    beside_names,
    cell_of,
    tasks_of_line,
    with_own_cells,
)
from lib.bring.minutes.vocabulary import PEOPLE, meaning_of
from lib.log.format.words import word_form

_BULLET = re.compile(r"^(?:[-*•◦▪]|\d{1,2}[.)])\s+|^\[[ xX]?\]\s*")
_NOT_PASSED = re.compile(
    r"(?:motion )?(?:rejected|lapsed|failed|lost|defeated|withdrawn|deferred|tabled|pending|open|not "
    r"(?:passed|carried|approved)|"
    r"abgelehnt|vertagt|offen)\W*",
    re.IGNORECASE,
)
"""What a cell says of a motion that decided nothing."""
_FEW = 3
"""A decision of fewer words is proposed with what it is about."""
_LETTERS = {"a": "actions", "d": "decisions", "b": "decisions", "i": "other", "t": "actions"}
"""What one letter in a column of kinds stands for: action or Aufgabe, decision, Beschluss, information, task."""
_MARKS = {"✓": "yes", "✔": "yes", "✅": "yes", "☑": "yes", "✗": "no", "✘": "no", "❌": "no", "☒": "no"}


def attendance(text: Context) -> Iterator[Proposal]:
    """People in a table of names, with what it says of each, and in the cell beside "Attendees"."""
    for table in _tables(text.parts):
        columns = columns_of(table[0].line.cells)
        if "what" in columns or "decision" in columns:
            continue
        meanings = [meaning_of(cell) for cell in table[0].line.cells]
        if len(set(meanings)) > 1 and all(meaning in PEOPLE for meaning in meanings):
            yield from _columns_of_people(text, table[1:], [str(meaning) for meaning in meanings])
        elif "name" in columns and ("presence" in columns or table[0].meaning in PEOPLE):
            for part in table[1:]:
                yield from _person(text, part, columns)
        elif table[0].meaning in PEOPLE and not _is_labels(table):
            for part in table:
                yield from attending(text, part, part.line.cells[0], part.meaning)
        elif _is_labels(table):
            for part, meaning, value in _labels(table):
                if meaning in PEOPLE:
                    for line in value.split("\n"):
                        yield from attending(text, part, _BULLET.sub("", line), meaning)
                elif meaning in ("facilitator", "note_taker"):
                    yield from roles(text, replace(part, text=value), meaning)


def outcomes(text: Context) -> Iterator[Proposal]:
    """Actions and decisions, one or several in a row."""
    for table in _tables(text.parts):
        if table[0].meaning == "reviewed":
            continue
        header, is_of_tasks = table[0].line.cells, table[0].meaning == "actions"
        columns = columns_of(header, is_of_tasks=is_of_tasks)
        if "what" in columns and not is_of_tasks and is_of_agenda(header, table[0].parents):
            continue
        if "what" in columns or "decision" in columns:
            for part in table[1:]:
                yield from _outcomes_of_row(text, part, columns)
        elif _is_labels(table):
            for part, meaning, value in _labels(table):
                for line in filter(None, (_BULLET.sub("", line.strip()) for line in value.split("\n"))):
                    if meaning == "actions":
                        yield from text.action(part, line, sentence=line)
                    elif meaning == "decisions":
                        yield from text.decision(part, line, sentence=line)
        elif is_of_tasks:
            for part in table:
                yield from beside_names(text, part)
        elif table[0].meaning not in PEOPLE:
            for part in table:
                yield from _settled(text, part, part.line.cells)


def _tables(parts: Sequence[Part]) -> Iterator[list[Part]]:
    rows = (part for part in parts if part.line.kind == "row")
    for _, table in groupby(rows, key=lambda part: part.line.table):
        yield list(table)


def _outcomes_of_row(text: Context, part: Part, columns: dict[str, int]) -> Iterator[Proposal]:
    kind = word_form(cell_of(part, columns, "kind"))
    kind = _LETTERS.get(kind, kind)
    what = cell_of(part, columns, "what")
    if "kind" in columns and meaning_of(kind) == "decisions":
        yield from text.decision(part, what)
        return
    if "kind" in columns and kind and meaning_of(kind) not in ("actions", "other"):
        what = what if marked(f"{kind}: x y") else ""
    if "what" in columns:
        others = (cell for at, cell in enumerate(part.line.cells) if at not in columns.values())
        yield from _settled(text, part, others)
    decisions = cell_of(part, columns, "decision")
    if decisions and any(_NOT_PASSED.fullmatch(cell.strip()) for cell in part.line.cells):
        return
    for line in filter(None, map(str.strip, decisions.split("\n"))):
        said = _BULLET.sub("", line)
        about = part.line.cells[0].strip() if columns["decision"] > 0 and len(said.split()) < _FEW else ""
        yield from text.decision(part, f"{about}: {said}" if about else said, sentence=line)
    is_result = "result" in columns and not (cell_of(part, columns, "owner") or cell_of(part, columns, "due"))
    lines = [piece for line in what.split("\n") for piece in tasks_of_line(text, line.strip()) if piece]
    for at, line in enumerate(lines):
        said = marked(_BULLET.sub("", line))
        if said and said[0] == "decision":
            yield from text.decision(part, said[2], sentence=line)
        elif said or not is_result:
            yield from action_of_row(
                text,
                with_own_cells(part, columns, at, len(lines)),
                columns,
                said[2] if said and not said[1] else _BULLET.sub("", line),
            )


def _settled(text: Context, part: Part, cells: Iterable[str]) -> Iterator[Proposal]:
    """What sentences of cells that are in no known column settle."""
    for said in (said for cell in cells for line in cell.split("\n") for said in sentences(line)):
        for settled in decided_in(said):
            yield from text.decision(part, settled, sentence=said)


def _person(text: Context, part: Part, columns: dict[str, int]) -> Iterator[Proposal]:
    said, says = cell_of(part, columns, "presence"), ""
    if said:
        says = _MARKS.get(said[:1], "") or presence_in(said)
        if not says:
            yield Unresolved(said, "not understood as present or absent", text.source(part))
            return
        if says == "no" and any(
            says_of(cell) == "excused"
            for at, cell in enumerate(part.line.cells)
            if at not in (columns["presence"], columns.get("name"))
        ):
            says = "excused"
    elif "presence" in columns:
        return
    yield from attending(
        text,
        part,
        cell_of(part, columns, "name"),
        part.meaning if part.meaning in PEOPLE else "present",
        says=says,
    )


def _columns_of_people(text: Context, rows: Sequence[Part], meanings: Sequence[str]) -> Iterator[Proposal]:
    """People in columns headed Present, Excused, Absent."""
    for part in rows:
        for meaning, cell in zip(meanings, part.line.cells, strict=False):
            for line in filter(None, map(str.strip, cell.split("\n"))):
                yield from attending(text, part, line, meaning)


def _is_labels(table: Sequence[Part]) -> bool:
    """Whether the first column holds labels such as Date, Attendees, Decisions."""
    labels = [
        meaning_of(part.line.cells[0]) for part in table if len(part.line.cells) >= 2 and part.line.cells[0]
    ]
    known = [label for label in labels if label and label not in ("other", "mixed")]
    is_of_two = all(len(part.line.cells) == 2 and len(part.line.cells[0].split()) < _FEW for part in table)
    return len(known) >= 2 or (len(known) == 1 and (len(table) <= 3 or is_of_two))


def _labels(table: Sequence[Part]) -> Iterator[tuple[Part, str, str]]:
    for part in table:
        if len(part.line.cells) >= 2 and (meaning := meaning_of(part.line.cells[0])):
            yield part, meaning, "\n".join(cell for cell in part.line.cells[1:] if cell)


def labeled_cells(parts: Sequence[Part]) -> Iterator[tuple[Part, str, str]]:
    """Yield (part, meaning, value) of every row in tables of labels and values."""
    for table in _tables(parts):
        if _is_labels(table):
            yield from _labels(table)
