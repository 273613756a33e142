"""The command that writes a believable circle log or the blank template.

    python -m lib.demo --circles 24 --months 18 --seed 7 --out FILE [--survey FILE] [--end DATE]
        [--no-errors] [--programs N]
    python -m lib.demo --template --out FILE [--survey FILE]

Nothing in this package reads the clock, except this command for its default end.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NoReturn

from lib.demo.frozen import freeze_reviews
from lib.demo.make import program, survey
from lib.demo.template import write, write_survey_template, write_template


class _Arguments(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Print one line, without the usage, and exit with 2."""
        self.exit(2, f"demo: {message}\n")


def _iso_date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date such as 2026-03-04") from None


MOST_FROZEN = 1_000
"""Circles × months up to which the demo's latest reviews have frozen figures: they have to be measured."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return 0; exits with 2 on an error. Progress and errors go to standard error."""
    parser = _Arguments(
        prog="python -m lib.demo", description="Write a believable circle log, or the blank template."
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="the .xlsx file to write")
    parser.add_argument("--survey", type=Path, metavar="FILE", help="also write the survey workbook here")
    parser.add_argument("--template", action="store_true", help="write blank workbooks instead of a program")
    parser.add_argument("--circles", type=int, default=24)
    parser.add_argument("--months", type=int, default=18)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--end", type=_iso_date, metavar="DATE", help="last day of the log (default: today)")
    parser.add_argument(
        "--programs",
        type=int,
        default=1,
        metavar="N",
        help="spread the circles over so many programs (default: 1)",
    )
    parser.add_argument(
        "--errors", action=argparse.BooleanOptionalAction, default=True, help="add typical mistakes (default)"
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
        tables = program(
            given.circles, given.months, given.seed, end=end, errors=given.errors, programs=given.programs
        )
        if given.circles * given.months <= MOST_FROZEN:
            freeze_reviews(tables)
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
