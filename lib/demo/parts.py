"""What the functions that make the demo's tabs share: random numbers, circles, the span of the log, rows."""

from __future__ import annotations

import itertools
import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from lib.demo import names
from lib.log.format.schema import MAIN

Row = dict[str, Any]
Tables = dict[str, list[Row]]
MONTH = 30.44


class Chance(random.Random):
    """Seeded random numbers. A text seed gives the same numbers in every version of Python."""

    def happens(self, share: float) -> bool:
        return self.random() < share

    def yes(self, share: float) -> str:
        return "yes" if self.random() < share else "no"

    def maybe(self, share: float, value: Any) -> Any:
        """The value in this share of cases, otherwise None."""
        return value if self.random() < share else None


@dataclass(frozen=True)
class Style:
    """How a kind of circle tends to behave: probabilities, and `actions` per session."""

    present: float
    slide: float  # participation lost from its start to the end of the log
    prepared: float
    cancelled: float
    actions: float
    done: float
    on_time: float
    reviewed: float
    careful: float  # how much of a session is recorded, and done as it should be


STYLES = {
    "strong": Style(0.91, 0.0, 0.72, 0.01, 2.4, 0.93, 0.92, 0.9, 0.95),
    "middling": Style(0.84, 0.02, 0.52, 0.06, 2.0, 0.9, 0.86, 0.72, 0.75),
    "struggling": Style(0.82, 0.48, 0.32, 0.18, 1.6, 0.4, 0.45, 0.25, 0.45),
}
STYLES |= {"new": STYLES["middling"], "ended": STYLES["middling"]}


@dataclass
class Circle:
    """A circle while its log is being made: its row, its kind, and what later tabs need to know."""

    row: Row
    kind: str
    rng: Chance
    members: list[Row] = field(default_factory=list)
    held: list[Row] = field(default_factory=list)
    present: dict[str, list[str]] = field(default_factory=dict)
    insights: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def name(self) -> str:
        return str(self.row["circle"])

    @property
    def start(self) -> date:
        day: date = self.row["started"]
        return day

    @property
    def style(self) -> Style:
        return STYLES[self.kind]

    def active(self, day: date) -> list[Row]:
        return [m for m in self.members if m["joined"] <= day and (m["left"] is None or m["left"] > day)]


def circle_kinds(circles: int, months: int, seed: int) -> list[str]:
    """The kind of each circle, in the order of the circles tab: strong, middling, struggling, new or ended."""
    struggling = (circles >= 4) + (circles >= 8) + (circles >= 16) + max(0, round(circles * 0.1) - 3)
    few = max(1, circles // 40) if circles >= 6 and months >= 6 else 0
    kinds = ["struggling"] * struggling + ["new"] * few + ["ended"] * few
    rest = circles - len(kinds)
    kinds += ["strong"] * (rest * 2 // 5) + ["middling"] * (rest - rest * 2 // 5)
    Chance(f"{seed} kinds").shuffle(kinds)
    return kinds


class Program:
    """The program being made: the span of the log, its random numbers, its circles, and the rows so far."""

    def __init__(self, months: int, seed: int, end: date, sessions_per_month: float) -> None:
        self.months, self.seed, self.end = months, seed, end
        self.start = end - days_of(months * MONTH)
        self.span = (end - self.start).days
        self.step = MONTH / sessions_per_month
        self.redesign = (self.start + days_of(months * MONTH * 0.55)).replace(day=1) if months >= 6 else None
        self.rng = Chance(f"{seed} program")
        self.tables: Tables = {tab.name: [] for tab in MAIN}
        self.circles: list[Circle] = []
        laps, families = range(len(names.GIVEN)), range(len(names.FAMILY))
        people = [  # lap by lap, so that a circle rarely has the same family name twice
            lap * len(families) + place
            for lap in self.rng.sample(laps, len(laps))
            for place in self.rng.sample(families, len(families))
        ]
        self._people = itertools.chain(people, itertools.count(len(people)))
        self.outsiders = [self.person() for _ in range(40)]

    def add(self, tab: str, **row: Any) -> Row:
        self.tables[tab].append(row)
        return row

    def person(self) -> tuple[str, str]:
        """Name and address of a new person."""
        return names.person(next(self._people))

    def until(self, day: date) -> date | None:
        """The day, or None if it is after the end of the log."""
        return day if day <= self.end else None


def days_of(days: float) -> timedelta:
    return timedelta(days=int(days))


def quarter_of(day: date) -> int:
    return day.year * 4 + (day.month - 1) // 3


def slug(text: str) -> str:
    return "".join(c if c.isalnum() else "-" for c in text.lower()).replace("--", "-").strip("-")
