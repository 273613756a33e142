"""The second process of this server: it finds what pages show as they open, on a processor of its own.

There is one where there is room for it, once something is to be found ahead. Nothing that is shown depends on it.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Hashable, Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooLong
from contextlib import suppress

from lib.log.format.model import CircleLog
from lib.source import program as measuring
from lib.source.second import room
from lib.source.second.asking import Helper, Job, Start, running
from lib.telemetry.counters import NEW_PAGES
from lib.ui.entry.turns import SCRIPTS
from lib.ui.frame.apart import Wanted
from lib.ui.frame.opening import Opening
from lib.ui.frame.view import View
from lib.workbook.common.bounded_process import ROOT, code_of

PATIENCE_SECONDS = 0.5
"""How long a viewer whose turn has come waits for what the process has begun."""
_KEPT_VARIABLES = ("LANG", "LC_ALL", "LD_LIBRARY_PATH", "TMPDIR", "TZ")


class Second:
    """Has pages found elsewhere, from `start` on."""

    def __init__(self) -> None:
        self._helper: Helper | None = None
        self._shown: dict[str, str] = {}

    def start(self, helper: Helper | None) -> None:
        """Use this process."""
        self._helper = helper

    @property
    def is_there(self) -> bool:
        """Whether pages may be found elsewhere."""
        return self._helper is not None and not self._helper.is_over

    def find_ahead(self, view: View, opening: Opening) -> None:
        """Have a page found that nobody waits for, and wait until it was."""
        if self._helper is not None and self._asked(self._helper, view, opening, is_urgent=False).result():
            NEW_PAGES.labels("ahead").inc()

    def find(self, view: View, opening: Opening) -> bool:
        """Have a page found for a viewer who waits for a long turn, unless the turn comes before its finding begins, or
        the process is full of other scopes' logs; out: whether it was found."""
        helper = self._helper
        if helper is None or not helper.takes(_state(view), view.viewer.scope):
            return False
        found = self._asked(helper, view, opening, is_urgent=True)
        SCRIPTS.long(until=found)
        if helper.withdraw(opening.key(view)):
            return False
        SCRIPTS.short()
        if not found.done():
            with SCRIPTS.aside(), suppress(TooLong):
                found.result(PATIENCE_SECONDS)
        return opening.is_known(view)

    def note_shown(self, view: View) -> None:
        """Note which state of a workbook is shown: what is found in another one is not kept."""
        self._shown[view.loaded.workbook] = view.loaded.revision

    def _asked(self, helper: Helper, view: View, opening: Opening, *, is_urgent: bool) -> Future[bool]:
        workbook, revision, scope, filters = view.cache_key

        def take(found: Mapping[Hashable, bytes]) -> None:
            if self._shown.get(workbook, revision) == revision:
                measuring.keep_first_sights(view.cache_key, found)

        job = Job(
            key=opening.key(view),
            state=_state(view),
            part=scope,
            thing=view.log,
            wanted=Wanted(opening, workbook, revision, view.viewer, filters, view.address),
            take=take,
        )
        return helper.ask(job, is_urgent=is_urgent)


def _state(view: View) -> tuple[str, str]:
    return view.loaded.workbook, view.loaded.revision


SECOND = Second()
_lock = threading.Lock()
_is_decided = False


def start(log: CircleLog) -> None:
    """Let pages be found elsewhere where there is room for that with such a log; decided once."""
    global _is_decided
    with _lock:
        if not _is_decided and room.has_room(log.size):
            SECOND.start(Helper(process()))
        _is_decided = True


def process() -> Start:
    """Starts a process of this code; it gets no variables in which secrets may be."""
    kept = {key: os.environ[key] for key in _KEPT_VARIABLES if key in os.environ}
    command = [sys.executable, "-I", "-c", code_of("lib.ui.frame.apart"), str(ROOT)]
    return running(command, {"OPENBLAS_NUM_THREADS": "1"} | kept)
