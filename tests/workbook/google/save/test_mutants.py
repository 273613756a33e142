"""A check of the checker: with one of its cares taken out of the save, the checker finds what goes wrong.

Each mutant brings back a fault that saves had once, or would have without that care. The same schedules show nothing
with the save as it is.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from lib.workbook.base import Cell
from lib.workbook.google.save import landing, recovery, save
from lib.workbook.google.save.earlier import Earlier
from lib.workbook.google.save.lock import SaveSession, Written
from lib.workbook.google.save.new_rows import NewRows
from lib.workbook.google.save.rows_seen import RowsSeen
from lib.workbook.google.save.staged import StagedRow
from tests.workbook.google.save.cases import Act, Case, cases
from tests.workbook.google.save.followed import Trouble
from tests.workbook.google.save.interleaving import check, report
from tests.workbook.google.save.runner import Schedule

Patch = Callable[[pytest.MonkeyPatch], None]


def case(name: str, rows: int) -> Case:
    return next(case for case in cases() if case.name == name and case.rows == rows)


def schedules(
    name: str,
    rows: int,
    *acts: tuple[int, Act],
    trouble: tuple[int, Trouble] | None = None,
    then: tuple[str, ...] = (),
) -> list[Schedule]:
    """The same acts and trouble where row marks stay on a sort and where they follow the rows."""
    troubles = (trouble,) if trouble else ()
    return [Schedule(case(name, rows), acts, troubles, then, follows) for follows in (False, True)]


def staged_rows_are_not_recognized(patch: pytest.MonkeyPatch) -> None:
    def none(views: Mapping[str, Any], saves: Iterable[str] | None = None) -> list[StagedRow]:
        return []

    patch.setattr(recovery, "staged_rows", none)
    patch.setattr(recovery, "tell", lambda *arguments: None)


def nothing_tells_that_it_was_saved_before(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(save, "find_earlier", lambda *arguments: Earlier())


def the_journal_is_written_with_the_rest(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(NewRows, "final", "")


def headers_are_not_read_with_the_write(patch: pytest.MonkeyPatch) -> None:
    original = SaveSession.write

    def write(
        session: SaveSession, rows: Mapping[int, Sequence[Cell]], titles: Iterable[str] = ()
    ) -> Written | None:
        return original(session, rows, ())

    patch.setattr(SaveSession, "write", write)
    nobody_looks_when_it_ends(patch)


def a_row_is_restored_although_another_value_is_meant_for_it(patch: pytest.MonkeyPatch) -> None:
    def nobody(hit: landing.Hit, rows: RowsSeen) -> tuple[int | None, bool]:
        row, _ = original(hit, rows)
        return row, row == hit.expected

    original = landing.row_of
    patch.setattr(landing, "row_of", nobody)
    nobody_looks_when_it_ends(patch)


def tags_are_trusted(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(landing, "row_of", lambda hit, rows: (hit.expected, True))


def nobody_looks_when_it_ends(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(save, "closing_notes", lambda *arguments: [])


@dataclass(frozen=True)
class Mutant:
    patch: Patch
    kinds: frozenset[str]
    schedules: list[Schedule]


BY_WHAT = Act("sort", column=1, way="ascending")
MUTANTS = [
    Mutant(
        staged_rows_are_not_recognized,
        frozenset({"half_rows"}),
        schedules("edit and new action", 3, trouble=(3, Trouble("kill", after=False)), then=("tidy",)),
    ),
    Mutant(
        nothing_tells_that_it_was_saved_before,
        frozenset({"journal_wrong"}),
        schedules("1 edit (equal)", 2, trouble=(4, Trouble("kill", after=True)), then=("reapply",)),
    ),
    Mutant(
        the_journal_is_written_with_the_rest,
        frozenset({"false_saved"}),
        schedules(
            "edit of a key",
            4,
            (3, Act("sort", column=0, way="descending")),
            trouble=(4, Trouble("kill", after=False)),
            then=("restart at once",),
        ),
    ),
    Mutant(
        headers_are_not_read_with_the_write,
        frozenset({"silent"}),
        schedules("1 edit (different)", 4, (3, Act("move column", column=3, way="right"))),
    ),
    Mutant(
        a_row_is_restored_although_another_value_is_meant_for_it,
        frozenset({"journal_wrong"}),
        schedules("2 edits to the same value (different)", 2, (3, BY_WHAT))
        + schedules("2 edits to other values", 4, (3, Act("sort", column=0, way="descending")))
        + schedules("3 edits to the same value (equal)", 6, (3, Act("sort", column=0, way="descending"))),
    ),
    Mutant(
        tags_are_trusted,
        frozenset({"silent"}),
        schedules("1 edit (different)", 4, (3, Act("sort", column=0, way="descending"))),
    ),
    Mutant(
        nobody_looks_when_it_ends,
        frozenset({"false_saved"}),
        schedules("1 edit (equal)", 2, (3, BY_WHAT), (3, Act("same key", row=1, way="2"))),
    ),
]


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logger = logging.getLogger("pharos")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    yield
    logger.setLevel(level)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.patch.__name__)
def test_the_checker_finds_what_a_missing_care_leads_to(
    mutant: Mutant, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_it_is = check(mutant.schedules)
    assert not as_it_is.kinds, report(as_it_is, 1)
    mutant.patch(monkeypatch)
    assert mutant.kinds <= check(mutant.schedules).kinds.keys()
