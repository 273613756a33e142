"""Finds what a page would show for the filters that are likely next, while nobody waits for a page.

Who looks at all circles chooses one of them next. Once a page is drawn, one thread works through these choices, in
small steps, and only while no page runs; what it finds is kept where the page looks it up. The newest page comes first.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import replace
from importlib import import_module
from itertools import chain
from typing import TypeAlias

from lib.metrics.program.by_need import by_need
from lib.source import program as measuring
from lib.ui.entry.turns import SCRIPTS
from lib.ui.frame.view import View

Steps: TypeAlias = Iterable[Callable[[], object]]
Plan: TypeAlias = Callable[[], Iterable[tuple[Hashable, Callable[[], Iterator[object]]]]]
"""Pieces of work, each with a key and its steps, which are done as they are asked for."""
Find: TypeAlias = Callable[[View], Steps]
"""What a page finds for a view, step by step; a step takes some milliseconds."""

MOST_CIRCLES = 24
MOST_KNOWN, MOST_PLANS = 600, 4
_QUIET_SECONDS = 0.25
"""How long no page must have run."""
_LOOK_EVERY_SECONDS = 0.02
_LOG = logging.getLogger(__name__)


class Ahead:
    """One thread that finds what is likely to be asked for next. It begins with `start` and ends with the process."""

    def __init__(self, is_idle: Callable[[], bool], quiet: float = _QUIET_SECONDS) -> None:
        self._is_idle, self._quiet = is_idle, quiet
        self._plans: list[tuple[Hashable, Plan]] = []
        self._known: dict[Hashable, None] = {}
        self._news = threading.Condition()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin, once."""
        with self._news:
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="ahead", daemon=True)
                self._thread.start()

    def expect(self, plan: Plan, of: Hashable = None) -> None:
        """Work through a plan, before those that are not done yet; a piece with a key that was done is left out. Does
        nothing before `start`. `of`: the log that it is about; plans about another one are dropped."""
        with self._news:
            if self._thread is not None:
                older = [each for each in self._plans if each[0] == of]
                self._plans = [(of, plan), *older[: MOST_PLANS - 1]]
                self._news.notify()

    def _work(self) -> None:
        while True:
            with self._news:
                while not self._plans:
                    self._news.wait()
                newest = self._plans[0]
            try:
                is_done = self._follow(newest)
            except Exception:  # noqa: BLE001  # the page that needs it meets the same problem, and says so
                _LOG.warning("a page could not be prepared", exc_info=True)
                is_done = True
            if is_done:
                with self._news:
                    self._plans = [each for each in self._plans if each is not newest]

    def _follow(self, newest: tuple[Hashable, Plan]) -> bool:
        """Work through a plan; out: whether that was done, before a newer one came."""
        self._wait_until_quiet()
        for key, steps in newest[1]():
            if key in self._known:
                continue
            for _ in steps():
                self._wait_until_quiet()
                if self._plans[:1] != [newest]:
                    return False
            self._known[key] = None
            while len(self._known) > MOST_KNOWN:
                del self._known[next(iter(self._known))]
        return True

    def _wait_until_quiet(self) -> None:
        if self._is_idle():
            return
        since = time.monotonic()
        while time.monotonic() - since < self._quiet:
            time.sleep(_LOOK_EVERY_SECONDS)
            if not self._is_idle():
                since = time.monotonic()


_LATER = ("altair", "lib.charts.bars", "lib.charts.control.control", "statsmodels.duration.survfunc")
"""What other pages and closed sections need, which takes a second: imported once nobody waits for a page."""


def start() -> None:
    """Let the worker of this server begin."""
    WORKER.start()


WORKER = Ahead(lambda: SCRIPTS.is_idle)
"""The worker of this server."""


def expect(page: View, name: str, find: Find) -> None:
    """Prepare the page `name` for each circle of the view that is likely to be chosen next; `find` gives the steps.
    Nothing where a circle is chosen already."""
    if not page.filters.pick_circles:
        WORKER.expect(
            lambda: chain(
                (((name, *one.cache_key), _steps(one, find)) for one in _likely(page)),
                [(_LATER, lambda: map(import_module, _LATER))],
            ),
            of=(page.loaded.workbook, page.loaded.revision),
        )


def _likely(page: View) -> list[_Next]:
    """The viewer's own circles, then those most in need, which the pages name first; then by name, as the filter lists
    them."""
    in_need = [each.circle for each in by_need(page.program)]
    names = sorted(page.program.circles, key=str.casefold)
    if len(names) > MOST_CIRCLES:
        in_need = in_need[: MOST_CIRCLES // 2]
    order = dict.fromkeys([*sorted(page.own), *in_need, *names])
    return [_Next(page, circle) for circle in list(order)[:MOST_CIRCLES]]


class _Next:
    """A view with one circle chosen, which is measured when it is asked for."""

    def __init__(self, page: View, circle: str) -> None:
        self._page, self._filters = page, replace(page.filters, circles=(circle,))

    @property
    def cache_key(self) -> tuple[object, ...]:
        return replace(self._page, filters=self._filters).cache_key

    def view(self) -> View:
        page = self._page
        program = measuring.measured(
            page.loaded.workbook, page.loaded.revision, page.viewer.scope, self._filters, page.log
        )
        return replace(page, filters=self._filters, program=program)


def _steps(one: _Next, find: Find) -> Callable[[], Iterator[object]]:
    def steps() -> Iterator[object]:
        for step in find(one.view()):
            yield step()

    return steps


def figures(page: View, keys: Iterable[str]) -> Steps:
    """Steps that count figures, and their series."""
    for key in keys:
        yield lambda key=key: page.program.figures[key]  # type: ignore[misc]
        yield lambda key=key: page.program.series.get(key)  # type: ignore[misc]
