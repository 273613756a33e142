"""Finds what a page would show for the filters that are likely next, while nobody waits for a page.

Who looks at all circles chooses one of them next. Once a page is drawn, these choices are worked through by a second
process, or where there is none by a thread, in small steps, and only while no page runs; what is found is kept where
the page looks it up. The newest page comes first, and the likeliest circles of each page come before the others of any,
for which the thread takes at most half of a processor's time. Of these, all pages of a circle are found together, as
they share its figures.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from itertools import product
from typing import TypeAlias

from lib.metrics.program.by_need import by_need
from lib.ui.entry.turns import SCRIPTS, wait_until
from lib.ui.frame import second
from lib.ui.frame.opening import Opening, measured_apart
from lib.ui.frame.second import SECOND
from lib.ui.frame.view import View

Piece: TypeAlias = tuple[Hashable, Callable[[], Iterator[object]]]
"""A piece of work: its key, and its steps, which are done as they are asked for."""
Plan: TypeAlias = Callable[[], Iterable[Piece]]
Steps: TypeAlias = Callable[[Opening, View], Iterator[object]]

LIKELIEST, MOST_CIRCLES = 24, 400
MOST_KNOWN, MOST_PLANS = 4096, 4
_QUIET_SECONDS = 0.25
"""How long no page must have run."""
_LATER_QUIET_SECONDS, _LATER_PATIENCE_SECONDS = 0.5, 1.0
"""How long no page must have run before the second process finds what may wait, while a browser may still be drawing on
the same processors; and how long it waits for that at most, so that it goes on where pages never rest."""
_LOG = logging.getLogger(__name__)


class Ahead:
    """One thread that finds what is likely to be asked for next. It begins with `start` and ends with the process.
    `is_idle`: whether it may work, if that was so for `quiet` seconds. `rests`: whether what may wait takes half of the
    time only. `is_clear`: whether nothing is in the way of what may wait, which otherwise comes a second later."""

    def __init__(
        self,
        is_idle: Callable[[], bool],
        quiet: float = _QUIET_SECONDS,
        *,
        rests: bool = True,
        is_clear: Callable[[], bool] = lambda: True,
    ) -> None:
        self._is_idle, self._quiet, self._rests, self._is_clear = is_idle, quiet, rests, is_clear
        self._plans: list[_Planned] = []
        self._known: dict[Hashable, None] = {}
        self._news = threading.Condition()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin, once."""
        with self._news:
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="ahead", daemon=True)
                self._thread.start()

    @property
    def is_started(self) -> bool:
        """Whether it works."""
        return self._thread is not None

    def expect(self, plan: Plan, of: Hashable = None, *, unhurried: bool = False) -> None:
        """Work through a plan, before those that are not done yet; a piece with a key that was done is left out. Does
        nothing before `start`. `of`: the log that it is about; plans about another one are dropped. `unhurried`: it
        comes after all that are not, and where the worker rests, after each step for as long as that took."""
        with self._news:
            if self._thread is not None:
                planned = _Planned(of, plan, unhurried)
                same = [each for each in self._plans if each.of == of and each.unhurried == unhurried]
                rest = [each for each in self._plans if each.of == of and each.unhurried != unhurried]
                found = [planned, *same[: MOST_PLANS - 1]]
                self._plans = [*rest, *found] if unhurried else [*found, *rest]
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

    def _follow(self, newest: _Planned) -> bool:
        """Work through a plan; out: whether that was done, before a newer one came."""
        self._wait_until_quiet()
        for key, steps in newest.plan():
            if key in self._known:
                continue
            try:
                if not self._find(newest, steps):
                    return False
            except Exception:  # noqa: BLE001  # the page that needs it meets the same problem, and says so
                _LOG.warning("a page could not be prepared", exc_info=True)
            self._known[key] = None  # what fails is not tried again
            while len(self._known) > MOST_KNOWN:
                del self._known[next(iter(self._known))]
        return True

    def _find(self, newest: _Planned, steps: Callable[[], Iterator[object]]) -> bool:
        """Do the steps of a piece; out: whether they were done, before a newer plan came."""
        if newest.unhurried:
            wait_until(self._is_clear, _LATER_QUIET_SECONDS, _LATER_PATIENCE_SECONDS)
            if self._plans[:1] != [newest]:
                return False
        began = time.thread_time()
        for _ in steps():
            if newest.unhurried and self._rests:
                time.sleep(time.thread_time() - began)
            self._wait_until_quiet()
            if self._plans[:1] != [newest]:
                return False
            began = time.thread_time()
        return True

    def _wait_until_quiet(self) -> None:
        wait_until(self._is_idle, self._quiet)


@dataclass(frozen=True, slots=True, eq=False)
class _Planned:
    """A plan, the log that it is about, and whether it may wait."""

    of: Hashable
    plan: Plan
    unhurried: bool


_LATER = ("altair", "lib.charts.bars", "lib.charts.control.control", "statsmodels.duration.survfunc")
"""What other pages and closed sections need, which takes a second: imported once nobody waits for a page."""


def start() -> None:
    """Let the workers of this server begin."""
    WORKER.start()
    ELSEWHERE.start()


WORKER = Ahead(lambda: SCRIPTS.is_idle)
"""The worker of this server."""
ELSEWHERE = Ahead(lambda: True, rests=False, is_clear=lambda: SCRIPTS.is_idle)
"""The one that has the second process work, which gives way to the server."""


def expect(page: View, opening: Opening) -> None:
    """Prepare a page for each circle of the view that is likely to be chosen next. Where circles are chosen already,
    find what opening a section of the page will ask for."""
    of = (page.loaded.workbook, page.loaded.revision)
    if page.filters.pick_circles:
        _note_chosen(page)
        WORKER.expect(lambda: [(("shown", *opening.key(page)), lambda: opening.steps(page))], of)
        return

    if ELSEWHERE.is_started:
        second.start(page.log)
    worker, steps = (ELSEWHERE, _elsewhere) if SECOND.is_there else (WORKER, Opening.steps)
    later = [(_LATER, lambda: map(import_module, _LATER))]

    def soon() -> Iterator[Piece]:
        yield from _pieces([(page, opening)], _likely(page)[:LIKELIEST], steps)
        yield from () if SECOND.is_there else later

    worker.expect(soon, of)
    if len(page.circles) > LIKELIEST:
        _note_opened(of, page, opening)
        worker.expect(
            lambda: _pieces(_opened.get(of, ()), _likely(page)[LIKELIEST:MOST_CIRCLES], steps),
            of,
            unhurried=True,
        )
    if SECOND.is_there:
        WORKER.expect(lambda: later, of)


def _pieces(pages: Sequence[tuple[View, Opening]], circles: Iterable[str], steps: Steps) -> Iterator[Piece]:
    """What is not known yet of these pages, circle by circle."""
    for circle, (page, opening) in product(circles, pages):
        one = _with(page, circle)
        if circle in page.circles and not opening.is_known(one):
            yield opening.key(one), partial(steps, opening, one)


def _elsewhere(opening: Opening, one: View) -> Iterator[object]:
    SECOND.find_ahead(one, opening)
    yield None


_opened: dict[Hashable, list[tuple[View, Opening]]] = {}
"""The pages of the log that were opened lately with many circles to choose from, the newest first."""


def _note_opened(of: Hashable, page: View, opening: Opening) -> None:
    global _opened
    others = [each for each in _opened.get(of, ()) if each[1].key(each[0]) != opening.key(page)]
    _opened = {of: [(page, opening), *others[: MOST_PLANS - 1]]}


_CHOSEN: dict[str, deque[str]] = {}
"""The circles that viewers of a workbook chose lately, the newest last."""


def _note_chosen(page: View) -> None:
    lately = _CHOSEN.setdefault(page.loaded.workbook, deque(maxlen=LIKELIEST // 2))
    for circle in page.filters.circles[: LIKELIEST // 2]:
        if circle in lately:
            lately.remove(circle)
        lately.append(circle)


def _likely(page: View) -> list[str]:
    """The viewer's own circles, then those that somebody chose lately, then those most in need, which the pages name
    first; then by name, as the filter lists them."""
    lately = list(_CHOSEN.get(page.loaded.workbook, ()))[::-1]
    in_need = [each.circle for each in by_need(page.program)]
    names = sorted(page.circles, key=str.casefold)
    if len(names) > LIKELIEST:
        in_need = in_need[: LIKELIEST // 2]
    order = dict.fromkeys([*sorted(page.own), *lately, *in_need, *names])
    known = set(names)
    return [circle for circle in order if circle in known]


def _with(page: View, circle: str) -> View:
    """The view with one circle chosen."""
    return measured_apart(
        page.viewer, page.loaded, page.log, replace(page.filters, circles=(circle,)), page.address
    )
