"""An attacker of the pulse: sees all that any role can see through any filter, knows every count, solves for the rest.

What is seen comes from the functions behind pages and JSON: access.redact, pulse.publish, pulse_figures.measure. Also
known: how many answered in each circle (including hidden ones), and that answers are from 1 to 5. `span` then uses a
linear program to find the range in which the average of some people's answers can be.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, combinations
from typing import Any

import numpy as np
import orjson
import pandas as pd
from scipy.optimize import linprog

from lib import figures
from lib.access.redaction import ROLES, Viewer, redact
from lib.log.format.model import CircleLog
from lib.log.reading.parse import parse_survey
from lib.metrics.pulse import figures as pulse_figures
from lib.metrics.pulse.cells import closed_on
from lib.metrics.pulse.disclosure import PUBLISHED
from lib.metrics.pulse.figures import Pulse
from lib.metrics.pulse.publish import QUESTIONS, SAFETY, Published, publish
from tests.data.logs import grid, log

Row = dict[str, object]
EMAIL = {"admin": "", "lead": "lea@x.org", "sponsor": "sam@x.org"}
AS_OF = pd.Timestamp("2026-07-31")


def answer(circle: str, points: dict[str, int] | int, wave: str = "2026-Q1") -> Row:
    """One person's answers, the same for every question or by question; safety as seven equal items."""
    given = dict.fromkeys(QUESTIONS, points) if isinstance(points, int) else points
    row: Row = {"wave": wave, "circle": circle, **given}
    safety = row.pop("safety", None)
    if isinstance(safety, int):
        row |= {
            item: 6 - safety if item in ("safety_1", "safety_3", "safety_5") else safety for item in SAFETY
        }
    return row


@dataclass
class World:
    """A program and its survey. `sponsors` and `priorities`: by circle, for the filters."""

    rows: list[Row]
    circles: tuple[str, ...]
    settings: dict[str, int] = field(default_factory=dict)
    circle_rows: dict[str, Row] = field(default_factory=dict)

    @cached_property
    def log(self) -> CircleLog:
        defaults = {"lead": EMAIL["lead"], "sponsor": EMAIL["sponsor"]}
        return log(
            circles=[{"circle": name} | defaults | self.circle_rows.get(name, {}) for name in self.circles],
            members=[{"member": f"{name}{n}", "circle": name} for name in self.circles for n in range(9)],
            settings=[{"name": name, "value": value} for name, value in self.settings.items()],
        )

    @cached_property
    def published(self) -> Published:
        return publish(parse_survey([grid("pulse", self.rows)]), self.log.settings)

    def measured(
        self,
        chosen: Collection[str] | None = None,
        *,
        role: str = "admin",
        as_of: pd.Timestamp = AS_OF,
        start: pd.Timestamp | None = None,
        end: pd.Timestamp | None = None,
    ) -> Pulse:
        """What the page and the JSON get for a viewer and filters."""
        seen = redact(self.log, Viewer(role, EMAIL[role]))  # type: ignore[arg-type]
        return pulse_figures.measure(self.published, seen, as_of, start, end, chosen)

    def truth(self, wave: str, question: str) -> dict[str, list[float]]:
        """The answers themselves, by circle."""
        name = "safety_2" if question == "safety" else question
        found: dict[str, list[float]] = {}
        for row in self.rows:
            if row["wave"] == wave and isinstance(row.get(name), int):
                found.setdefault(str(row["circle"]), []).append(float(row[name]))  # type: ignore[arg-type]
        return found


def made_up(seed: int, lean: tuple[int, int] | None = None) -> World:
    """A random program: small and large circles, skipped questions, sometimes everyone at one end of the scale."""
    chance = random.Random(seed)
    circles = tuple("ABCD"[: chance.randint(2, 4)])
    lean = lean or chance.choice([(1, 5), (1, 5), (4, 5), (5, 5), (1, 1), (1, 2)])
    rows = []
    for wave in ("2026-Q1", "2026-Q2"):
        for circle in circles:
            for _ in range(chance.choice([0, 1, 2, 3, 4, 4, 5, 5, 6, 7, 9])):
                asked = [question for question in QUESTIONS if chance.random() < 0.9]
                rows.append(answer(circle, {question: chance.randint(*lean) for question in asked}, wave))
    return World(rows or [answer("A", 3)], circles, {"min_group": chance.choice([1, 3, 4, 5, 5, 5])})


def subsets(names: Collection[str]) -> Iterator[tuple[str, ...]]:
    """Every set of circles that filters of circle, sponsor and priority can leave."""
    return chain.from_iterable(combinations(sorted(names), size) for size in range(len(names) + 1))


def everything(pulse: Pulse) -> bytes:
    """Everything that a page, its download and the JSON can show of a pulse."""
    shown = {
        "figures": {key: figure.as_json() | {"text": figure.text} for key, figure in pulse.figures.items()},
        "circles": {
            circle: {key: figure.as_json() for key, figure in found.items()}
            for circle, found in pulse.circles.items()
        },
        "series": {key: figures._series(series) for key, series in pulse.series.items()},
        "csv": pulse.cells.to_csv(),
        "wave": pulse.wave,
    }
    return orjson.dumps(shown)


def at_every_filter(world: World, roles: Collection[str] = ROLES) -> dict[tuple[Any, ...], bytes]:
    """`everything` for every role, set of circles and period."""
    days = [None, closed_on("2026-Q2")]
    return {
        (role, chosen, start): everything(world.measured(chosen, role=role, start=start))
        for role in roles
        for chosen in (None, *subsets(world.circles))
        for start in days
    }


@dataclass
class Table:
    """One wave and question under attack: answers by circle (only their counts are known), and what is seen of them."""

    counts: dict[str, int]
    seen: dict[frozenset[str], tuple[float, float]]
    hidden: frozenset[str]

    @property
    def people(self) -> list[str]:
        """The circle of every person who answered."""
        return [circle for circle, count in self.counts.items() for _ in range(count)]

    def span(self, group: Iterable[int]) -> tuple[float, float]:
        """The lowest and highest average that the answers of some people (places in `people`) can have."""
        people, members = self.people, list(group)
        rows, limits = [], []
        for circles, (low, high) in self.seen.items():
            inside = np.array([circle in circles for circle in people], dtype=float)
            rows += [inside, -inside]
            limits += [high * inside.sum(), -low * inside.sum()]
        wanted = np.zeros(len(people))
        wanted[members] = 1 / len(members)
        ends = []
        for sign in (1, -1):
            found = linprog(
                sign * wanted, np.array(rows) if rows else None, limits if rows else None, bounds=(1, 5)
            )
            assert found.status == 0, found.message
            ends.append(sign * found.fun)
        return ends[0], ends[1]

    def of(self, circles: Collection[str], at_most: int | None = None) -> list[int]:
        """Places in `people` of the members of some circles."""
        return [place for place, circle in enumerate(self.people) if circle in circles][:at_most]


def interval(value: float, bound: str) -> tuple[float, float]:
    """The range in which the average of a circle is if this value is shown for it."""
    low = 1.0 if bound == "or lower" else value - 0.05
    high = 5.0 if bound == "or higher" else value + 0.05
    return low, high


def attacked(world: World, wave: str, question: str) -> Table:
    """The table as an attacker can put it together from the unfiltered page of that wave."""
    pulse = world.measured(as_of=closed_on(wave))
    truth = {circle: len(answers) for circle, answers in world.truth(wave, question).items()}
    seen: dict[frozenset[str], tuple[float, float]] = {}
    hidden = set(truth)
    if pulse.wave == wave and not pulse.figures[question].missing:
        for circle, found in pulse.circles.items():
            figure = found[question]
            if figure.parts["state"] == PUBLISHED:
                assert figure.n == truth[circle]
                seen[frozenset({circle})] = interval(figure.value, figure.parts["bound"])  # type: ignore[arg-type]
                hidden.discard(circle)
        if together := pulse.figures[question].parts["below_threshold"]:
            assert together["n"] == sum(truth[circle] for circle in hidden)
            seen[frozenset(hidden)] = interval(together["value"], together["bound"])
        total, parts = pulse.figures[question], list(seen.values())
        if total.value is not None and all(high - low < 0.11 for low, high in parts):
            seen[frozenset(truth)] = interval(
                total.value, ""
            )  # the true average; where any part is cut, a sum of parts
    return Table(truth, seen, frozenset(hidden))
