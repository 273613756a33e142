"""The update: what changed since the last one, and the brief inside the mail and as a PDF."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from lib.brief.facts import Brief, brief
from lib.brief.lists import Listing, Row, line
from lib.mail.letter import Letter, Section
from lib.mail.seen import Seen
from lib.mail.wishes import Wish
from lib.metrics.desk.own import program_in_one_sentence
from lib.metrics.desk.since import nothing, own_first
from lib.metrics.diffusion.sources import diffusion_table

MOST_CHANGES, MOST_ROWS = 6, 6
_DAYS = 31


def update(
    wish: Wish, seen: Seen, last: pd.Timestamp | None, *, read_at: datetime, with_picture: bool = True
) -> Letter:
    """The mail. `seen`: of the wished circles. `last`: the day of the last update. `read_at`: when the log was read;
    only the PDF says it, so that the same text, sent again, is the same mail. `with_picture`: draw the map in the PDF,
    which takes most of the time."""
    program = seen.program
    filters = [f"Circles: {', '.join(seen.circles)}"] if seen.circles else []
    spread = diffusion_table(seen.log, seen.as_of)
    own = () if wish.reader == "admin" else wish.own
    made = brief(
        program, seen.viewer, seen.log, spread, own, filters, read_at=read_at, with_picture=with_picture
    )
    then = last if last is not None and last < seen.as_of else program.period.end_before
    then = seen.as_of - pd.Timedelta(days=_DAYS) if then is None else then
    return Letter(
        email=wish.email,
        kind="update",
        as_of=seen.as_of,
        subject=f"Mentoring circles: update of {seen.as_of:%-d %B %Y}",
        first=line(program_in_one_sentence(program)) or line(made.about),
        sections=(_changed(seen, then, wish), *_of_brief(made)),
        why=line(f"{made.about}. The whole brief is attached as a PDF."),
        brief=made,
    )


def _changed(seen: Seen, then: pd.Timestamp, wish: Wish) -> Section:
    found = own_first(seen.changes(then), wish.own)
    rows = tuple(Row(line(each.words), "") for each in found[:MOST_CHANGES])
    left = len(found) - len(rows)
    return Section(
        f"What changed since {then:%-d %b %Y}",
        "" if rows else nothing(seen.program, then),
        rows,
        f"and {left:,} more, on the overview" if left else "",
    )


def _of_brief(made: Brief) -> list[Section]:
    spread = f"{made.picture.caption} {made.picture.words}" if made.picture else made.no_picture
    return [
        *(Section(answer.question, answer.text) for answer in made.answers),
        Section("Key figures", numbers=made.numbers),
        _listing(made.circles),
        _listing(made.asks),
        *([Section("How far a practice has spread", spread)] if spread else []),
        _listing(made.results),
    ]


def _listing(of: Listing) -> Section:
    rows = of.rows[:MOST_ROWS]
    text = " ".join(filter(None, (of.first, "" if of.total else of.nothing)))
    return Section(of.title, text, rows, of.more(len(rows)))
