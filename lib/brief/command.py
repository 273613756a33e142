"""The command `python -m lib.brief WORKBOOK [options] --out brief.pdf`: one page for a sponsor, a lead or everybody.

If the workbook, an option or the file to write cannot be used, it exits with 2 and one line on standard error.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pandas as pd

from lib.access.circles import own_circles
from lib.access.redaction import Role, Viewer
from lib.brief.facts import Brief, of_log
from lib.brief.written import ENDINGS, written
from lib.log.format.model import CircleLog
from lib.metrics.core import period
from lib.source import named
from lib.source.options import Parser, day_of, iso_date, known_circles, known_programs, moment
from lib.words.phrases import listed
from lib.workbook.base import WorkbookError
from lib.workbook.common.atomic import replace_file


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    try:
        options = _options(arguments)
        _write(options.out, run(options))
    except WorkbookError as error:
        print("pharos:", *str(error).split(), file=sys.stderr)
        return 2
    print(f"pharos: wrote {options.out}", file=sys.stderr)
    return 0


def _write(path: Path, content: bytes) -> None:
    try:
        replace_file(path, lambda file: file.write(content), mode=0o666)
    except OSError as error:
        raise WorkbookError(f"--out {path} cannot be written: {error.strerror or error}") from None


def run(options: argparse.Namespace) -> bytes:
    """The file for parsed options. Raises WorkbookError if the workbook or an option cannot be used."""
    ending = options.out.suffix.lower()
    if ending not in ENDINGS:
        raise WorkbookError(f"--out {options.out} must end in {' or '.join(ENDINGS)}")
    if not options.out.absolute().parent.is_dir():
        raise WorkbookError(f"--out {options.out} cannot be written: there is no folder {options.out.parent}")
    return written(_brief(options), ending, options.paper)


def _brief(options: argparse.Namespace) -> Brief:
    as_of = pd.Timestamp(options.as_of or date.today())
    start, end = day_of(options.start), day_of(options.end)
    if start is not None and end is not None and start > end:
        raise WorkbookError(f"--start {options.start} is after --end {options.end}")
    log, read_now = named.log_with_moment(options.workbook)
    viewer = _viewer(options, log)
    circles = known_circles(options.circle, log)
    chosen = None if start is None and end is None else period.between(start, end, as_of)
    programs = known_programs(options.program, log, circles)
    return of_log(log, viewer, as_of, chosen, circles, programs, read_at=options.read_at or read_now)


def _viewer(options: argparse.Namespace, log: CircleLog) -> Viewer:
    """Who the brief is for. Raises WorkbookError for an address that is no lead's or sponsor's in the log."""
    asked: tuple[tuple[Role, str | None], ...] = (("sponsor", options.sponsor), ("lead", options.lead))
    for role, email in asked:
        if email is None:
            continue
        viewer = Viewer(role, email)
        if not own_circles(log, viewer):
            raise WorkbookError(
                f"no circle names {email!r} as its {role}: the {role} column of the circles tab needs the address"
            )
        return viewer
    return Viewer()


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = Parser(
        prog="python -m lib.brief",
        description="Write a brief of one page: three answers, key figures, circles, asks, spread, results.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "workbook",
        nargs="+",
        help="path to an .xlsx or .ods file, or URL of a Google spreadsheet; or paths to .csv files, one for each tab",
    )
    reader = parser.add_mutually_exclusive_group()
    reader.add_argument("--sponsor", metavar="EMAIL", help="for this sponsor, with what a sponsor may see")
    reader.add_argument("--lead", metavar="EMAIL", help="for this lead, with what a lead may see")
    parser.add_argument(
        "--as-of", type=iso_date, metavar="DATE", help="use the log as known on this day (default: today)"
    )
    parser.add_argument(
        "--read-at",
        type=moment,
        metavar="TIME",
        help="say that the log was read then, such as 2026-06-30T10:32, so that each run writes the same bytes "
        "(default: now)",
    )
    parser.add_argument(
        "--start", type=iso_date, metavar="DATE", help="first day of the period (default: the usual period)"
    )
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
        "--paper", choices=("a4", "letter"), default="a4", help="paper of the PDF (default: a4)"
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help=f"what to write: {listed(ENDINGS)}"
    )
    return parser.parse_args(arguments)
