"""Guesses that would leave rows out are not made for a person: they are asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lib.bring.acceptance import settings_rows, with_settings
from lib.bring.proposal import Choices, ColumnGuess, TabGuess, propose
from lib.bring.shaping import shaped
from lib.log.format.schema import TABS
from lib.log.reading.naming import Naming, folded, namings
from lib.log.reading.parse import parse
from lib.workbook.base import Grid

NOTHING_CHOSEN = Choices()


@dataclass(frozen=True, slots=True)
class Question:
    """Which header of a tab holds a column of the format: `headers` in the order of how likely they are, and why this
    is asked, in words."""

    title: str
    tab: str
    column: str
    headers: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """The guesses that are made, and what a person is asked before anything else is read."""

    guesses: tuple[TabGuess, ...]
    questions: tuple[Question, ...]


def proposed(grids: Sequence[Grid], choices: Choices = NOTHING_CHOSEN) -> Proposal:
    """Guesses for every tab, without those that would leave rows out, and the questions that remain.

    What a person chose, a settings row says or a column is called in the format is no guess and stays.
    """
    guesses = propose(grids, choices)
    left_out = _rows_left_out(grids, guesses)
    named = namings(grids, TABS)
    careful, questions = [], []
    for guess in guesses:
        naming = named.get(guess.workbook, Naming())
        why: dict[str, str] = {}
        columns = []
        for column in guess.columns:
            rows = _for_want_of(guess, column.column, left_out)
            if rows and guess.rows and _is_guessed(guess, column, naming, choices):
                why[column.column] = (
                    f"“{column.header}” would leave {rows} of {guess.rows} rows out: they have nothing that can be "
                    f"used as {column.column.replace('_', ' ')}"
                )
                columns.append(replace(column, column="", rivals=(column.column, *column.rivals)))
            else:
                columns.append(column)
        guess = replace(guess, columns=tuple(columns))
        careful.append(guess)
        questions += _questions(guess, why, choices)
    return Proposal(tuple(careful), tuple(questions))


def _for_want_of(guess: TabGuess, column: str, left_out: dict[tuple[str, str], int]) -> int:
    """How many rows of a tab cannot be used for want of a column. A key that no column holds follows from the others,
    so that its want is theirs."""
    if not column or not TABS[guess.tab].column(column).required:
        return 0
    rows = left_out.get((guess.tab, column), 0)
    found = {other.column for other in guess.columns}
    follows = [name for name in TABS[guess.tab].key[:1] if name not in found]
    return rows + sum(left_out.get((guess.tab, name), 0) for name in follows)


def _rows_left_out(grids: Sequence[Grid], guesses: Sequence[TabGuess]) -> dict[tuple[str, str], int]:
    """(tab, column) -> the rows that cannot be used for want of this column, if the guesses were accepted."""
    named = namings(grids, TABS)
    changed: list[Grid] = []
    for workbook in dict.fromkeys(grid.workbook for grid in grids):
        rows = settings_rows(
            [guess for guess in guesses if guess.workbook == workbook], named.get(workbook, Naming())
        )
        changed += with_settings([grid for grid in grids if grid.workbook == workbook], rows)
    log = parse(shaped(changed))
    counts: dict[tuple[str, str], int] = {}
    lacking = log.set_aside["reason"].str.extract(r"^(\w+) is missing or unreadable$")[0]
    for tab, column in zip(log.set_aside["tab"], lacking, strict=True):
        if isinstance(column, str):
            counts[str(tab), column] = counts.get((str(tab), column), 0) + 1
    return counts


def _is_guessed(guess: TabGuess, column: ColumnGuess, naming: Naming, choices: Choices) -> bool:
    return (
        bool(column.column)
        and folded(column.header) != column.column
        and not naming.is_translated(TABS[guess.tab], column.header)
        and (guess.title, column.header) not in choices.columns
    )


def _questions(guess: TabGuess, why: dict[str, str], choices: Choices) -> list[Question]:
    """What is asked about one tab: each column that rows need, and each that several headers fit as well."""
    if not guess.tab:
        return []
    free = [column for column in guess.columns if column.header and not column.column and not column.use]
    settled = {column.column for column in guess.columns}
    wanted = dict.fromkeys(guess.lacks)
    for column in free:
        is_chosen = (guess.title, column.header) in choices.columns
        wanted |= dict.fromkeys(name for name in column.rivals if name not in settled and not is_chosen)
    found = []
    for name in wanted:
        likely = [column.header for column in free if name in column.rivals]
        others = [column.header for column in free if name not in column.rivals]
        headers = tuple(dict.fromkeys([*likely, *others] if name in guess.lacks else likely))
        if not headers:
            continue
        if name in why:
            reason = why[name]
        elif len(likely) > 1:
            reason = f"{' and '.join(f'“{header}”' for header in likely)} may both be meant"
        elif likely:
            reason = f"“{likely[0]}” may be meant"
        else:
            reason = "every row needs it, and no header says so"
        found.append(Question(guess.title, guess.tab, name, headers, reason))
    return found
