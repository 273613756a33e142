"""Why nothing can be said of circles: tabs that could not be read, and programs that have ended or not begun."""

from __future__ import annotations

from collections.abc import Sequence

from lib.log.format.model import CircleLog
from lib.metrics.core.facts import Facts
from lib.words.phrases import counted, listed, plural

ABOUT_CIRCLES = ("circles", "members", "sessions", "attendance")
ABOUT_NEEDS = ("circles", "sessions", "attendance", "actions", "asks")


def in_words(log: CircleLog, tabs: Sequence[str]) -> str:
    """Which of these tabs could not be read, as a clause; "" if none.

    "the sessions and actions tabs could not be read"
    """
    names = [tab for tab in tabs if tab in log.unread_tabs]
    return f"the {listed(names)} {plural(len(names), 'tab')} could not be read" if names else ""


def none_active(facts: Facts) -> str:
    """Why no circle is active on the day, as a clause; "" if one is."""
    circles, day = facts.log.circles, facts.as_of
    if not facts.active_circles.empty:
        return ""
    if lacking := in_words(facts.log, ("circles",)):
        return lacking
    if circles.empty:
        return "no circle is recorded yet"
    starts, ends = circles["started"], circles["ended"]
    waiting = (starts > day) & ~(ends <= day)
    if waiting.all():
        return f"no circle is active yet: the first one starts on {starts.min():%-d %b %Y}"
    if not waiting.any():
        return f"no circle is active any more: the last one ended on {ends.max():%-d %b %Y}"
    over, ahead = int((~waiting).sum()), int(waiting.sum())
    return (
        f"no circle is active on {day:%-d %b %Y}: {counted(over, 'circle')} {plural(over, 'has', 'have')} ended and "
        f"{ahead:,} {plural(ahead, 'has', 'have')} not started"
    )
