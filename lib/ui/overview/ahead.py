"""What the overview needs to know for a circle that may be chosen next."""

from __future__ import annotations

from lib.metrics.dictionary import ON_OVERVIEW
from lib.metrics.program.change import change
from lib.ui.frame import ahead
from lib.ui.frame.view import View
from lib.ui.overview import cards, parts


def found(page: View) -> ahead.Steps:
    """The steps to it."""
    program = page.program
    yield from ahead.figures(page, ON_OVERVIEW)
    for key in ON_OVERVIEW:
        yield lambda key=key: change(program, key)  # type: ignore[misc]
    yield lambda: program.status
    yield lambda: program.earlier and program.earlier.status
    yield lambda: parts.answers(page)
    yield lambda: cards.drawn(page, 0, parts.MOST_CIRCLES, parts.KEY)
    yield lambda: cards.number(page)
