"""A seeded, believable mentoring-circle program of any size, and the blank template.

    python -m lib.demo --circles 24 --months 18 --seed 7 --out FILE [--survey FILE] [--end DATE] [--no-errors]
    python -m lib.demo --template --out FILE [--survey FILE]

The same arguments always give the same cells. Nothing in here reads the clock except the command line's default end.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from operator import itemgetter
from pathlib import Path
from typing import NoReturn

from lib import demo_names as names
from lib.demo_mistakes import make_mistakes
from lib.demo_program import Chance, Program, Row, Tables, circle_kinds, days_of, quarter_of
from lib.demo_sessions import make_circles, make_sessions
from lib.demo_spread import make_adoptions, make_practices, make_teams
from lib.demo_work import (
    make_actions,
    make_asks,
    make_changes_and_settings,
    make_coaching,
    make_milestones,
    make_sponsor_acts,
)
from lib.log.format.schema import MAIN
from lib.template import write, write_survey_template, write_template

__all__ = [
    "Tables",
    "circle_kinds",
    "main",
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
) -> Tables:
    """Rows of every main tab, all columns of the schema in each row, of a program whose log ends on `end`.

    `errors` puts about a dozen mistakes in, as people make them. ValueError when the size makes no sense.
    """
    if circles < 1:
        raise ValueError("circles must be 1 or more")
    if not 1 <= months <= 240:
        raise ValueError("months must be from 1 to 240")
    if not 0.25 <= sessions_per_month <= 4:
        raise ValueError("sessions a month must be from 0.25 to 4")
    if not date(1950, 1, 1) <= end <= date(2090, 1, 1):
        raise ValueError("the log must end between 1950 and 2090")
    log = Program(months, seed, end, sessions_per_month)
    make_circles(log, circles)
    for circle in log.circles:
        make_sessions(log, circle)
    make_practices(log, max(6, (circles + 1) // 2))
    make_teams(log, max(12, round(circles * 3.5)))
    make_adoptions(log)
    for circle in log.circles:
        make_actions(log, circle)
        make_coaching(log, circle)
        make_asks(log, circle)
        make_milestones(log, circle)
    make_sponsor_acts(log)
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
    """Pulse answers of every calendar quarter that closed within the log (of the running one, if none did)."""
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


class _Arguments(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One line, without the usage."""
        self.exit(2, f"demo: {message}\n")


def _iso_date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date such as 2026-03-04") from None


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code. Progress and errors go to standard error."""
    parser = _Arguments(
        prog="python -m lib.demo", description="A believable circle log, or the blank template."
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="the .xlsx file to write")
    parser.add_argument("--survey", type=Path, metavar="FILE", help="also write the survey workbook here")
    parser.add_argument("--template", action="store_true", help="write blank workbooks instead of a program")
    parser.add_argument("--circles", type=int, default=24)
    parser.add_argument("--months", type=int, default=18)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument(
        "--end", type=_iso_date, metavar="DATE", help="last day the log knows (default: today)"
    )
    parser.add_argument(
        "--errors", action=argparse.BooleanOptionalAction, default=True, help="make mistakes (default)"
    )
    given = parser.parse_args(arguments)
    if given.survey and given.survey.resolve() == given.out.resolve():
        parser.error("--survey needs its own file: pulse answers never share a workbook with the log")

    def say(message: str) -> None:
        print(message, file=sys.stderr)

    try:
        if given.template:
            write_template(given.out)
            if given.survey:
                write_survey_template(given.survey)
            return 0
        end = given.end or date.today()
        if given.circles * given.months > 1_000:
            say(f"making up {given.circles} circles over {given.months} months")
        tables = program(given.circles, given.months, given.seed, end=end, errors=given.errors)
        cells = write(tables, given.out, say)
        if given.survey:
            write(survey(tables, given.seed, end=end), given.survey, say)
        say(f"{given.out}: {cells:,} cells")
    except ValueError as error:
        parser.error(str(error))
    except OSError as error:
        parser.error(f"cannot write {error.filename or given.out}: {error.strerror or error}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
