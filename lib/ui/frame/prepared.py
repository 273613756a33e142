"""A page that opens with what nobody found before finds it as a whole, once for all who ask in the same moment."""

from __future__ import annotations

import logging
from collections.abc import Callable, Hashable

from lib.source.once import Once
from lib.telemetry.counters import NEW_PAGES
from lib.ui.entry.turns import SCRIPTS
from lib.ui.frame.opening import Opening
from lib.ui.frame.second import SECOND
from lib.ui.frame.view import View

_LOG = logging.getLogger(__name__)
MOST_FAILED = 256
_FINDING = Once(SCRIPTS.aside)
_FAILED: dict[Hashable, None] = {}
"""What could not be found, the latest last: not tried again."""


def by(opens: Callable[[View], Opening]) -> Callable[[View], None]:
    """What sees that all is known that a page shows as it opens."""
    return lambda view: prepare(view, opens(view))


def prepare(view: View, opening: Opening) -> None:
    """See that what the page shows as it opens is known. A problem is logged once: the page meets it where it needs
    what could not be found, and says so."""
    SECOND.note_shown(view)
    key = opening.key(view)
    if key in _FAILED or opening.is_known(view):
        return
    try:
        _FINDING.find(key, lambda: _find(view, opening))
    except Exception:  # noqa: BLE001
        _LOG.warning("a page could not be prepared", exc_info=True)
        _FAILED[key] = None
        for oldest in list(_FAILED)[:-MOST_FAILED]:
            _FAILED.pop(oldest, None)


def _find(view: View, opening: Opening) -> None:
    """Find it here, or where others are finding something here already, elsewhere if that begins sooner."""
    if opening.is_known(view):
        return
    if view.filters.pick_circles and SCRIPTS.long_ones and SECOND.find(view, opening):
        NEW_PAGES.labels("elsewhere").inc()
        return
    SCRIPTS.long()
    opening.find(view)
    NEW_PAGES.labels("here").inc()
