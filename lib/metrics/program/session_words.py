"""How sessions go, beyond the tiles: circles that have not met for long, overruns, and how soon notes are out."""

from __future__ import annotations

from lib.log.format.schema import TABS
from lib.metrics.health.gaps import GAP_FLAGGED, USUAL_CADENCE, gaps
from lib.metrics.program.program import Program
from lib.words.phrases import counted, plural

USUAL_LENGTH = TABS["circles"].column("timebox_minutes").default
"""Minutes that a session is held against where no timebox is recorded."""


def about(program: Program) -> list[str]:
    """At most three sentences: what the log does not say has none. A default that stands for what is not recorded is
    named as one."""
    figures = program.figures
    overrun = figures["timebox"].parts.get("median_overrun_minutes")
    long = gaps(program.facts)
    long = long[long["flagged"]]
    notes = figures["decision_recorded"].parts.get("median_days_to_notes")
    is_assumed = bool(program.facts.log.is_assumed("circles", "timebox_minutes").any())
    return [
        *([_long_ago(len(long), int(long["is_assumed"].sum()))] if len(long) else []),
        *([_overrun(overrun, is_assumed)] if overrun is not None else []),
        *([f"Half of the notes are out within {counted(round(notes), 'day')}."] if notes is not None else []),
    ]


def _long_ago(late: int, by_default: int) -> str:
    """How many circles have not met for long, and how many of them are held against the default."""
    of_them = f" ({by_default:,} of them without a recorded cadence: {USUAL_CADENCE} days count)"
    return (
        f"{counted(late, 'circle')} {plural(late, 'has', 'have')} gone more than {GAP_FLAGGED:g} × "
        f"{plural(late, 'its', 'their')} cadence without a session{of_them if by_default else ''}."
    )


def _overrun(minutes: float, is_assumed: bool) -> str:
    """How long half of the timed sessions run over, in minutes (below 0: they end early)."""
    length = abs(minutes)
    late = (
        f"at least {length:g} {'minute' if length == 1 else 'minutes'} {'late' if minutes > 0 else 'early'}"
    )
    usual = f" ({USUAL_LENGTH} minutes count where no timebox is recorded)" if is_assumed else ""
    return f"Half of the timed sessions end {late if minutes else 'on time or early'}{usual}."
