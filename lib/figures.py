"""Every figure of the pages as JSON: `python -m lib.figures WORKBOOK [options]`.

Standard output is only JSON; progress goes to standard error. Exit 2 with one line where the workbook cannot be used.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pandas as pd

from lib.access import ROLES, Viewer, redact
from lib.log import parse
from lib.log.model import CircleLog
from lib.metrics import diffusion, network
from lib.metrics.program import Program, Series, measure
from lib.workbook.base import WorkbookError
from lib.workbook.excel import ExcelWorkbook


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    options = _options(arguments)
    try:
        text = run(options)
    except WorkbookError as error:
        print(f"pharos: {error}", file=sys.stderr)
        return 2
    sys.stdout.buffer.write(text + b"\n")
    return 0


def run(options: argparse.Namespace) -> bytes:
    """The JSON for parsed options. Raises WorkbookError where the workbook or an option cannot be used."""
    as_of = pd.Timestamp(options.as_of or date.today())
    start, end = _day(options.start), _day(options.end)
    if start is not None and end is not None and start > end:
        raise WorkbookError(f"--start {start:%Y-%m-%d} is after --end {end:%Y-%m-%d}")
    log = _log(options.workbook)
    viewer = Viewer(options.role, options.email or "")
    circles = _known_circles(options.circle, log)
    seen = redact(log, viewer).filtered(circles=circles)
    print("pharos: counting", file=sys.stderr)
    return orjson.dumps(
        as_json(seen, as_of, start, end), option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS
    )


def as_json(
    log: CircleLog, as_of: pd.Timestamp, start: pd.Timestamp | None = None, end: pd.Timestamp | None = None
) -> dict[str, Any]:
    """All figures of an already redacted and filtered log, with the keys of the metric dictionary; missing = None."""
    program = measure(log, as_of, start, end)
    return {
        "as_of": f"{as_of:%Y-%m-%d}",
        "figures": {key: figure.as_json() for key, figure in program.figures.items()},
        "circles": {
            circle: {key: figure.as_json() for key, figure in figures.items()}
            for circle, figures in program.circles.items()
        },
        "series": {key: _series(series) for key, series in program.series.items()},
        "practices": _practices(program),
        "checks": _checks(log),
    }


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m lib.figures", description="Print every figure as JSON.")
    parser.add_argument("workbook", help="path of an .xlsx file")
    parser.add_argument("--as-of", type=_iso_date, help="the day to look from (default: today)")
    parser.add_argument("--start", type=_iso_date, help="first day of the period (default: no bound)")
    parser.add_argument("--end", type=_iso_date, help="last day of the period (default: no bound)")
    parser.add_argument("--circle", action="append", default=[], help="only this circle; may be repeated")
    parser.add_argument("--role", choices=ROLES, default="admin", help="whose view (default: admin)")
    parser.add_argument("--email", help="the lead's or sponsor's email")
    return parser.parse_args(arguments)


def _iso_date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a date such as 2026-06-30") from None


def _day(day: date | None) -> pd.Timestamp | None:
    return None if day is None else pd.Timestamp(day)


def _log(workbook: str) -> CircleLog:
    if workbook.startswith(("http://", "https://")):
        raise WorkbookError(
            f"{workbook}: Google Sheets cannot be read yet; download it as .xlsx and pass the file"
        )
    print(f"pharos: reading {workbook}", file=sys.stderr)
    log = parse.parse(ExcelWorkbook(Path(workbook)).read().grids)
    if log.missing_tabs:
        raise WorkbookError(f"{workbook}: {parse.missing_tabs(log)}")
    return log


def _known_circles(wanted: Sequence[str], log: CircleLog) -> list[str]:
    known = {parse.folded(circle): circle for circle in log.circles["circle"]}
    for name in wanted:
        if parse.folded(name) not in known:
            raise WorkbookError(f"no circle {name}; the log has {', '.join(known.values()) or 'none'}")
    return [known[parse.folded(name)] for name in wanted]


def _series(series: Series) -> dict[str, Any]:
    points = series.points[["period", "value", "mean", "lower", "upper", "special", "kind"]]
    return {
        "points": _records(points),
        "variation": series.variation,
        "assurance": series.assurance,
        "notes": list(series.notes),
    }


def _practices(program: Program) -> dict[str, Any]:
    log, as_of = program.facts.log, program.as_of
    if not (log.has("practices") and log.has("adoptions")):
        return {}
    events = diffusion.adoption_events(log, as_of)
    edges = network.links(log, as_of, events=events)
    found = {}
    for practice in log.practices["practice"]:
        curve = diffusion.adoption_curve(log, practice, as_of)
        found[practice] = {
            "adoption_rate": diffusion.adoption_rate(log, practice, as_of, events=events).as_json(),
            "current_use": diffusion.current_use(log, practice, as_of, events=events).as_json(),
            "reach": _records(diffusion.reach_grid(log, practice, as_of, events=events)),
            "curve": _records(curve),
            "spread": network.spread(log, practice, as_of, events=events, edges=edges),
            "generations": network.generations(log, practice, as_of, events=events, edges=edges),
        }
    return found


def _checks(log: CircleLog) -> list[dict[str, Any]]:
    return _records(log.checks[["workbook", "tab", "cell", "severity", "rule", "found", "expected"]])


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
