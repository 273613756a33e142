"""A page that opens with something new is found as a whole, by one of those who ask for it in the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest

from lib.source.program import Filters
from lib.ui.entry.turns import SCRIPTS
from lib.ui.frame import prepared
from lib.ui.frame.opening import Opening, Steps

PATIENCE = 10
_REVISIONS = count()


@pytest.fixture
def view() -> Any:
    """A view that no other test knows."""
    loaded = SimpleNamespace(workbook="log.xlsx", revision=f"revision {next(_REVISIONS)}")
    return SimpleNamespace(
        address=(),
        loaded=loaded,
        filters=Filters(),
        cache_key=(loaded.workbook, loaded.revision, "admin", Filters()),
    )


def test_of_two_scripts_that_need_the_same_page_one_finds_it_and_the_other_gives_up_its_turn(
    view: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def found(_view: Any) -> Steps:
        def step() -> None:
            asked.append("step")
            other = threading.Thread(target=somebody_else)
            other.start()  # gets the turn of the one that waits
            other.join(PATIENCE)
            assert not other.is_alive()

        yield step

    def somebody_else() -> None:
        with SCRIPTS.taken():
            pass

    def script() -> None:
        with SCRIPTS.taken():
            both.wait(PATIENCE)
            prepared.prepare(view, Opening("health", found))

    monkeypatch.setattr(SCRIPTS, "_free", 2)
    monkeypatch.setattr(SCRIPTS, "_at_once", 2)
    both = threading.Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        for each in [pool.submit(script), pool.submit(script)]:
            each.result(PATIENCE)
    assert asked == ["step"]
    assert (SCRIPTS.long_ones, SCRIPTS.is_idle) == (0, True)


def test_what_is_known_or_failed_is_not_found_again_and_a_failure_is_left_to_the_page(
    view: Any, caplog: pytest.LogCaptureFixture
) -> None:
    asked: list[str] = []

    def opening(page: str, step: Callable[[], object]) -> Opening:
        def found(_view: Any) -> Iterator[Callable[[], object]]:
            asked.append(page)
            yield step

        return Opening(page, found)

    for _ in range(2):
        prepared.by(lambda _: opening("works", lambda: 1))(view)
        prepared.by(lambda _: opening("fails", lambda: 1 / 0))(view)
    assert asked == ["works", "fails"]
    said = [record.message for record in caplog.records if record.name == prepared.__name__]
    assert said == ["a page could not be prepared"]
