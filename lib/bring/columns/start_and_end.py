"""When work on an action starts and ends, in lists of actions that say no more of when it is due."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from lib.bring.evidence import SURE, are_days, some_texts
from lib.bring.guess import ColumnGuess
from lib.bring.shapes.grid_cells import is_begin, is_end
from lib.log.format.cells import shown
from lib.log.format.schema import TABS
from lib.log.format.words import word_for, word_form
from lib.workbook.base import Grid

Offer = tuple[ColumnGuess, dict[str, float]]
"""A column and what it may mean -> how sure (0-1000)."""
_STATUS = TABS["actions"].column("status")
_FINISH = frozenset(
    map(word_form, ("finish", "finish date", "end (planned)", "planned finish", "planned end"))
)
"""Headers over when an action ends, beyond those of calendars."""


def start_and_end(offers: list[Offer], grid: Grid, header_row: int, settled: Collection[int]) -> list[Offer]:
    """Days under "Start" are when work on an action began. Those under "End" beside them are when it is due, if
    nothing else says this: surely where actions that are not done have one; else a person is asked, since it may be
    when each ended."""

    def over_days(is_named: Callable[[str], bool]) -> list[int]:
        return [
            guess.position
            for guess, _ in offers
            if guess.position not in settled
            and is_named(guess.header)
            and are_days(some_texts(grid, guess.position, header_row))
        ]

    begins = over_days(is_begin)
    if len(begins) != 1:
        return offers
    found = offers
    if not _has(offers, "created"):
        found = [
            (guess, {"created": SURE} if guess.position == begins[0] else scores) for guess, scores in found
        ]
    ends = over_days(_is_finish)
    if len(ends) != 1 or _has(offers, "due") or _has(offers, "first_due"):
        return found
    sure = SURE if _is_open_somewhere(offers, grid, header_row, ends[0]) else SURE - 5
    return [
        (guess, scores or {"due": sure}) if guess.position == ends[0] else (guess, scores)
        for guess, scores in found
    ]


def _is_finish(header: str) -> bool:
    return is_end(header) or word_form(header) in _FINISH


def _is_open_somewhere(offers: Sequence[Offer], grid: Grid, header_row: int, end: int) -> bool:
    """Whether an action that is neither done nor given up has a day in a column."""
    states = [guess.position for guess, scores in offers if scores.get("status", 0.0) >= SURE]
    if len(states) != 1:
        return False
    for row in range(header_row + 1, grid.height + 1):
        word = word_for(shown(grid.cell(row, states[0])), _STATUS)
        if word in ("open", "doing", "blocked") and shown(grid.cell(row, end)).strip():
            return True
    return False


def _has(offers: Sequence[Offer], name: str) -> bool:
    return any(scores.get(name, 0.0) >= SURE for _, scores in offers)
