"""The answers of a pulse form as rows of the pulse tab: the quarter from the day, and the day is dropped."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date

import numpy as np

from lib.bring.forms.answers_tab import (
    FEWEST,
    STAND_IN,
    TIMES,
    asks_the_pulse,
    cleaned,
    day_of,
    has_answer,
    header,
    holds_times,
    is_form,
    times_at,
)
from lib.bring.forms.by_answers import CIRCLE, circle_question
from lib.bring.forms.questions import PULSE, answer_of, column_of
from lib.bring.origin import DERIVED
from lib.bring.table import Table, TableColumn, grid_of, table_of
from lib.log.format.cells import shown
from lib.log.format.schema import SURVEY_TABS, TABS
from lib.log.format.words import word_form
from lib.log.reading.naming import Naming, columns_of, folded, namings
from lib.workbook.base import Cell, Grid, Severity, SheetNote, column_letters

TAB = SURVEY_TABS["pulse"]
_OWN = frozenset({*TABS, *SURVEY_TABS, "published"})
"""Tabs that may hold days and times."""
_UNREADABLE = "?"
"""What takes the place of a time that gives no quarter."""
_WAVE = re.compile(r"\d{4}-Q[1-4]")
_IDENTIFYING = ("email", "e-mail", "mail", "name", "adresse")


def with_forms(grids: Iterable[Grid]) -> tuple[Grid, ...]:
    """The tabs of a survey workbook, where answers of forms are rows of the pulse tab. No time of an answer is left.

    Other tabs are passed on. A tab that looks like a form's answers and asks fewer than three questions of the pulse is
    left out, with a check. Never raises because of what a cell holds.
    """
    grids = tuple(grids)
    naming = next(iter(namings(grids, SURVEY_TABS).values()), Naming())
    named = frozenset(question for tab, question in naming.columns if tab == TAB.name)
    grids = tuple(
        grid if naming.tabs.get(folded(grid.tab)) == TAB.name else without_times(grid, named)
        for grid in grids
    )
    forms = [grid for grid in grids if is_form(grid)]
    if not forms:
        return grids
    tables = [_table(grid, naming) for grid in forms]
    others = [grid for grid in grids if not is_form(grid)]
    own = next((grid for grid in others if folded(grid.tab) == TAB.name), None)
    if own is not None and own.height > 1:
        by_position = {at: (name,) for name, at in columns_of(own, TAB, naming).items()}
        tables.insert(0, table_of(own, TAB, by_position, 1, title=TAB.name))
    rest = [grid for grid in others if grid is not own]
    return (grid_of(tables), *rest)


def _table(grid: Grid, naming: Naming) -> Table:
    times = times_at(grid) or 0
    names: dict[int, str] = {}
    for at in range(len(grid.columns)):
        own = naming.columns.get((TAB.name, folded(shown(grid.cell(1, at)))), ())
        name = own[0] if own else column_of(header(grid, at), "pulse")
        if at != times and name and name not in names.values():
            names[at] = name
    if "circle" not in names.values():
        asks = circle_question(
            grid, [at for at in range(len(grid.columns)) if at != times and at not in names]
        )
        names |= {} if asks is None else {asks: "circle"}
    is_pulse = len(set(names.values()) & (PULSE.keys() - {"circle", "comment"})) >= FEWEST
    rows = [row for row in range(2, grid.height + 1) if is_pulse and has_answer(grid, row)]
    waves: list[Cell] = [_wave(grid, row, times) or None for row in range(2, grid.height + 1)]
    source = cleaned(grid, ["wave", *waves], list(names) if is_pulse else [], times)
    at_rows = np.array(rows, dtype=np.int64)

    def column(name: str, cells: list[Cell], at: int) -> TableColumn:
        return TableColumn(name, cells, np.full(len(rows), at, dtype=np.int32))

    columns = [
        column("wave", [waves[row - 2] for row in rows], times),
        column("respondent", [_respondent(grid, row) for row in rows], DERIVED),
        *(column(name, [_answer(grid, row, at, name) for row in rows], at) for at, name in names.items()),
    ]
    table = Table(TAB, source, 1, columns, at_rows, TAB.name, is_plain=False)
    if is_pulse:
        _note(table, grid, names, times)
    else:
        expected = (
            f"at least {FEWEST} questions that are worded as in docs/forms.md or begin with the column's name, such as "
            f"“Trust: …”, and the times of the answers in a column called {STAND_IN}; this tab looks like a form's "
            "answers and is left out"
        )
        table.notes.append(_sheet_note(grid, "", "warning", "a form that is not recognized", expected))
    return table


def _answer(grid: Grid, row: int, at: int, name: str) -> Cell:
    cell = grid.cell(row, at)
    return cell if name in ("circle", "comment") else answer_of(cell)


def _respondent(grid: Grid, row: int) -> str:
    """Who answered, as far as anybody may know: one text per row, made of its number alone.

    If rows are deleted or sorted, answers may be taken for others that are counted already; none is counted twice.
    """
    return hashlib.blake2s(f"{grid.tab}|{row}".encode("utf-8", "replace"), digest_size=6).hexdigest()


def without_times(grid: Grid, named: Collection[str] = ()) -> Grid:
    """A tab without any time of an answer, if it holds a form's: quarters in their place, and blank columns where the
    question is none of the pulse. Others are passed on.

    `named`: questions (folded) that the settings give a column. Of a tab of times that asks nothing known, and of
    questions without a column of times, it is only left how many answers there are.
    """
    headers = [word_form(shown(grid.cell(1, at))) for at in range(len(grid.columns))]
    if folded(grid.tab) in _OWN and (len(headers) < 2 or headers[0] not in TIMES) and not is_form(grid):
        return _without_columns_of_times(grid) if "wave" in headers else grid
    at = times_at(grid)
    if at is None:
        if len(headers) < 2 or "wave" in headers:
            return grid
        has_times = any(holds_times(grid, position) for position in range(len(headers)))
        if not has_times and not (asks_the_pulse(grid) and grid.height > 1):
            return grid
        marks = [_UNREADABLE if has_answer(grid, row) else None for row in range(2, grid.height + 1)]
        return replace(cleaned(grid, [STAND_IN, *marks], ()), columns=[[STAND_IN, *marks], [None]])
    title = grid.cell(1, at) if headers[at] in TIMES else STAND_IN
    waves = [
        (_wave(grid, row, at) or _UNREADABLE) if has_answer(grid, row) else None
        for row in range(2, grid.height + 1)
    ]
    kept = [position for position in range(len(headers)) if _is_kept(grid, position, named)]
    return cleaned(grid, [title, *waves], kept, at)


def _without_columns_of_times(grid: Grid) -> Grid:
    kept = [at for at in range(len(grid.columns)) if not holds_times(grid, at)]
    return grid if len(kept) == len(grid.columns) else cleaned(grid, [None] * grid.height, kept, -1)


def _is_kept(grid: Grid, at: int, named: Collection[str]) -> bool:
    """Whether a column of a form is one of the pulse, or can be: answers from 1 to 5, or a circle by another name."""
    question = header(grid, at)
    if folded(shown(grid.cell(1, at))) in named or column_of(question, "pulse"):
        return True
    cells = [shown(cell).strip() for cell in grid.columns[at][1:] if shown(cell).strip()]
    is_scale = bool(cells) and all(answer_of(cell) in range(1, 6) for cell in cells)
    return is_scale or (bool(CIRCLE.search(question)) and not any("@" in cell for cell in cells))


def _wave(grid: Grid, row: int, at: int) -> str:
    said = shown(grid.cell(row, at)).strip()
    return said if _WAVE.fullmatch(said) else wave_of(day_of(grid, row, at))


def wave_of(day: date | None) -> str:
    """The quarter of a day, such as 2026-Q1; "" without a day."""
    return "" if day is None else f"{day.year}-Q{(day.month + 2) // 3}"


def _note(table: Table, grid: Grid, names: dict[int, str], times: int) -> None:
    """Say which answers and questions cannot be used. What a time says is never repeated."""
    for record, wave in enumerate(table.cells("wave")):
        if wave is None:
            table.note(
                record, "wave", "warning", "form answer", "a time that cannot be read",
                "the date and time that Google Forms writes; this answer is left out",
            )  # fmt: skip
    for at in range(len(grid.columns)):
        question = header(grid, at)
        if at == times or at in names or not question:
            continue
        cell = f"{column_letters(at)}1"
        is_identifying = any(word in question.casefold() for word in _IDENTIFYING)
        expected = (
            "nothing that says who answers: delete this question, and set the form not to collect emails"
            if is_identifying
            else "a question that is worded as in docs/forms.md or begins with its column's name, such as “Trust: …”; "
            "its answers are left out"
        )
        table.notes.append(_sheet_note(grid, cell, "error" if is_identifying else "note", question, expected))
    if "circle" not in names.values():
        expected = f"a question “{PULSE['circle']}”; without it no answer can be used"
        table.notes.append(_sheet_note(grid, "", "error", "no question about the circle", expected))


def _sheet_note(grid: Grid, cell: str, severity: Severity, found: str, expected: str) -> SheetNote:
    return SheetNote(grid.workbook, grid.tab, 1, cell, severity, "form question", found[:200], expected)
