"""What became of saves: counted, and what a conflict says about the cells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import ParamSpec

from lib.telemetry.counters import SAVES
from lib.workbook.base import Outcome, UnknownOutcome

P = ParamSpec("P")


def counted(write: Callable[P, Outcome], *given: P.args, **named: P.kwargs) -> Outcome:
    """What `write` answers; counts it as written, conflict or refused. An exception counts as failed, and as unknown
    where it may have been written all the same; it reaches the caller."""
    became = "failed"
    try:
        outcome = write(*given, **named)
        became = "conflict" if outcome.conflicts else "refused" if outcome.refused else "written"
    except UnknownOutcome:
        became = "unknown"
        raise
    finally:
        SAVES.labels(became).inc()
    return outcome


def typed_by_others(outcome: Outcome) -> Outcome:
    """What others typed in the cells in conflict, as if it had been saved."""
    return Outcome(
        written=tuple(
            replace(conflict.change, after={conflict.column: conflict.theirs})
            for conflict in outcome.conflicts
        )
    )
