"""Alerts: a circle that needs help, an ask that waits too long, a special cause, a milestone missed. Each comes once.

They are those of "what changed" that call for someone: what is better, and what is only worth watching, waits for the
update.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import pandas as pd

from lib.brief.lists import Row, line
from lib.mail.letter import Letter, Section, sign
from lib.mail.seen import Seen
from lib.mail.wishes import Wish
from lib.metrics.desk.since import Changed
from lib.metrics.program import status
from lib.words.phrases import counted, plural, sentence

LOOK_BACK_DAYS = 31
"""What began earlier is no news, even if it was logged late."""
_HEADINGS = {
    "status": "Circles that need help",
    "ask": "Asks that wait too long",
    "milestone": "Milestones missed",
    "figure": "Figures worse than their usual ups and downs",
}


def alerts(changes: Iterable[Changed]) -> list[Changed]:
    """Those changes that call for someone."""
    return [
        each
        for each in changes
        if each.kind in _HEADINGS
        and each.is_good is False
        and (each.kind != "status" or each.about.endswith(f": {status.NEEDS_HELP}"))
    ]


def signed(change: Changed) -> str:
    """What stands for an alert in the record of what was told."""
    return sign(change.kind, change.about)[:10]


def untold(found: Iterable[Changed], told: Collection[str]) -> list[Changed]:
    """Those that the person was not told before."""
    return [each for each in found if signed(each) not in told]


def alert(wish: Wish, seen: Seen, told: Collection[str]) -> Letter | None:
    """The mail with what is new; None if nothing is."""
    then = seen.as_of - pd.Timedelta(days=LOOK_BACK_DAYS)
    circles = wish.own if wish.is_part else wish.own | seen.asked_in()
    about = [
        each
        for each in alerts(seen.changes(then))
        if each.circle in circles or (not each.circle and not wish.is_part)
    ]
    new = untold(about, told)
    return letter(wish, new, seen.as_of) if new else None


def letter(wish: Wish, new: list[Changed], as_of: pd.Timestamp) -> Letter:
    """The mail that tells these alerts."""
    sections = []
    for kind, heading in _HEADINGS.items():
        rows = tuple(Row(line(each.words), "") for each in new if each.kind == kind)
        if rows:
            sections.append(Section(heading, rows=rows))
    one = line(new[0].words.partition(" (")[0].partition("; ")[0])
    count = f"{counted(len(new), 'thing')} {plural(len(new), 'needs', 'need')} attention"
    return Letter(
        email=wish.email,
        kind="alert",
        as_of=as_of,
        subject=f"Mentoring circles: {one if len(new) == 1 else count}",
        first=sentence(f"{count}, as known on {as_of:%-d %B %Y}"),
        sections=tuple(sections),
        why="You get an alert when a circle of yours needs help, an ask waits too long, a milestone is missed or a "
        "figure leaves its usual range. Each comes once.",
        told=tuple(dict.fromkeys(map(signed, new))),
    )
