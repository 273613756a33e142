"""The demo's latest reviews hold figures, and what was logged after them is restated."""

from __future__ import annotations

from datetime import date

from lib.access.redaction import Viewer, redact
from lib.demo.frozen import freeze_reviews
from lib.demo.make import program
from lib.log.reading.parse import parse
from lib.metrics.review.frozen import read
from lib.metrics.review.restated import restated
from tests.data.logs import grid
from tests.examples import thorough


@thorough
def test_the_latest_review_of_each_sponsor_is_frozen_with_something_restated() -> None:
    tables = program(4, 9, 7, end=date(2026, 6, 30))
    freeze_reviews(tables)
    frozen = {row["sponsor"]: row for row in tables["reviews"] if row["figures"]}
    assert set(frozen) == {row["sponsor"] for row in tables["reviews"]}
    log = parse(tuple(grid(tab, rows) for tab, rows in tables.items() if rows))
    moved = []
    for sponsor, row in frozen.items():
        kept = read(row["figures"])
        assert kept is not None
        assert kept.as_of.date() == row["date"] == max(
            each["date"] for each in tables["reviews"] if each["sponsor"] == sponsor
        )  # fmt: skip
        seen = redact(log, Viewer("sponsor", sponsor))
        moved += [each.words for each in restated(kept, kept.measured_again(seen))]
    assert any("logged later" in words for words in moved)


def test_a_program_without_reviews_stays_as_it_is() -> None:
    tables = {"reviews": []}
    freeze_reviews(tables)  # type: ignore[arg-type]
    assert tables == {"reviews": []}
