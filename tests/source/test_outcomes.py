"""What became of saves."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lib.source.outcomes import counted, typed_by_others
from lib.telemetry.counters import REGISTRY
from lib.workbook.base import CellAddress, CellConflict, Outcome, RowChange, UnknownOutcome, WorkbookError

CHANGE = RowChange(
    "log",
    "actions",
    2,
    {"action": "A-1"},
    {"status": "open", "what": "Do"},
    {"status": "done", "what": "Did"},
)
CONFLICT = CellConflict(CellAddress("log", "actions", 2, 3), "status", "open", "blocked", "done", CHANGE)


def fails(error: WorkbookError) -> Callable[[], Outcome]:
    def write() -> Outcome:
        raise error

    return write


def total(outcome: str) -> float:
    return REGISTRY.get_sample_value("pharos_saves_total", {"outcome": outcome}) or 0.0


@pytest.mark.parametrize(
    ("outcome", "became"),
    [
        (Outcome(written=(CHANGE,)), "written"),
        (Outcome(conflicts=(CONFLICT,)), "conflict"),
        (Outcome(refused=("a formula",)), "refused"),
    ],
)
def test_a_save_is_counted_by_what_became_of_it(outcome: Outcome, became: str) -> None:
    before = total(became)
    assert counted(lambda: outcome) is outcome
    assert total(became) == before + 1


@pytest.mark.parametrize(
    ("error", "became"), [(WorkbookError("x"), "failed"), (UnknownOutcome("x"), "unknown")]
)
def test_an_error_is_counted_and_reaches_the_caller(error: WorkbookError, became: str) -> None:
    before = total(became)
    with pytest.raises(type(error)):
        counted(fails(error))
    assert total(became) == before + 1


def test_what_others_typed_counts_as_written() -> None:
    (typed,) = typed_by_others(Outcome(conflicts=(CONFLICT,))).written
    assert isinstance(typed, RowChange)
    assert typed.after == {"status": "blocked"}
