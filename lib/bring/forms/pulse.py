"""The answers of a pulse form as rows of the pulse tab: the quarter from the day, and the day is dropped."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import numpy as np

from lib.bring.forms.answers_tab import cleaned, day_of, has_answer, header, is_form
from lib.bring.forms.questions import PULSE, answer_of, column_of
from lib.bring.origin import DERIVED
from lib.bring.table import Table, TableColumn, grid_of, table_of
from lib.log.format.cells import shown
from lib.log.format.schema import SURVEY_TABS
from lib.log.reading.naming import Naming, columns_of, folded, namings
from lib.workbook.base import Cell, Grid, Severity, SheetNote, column_letters

TAB = SURVEY_TABS["pulse"]
FEWEST = 3
"""Questions of the pulse that a form has to have to be one."""
_WAVE = re.compile(r"\d{4}-Q[1-4]")
_IDENTIFYING = ("email", "e-mail", "mail", "name", "adresse")


def with_forms(grids: Iterable[Grid]) -> tuple[Grid, ...]:
    """The tabs of a survey workbook, where answers of forms are rows of the pulse tab. No time of an answer is left.

    Other tabs are passed on. A form that asks fewer than three questions of the pulse is left out, without its times.
    Never raises because of what a cell holds.
    """
    grids = tuple(grids)
    forms = [grid for grid in grids if is_form(grid)]
    if not forms:
        return grids
    naming = next(iter(namings(grids, SURVEY_TABS).values()), Naming())
    tables = [table for grid in forms if (table := _table(grid, naming)) is not None]
    others = [grid for grid in grids if not is_form(grid)]
    if not tables:
        return tuple(others)
    own = next((grid for grid in others if folded(grid.tab) == TAB.name), None)
    if own is not None and own.height > 1:
        by_position = {at: (name,) for name, at in columns_of(own, TAB, naming).items()}
        tables.insert(0, table_of(own, TAB, by_position, 1, title=TAB.name))
    rest = [grid for grid in others if grid is not own]
    return (grid_of(tables), *rest)


def _table(grid: Grid, naming: Naming) -> Table | None:
    names: dict[int, str] = {}
    for at in range(1, len(grid.columns)):
        own = naming.columns.get((TAB.name, folded(shown(grid.cell(1, at)))), ())
        name = own[0] if own else column_of(header(grid, at), "pulse")
        if name and name not in names.values():
            names[at] = name
    if len(set(names.values()) & (PULSE.keys() - {"circle", "comment"})) < FEWEST:
        return None
    rows = [row for row in range(2, grid.height + 1) if has_answer(grid, row)]
    waves: list[Cell] = [_wave(grid, row) or None for row in range(2, grid.height + 1)]
    source = cleaned(grid, ["wave", *waves], list(names))
    at_rows = np.array(rows, dtype=np.int64)

    def column(name: str, cells: list[Cell], at: int) -> TableColumn:
        return TableColumn(name, cells, np.full(len(rows), at, dtype=np.int32))

    columns = [
        column("wave", [waves[row - 2] for row in rows], 0),
        column("respondent", [_respondent(grid, row) for row in rows], DERIVED),
        *(column(name, [_answer(grid, row, at, name) for row in rows], at) for at, name in names.items()),
    ]
    table = Table(TAB, source, 1, columns, at_rows, TAB.name, is_plain=False)
    _note(table, grid, names)
    return table


def _answer(grid: Grid, row: int, at: int, name: str) -> Cell:
    cell = grid.cell(row, at)
    return cell if name in ("circle", "comment") else answer_of(cell)


def _respondent(grid: Grid, row: int) -> str:
    """Who answered, as far as anybody may know: one text per row, made of its number alone.

    If rows are deleted or sorted, answers may be taken for others that are counted already; none is counted twice.
    """
    return hashlib.blake2s(f"{grid.tab}|{row}".encode("utf-8", "replace"), digest_size=6).hexdigest()


def without_times(grid: Grid) -> Grid:
    """A tab whose times of answering, if it holds a form's answers, are only quarters. Others are passed on."""
    if not is_form(grid):
        return grid
    waves = [_wave(grid, row) for row in range(2, grid.height + 1)]
    return replace(grid, columns=[[grid.cell(1, 0), *waves], *grid.columns[1:]], far=())


def _wave(grid: Grid, row: int) -> str:
    said = shown(grid.cell(row, 0)).strip()
    return said if _WAVE.fullmatch(said) else wave_of(day_of(grid, row))


def wave_of(day: date | None) -> str:
    """The quarter of a day, such as 2026-Q1; "" without a day."""
    return "" if day is None else f"{day.year}-Q{(day.month + 2) // 3}"


def _note(table: Table, grid: Grid, names: dict[int, str]) -> None:
    """Say which answers and questions cannot be used. What a time says is never repeated."""
    for record, wave in enumerate(table.cells("wave")):
        if wave is None:
            table.note(
                record, "wave", "warning", "form answer", "a time that cannot be read",
                "the date and time that Google Forms writes; this answer is left out",
            )  # fmt: skip
    for at in range(1, len(grid.columns)):
        question = header(grid, at)
        if at in names or not question:
            continue
        cell = f"{column_letters(at)}1"
        is_identifying = any(word in question.casefold() for word in _IDENTIFYING)
        expected = (
            "nothing that says who answers: delete this question, and set the form not to collect emails"
            if is_identifying
            else "a question of docs/forms.md; its answers are left out"
        )
        table.notes.append(_sheet_note(grid, cell, "error" if is_identifying else "note", question, expected))
    if "circle" not in names.values():
        expected = f"a question “{PULSE['circle']}”; without it no answer can be used"
        table.notes.append(_sheet_note(grid, "", "error", "no question about the circle", expected))


def _sheet_note(grid: Grid, cell: str, severity: Severity, found: str, expected: str) -> SheetNote:
    return SheetNote(grid.workbook, grid.tab, 1, cell, severity, "form question", found[:200], expected)
