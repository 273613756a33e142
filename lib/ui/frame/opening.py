"""What a page shows as it opens, found as a whole for one state of its view, step by step."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from lib.access.redaction import Viewer
from lib.log.format.model import CircleLog
from lib.source import program as measuring
from lib.source.loaded import Loaded
from lib.source.program import Filters
from lib.ui.frame.circle_link import Address
from lib.ui.frame.view import View
from lib.ui.widgets import terms

Steps: TypeAlias = Iterable[Callable[[], object]]


@dataclass(frozen=True, slots=True)
class Opening:
    """What a page shows as it opens. `found`: a module's function from a view, and what is `given` beside it, to the
    steps that find it; a step takes some milliseconds."""

    page: str
    found: Callable[..., Steps]
    given: tuple[Hashable, ...] = ()

    def key(self, view: View) -> tuple[Hashable, ...]:
        """The page and the state of the view."""
        return self.page, view.address, *view.cache_key

    def is_known(self, view: View) -> bool:
        """Whether all of it was found for the state of the view."""
        return measuring.knows(view.cache_key, self._whole(view))

    def steps(self, view: View) -> Iterator[object]:
        """Find it; each step is done as it is asked for, and the last one notes that all is known."""
        for step in self.found(view, *self.given):
            with terms.apart():
                found = step()
            yield found
        measuring.first_sight(view.cache_key, self._whole(view), lambda: True)

    def find(self, view: View) -> None:
        """Find it at once."""
        for _ in self.steps(view):
            pass

    def _whole(self, view: View) -> Hashable:
        return "opening", self.page, view.address


def measured_apart(
    viewer: Viewer, loaded: Loaded, log: CircleLog, filters: Filters, address: Address
) -> View:
    """A view of a log that is measured when it is asked for, and forgotten with the next one."""
    return View(
        viewer,
        loaded,
        log,
        filters,
        lambda: measuring.measured_in_passing(loaded.workbook, loaded.revision, viewer.scope, filters, log),
        address,
    )


def months(page: View, keys: Iterable[str]) -> Steps:
    """Steps that find the values of figures by month."""
    for key in keys:
        yield lambda key=key: page.program.months[key]  # type: ignore[misc]


def figures(page: View, keys: Iterable[str]) -> Steps:
    """Steps that count figures, and their series."""
    for key in keys:
        yield lambda key=key: page.program.figures[key]  # type: ignore[misc]
        yield lambda key=key: page.program.series.get(key)  # type: ignore[misc]
