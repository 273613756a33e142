"""Tabs that are there and could not be read: what depends on them is not known, which is not the same as nothing."""

from __future__ import annotations

from collections.abc import Sequence

from lib.log.format.model import CircleLog
from lib.words.phrases import listed, plural

ABOUT_CIRCLES = ("circles", "members", "sessions", "attendance")
ABOUT_NEEDS = ("circles", "sessions", "attendance", "actions", "asks")


def in_words(log: CircleLog, tabs: Sequence[str]) -> str:
    """Which of these tabs could not be read, as a clause; "" if none.

    "the sessions and actions tabs could not be read"
    """
    names = [tab for tab in tabs if tab in log.unread_tabs]
    return f"the {listed(names)} {plural(len(names), 'tab')} could not be read" if names else ""
