"""Rows of tables of tasks: what is to be done, who does it and by when, each in a cell of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lib.bring.minutes.context import Context, Proposal
from lib.bring.minutes.proposals import ActionProposal
from lib.bring.minutes.sections import Part
from lib.bring.minutes.task_text import task_in
from lib.log.format.cells import Unfit, read_word
from lib.log.format.schema import TABS
from lib.log.format.words import fillers, word_form

_STATUS = TABS["actions"].column("status")


def cell_of(part: Part, columns: dict[str, int], name: str) -> str:
    at = columns.get(name, -1)
    cell = part.line.cells[at].strip() if 0 <= at < len(part.line.cells) else ""
    return "" if word_form(cell) in fillers() else cell


def tasks_of_line(text: Context, line: str) -> list[str]:
    """The tasks of a line of a cell: its pieces between semicolons, if each begins with somebody who is known."""
    pieces = [piece.strip() for piece in line.split(";")]
    return pieces if len(pieces) > 1 and all(map(text.names.leading, pieces)) else [line]


def with_own_cells(part: Part, columns: dict[str, int], at: int, count: int) -> Part:
    """The row, with the owner and day of one of its tasks where those cells have as many lines as it has tasks."""
    cells = list(part.line.cells)
    for name in ("owner", "due"):
        lines = [line for line in cell_of(part, columns, name).split("\n") if line.strip()]
        if count > 1 and len(lines) == count:
            cells[columns[name]] = lines[at]
    return replace(part, line=replace(part.line, cells=tuple(cells)))


def action_of_row(text: Context, part: Part, columns: dict[str, int], what: str) -> Iterator[Proposal]:
    owner = cell_of(part, columns, "owner")
    has_due = bool(text.calendar.days(cell_of(part, columns, "due")))
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
    due = cell_of(part, columns, "due")
    if due:
        days = text.calendar.days(due)
        if days:
            task.due = days[0].value
            task.doubts += [days[0].doubt] if days[0].doubt else []
        else:
            task.doubts.append(f"due “{due}” is not understood as a day")
    yield replace_done(text.proposed(part, task), cell_of(part, columns, "status"))


def replace_done(action: ActionProposal, status: str) -> ActionProposal:
    """The action, done if the word in a column of states says so."""
    try:
        is_done = read_word(status.strip(), _STATUS) == "done" if status else action.is_done
    except Unfit:
        is_done = action.is_done
    return replace(action, is_done=is_done)


def beside_names(text: Context, part: Part) -> Iterator[Proposal]:
    """The task of a row of two cells, one of known people, in a table of tasks without a header."""
    cells = [cell for cell in part.line.cells if cell.strip()]
    for at, cell in enumerate(cells if len(cells) == 2 else ()):
        people = text.names.people(cell) or []
        if people and all(map(text.names.find, people)):
            yield from text.action(part, cells[1 - at], owners=tuple(people))
            return
