"""Guesses that would leave rows out are not made for a person: they are asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lib.bring.acceptance import AsRead, Rows, settings_rows, tried
from lib.bring.asked import Asked, absent_tabs, questions_about
from lib.bring.guess import NOTHING_CHOSEN, Choices, ColumnGuess, TabGuess
from lib.bring.origin import TabOrigin
from lib.bring.parts.several_tables import split
from lib.bring.parts.turned import turned
from lib.bring.proposal import propose
from lib.bring.unclear import grids_of
from lib.log.format.cells import shown
from lib.log.format.model import CircleLog
from lib.log.format.schema import TABS
from lib.log.reading.naming import DATE_ORDER, Naming, folded, namings
from lib.workbook.base import Grid


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
    """The guesses that are made, what a person is asked about columns and about whole workbooks, and the settings rows
    (workbook, name, value) that the answers and the lack of other tabs make."""

    guesses: tuple[TabGuess, ...]
    questions: tuple[Question, ...]
    asked: tuple[Asked, ...] = ()
    answers: tuple[tuple[str, str, str], ...] = ()


def proposed(grids: Sequence[Grid], choices: Choices = NOTHING_CHOSEN, now: AsRead | None = None) -> Proposal:
    """Guesses for every tab, without those that would leave rows out, and the questions that remain.

    What a person chose, a settings row says or a column is called in the format is no guess and stays. `now`: how the
    grids are read as they are, where that is known.
    """
    by_workbook = namings(grids, TABS)
    parts = split(turned(grids, by_workbook), by_workbook)
    if [*map(id, parts)] != [*map(id, grids)]:
        now = None
    grids = parts
    guesses = propose(grids, choices)
    if (for_all := _for_all_tabs(guesses, choices)) is not choices:
        choices = for_all
        guesses = propose(grids, choices)
    answers = [(workbook, name, value) for (workbook, name), value in choices.answers.items()]
    trial = tried(grids, _rows(grids, guesses, answers), now)
    asked = questions_about(grids, trial.grids, trial.log, guesses, choices.answers)
    absent = absent_tabs(grids, trial.log, guesses, choices.answers)
    if orders := [
        (question.workbook, DATE_ORDER, "day first") for question in asked if question.is_date_order
    ]:
        trial = tried(
            grids, _rows(grids, guesses, [*answers, *orders]), now
        )  # what is asked once is not asked of each column
    left_out = _rows_left_out(trial.log, trial.grids)
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
    asked_once = {(each.tab, each.column, each.headers): each for each in reversed(questions)}
    questions = [each for each in questions if each is asked_once[each.tab, each.column, each.headers]]
    return Proposal(tuple(careful), tuple(questions), tuple(asked), (*answers, *absent))


def _for_all_tabs(guesses: Sequence[TabGuess], choices: Choices) -> Choices:
    """The choices, each made for a header of one tab also for the same header of other tabs of its kind: settings name
    the columns of a kind, and not those of one tab."""
    kinds = {guess.title: guess.tab for guess in guesses if guess.tab}
    columns = dict(choices.columns)
    for (title, header), column in choices.columns.items():
        for guess in guesses:
            if (
                guess.tab
                and guess.tab == kinds.get(title)
                and any(header == each.header for each in guess.columns)
            ):
                columns.setdefault((guess.title, header), column)
    return choices if len(columns) == len(choices.columns) else replace(choices, columns=columns)


def _for_want_of(guess: TabGuess, column: str, left_out: dict[tuple[str, str, str], int]) -> int:
    """How many rows of a tab cannot be used for want of a column. A key that no column holds follows from the others,
    so that its want is theirs."""
    if not column or not TABS[guess.tab].column(column).required:
        return 0
    if (guess.tab, column) == ("attendance", "present"):
        return (
            0  # marks that are not understood are named; without the column, everybody would count as present
        )
    rows = left_out.get((guess.workbook, guess.title, column), 0)
    found = {other.column for other in guess.columns}
    follows = [name for name in TABS[guess.tab].key[:1] if name not in found]
    return rows + sum(left_out.get((guess.workbook, guess.title, name), 0) for name in follows)


def _rows(
    grids: Sequence[Grid], guesses: Sequence[TabGuess], answers: Sequence[tuple[str, str, str]]
) -> Rows:
    """The settings rows by which the guesses and answers would be accepted."""
    named = namings(grids, TABS)
    rows = {}
    for workbook in dict.fromkeys(grid.workbook for grid in grids):
        its_guesses = [guess for guess in guesses if guess.workbook == workbook]
        said = [(name, value) for of, name, value in answers if of == workbook]
        rows[workbook] = settings_rows(its_guesses, named.get(workbook, Naming())) + said
    return rows


def _rows_left_out(log: CircleLog, brought: Sequence[Grid]) -> dict[tuple[str, str, str], int]:
    """(workbook, title, column) -> the rows of that tab that cannot be used for want of this column.

    A row with a single filled cell is no record that would be lost.
    """
    by_tab = {(workbook, tab): grid for (workbook, tab), (grid, _) in grids_of(brought).items()}
    counts: dict[tuple[str, str, str], int] = {}
    lacking = log.set_aside["reason"].str.extract(r"^(\w+) is missing or unreadable$")[0]
    rows = zip(log.set_aside["tab"], log.set_aside["workbook"], log.set_aside["row"], lacking, strict=True)
    for tab, workbook, row, column in rows:
        grid = by_tab.get((str(workbook), str(tab)))
        if grid is None or not isinstance(column, str):
            continue
        source, at = grid, int(row)
        if isinstance(grid.origin, TabOrigin):
            if grid.origin.is_derived:
                continue  # made from other tabs, whose own rows are counted
            source, at, _ = grid.origin.of(int(row))
        if sum(bool(shown(source.cell(at, each)).strip()) for each in range(len(source.columns))) > 1:
            place = source.workbook, source.tab, column
            counts[place] = counts.get(place, 0) + 1
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
    if not guess.tab or guess.is_grid:
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
