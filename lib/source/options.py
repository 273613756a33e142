"""What the commands share: options that are days and circles, and one line for an option that cannot be used."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date, datetime
from typing import NoReturn

import pandas as pd

from lib.log.format.folding import fold
from lib.log.format.model import CircleLog
from lib.words.phrases import listed
from lib.workbook.base import WorkbookError
from lib.workbook.common.database_url import without_password


class Parser(argparse.ArgumentParser):
    """Raises WorkbookError for options that cannot be used."""

    def error(self, message: str) -> NoReturn:
        words = " ".join(map(without_password, message.split(" ")))
        raise WorkbookError(f"{words} (--help lists the options)")


def iso_date(text: str) -> date:
    """A day written like 2026-06-30. Raises argparse.ArgumentTypeError for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date such as 2026-06-30")
    return day


def moment(text: str) -> datetime:
    """A day and time written like 2026-06-30T10:32, aware: in the time zone of this machine, unless it ends with its
    offset from UTC. Raises argparse.ArgumentTypeError for anything else, a day without a time too."""
    try:
        at = datetime.fromisoformat(text).astimezone()
    except (ValueError, OverflowError):
        at = None
    if at is None or ":" not in text:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day and time such as 2026-06-30T10:32")
    return at


def day_of(day: date | None) -> pd.Timestamp | None:
    """The day as figures take it; None stays None."""
    return None if day is None else pd.Timestamp(day)


def known_circles(wanted: Sequence[str], log: CircleLog) -> list[str]:
    """The circles of the log that are asked for, however they are spelled. Raises WorkbookError that lists the circles
    if the log lacks one."""
    return _known(wanted, log, "circle")


def known_programs(wanted: Sequence[str], log: CircleLog, circles: Sequence[str] = ()) -> list[str]:
    """The programs of the log that are asked for, however they are spelled. Raises WorkbookError that lists the
    programs if the log lacks one, and if none of `circles` (those asked for as well) belongs to them."""
    found = _known(wanted, log, "program")
    if found and log.filtered(circles=circles, programs=found).circles.empty:
        raise WorkbookError(f"none of these circles is in {listed(found)}: {listed(circles, most=10)}")
    return found


def _known(wanted: Sequence[str], log: CircleLog, column: str) -> list[str]:
    known = {fold(value): value for value in log.circles[column].dropna()}
    for name in wanted:
        if fold(name) not in known:
            values = listed(known.values(), most=10) or "none"
            raise WorkbookError(f"no {column} {name!r} in the log; its {column}s: {values}")
    return [known[fold(name)] for name in wanted]
