"""The figures of a review as they are frozen in the log: JSON in one cell, and what a later look makes of it.

Figures are frozen as the review's sponsor may see them, also by an administrator.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from lib.log.format.model import CircleLog
from lib.metrics.core.facts import Facts
from lib.metrics.core.figure import Figure
from lib.metrics.core.period import Period
from lib.metrics.core.period import between as period_between
from lib.metrics.program.program import Program, measure
from lib.metrics.review.compared import REVIEWED

VERSION = 1
EXPECTED = "what Pharos wrote when the review was frozen"


@dataclass(frozen=True, slots=True)
class Number:
    """A figure as it was shown: its text, value, n and N."""

    text: str
    value: float | None
    n: int | None
    N: int | None

    @property
    def shown(self) -> str:
        """The text with n/N where that is known."""
        is_rate = self.N and self.text.endswith("%")
        return f"{self.text} ({self.n:,}/{self.N:,})" if is_rate else self.text


@dataclass(frozen=True, slots=True)
class Frozen:
    """A frozen review: the day, the circles, the first day of its period (None: the whole log), its figures by key, and
    how many records of each kind there were (`records`)."""

    as_of: pd.Timestamp
    start: pd.Timestamp | None
    circles: tuple[str, ...]
    figures: Mapping[str, Number]
    records: Mapping[str, int]

    @property
    def period(self) -> Period:
        return period_between(self.start, None, self.as_of)

    def measured_again(self, log: CircleLog) -> Program:
        """The same figures from the log as it is now, as known on the day of the review. `log`: as the review's sponsor
        may see it. Circles that are no longer in the log are left out."""
        known = set(log.circles["circle"])
        chosen = log.filtered(circles=[circle for circle in self.circles if circle in known])
        return measure(chosen, self.as_of, period=self.period)


def frozen_text(program: Program) -> str:
    """The JSON of a program's figures. Figures that are not recorded, or withheld, are left out."""
    facts = program.facts
    kept = {key: number(program.figures[key]) for key in REVIEWED if not program.figures[key].missing}
    content = {
        "version": VERSION,
        "as_of": f"{program.as_of:%Y-%m-%d}",
        "start": None if program.period.start is None else f"{program.period.start:%Y-%m-%d}",
        "circles": facts.log.circles["circle"].to_list(),
        "figures": {
            key: {"text": each.text, "value": each.value, "n": each.n, "N": each.N}
            for key, each in kept.items()
        },
        "records": records(program),
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def number(figure: Figure) -> Number:
    """A figure as a review freezes it."""
    value = float(figure.value) if isinstance(figure.value, float | int) else None
    return Number(figure.text, value, figure.n, figure.N)


def records(program: Program) -> dict[str, int]:
    """How many records of each kind count for a period: sessions held in it with their attendance, and what was known
    of the rest by as_of."""
    facts = program.facts
    counted = Facts(facts.log.counted, facts.as_of, facts.start, facts.end)
    held = counted.held[counted.in_period(counted.held["on"])]
    log = counted.log
    by_day = {
        "actions": counted.actions["created"],
        "asks": counted.asks["raised"],
        "adoptions": log.adoptions["date"],
        "lighthouses": log.lighthouses["started"],
        "milestones": log.milestones["due"],
        "sponsor_acts": log.sponsor_acts["date"],
        "decisions": log.decisions["asked"],
    }
    return {
        "sessions": len(held),
        "attendance": int(log.attendance["session"].isin(held["session"]).sum()),
    } | {tab: int((~(days > facts.as_of)).sum()) for tab, days in by_day.items()}


def read(cell: object) -> Frozen | None:
    """What a cell of reviews.figures holds; None if it is blank or anything but what `frozen_text` wrote."""
    if not isinstance(cell, str):
        return None
    try:
        content = json.loads(cell)
        return Frozen(
            _day(content["as_of"]),
            None if content["start"] is None else _day(content["start"]),
            tuple(str(circle) for circle in content["circles"]),
            {str(key): _number(each) for key, each in content["figures"].items()},
            {str(tab): int(count) for tab, count in content["records"].items()},
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError):
        return None


def _day(text: Any) -> pd.Timestamp:
    return pd.Timestamp(pd.to_datetime(str(text), format="%Y-%m-%d"))


def _number(values: Mapping[str, Any]) -> Number:
    value, n, N = values["value"], values["n"], values["N"]
    return Number(
        str(values["text"]),
        None if value is None else float(value),
        None if n is None else int(n),
        None if N is None else int(N),
    )
