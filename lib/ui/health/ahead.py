"""What the health page needs to know for a circle that may be chosen next."""

from __future__ import annotations

from lib.metrics.dictionary import keys_of
from lib.metrics.program import compare, health_words, redesign
from lib.ui.frame import next_steps, opening, view
from lib.ui.frame.opening import Opening, Steps
from lib.ui.frame.view import View
from lib.ui.health import table, trends


def answers(page: View) -> list[tuple[str, str]]:
    """The questions of the page with their answers, found once per state of the view."""
    return page.first_sight("health answers", lambda: health_words.answers(page.program, page.own))


def opens(_page: View) -> Opening:
    """What the page shows as it opens."""
    return Opening("health", found)


def found(page: View) -> Steps:
    """The steps to it."""
    yield from opening.figures(page, keys_of("health", "coaching"))
    yield from opening.months(page, redesign.charted())
    yield lambda: page.program.status
    yield lambda: answers(page)
    yield lambda: trends.prepared(page)
    yield lambda: compare.table(page.program, table.keys(health_words.PARTS[0]))
    yield lambda: table.prepared(page)
    yield lambda: next_steps.prepare_title(page, keys_of("health", "coaching"))
    yield lambda: next_steps.may_suggest(page, trends.CHARTED[0])
    yield lambda: view.stale(page)
