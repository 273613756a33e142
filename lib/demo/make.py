"""A seeded, believable mentoring-circle program of any size. The same arguments always give the same cells."""

from __future__ import annotations

from datetime import date
from operator import itemgetter

from lib.demo import names
from lib.demo.mistakes import make_mistakes
from lib.demo.parts import Chance, Program, Row, Tables, circle_kinds, days_of, quarter_of
from lib.demo.sessions import make_circles, make_sessions
from lib.demo.sponsoring import answer_asks, make_mailings, make_reviews
from lib.demo.spread import make_adoptions, make_practices, make_teams
from lib.demo.template import write, write_survey_template, write_template
from lib.demo.work import (
    make_actions,
    make_asks,
    make_changes_and_settings,
    make_coaching,
    make_milestones,
    make_sponsor_acts,
)
from lib.log.format.schema import MAIN

__all__ = [
    "Tables",
    "circle_kinds",
    "program",
    "survey",
    "write",
    "write_survey_template",
    "write_template",
]


def program(
    circles: int = 24,
    months: int = 18,
    seed: int = 7,
    *,
    end: date,
    sessions_per_month: float = 1.0,
    errors: bool = True,
    people: int | None = None,
    practices: int | None = None,
    programs: int = 1,
) -> Tables:
    """Rows of every main tab, with all columns of the schema in each row, for a program whose log ends on `end`.

    `errors`: add about a dozen typical mistakes. `people`: how many start in the first circle, if it is to be a large
    one. `practices`: how many there are, if not half as many as circles. `programs`: how many programs the circles
    belong to. Raises ValueError for a size or an end that makes no sense.
    """
    if circles < 1:
        raise ValueError("circles must be 1 or more")
    if not 1 <= months <= 240:
        raise ValueError("months must be from 1 to 240")
    if not 0.25 <= sessions_per_month <= 4:
        raise ValueError("sessions per month must be from 0.25 to 4")
    if not 1 <= programs <= len(names.PROGRAMS):
        raise ValueError(f"programs must be from 1 to {len(names.PROGRAMS)}")
    if not date(1950, 1, 1) <= end <= date(2090, 1, 1):
        raise ValueError("the log must end between 1950 and 2090")
    if (people is not None and people < 3) or (practices is not None and practices < 1):
        raise ValueError("a circle has 3 people or more, a program 1 practice or more")
    log = Program(months, seed, end, sessions_per_month)
    make_circles(log, circles, people, programs)
    for circle in log.circles:
        make_sessions(log, circle)
    make_practices(log, practices or max(6, (circles + 1) // 2))
    make_teams(log, max(12, round(circles * 3.5)))
    make_adoptions(log)
    for circle in log.circles:
        make_actions(log, circle)
        make_coaching(log, circle)
        make_asks(log, circle)
        make_milestones(log, circle)
    make_sponsor_acts(log)
    answer_asks(log)
    make_reviews(log)
    make_mailings(log)
    make_changes_and_settings(log)
    for tab, day in {
        "adoptions": "date",
        "asks": "raised",
        "sponsor_acts": "date",
        "changes": "date",
    }.items():
        log.tables[tab].sort(key=itemgetter(day))
    if errors:
        make_mistakes(log.tables, Chance(f"{seed} mistakes"), end)
    return {
        tab.name: [{name: row.get(name) for name in tab.column_names} for row in log.tables[tab.name]]
        for tab in MAIN
    }


def survey(tables: Tables, seed: int = 7, *, end: date) -> Tables:
    """Pulse answers for every calendar quarter that ended by `end`, or for the current quarter if none did."""
    rng = Chance(f"{seed} pulse")
    people = [m for m in tables["members"] if isinstance(m["joined"], date)]
    first = min((m["joined"] for m in people), default=end)
    quarters = [divmod(n, 4) for n in range(quarter_of(first), quarter_of(end) + 1)]
    closes = [
        date(year + quarter // 3, quarter % 3 * 3 + 4 if quarter < 3 else 1, 1) for year, quarter in quarters
    ]
    closed = [
        (q, day - days_of(1)) for q, day in zip(quarters, closes, strict=True) if day - days_of(1) <= end
    ]
    mood = {c["circle"]: rng.gauss(4.0, 0.4) for c in tables["circles"]}
    roster: dict[str, list[Row]] = {name: [] for name in mood}
    for member in people:
        roster.get(member["circle"], []).append(member)
    rows: list[Row] = []
    for (year, quarter), day in closed or [(quarters[-1], end)]:
        for circle, members in roster.items():
            active = sum(m["joined"] <= day and (m["left"] is None or m["left"] > day) for m in members)
            wave = f"{year}-Q{quarter + 1}"
            rows += [_answer(rng, wave, circle, mood[circle]) for _ in range(active) if rng.random() < 0.78]
    return {"pulse": rows}


def _answer(rng: Chance, wave: str, circle: str, mood: float) -> Row:
    def item(reverse: bool = False) -> int | None:
        if rng.happens(0.04):
            return None
        points = min(5, max(1, round(own + rng.gauss(0, 0.6))))
        return 6 - points if reverse else points

    own = mood + rng.gauss(0, 0.4)
    row: Row = {"wave": wave, "circle": circle, "respondent": f"{rng.getrandbits(48):012x}"}
    row |= {f"safety_{number}": item(number in (1, 3, 5)) for number in range(1, 8)}
    row |= {name: item() for name in ("trust", "curiosity", "confidence", "goal_progress")}
    return row | {"comment": rng.maybe(0.2, rng.choice(names.COMMENTS))}
