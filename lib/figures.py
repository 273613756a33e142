"""Every figure of the pages as JSON: `python -m lib.figures WORKBOOK [options]`.

Standard output carries only JSON, in the shape that `as_json` describes; progress goes to standard error. If the
workbook or an option cannot be used, the command exits with 2 and one line on standard error.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import orjson
import pandas as pd

from lib.access.redaction import ROLES, Viewer, redact
from lib.log.format.model import CircleLog
from lib.metrics.core.figure import Figure
from lib.metrics.diffusion import travel
from lib.metrics.program import roll_up
from lib.metrics.program.program import Program, Series, measure
from lib.metrics.pulse import figures as pulse_figures
from lib.metrics.pulse.figures import Pulse
from lib.metrics.pulse.record import TAB
from lib.source import named, shared
from lib.source.options import Parser, day_of, iso_date, known_circles, known_programs
from lib.source.published import FOLDER, published
from lib.source.settings import secrets_file
from lib.words.phrases import listed
from lib.workbook.base import WorkbookError
from lib.workbook.common.database_url import without_password


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    try:
        text = run(_options(arguments))
    except WorkbookError as error:
        print("pharos:", *str(error).split(), file=sys.stderr)
        return 2
    try:
        sys.stdout.buffer.write(text + b"\n")
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def run(options: argparse.Namespace) -> bytes:
    """The JSON for parsed options. Raises WorkbookError if the workbook or an option cannot be used."""
    as_of = pd.Timestamp(options.as_of or date.today())
    start, end = day_of(options.start), day_of(options.end)
    if start is not None and end is not None and start > end:
        raise WorkbookError(f"--start {options.start} is after --end {options.end}")
    log = named.log(options.workbook)
    source = named.survey(options.survey) if options.survey else None
    circles = known_circles(options.circle, log)
    programs = known_programs(options.program, log, circles)
    print(f"pharos: read {listed(map(without_password, options.workbook))}, now counting", file=sys.stderr)
    seen = redact(log, Viewer(options.role, options.email or ""))
    chosen = seen.filtered(circles=circles, programs=programs)
    kept = (
        published(source, shared.kept(FOLDER, secrets_file()), log.settings, date.today())
        if source is not None
        else None
    )
    shown = chosen.circles["circle"].to_list() if circles or programs else None
    answers = pulse_figures.measure(kept.published if kept else None, seen, as_of, start, end, shown)
    figures = as_json(chosen, as_of, start, end, answers)
    if options.by:
        figures["by"] = by_group(chosen, as_of, start, end, options.by)
    if source is not None and kept is not None:
        if options.role == "admin":  # where an answer stands says whose it is to those who know the rows
            figures["checks"] += _checks(source.current().log.checks)
        figures["checks"] += [
            {
                "tab": TAB,
                "cell": each.cell,
                "severity": "error",
                "found": each.found,
                "expected": each.expected,
            }
            for each in kept.problems
        ]
        for note in kept.published.notes:
            print(f"pharos: {note}", file=sys.stderr)
    return orjson.dumps(figures, option=orjson.OPT_SERIALIZE_NUMPY)


def as_json(
    log: CircleLog,
    as_of: pd.Timestamp,
    start: pd.Timestamp | None = None,
    end: pd.Timestamp | None = None,
    pulse: Pulse | None = None,
) -> dict[str, Any]:
    """All figures of an already redacted and filtered log, as plain JSON types; missing = None (or NaN in floats).

    as_of; figures (by key: value, unit, n, N, low, high, target, status, excluded, parts; docs/figures.md has the
    keys); circles (the same by circle); series (by key: monthly points of a control chart); practices (by practice: how
    far it spread); checks (a row each). An empty log gives every figure with N = 0. `pulse`: the survey's figures for
    the same circles and period; None if there is no survey, which those figures then say.
    """
    program = measure(log, as_of, start, end)
    pulse = pulse or pulse_figures.measure(None, log, as_of, start, end)
    return {
        "as_of": as_of.date().isoformat(),
        "figures": {key: figure.as_json() for key, figure in {**program.figures, **pulse.figures}.items()},
        "circles": {
            circle: {key: figure.as_json() for key, figure in {**figures, **pulse.circles[circle]}.items()}
            for circle, figures in program.circles.items()
        },
        "series": {
            key: _series(series) for key, series in {**program.series_of_period, **pulse.series}.items()
        },
        "practices": _practices(program),
        "checks": _checks(log.checks_on(as_of)),
    }


def by_group(
    log: CircleLog,
    as_of: pd.Timestamp,
    start: pd.Timestamp | None,
    end: pd.Timestamp | None,
    wanted: Sequence[roll_up.By],
) -> dict[str, Any]:
    """The headline figures of groups of circles, for each way to group them (see `lib.metrics.program.roll_up`): by the
    name of the group, in order: circles, too_early, figures (by key, as in `as_json`)."""
    program = measure(log, as_of, start, end)
    return {
        by: {
            group.name: {
                "circles": group.circles,
                "too_early": group.is_too_early,
                "figures": {key: figure.as_json() for key, figure in group.figures.items()},
            }
            for group in roll_up.BY[by](program)
        }
        for by in wanted
    }


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = Parser(
        prog="python -m lib.figures", description="Print every figure as JSON.", allow_abbrev=False
    )
    parser.add_argument(
        "workbook",
        nargs="+",
        help="path to an .xlsx or .ods file, or URL of a Google spreadsheet; or paths to .csv files, one for each tab",
    )
    parser.add_argument(
        "--survey",
        metavar="WORKBOOK",
        help="path or URL of the survey workbook; answers below its reporting threshold stay hidden, and what is "
        "published for the first time is recorded in its tab published",
    )
    parser.add_argument(
        "--as-of", type=iso_date, metavar="DATE", help="use the log as known on this day (default: today)"
    )
    parser.add_argument("--start", type=iso_date, metavar="DATE", help="first day of the period")
    parser.add_argument("--end", type=iso_date, metavar="DATE", help="last day of the period")
    parser.add_argument(
        "--circle", action="append", default=[], metavar="NAME", help="only this circle; can be repeated"
    )
    parser.add_argument(
        "--program",
        action="append",
        default=[],
        metavar="NAME",
        help="only circles of this program; can be repeated",
    )
    parser.add_argument(
        "--by",
        action="append",
        choices=roll_up.BY,
        default=[],
        help="also print the headline figures of groups of circles: by program, by when they began (start), or by how "
        "old they were (age); can be repeated",
    )
    parser.add_argument(
        "--role", choices=ROLES, default="admin", help="print what this role sees (default: admin)"
    )
    parser.add_argument("--email", help="email of the lead or sponsor")
    return parser.parse_args(arguments)


def _series(series: Series) -> dict[str, Any]:
    points = series.points[["period", "value", "mean", "lower", "upper", "special", "kind"]]
    return {
        "points": _records(points),
        "variation": series.variation,
        "assurance": series.assurance,
        "notes": list(series.notes),
    }


def _practices(program: Program) -> dict[str, Any]:
    by_practice = travel.travel(program.facts.log, program.as_of)
    return {
        practice: {
            name: value.as_json() if isinstance(value, Figure) else value for name, value in parts.items()
        }
        for practice, parts in by_practice.items()
    }


def _checks(checks: pd.DataFrame) -> list[dict[str, Any]]:
    return _records(checks[["tab", "cell", "severity", "found", "expected"]])


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain values; NaN, NaT and NA become None."""
    columns: Mapping[str, list[Any]] = {
        str(name): [
            None if missing else value for value, missing in zip(column.tolist(), column.isna(), strict=True)
        ]
        for name, column in frame.items()
    }
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


if __name__ == "__main__":
    sys.exit(main())
