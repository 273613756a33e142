"""What the cells of a column say about its meaning, beside its header."""

from __future__ import annotations

from collections.abc import Sequence

from lib.bring.shapes.listed_attendance import LIST_HEADERS
from lib.log.format.cells import shown
from lib.log.format.schema import Tab
from lib.log.format.words import no_words, word_for, word_form, yes_words
from lib.log.reading.naming import folded
from lib.workbook.base import Grid

SURE = 95.0
"""A guess this sure is made for the person; a less sure one is only offered."""
MOST_LOOKED_AT = 2_000
"""Rows below the headers that guesses are made from."""


def some_texts(grid: Grid, position: int, header_row: int) -> list[str]:
    """The first filled cells of a column, as many as a guess needs."""
    cells = grid.columns[position][header_row : header_row + MOST_LOOKED_AT]
    return [text for cell in cells if (text := shown(cell).strip())]


def fitting(scores: dict[str, float], cells: Sequence[str], header: str, tab: Tab) -> dict[str, float]:
    """Without meanings that the cells contradict: yes or no under a question is no date."""
    forms = {word_form(cell) for cell in cells[:200]}
    is_yes_or_no = bool(forms) and forms <= yes_words() | no_words()
    kept = {}
    for name, score in scores.items():
        kind = tab.column(name).kind
        if kind == "date" and (is_yes_or_no or header.rstrip().endswith("?")):
            continue
        kept[name] = score
    if (
        is_yes_or_no
        and header.rstrip().endswith("?")
        and "status" in tab.column_names
        and tab.name == "actions"
    ):
        if word_form(header.rstrip("? ")) in {word_form(word) for word in DONE}:
            return {"status": SURE}
        kept.pop("status", None)  # "Urgent?" says nothing about it, and yes to "Still open?" means no
    return kept


def is_text_under_key(header: str, cells: Sequence[str], tab: Tab) -> bool:
    """Whether a column "Action" holds what is to be done, not keys: most of its cells are several words."""
    return (
        tab.name == "actions"
        and folded(header) == "action"
        and 2 * sum(" " in cell for cell in cells) > len(cells)
    )


DONE = (
    "done",
    "completed",
    "complete",
    "closed",
    "finished",
    "erledigt",
    "terminé",
    "hecho",
    "klaar",
    "gereed",
)
"""Headers under which people tick what is done, or write how far it is; dates under them mean something else."""


def are_states(cells: Sequence[str], tab: Tab) -> bool:
    """Whether at least half of the cells say how far something is, in words that are known or with a tick."""
    status = tab.column("status")
    known = sum(
        word_for(cell, status) is not None or word_form(cell) in yes_words() | no_words() for cell in cells
    )
    return bool(cells) and 2 * known >= len(cells)


def list_use(header: str) -> str:
    """The list of people that a header of a sessions tab announces: attendees, apologies, absent; "" for none."""
    form = word_form(header)
    return next(
        (use for use, headers in LIST_HEADERS.items() if form in {word_form(each) for each in headers}), ""
    )
