"""A moment as people read it, on the screen and on paper."""

from __future__ import annotations

from datetime import datetime


def clock(moment: datetime) -> str:
    """Day and time where the server is, so that a print says when it was: 30 Jun 2026, 10:32. `moment`: aware."""
    return f"{moment.astimezone():%-d %b %Y, %H:%M}"
