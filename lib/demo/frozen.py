"""Frozen reviews for the demo: the figures of each sponsor's latest review, as they were before a few sessions were
logged later, so that the review page has something restated to show.

It reads and measures the whole program, which takes seconds: only the demo workbook itself has it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pandas as pd

from lib.access.redaction import Viewer, redact
from lib.demo.parts import Row, Tables
from lib.log.format.model import CircleLog
from lib.log.reading.parse import parse
from lib.metrics.core.period import between
from lib.metrics.program.program import measure
from lib.metrics.review import frozen, scope
from lib.workbook.base import Grid

LATE_SESSIONS = 2
"""How many sessions of each review's circles were logged only after it."""


def freeze_reviews(tables: Tables) -> None:
    """Fill in `figures` of each sponsor's latest review that names a period."""
    latest: dict[str, Row] = {}
    for review in tables["reviews"]:
        if isinstance(review["date"], date) and review["sponsor"]:
            latest[review["sponsor"]] = review
    if not latest:
        return
    log = _read(tables, _logged_later(tables, latest.values()))
    for sponsor, review in latest.items():
        seen = redact(log, Viewer("sponsor", sponsor))
        own = scope.of_sponsor(seen, sponsor)
        if own.circles:
            day, start = pd.Timestamp(review["date"]), pd.Timestamp(review["start"])
            program = measure(seen.filtered(circles=own.circles), day, period=between(start, None, day))
            review["figures"] = frozen.frozen_text(program)


def _logged_later(tables: Tables, reviews: Iterable[Row]) -> set[str]:
    """The last sessions that the circles of each review's sponsor held before it."""
    late: set[str] = set()
    for review in reviews:
        circles = {row["circle"] for row in tables["circles"] if row["sponsor"] == review["sponsor"]}
        from_day, until = review["date"] - timedelta(days=40), review["date"]
        held = [
            row
            for row in tables["sessions"]
            if row["circle"] in circles and isinstance(row["held"], date) and from_day <= row["held"] <= until
        ]
        held.sort(key=lambda row: (row["held"], row["session"]))
        late |= {row["session"] for row in held[-LATE_SESSIONS:]}
    return late


def _read(tables: Tables, without: set[str]) -> CircleLog:
    grids = []
    for tab, rows in tables.items():
        kept = [row for row in rows if row.get("session") not in without or tab == "actions"]
        columns = tuple(kept[0]) if kept else ()
        cells: list[tuple[Any, ...]] = [(name, *(row[name] for row in kept)) for name in columns]
        if cells:
            grids.append(Grid("demo", tab, tuple(cells)))
    return parse(grids)
