"""What is likely to be asked for next is found while no page runs, in small steps, and a newer page comes first."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lib.access.redaction import Viewer
from lib.charts import adopted_by_month
from lib.charts.map import still
from lib.demo import make
from lib.metrics.diffusion import words
from lib.metrics.program import action_words, answers, health_words
from lib.source import program as measuring
from lib.source.loaded import Loaded
from lib.source.program import Filters
from lib.ui.actions import open_list, plain_list
from lib.ui.frame import ahead
from lib.ui.frame.ahead import Ahead
from lib.ui.frame.opening import Opening, measured_apart
from lib.ui.frame.view import View
from lib.ui.widgets import section
from tests.data import logs
from tests.examples import some

PATIENCE = 20
PAGES: dict[str, list[tuple[Any, str]]] = {
    "overview": [(answers, "answers")],
    "health": [(health_words, "answers")],
    "actions": [(action_words, "answers"), (plain_list, "texts"), (open_list, "rows")],
    "lighthouses": [(words, "all_in_words"), (adopted_by_month, "plot"), (still, "of_teams")],
}
"""Pages, and what finds what they show."""


def piece(
    name: str, done: list[str], *, then: Callable[[], object] = lambda: None
) -> tuple[str, Callable[[], Iterator[object]]]:
    def steps() -> Iterator[object]:
        for number in range(3):
            done.append(f"{name} {number}")
            yield None
        then()

    return name, steps


def test_what_may_wait_comes_a_second_after_pages_that_never_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "_LATER_PATIENCE_SECONDS", 0.3)
    done: list[str] = []
    soon, later = threading.Event(), threading.Event()
    worker = Ahead(lambda: True, is_clear=lambda: False)
    worker.start()
    began = time.monotonic()
    worker.expect(lambda: [piece("later", done, then=later.set)], unhurried=True)
    worker.expect(lambda: [piece("soon", done, then=soon.set)])
    assert soon.wait(PATIENCE)
    assert later.wait(PATIENCE)
    assert time.monotonic() - began >= 0.3
    assert done[:3] == ["soon 0", "soon 1", "soon 2"]
    assert done[3:] == ["later 0", "later 1", "later 2"]


def test_nothing_happens_before_the_start() -> None:
    done: list[str] = []
    worker = Ahead(lambda: True)
    worker.expect(lambda: [piece("a", done)])
    assert not done


def test_pieces_are_done_in_order_and_once() -> None:
    done: list[str] = []
    ended = threading.Event()
    worker = Ahead(lambda: True)
    worker.start()
    worker.expect(lambda: [piece("a", done), piece("b", done, then=ended.set)])
    assert ended.wait(PATIENCE)
    assert done == ["a 0", "a 1", "a 2", "b 0", "b 1", "b 2"]
    again = threading.Event()
    worker.expect(lambda: [piece("a", done), piece("c", done, then=again.set)])
    assert again.wait(PATIENCE)
    assert done[6:] == ["c 0", "c 1", "c 2"]


def test_it_rests_while_a_page_runs_and_a_newer_plan_comes_first() -> None:
    done: list[str] = []
    first, ended = threading.Event(), threading.Event()
    idle = threading.Event()
    idle.set()
    worker = Ahead(idle.is_set, quiet=0.01)

    def begun() -> Iterator[object]:
        done.append("old 0")
        if not first.is_set():
            idle.clear()
            first.set()
        yield None
        done.append("old 1")
        yield None

    worker.start()
    worker.expect(lambda: [("old", begun)])
    assert first.wait(PATIENCE)
    worker.expect(lambda: [piece("new", done, then=ended.set)])
    assert not ended.wait(0.1)
    assert done == ["old 0"], "a page runs"
    idle.set()
    assert ended.wait(PATIENCE)
    while "old 1" not in done:
        pass  # the older plan begins again once the newer one is done
    assert done[:5] == ["old 0", "new 0", "new 1", "new 2", "old 0"]


def test_what_may_wait_comes_after_all_that_may_not() -> None:
    done: list[str] = []
    begun, may_end, ended = threading.Event(), threading.Event(), threading.Event()

    def holds() -> Iterator[object]:
        begun.set()
        may_end.wait(PATIENCE)
        yield None

    worker = Ahead(lambda: True)
    worker.start()
    worker.expect(lambda: [("holds", holds)])
    assert begun.wait(PATIENCE)
    worker.expect(lambda: [piece("later", done, then=ended.set)], unhurried=True)
    worker.expect(lambda: [piece("next", done)])
    may_end.set()
    assert ended.wait(PATIENCE)
    assert done == ["next 0", "next 1", "next 2", "later 0", "later 1", "later 2"]


def test_a_problem_ends_a_piece_for_good_and_not_the_plan_or_the_worker() -> None:
    done: list[str] = []
    ended = [threading.Event(), threading.Event()]

    def fails() -> Iterator[object]:
        done.append("fails")
        yield 1 / 0

    def cannot_be_planned() -> list[Any]:
        raise ValueError

    worker = Ahead(lambda: True)
    worker.start()
    for name, end in zip(("first", "second"), ended, strict=True):
        worker.expect(lambda name=name, end=end: [("fails", fails), piece(name, done, then=end.set)])
        assert end.wait(PATIENCE)
        worker.expect(cannot_be_planned)
    assert done == ["fails", "first 0", "first 1", "first 2", "second 0", "second 1", "second 2"]


class AtOnce:
    """A worker that does everything at once."""

    is_started = False

    def expect(self, plan: ahead.Plan, of: object = None, *, unhurried: bool = False) -> None:
        for _, steps in plan():
            for _ in steps():
                pass


class Elsewhere:
    """A second process that notes the pages of circles that it was asked for."""

    is_there = True

    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []

    def find_ahead(self, view: View, opening: Opening) -> None:
        self.asked.append((opening.page, *view.filters.circles))


@pytest.mark.parametrize("likeliest", [ahead.LIKELIEST, 0])
def test_a_second_process_finds_the_likely_circles_and_the_rest_is_done_here(
    monkeypatch: pytest.MonkeyPatch, likeliest: int
) -> None:
    log = logs.log(circles=[{"circle": "Atlas"}, {"circle": "Vega"}])
    loaded = Loaded(log, "log.xlsx", "log", "ahead", logs.READ_AT)
    process, done = Elsewhere(), []
    monkeypatch.setattr(ahead, "SECOND", process)
    monkeypatch.setattr(ahead, "ELSEWHERE", AtOnce())
    monkeypatch.setattr(ahead, "WORKER", AtOnce())
    monkeypatch.setattr(ahead, "_LATER", ("altair",))
    monkeypatch.setattr(ahead, "import_module", done.append)
    monkeypatch.setattr(ahead, "LIKELIEST", likeliest)
    page = measured_apart(Viewer(), loaded, log, Filters(), ())
    one, other = (Opening(name, lambda _: done.append("found here")) for name in ("one", "other"))
    ahead.expect(page, one)
    assert process.asked == [("one", "Atlas"), ("one", "Vega")]
    process.asked.clear()
    ahead.expect(page, other)
    both = [("other", "Atlas"), ("one", "Atlas"), ("other", "Vega"), ("one", "Vega")]
    assert process.asked == (both if likeliest == 0 else [("other", "Atlas"), ("other", "Vega")])
    assert done == ["altair", "altair"]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ahead") / "log.xlsx"
    make.write(make.program(3, 9, seed=7, end=date.today()), path)
    return path


@pytest.mark.parametrize("page", some(list(PAGES), 2))
def test_a_page_finds_what_was_found_ahead_and_measures_nothing(
    run_app: Callable[..., AppTest], program: Path, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    monkeypatch.setattr(ahead, "WORKER", AtOnce())
    monkeypatch.setattr(ahead, "_LATER", ())
    app = run_app(path=program, page=f"pages/program/{page}.py")
    assert not app.exception
    asked: list[Any] = []
    monkeypatch.setattr(ahead, "WORKER", Ahead(lambda: True))
    monkeypatch.setattr(section, "menu", lambda *_, **__: None)  # menus are closed
    for module, what in [*PAGES[page], (measuring, "measured")]:
        monkeypatch.setattr(module, what, lambda *given: asked.append(given))
    app.multiselect(key="circle").set_value([app.multiselect(key="circle").options[-1]]).run()
    assert not app.exception
    assert not app.info
    assert not asked
