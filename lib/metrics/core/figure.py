"""Figure: one number about the program, with everything needed to read it honestly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lib.words.shares import fraction, percent, ratio

BELOW = "below the reporting threshold"
"""Why a figure about people is not shown: fewer members than the setting min_group. It is not "not recorded"."""
NOT_UNDERSTOOD, UNDATED = "not understood", "done without a date"
"""Reasons that leave a record out although it was made: those that end with the first, and the second."""
ONLY_PRESENT = "only those present are listed"
"""Why the sessions of a circle that records no absence say nothing of who was expected."""
MOST_LOST = 0.1
"""A figure that lost more than this share of its records for one of these reasons is not judged."""
NONE_IN_PERIOD = "nothing recorded in this period"
MIN_FOR_PERCENT = 5
"""Below this N a rate is shown only as a fraction, without a percentage or color."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a target stands against a chart: `word` is meets, hit-and-miss or misses, None with too few months to say.
    `met` of the `months` since the last change of limits met it."""

    word: str | None
    met: int
    months: int


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the dictionary for some circles and a period.

    `value` is None if there is nothing to say (N = 0). `unit` is "share" (0 to 1), "ratio" (n per N, which may be more
    than 1), "points" (1 to 5), "count", "days", "number" or "word". `low` and `high` bound the 95 % interval if one is
    defined.
    `status` is the word of `verdict` (None with N < 5, without a target, and for single circles), or the state of a
    circle. `excluded` counts what could not be used, by reason. `parts` holds sub-counts and anything else
    that belongs to the figure, as plain JSON types. `missing` says in words what the workbook lacks for this figure; if
    it is set, nothing is counted: n = N = 0 and value None. It is BELOW for a figure about too few people. A count of
    which everything was left out is None, not 0.
    """

    key: str
    label: str
    definition: str
    unit: str = "share"
    value: float | str | None = None
    n: int | None = None
    N: int | None = None
    low: float | None = None
    high: float | None = None
    target: float | None = None
    status: str | None = None
    excluded: Mapping[str, int] = field(default_factory=dict)
    parts: Mapping[str, Any] = field(default_factory=dict)
    missing: str | None = None
    verdict: Verdict | None = None

    @property
    def is_met(self) -> bool | None:
        """Whether the value reaches the target; None without a target or a value, with N < 5, and if `unjudged`."""
        if self.target is None or not isinstance(self.value, float) or self.is_small or self.unjudged:
            return None
        return self.value >= self.target

    @property
    def unjudged(self) -> str:
        """Why it is not held against its target: "12 of 24 left out (status not understood)"; "" if it can be."""
        lost = {reason: count for reason, count in self.excluded.items() if _is_lost(reason)}
        number = sum(lost.values())
        if self.target is None or (self.N and self.is_small) or not number:
            return ""
        if number <= MOST_LOST * (number + (self.N or 0)):
            return ""
        if not self.N:
            return ", ".join(counted_reason(reason, count) for reason, count in lost.items())
        return f"{number:,} of {number + self.N:,} left out ({', '.join(lost)})"

    @property
    def is_withheld(self) -> bool:
        """Whether the viewer may not see it, because it is about too few people."""
        return self.missing == BELOW

    @property
    def is_small(self) -> bool:
        """Too few for a percentage or a judgment."""
        return self.unit in ("share", "ratio") and (self.N or 0) < MIN_FOR_PERCENT

    @property
    def nothing(self) -> str:
        """Why there is nothing to count, in words: what the workbook lacks, or what was left out; "" if N > 0."""
        if self.missing or self.N:
            return self.missing or ""
        left_out = ", ".join(counted_reason(reason, count) for reason, count in self.excluded.items())
        if left_out:
            return f"nothing to count ({left_out})"
        if self.unit == "ratio" and self.n:
            return "nothing to divide by in this period"
        return NONE_IN_PERIOD if self.value is None else "none recorded"

    @property
    def caveat(self) -> str:
        """What should be counted and cannot be, as a clause: "6 required fields have no column"; "" if nothing."""
        lacking = len(self.parts.get("without_column") or ())
        if not lacking or self.value is None:
            return ""
        return f"{lacking} required {'field has' if lacking == 1 else 'fields have'} no column"

    @property
    def text(self) -> str:
        """The value as people read it: 84 %, 3/4 if N < 5, > 90 days if not reached, – if there is nothing."""
        if self.value is None:
            more_than = self.parts.get("more_than") if self.unit == "days" else None
            return "–" if more_than is None else f"> {self._days(more_than)}"
        if isinstance(self.value, str):
            return self.value
        if self.unit in ("share", "ratio") and self.is_small:
            return fraction(self.n, self.N)
        if self.unit == "share":
            return percent(self.value, self.target)
        if self.unit == "ratio":
            return ratio(self.value, self.n, self.N)
        if self.unit == "points" and self.parts.get("range"):
            return str(self.parts["range"])
        if self.unit == "points":
            return " ".join(filter(None, [f"{self.value:.1f}", self.parts.get("bound")]))
        if self.unit == "days":
            return self._days(self.value)
        return _number(self.value)

    @staticmethod
    def _days(days: float) -> str:
        return "1 day" if days == 1 else f"{_number(days)} days"

    @property
    def is_estimate(self) -> bool:
        """A share that is not n/N, because some of N were not observed to the end."""
        is_share = self.unit == "share" and self.value is not None and self.N
        return bool(is_share) and self.value != (self.n or 0) / (self.N or 1)

    @property
    def fraction(self) -> str:
        """n/N as text, empty if the figure is not a rate or N is 0."""
        return fraction(self.n, self.N) if self.unit in ("share", "ratio") and self.N else ""

    def as_json(self) -> dict[str, Any]:
        """The figure as the JSON command prints it: ten keys, full precision, missing = null."""
        return {
            "value": self.value,
            "unit": self.unit,
            "n": self.n,
            "N": self.N,
            "low": self.low,
            "high": self.high,
            "target": self.target,
            "status": self.status,
            "excluded": {"count": sum(self.excluded.values()), "reasons": dict(self.excluded)},
            "parts": dict(self.parts)
            | ({"missing": self.missing} if self.missing else {})
            | ({"not_judged": self.unjudged} if self.unjudged else {})
            | ({"months_met": self.verdict.met, "months": self.verdict.months} if self.verdict else {}),
        }


def counted_reason(reason: str, count: int) -> str:
    """12 excused; 12 where only those present are listed."""
    return f"{count:,} where {reason}" if reason == ONLY_PRESENT else f"{count:,} {reason}"


def _is_lost(reason: str) -> bool:
    return reason.endswith(NOT_UNDERSTOOD) or reason in (UNDATED, ONLY_PRESENT)


def _number(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
