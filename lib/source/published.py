"""Keeps what was published of the pulse survey: in the survey workbook's tab `published`, or in a file of the store.

A publication is kept before anybody sees it, and what people see is read back from where it is kept. Two servers that
publish at the same time both write; the workbook takes one of them, by its keys, and the other one reads that. If the
workbook cannot be written right now, its waves wait. If Pharos may not write to it at all, the file takes its place.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import orjson
import pandas as pd

from lib.log.format.folding import fold
from lib.log.format.model import CircleLog
from lib.metrics.pulse import publications, record
from lib.metrics.pulse.cells import closed_on
from lib.metrics.pulse.publications import Publication
from lib.metrics.pulse.publish import Published, publish
from lib.metrics.pulse.record import Problem, Record
from lib.source.refresh import Source
from lib.words.phrases import counted, listed
from lib.workbook.base import Grid, RowAddition, UnknownOutcome, WorkbookBusy, WorkbookError
from lib.workbook.common.lease import locked
from lib.workbook.common.store import Place, as_place

_LOG = logging.getLogger("pharos")
FOLDER = Path("data/published")
_FORMAT = 1
_TRIES = 3


class Store:
    """The file in `folder` that takes the place of the tab, for the survey workbook with this id.

    Only its owner can read it. It is replaced in one step, by one server at a time.
    """

    def __init__(self, folder: Place | Path, workbook: str) -> None:
        name = hashlib.blake2s(workbook.encode("utf-8", "replace"), digest_size=12).hexdigest()
        self._folder, self._name = as_place(folder), f"{name}.json"
        self.place = self._folder / self._name

    def load(self) -> Record:
        """What is kept; an empty record without the file. A damaged file can be used for no wave at all."""
        try:
            content = orjson.loads(self.place.read())
            if content["format"] != _FORMAT:
                raise ValueError
            rows = [(number, dict(row)) for number, row in enumerate(content["rows"], 2)]
            return record.of_rows(rows)
        except FileNotFoundError:
            return Record()
        except (OSError, ValueError, KeyError, TypeError, IndexError):
            expected = "the record of what was published of the pulse: restore the file from a backup"
            return Record(problems=(Problem("", str(self.place), expected),), is_unreadable=True)

    def keep(self, publication: Publication) -> None:
        """Add a publication, unless this one is kept already. Raises WorkbookError if the store refuses."""
        try:
            with locked(self._folder, self._name):
                known = self.load()
                if known.is_unreadable:
                    raise WorkbookError(known.problems[0].expected)
                kept = {(each.wave, each.number) for each in known.publications}
                if publication.wave in known.blocked or (publication.wave, publication.number) in kept:
                    return
                try:
                    old = orjson.loads(self.place.read())["rows"]
                except FileNotFoundError:
                    old = []
                rows = [*old, *record.rows_of(publication, secrets.token_hex(8))]
                content = orjson.dumps({"format": _FORMAT, "rows": rows})
                self.place.write(content)
        except OSError as error:
            raise WorkbookError(f"{self.place} could not be written ({error.strerror})") from error


@dataclass(frozen=True)
class Kept:
    """The survey as people may see it, what does not fit in its record, and whether something waits to be kept."""

    published: Published
    problems: tuple[Problem, ...]
    is_waiting: bool = False


def published(source: Source, folder: Place | Path, settings: Mapping[str, float | str], today: date) -> Kept:
    """Publish what is due, keep it, and return all that is kept.

    `source`: the survey workbook, which was read. `folder`: for the file that takes the place of its tab. `settings`:
    the log's. `today`: waves of quarters that ended before it can be published. Raises WorkbookError if the workbook
    was never read.
    """
    store = Store(folder, source.current().workbook)
    last, waits = pd.Timestamp(today - timedelta(days=1)), ""
    for _ in range(_TRIES):
        with source.saving() as (survey, grids):
            kept = _both(record.read(_tab(grids)), store.load())
            found = [] if kept.is_unreadable else _due(survey, kept, settings, last)
        new = [each for each in found if each.has_figures]
        if not new or waits:
            break
        waits = _keep(source, store, new)
    return _as_seen(survey, settings, kept, found, last, waits)


def _due(
    survey: CircleLog, kept: Record, settings: Mapping[str, float | str], last: pd.Timestamp
) -> list[Publication]:
    now = publish(survey, settings)
    found = publications.due(survey.tabs["pulse"], kept.publications, now.k, now.comments_k, last)
    return [each for each in found if each.wave not in kept.blocked]


def _keep(source: Source, store: Store, new: list[Publication]) -> str:
    """Keep the publications, one by one; out: why that has to wait, "" if it does not."""
    for each in new:
        rows = [
            RowAddition(
                source.current().workbook, record.TAB, row, f"{row['record']} {row['key']}", ("key",), "seal",
                record.HEADERS,
            )
            for row in record.rows_of(each, secrets.token_hex(8))
        ]  # fmt: skip
        try:
            outcome = source.add(rows)
            if outcome.refused:  # by a key that is taken, if another server was first: the next read tells
                return "; ".join(outcome.refused)
        except (WorkbookBusy, UnknownOutcome) as error:
            return str(error)
        except WorkbookError as error:
            if getattr(error, "transient", False):
                return str(error)
            _LOG.info("the published pulse is kept in the store: %s", error)
            try:
                store.keep(each)
            except WorkbookError as refused:
                return str(refused)
    return ""


def _both(tab: Record, store: Record) -> Record:
    """Tab and file as one record; where both have a publication, the tab's counts."""
    blocked = tab.blocked | store.blocked
    found = {(each.wave, each.number): each for each in (*store.publications, *tab.publications)}
    return Record(
        tuple(each for (wave, _), each in sorted(found.items()) if wave not in blocked),
        blocked,
        (*tab.problems, *store.problems),
        tab.is_unreadable or store.is_unreadable,
    )


def _tab(grids: tuple[Grid, ...]) -> Grid | None:
    return next((grid for grid in grids if fold(grid.tab) == record.TAB), None)


def _as_seen(
    survey: CircleLog,
    settings: Mapping[str, float | str],
    kept: Record,
    found: list[Publication],
    last: pd.Timestamp,
    waits: str,
) -> Kept:
    """Only what is kept, and the waves that have no figure to keep."""
    waiting = [each.wave for each in found if each.has_figures]
    without = [each for each in found if not each.has_figures]
    usable = () if kept.is_unreadable else kept.publications
    seen = publications.published(survey, settings, [*usable, *without])
    answers = survey.tabs["pulse"]
    notes = []
    if kept.is_unreadable:
        notes.append(
            "No wave is shown: the record of what was published cannot be read, and without it a wave could be shown "
            "differently than before. An administrator can restore it."
        )
    elif kept.blocked:
        notes.append(
            f"{listed(sorted(kept.blocked))} cannot be shown: the record of what was published was changed. An "
            "administrator can restore it."
        )
    if waiting:
        notes.append(f"{listed(waiting)} will be shown once Pharos has recorded what it publishes: {waits}.")
    late = publications.uncounted(answers, usable)
    problems = [*kept.problems]
    for wave, count in late.items():
        words = f"a respondent in each row of {wave}: {counted(count, 'answer')} came after it was published"
        problems.append(
            Problem(
                "", "", f"{words} without one, so Pharos does not know which they are and leaves them out"
            )
        )
    waves = publications.marked(answers)["wave"].unique()
    collecting = tuple(sorted(wave for wave in waves if closed_on(wave) > last))
    published = replace(seen, collecting=collecting, notes=tuple(notes))
    return Kept(published, tuple(problems), bool(waiting))
