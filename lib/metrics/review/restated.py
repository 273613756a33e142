"""Where the past was restated since a review was frozen: which figure was shown as what, and what it is now."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from lib.log.format.schema import singular
from lib.metrics.dictionary import DICTIONARY
from lib.metrics.program.program import Program
from lib.metrics.review.frozen import Frozen, Number, number, records
from lib.words.phrases import counted, listed, plural, sentence
from lib.words.shares import NOTHING as NO_VALUE

NOTHING = "Nothing of this was restated since: every figure is still what it was."
_RELATED = {
    "attendance": ("sessions", "attendance"),
    "sessions": ("sessions", "attendance"),
    "members": ("sessions", "attendance"),
    "insights": ("sessions",),
    "action_reviews": ("actions", "sessions"),
}
_BY_RULE = {"status": ("sessions", "attendance", "actions"), "asks": ("asks",)}
_LATER = {
    "attendance": "cells of attendance",
    "sponsor_acts": "acts of sponsors",
}


@dataclass(frozen=True, slots=True)
class Restated:
    """A figure that is no longer what the review shows: as `then`, `now` ("" if it can no longer be shown), and why,
    where the log shows it."""

    label: str
    then: str
    now: str
    why: str

    @property
    def words(self) -> str:
        """ "Participation was shown as 81 % (97/120); 4 sessions were logged later: 79 % (110/140)." """
        now = self.now or "it can no longer be shown"
        return sentence(f"{self.label} was shown as {self.then}", f"{self.why}: {now}")


def restated(frozen: Frozen, again: Program) -> list[Restated]:
    """Every figure of the review whose value, n or N differs, in the review's order; [] if none does.

    `again`: `Frozen.measured_again`. A figure that the viewer may not see now is not compared.
    """
    now_records = records(again)
    found = []
    for key, then in frozen.figures.items():
        if key not in again.figures:
            continue
        figure = again.figures[key]
        now = number(figure)
        if figure.is_withheld or is_same(then, now):
            continue
        why = _why(key, frozen.records, now_records)
        found.append(
            Restated(
                figure.label, then.shown, "" if figure.missing or figure.text == NO_VALUE else now.shown, why
            )
        )
    return found


def is_same(then: Number, now: Number) -> bool:
    """Whether two numbers are the same to the digit, n and N included."""
    if (then.n, then.N) != (now.n, now.N) or then.text != now.text:
        return False
    if then.value is None or now.value is None:
        return then.value is now.value
    return math.isclose(then.value, now.value, rel_tol=1e-9, abs_tol=1e-12)


def _why(key: str, then: Mapping[str, int], now: Mapping[str, int]) -> str:
    """What was logged or removed since that bears on the figure; else that records were corrected."""
    tabs = _BY_RULE.get(key) or tuple(
        dict.fromkeys(tab for need in _needs(key) for tab in _RELATED.get(need, (need,)))
    )
    moved = [
        (tab, now[tab] - then[tab]) for tab in tabs if tab in then and tab in now and now[tab] != then[tab]
    ]
    if any(tab == "sessions" for tab, _ in moved):
        moved = [each for each in moved if each[0] != "attendance"]
    clauses = [_moved(tab, by) for tab, by in moved]
    return listed(clauses) or "records of that time were corrected since"


def _moved(tab: str, by: int) -> str:
    one, many = singular(tab).replace("_", " "), _LATER.get(tab, tab.replace("_", " "))
    if tab == "attendance":
        one = "cell of attendance"
    verb = f"{plural(abs(by), 'was', 'were')} {'logged later' if by > 0 else 'removed since'}"
    return f"{counted(abs(by), one, many)} {verb}"


def _needs(key: str) -> list[str]:
    definition = DICTIONARY.get(key)
    if definition is None:
        return []
    return [need[0] for need in (*definition.needs, *definition.or_needs)]


def as_shown(frozen: Frozen) -> list[tuple[str, str]]:
    """The frozen figures as (label, as shown), in the review's order; unknown keys are shown by their key."""
    return [(_label(key), each.shown) for key, each in frozen.figures.items()]


def _label(key: str) -> str:
    known = {"status": "Circles on track", "asks": "Open asks"}
    return str(known.get(key) or (DICTIONARY[key].label if key in DICTIONARY else key))
