"""What the brief says on its one page, found by the same functions as the pages and the JSON.

Nothing here is drawn and no clock is read: the same program gives the same facts. Every text is on one line, without
invisible characters, and never markup: the writers escape it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import pandas as pd

from lib.access.circles import own_circles
from lib.access.redaction import Viewer, redact
from lib.brief import lists
from lib.brief.lists import Listing, line
from lib.brief.revision import revision
from lib.log.format.model import CircleLog
from lib.metrics.core.facts import Facts
from lib.metrics.core.newest import stale_in_words
from lib.metrics.core.period import Period, usual
from lib.metrics.dictionary import DICTIONARY, ON_OVERVIEW
from lib.metrics.diffusion.sources import diffusion_table
from lib.metrics.program.answers import Answer, answers, practices_in_use
from lib.metrics.program.change import change, moved
from lib.metrics.program.figure_words import small_print
from lib.metrics.program.program import Program, measure
from lib.metrics.sponsorship.acts import reviews
from lib.words.moments import clock
from lib.words.phrases import listed

if TYPE_CHECKING:
    from lib.brief.picture import Picture

MOST_OF_AN_ADDRESS, MOST_VALUES = 60, 5
SAME = "Every number is the one that Pharos shows on its pages and prints as JSON for this day, period and reader."
ROLES = {"lead": "lead of a circle", "sponsor": "sponsor"}


@dataclass(frozen=True, slots=True)
class Number:
    """A key figure as its tile shows it. `change`: against the period before, "" if that is not known. `below`: n/N,
    target and how usual the change is. `meaning`: its definition. `word`: improving, worsening or ""."""

    label: str
    value: str
    change: str
    below: str
    meaning: str
    word: str = ""


@dataclass(frozen=True, slots=True)
class Brief:
    """One page for a sponsor, a lead or the whole program. `day`: as_of. `about`: for whom, which period, compared with
    what; `stale`: that nothing was logged for a while, or ""; `source`: the filters, when the log was read and its
    state. `picture`: None where nothing has spread, which `no_picture` explains."""

    day: pd.Timestamp
    title: str
    about: str
    stale: str
    answers: tuple[Answer, ...]
    numbers: tuple[Number, ...]
    circles: Listing
    asks: Listing
    results: Listing
    picture: Picture | None
    no_picture: str
    source: tuple[str, ...]

    @property
    def foot(self) -> str:
        """The last line of small print: the filters, when the log was read, and its state."""
        return " · ".join([*self.source, SAME])


def brief(
    program: Program,
    viewer: Viewer,
    log: CircleLog,
    spread: pd.DataFrame,
    own: Collection[str] = (),
    filters: Sequence[str] = (),
    *,
    read_at: datetime,
    with_picture: bool = True,
) -> Brief:
    """The brief of a program as `viewer` may see it.

    `log`: redacted for the viewer, with all circles. `spread`: `sources.diffusion_table` of it. `own`: the viewer's own
    circles. `filters`: which filters are set, a line each. `read_at`: when the log was read, aware; the small
    print says it. Drawing the picture takes most of the time: without it, for tests, `no_picture` is "".
    """
    in_use = practices_in_use(program, log, spread)
    drawn, none = _map(program.facts) if with_picture else (None, "")
    return Brief(
        day=program.as_of,
        title=f"Mentoring circles: brief of {program.as_of:%-d %B %Y}",
        about=_about(program, viewer),
        stale=line(stale_in_words(program.facts, program.withheld)),
        answers=tuple(
            Answer(each.question, tuple(map(line, each.parts))) for each in answers(program, own, in_use)
        ),
        numbers=tuple(_number(program, key) for key in ON_OVERVIEW),
        circles=lists.circles(program, own, viewer),
        asks=lists.asks(program, own, viewer),
        results=lists.results(program),
        picture=drawn,
        no_picture=line(none),
        source=(
            *map(_shortened, filters or ["Filters: none"]),
            f"Log read: {clock(read_at)}",
            f"State of the log: {revision(log)}",
        ),
    )


def _map(facts: Facts) -> tuple[Picture | None, str]:
    from lib.brief.picture import diffusion_map  # what draws takes time to import

    return diffusion_map(facts)


def of_log(
    log: CircleLog,
    viewer: Viewer,
    as_of: pd.Timestamp,
    period: Period | None = None,
    circles: Sequence[str] = (),
    programs: Sequence[str] = (),
    *,
    read_at: datetime,
    with_picture: bool = True,
) -> Brief:
    """The brief of a whole log that is not redacted yet: what commands and mails use. `period`: the usual one if none
    is given. `circles`, `programs`: only these, as the log has them; empty = all."""
    seen = redact(log, viewer)
    period = period or usual(seen.settings["period"], as_of, reviews(seen)["date"])
    program = measure(seen.filtered(circles=circles, programs=programs), as_of, period=period)
    chosen = (("Circles", circles), ("Programs", programs))
    filters = [f"{label}: {', '.join(values)}" for label, values in chosen if values]
    spread = diffusion_table(seen, as_of)
    own = own_circles(seen, viewer)
    return brief(program, viewer, seen, spread, own, filters, read_at=read_at, with_picture=with_picture)


def _about(program: Program, viewer: Viewer) -> str:
    """For whom, and which period is compared with which."""
    is_named = viewer.email and len(viewer.email) <= MOST_OF_AN_ADDRESS
    role = ROLES.get(viewer.role, "")
    whose = f"For {viewer.email}, {role}" if is_named and role else f"For a {role}" if role else ""
    period = program.period
    dates = f" ({period.dates})" if period.dates and period.dates not in period.name else ""
    before = f", compared with {period.name_before}" if period.has_before else ""
    return line(
        " · ".join(filter(None, [whose, f"{period.name[0].upper()}{period.name[1:]}{dates}{before}"]))
    )


def _number(program: Program, key: str) -> Number:
    figure, found = program.figures[key], change(program, key)
    word = found.word if found and found.word in ("improving", "worsening") else None
    return Number(
        figure.label,
        figure.text,
        moved(found.before, figure) if found else "",
        line(small_print(figure, found)),
        DICTIONARY[key].definition,
        word or "",
    )


def _shortened(text: str) -> str:
    """A line of filters with at most five values, and none that would take a line of its own."""
    label, _, values = text.partition(": ")
    names = values.split(", ")
    if len(names) <= MOST_VALUES and len(text) <= 2 * MOST_OF_AN_ADDRESS:
        return line(text)
    if any(len(name) > MOST_OF_AN_ADDRESS for name in names[:MOST_VALUES]):
        return f"{label}: {len(names):,} chosen"
    return line(f"{label}: {listed(names, MOST_VALUES)}")
