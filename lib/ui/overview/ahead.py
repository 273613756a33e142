"""What the overview needs to know for a circle that may be chosen next."""

from __future__ import annotations

from datetime import date

from lib.metrics.dictionary import ON_OVERVIEW
from lib.metrics.program import redesign
from lib.metrics.program.change import change
from lib.ui.frame import next_steps, opening, roll_up, view
from lib.ui.frame.opening import Opening, Steps
from lib.ui.frame.view import View
from lib.ui.overview import cards, changed, parts

_ANSWERING, _EARLIER = ("effect_reported", "flow"), ("overdue", "asks")
"""Figures that the three answers need besides those of the page, now and as known at the end of the period before."""


def opens(page: View) -> Opening:
    """What the page shows as it opens, to a viewer who was here before."""
    return Opening("overview", found, (changed.last_visit(page),))


def found(page: View, visit: date | None = None) -> Steps:
    """The steps to it. `visit`: the day of the viewer's visit before this one."""
    program = page.program
    yield from opening.figures(page, (*ON_OVERVIEW, *_ANSWERING))
    yield from opening.months(page, redesign.charted())
    for key in _EARLIER:
        yield lambda key=key: program.earlier and program.earlier.figures[key]  # type: ignore[misc]
    for key in ON_OVERVIEW:
        yield lambda key=key: change(program, key)  # type: ignore[misc]
    yield lambda: program.status
    yield lambda: program.earlier and program.earlier.status
    yield lambda: parts.answers(page)
    yield lambda: cards.drawn(page, 0, parts.MOST_CIRCLES, parts.KEY)
    yield lambda: cards.number(page)
    yield lambda: next_steps.prepared(page, ON_OVERVIEW)
    yield lambda: changed.since_when(page, visit)
    yield lambda: roll_up.has_programs(page)
    yield lambda: view.stale(page)
