"""What each target and threshold may be: how it is typed, what that means, and how it is written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from lib.log.format.schema import SETTING_MEANINGS, SETTING_WORDS, SETTINGS

Kind = Literal["share", "score", "count", "choice"]
CHOICE_LABELS = {
    "nhs": "NHS",
    "western": "Western Electric",
    "3m": "Last 3 months",
    "6m": "Last 6 months",
    "12m": "Last 12 months",
    "quarter": "This quarter",
    "last-quarter": "Last quarter",
    "ytd": "Year to date",
    "review": "Since the last review",
    "all": "Whole log",
    "no": "No",
    "yes": "Yes",
}
"""The choices of SETTING_WORDS in words for people."""
_LABELS = {
    "target_on_time": "Actions on time",
    "target_prework": "Prework on time",
    "target_loop_closed": "Loops closed",
    "target_safety": "Psychological safety",
    "control_rules": "Rules of control charts",
    "min_group": "Answers to show a circle",
    "min_comments": "Answers to show comments",
    "review_every_days": "Days between reviews",
    "brief_days": "Days a brief is sent ahead",
    "stalled_days": "Days until a team is stalled",
    "escalate_days": "Days until an ask is escalated",
    "stale_days": "Days until a log counts as old",
    "remind_owners": "Reminders to owners",
}
_SCORES = frozenset(("target_safety",))
_NUMBER = re.compile(r"\s*(\d{1,9}(?:[.,]\d*)?|[.,]\d+)\s*(%?)\s*")


@dataclass(frozen=True, slots=True)
class Threshold:
    """One target or threshold: its name, what it means, its kind and its default.

    Kinds: a share (0 to 1), a score (1 to 5), a count (whole, above 0), one of several words.
    """

    name: str
    meaning: str
    kind: Kind
    default: float | str

    @property
    def label(self) -> str:
        """The name for people: "Participation" for target_participation."""
        words = _LABELS.get(self.name) or self.name.removeprefix("target_").replace("_", " ")
        return words[0].upper() + words[1:]

    @property
    def choices(self) -> tuple[str, ...]:
        """The words it may be; none for a number."""
        return SETTING_WORDS.get(self.name, ())

    @property
    def range(self) -> str:
        """What may be typed, in words."""
        return {
            "share": "a share such as 0.8 or 80%",
            "score": "a number from 1 to 5",
            "count": "a whole number above 0",
            "choice": alternatives(self.choices),
        }[self.kind]

    def read(self, text: str) -> float | str | None:
        """The value that a text means; None if it does not fit. A share may be typed as 85, 85 % or 0.85."""
        if self.kind == "choice":
            word = text.strip().lower()
            return word if word in self.choices else None
        match = _NUMBER.fullmatch(text)
        if not match:
            return None
        number = float(match[1].replace(",", ".")) / (100 if match[2] else 1)
        if self.kind == "share" and not match[2] and number > 1:
            number /= 100
        if (
            number <= 0
            or (self.kind == "share" and number > 1)
            or (self.kind == "score" and not 1 <= number <= 5)
        ):
            return None
        if self.kind == "count":
            return int(number) if number.is_integer() else None
        return number

    def shown(self, value: float | str) -> str:
        """A value for people: 85 %, 4.0, 30, nhs."""
        if self.kind == "choice":
            return str(value)
        if self.kind == "share":
            return f"{round(100 * float(value), 2):g} %"
        return f"{float(value):g}"

    def written(self, value: float | str) -> str:
        """A value as the settings tab holds it."""
        return self.shown(value).replace(" %", "%")


def alternatives(words: tuple[str, ...]) -> str:
    """nhs or western; 3m, 6m or all; "" without words."""
    return " or ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def _kind(name: str, default: float | str) -> Kind:
    if isinstance(default, str):
        return "choice"
    if name in _SCORES:
        return "score"
    return "share" if isinstance(default, float) else "count"


THRESHOLDS = {
    name: Threshold(name, SETTING_MEANINGS[name], _kind(name, default), default)
    for name, default in SETTINGS.items()
}
"""Every target and threshold, by its name in the settings tab."""
