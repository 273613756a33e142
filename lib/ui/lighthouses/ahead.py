"""What the lighthouses page needs to know for a circle that may be chosen next."""

from __future__ import annotations

from lib.metrics.dictionary import keys_in
from lib.metrics.diffusion import spreading, words
from lib.metrics.program.change import change
from lib.ui.frame import next_steps, opening, view
from lib.ui.frame.opening import Opening, Steps
from lib.ui.frame.view import View
from lib.ui.lighthouses import diffusion_map, practice


def answers(page: View) -> str:
    """The answer to the page's question for all practices, found once per state of the view."""
    return page.first_sight("lighthouses answer", lambda: words.all_in_words(page.program.facts))


def opens(_page: View) -> Opening:
    """What the page shows as it opens."""
    return Opening("lighthouses", found)


def found(page: View) -> Steps:
    """The steps to it; none where the page only says what is missing."""
    if practice.missing(page):
        return
    facts, keys = page.program.facts, keys_in("Adoption")
    yield lambda: spreading.adopted(facts)
    yield lambda: spreading.named_sources(facts)
    yield lambda: spreading.events(facts)
    yield from opening.figures(page, keys)
    for key in keys:
        yield lambda key=key: change(page.program, key)  # type: ignore[misc]
    yield lambda: answers(page)
    yield lambda: practice.prepared(page)
    yield lambda: practice.named(page)
    yield lambda: next_steps.prepared(page, keys)
    yield from diffusion_map.prepared(page)
    yield lambda: view.stale(page)
