"""Questions in people's own words, in any language, known by how they are answered."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping

from lib.bring.forms.answers_tab import header
from lib.bring.forms.questions import answer_of, done
from lib.bring.people import Roster
from lib.log.format.cells import shown
from lib.log.format.folding import fold
from lib.workbook.base import Grid

CIRCLE = re.compile(r"\b(?:circle|kreis|zirkel|cercle|círculo|circolo|kring|krets|kruh)\b", re.IGNORECASE)
"""A circle, in the languages of forms."""


def session_questions(
    grid: Grid, times: int, known: Mapping[str, int], roster: Roster, circles: Collection[str]
) -> dict[str, int]:
    """The positions of a form's questions on who did what for a session, with those that more than half of the answers
    tell: members are named (member), circles of the log (circle), prework or a reflection (about).

    `known`: questions known by their text, which stay; `circles`: folded. `times`: the column of times.
    """
    fits: dict[str, Callable[[str], bool]] = {
        "about": lambda text: bool(done(text)),
        "circle": lambda text: fold(text) in circles,
        "member": lambda text: roster.find(text) is not None,
    }
    found = dict(known)
    for at in range(len(grid.columns)):
        cells = _answers(grid, at)
        if at == times or at in known.values() or not cells:
            continue
        told = (
            name for name, fit in fits.items() if name not in found and 2 * sum(map(fit, cells)) > len(cells)
        )
        if name := next(told, None):
            found[name] = at
    return found


def circle_question(grid: Grid, unknown: Collection[int]) -> int | None:
    """The position, among those whose question is not known, of the one that asks for the circle: it speaks of one,
    and nobody answers it with a number from 1 to 5 or an address. None where there is none, or more than one."""
    found = [
        at
        for at in unknown
        if CIRCLE.search(header(grid, at))
        and (cells := _answers(grid, at))
        and not any(answer_of(cell) in range(1, 6) or "@" in cell for cell in cells)
    ]
    return found[0] if len(found) == 1 else None


def _answers(grid: Grid, at: int) -> list[str]:
    return [text for text in (shown(cell).strip() for cell in grid.columns[at][1:]) if text]
