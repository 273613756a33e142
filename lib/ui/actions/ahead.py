"""What the actions page needs to know for a circle that may be chosen next."""

from __future__ import annotations

from lib.metrics.dictionary import keys_in
from lib.metrics.program import action_words
from lib.metrics.program.change import change
from lib.ui.actions import open_list, views
from lib.ui.frame import next_steps, opening, view
from lib.ui.frame.opening import Opening, Steps
from lib.ui.frame.view import View


def answers(page: View) -> list[tuple[str, str]]:
    """The questions of the page with their answers, found once per state of the view."""
    return page.first_sight("actions answers", lambda: action_words.answers(page.program, page.own))


def opens(_page: View) -> Opening:
    """What the page shows as it opens."""
    return Opening("actions", found)


def found(page: View) -> Steps:
    """The steps to it."""
    keys = keys_in("Six figures")
    yield from opening.figures(page, keys)
    for key in keys:
        yield lambda key=key: change(page.program, key)  # type: ignore[misc]
    yield lambda: answers(page)
    yield lambda: views.prepared(page)
    yield lambda: open_list.rows(page)
    yield lambda: open_list.nothing(page)
    yield lambda: open_list.first(page)
    yield lambda: next_steps.prepared(page, keys)
    yield lambda: view.stale(page)
