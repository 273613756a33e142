"""The practices of a program by name, and in order of how many teams adopted them."""

from __future__ import annotations

from lib.metrics.core.facts import Facts
from lib.metrics.core.remember import remembered_any_time
from lib.metrics.diffusion import practice_titles, spreading


@remembered_any_time
def titles(facts: Facts) -> dict[str, str]:
    """Practice -> its name: the title, the key where the title is blank or hidden, both where titles are not unique."""
    own = spreading.practices(facts)
    return dict(zip(own["practice"], practice_titles.titles(own, is_distinct=True), strict=True))


@remembered_any_time
def by_adopters(facts: Facts) -> list[str]:
    """The practices, those with the most adopters first; of as many, by name."""
    named = titles(facts)
    adopters = spreading.adopted(facts)["practice"].value_counts()
    return sorted(named, key=lambda key: (-int(adopters.get(key, 0)), named[key].casefold()))
