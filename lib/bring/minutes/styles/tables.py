"""Tables: of actions with owner and date, of decisions, of who was there; and tables of a label and its value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from lib.bring.minutes.attending import attending, roles
from lib.bring.minutes.context import Context, Proposal
from lib.bring.minutes.people.presence_words import says_of
from lib.bring.minutes.proposals import ActionProposal, Unresolved
from lib.bring.minutes.sections import Part
from lib.bring.minutes.sentences import marked, sentences
from lib.bring.minutes.styles.presence_cells import presence_in
from lib.bring.minutes.styles.settled import decided_in
from lib.bring.minutes.styles.table_columns import columns_of, is_of_agenda
from lib.bring.minutes.task_text import task_in
from lib.bring.minutes.vocabulary import PEOPLE, meaning_of
from lib.log.format.cells import Unfit, read_word
from lib.log.format.schema import TABS
from lib.log.format.words import fillers, word_form

_STATUS = TABS["actions"].column("status")
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
        header = table[0].line.cells
        columns = columns_of(header, is_of_tasks=table[0].meaning == "actions")
        if "what" in columns and table[0].meaning != "actions" and is_of_agenda(header, table[0].parents):
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
        elif table[0].meaning not in PEOPLE:
            for part in table:
                yield from _settled(text, part, part.line.cells)


def _tables(parts: Sequence[Part]) -> Iterator[list[Part]]:
    rows = (part for part in parts if part.line.kind == "row")
    for _, table in groupby(rows, key=lambda part: part.line.table):
        yield list(table)


def _cell(part: Part, columns: dict[str, int], name: str) -> str:
    at = columns.get(name, -1)
    cell = part.line.cells[at].strip() if 0 <= at < len(part.line.cells) else ""
    return "" if word_form(cell) in fillers() else cell


def _outcomes_of_row(text: Context, part: Part, columns: dict[str, int]) -> Iterator[Proposal]:
    kind = word_form(_cell(part, columns, "kind"))
    kind = _LETTERS.get(kind, kind)
    what = _cell(part, columns, "what")
    if "kind" in columns and meaning_of(kind) == "decisions":
        yield from text.decision(part, what)
        return
    if "kind" in columns and kind and meaning_of(kind) not in ("actions", "other"):
        what = what if marked(f"{kind}: x y") else ""
    if "what" in columns:
        others = (cell for at, cell in enumerate(part.line.cells) if at not in columns.values())
        yield from _settled(text, part, others)
    decisions = _cell(part, columns, "decision")
    if decisions and any(_NOT_PASSED.fullmatch(cell.strip()) for cell in part.line.cells):
        return
    for line in filter(None, map(str.strip, decisions.split("\n"))):
        said = _BULLET.sub("", line)
        about = part.line.cells[0].strip() if columns["decision"] > 0 and len(said.split()) < _FEW else ""
        yield from text.decision(part, f"{about}: {said}" if about else said, sentence=line)
    is_result = "result" in columns and not (_cell(part, columns, "owner") or _cell(part, columns, "due"))
    lines = [piece for line in what.split("\n") for piece in _pieces(text, line.strip()) if piece]
    for at, line in enumerate(lines):
        said = marked(_BULLET.sub("", line))
        if said and said[0] == "decision":
            yield from text.decision(part, said[2], sentence=line)
        elif said or not is_result:
            yield from _action_of_row(
                text,
                _of_line(part, columns, at, len(lines)),
                columns,
                said[2] if said and not said[1] else _BULLET.sub("", line),
            )


def _settled(text: Context, part: Part, cells: Iterable[str]) -> Iterator[Proposal]:
    """What sentences of cells that are in no known column settle."""
    for said in (said for cell in cells for line in cell.split("\n") for said in sentences(line)):
        for settled in decided_in(said):
            yield from text.decision(part, settled, sentence=said)


def _pieces(text: Context, line: str) -> list[str]:
    """The tasks of a line of a cell: its pieces between semicolons, if each begins with somebody who is known."""
    pieces = [piece.strip() for piece in line.split(";")]
    return pieces if len(pieces) > 1 and all(map(text.names.leading, pieces)) else [line]


def _of_line(part: Part, columns: dict[str, int], at: int, count: int) -> Part:
    """The row, with the owner and day of one of its tasks where those cells have as many lines as it has tasks."""
    cells = list(part.line.cells)
    for name in ("owner", "due"):
        lines = [line for line in _cell(part, columns, name).split("\n") if line.strip()]
        if count > 1 and len(lines) == count:
            cells[columns[name]] = lines[at]
    return replace(part, line=replace(part.line, cells=tuple(cells)))


def _action_of_row(text: Context, part: Part, columns: dict[str, int], what: str) -> Iterator[Proposal]:
    owner = _cell(part, columns, "owner")
    has_due = bool(text.calendar.days(_cell(part, columns, "due")))
    task = task_in(what, text.names, text.calendar, finds_owner=not owner, finds_day=not has_due)
    if task is None or ("named" in columns and not task.owners):
        return
    if owner:
        people = text.names.people(owner.replace("\n", ", "), nicks=True)
        first, day = owner, None
        if people is None:
            without = task_in(f"{owner}: do it", text.names, text.calendar)
            people = without.owners if without else None
            day = without.due if without else None
        task.doubts = [doubt for doubt in task.doubts if not doubt.startswith("no owner")]
        if people:
            task.owners = list(people)
            task.due = task.due or day
        else:
            task.doubts.append(
                f"“{first}” is nobody in particular" if people == [] else f"owner “{first}” is not understood"
            )
    due = _cell(part, columns, "due")
    if due:
        days = text.calendar.days(due)
        if days:
            task.due = days[0].value
            task.doubts += [days[0].doubt] if days[0].doubt else []
        else:
            task.doubts.append(f"due “{due}” is not understood as a day")
    yield replace_done(text.proposed(part, task), _cell(part, columns, "status"))


def replace_done(action: ActionProposal, status: str) -> ActionProposal:
    """The action, done if the word in a column of states says so."""
    try:
        is_done = read_word(status.strip(), _STATUS) == "done" if status else action.is_done
    except Unfit:
        is_done = action.is_done
    return replace(action, is_done=is_done)


def _person(text: Context, part: Part, columns: dict[str, int]) -> Iterator[Proposal]:
    said, says = _cell(part, columns, "presence"), ""
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
        _cell(part, columns, "name"),
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
