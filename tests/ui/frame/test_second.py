"""The second process finds what the server would have found, and a viewer gets it from there if that begins sooner."""

from __future__ import annotations

import dataclasses
from concurrent.futures import Future
from contextlib import closing
from datetime import date
from importlib import import_module
from itertools import count
from multiprocessing.connection import Pipe
from typing import Any

import pandas as pd
import pytest

from lib.access.redaction import Viewer, redact
from lib.demo import make
from lib.log.format.model import CircleLog
from lib.source.compact import Compact
from lib.source.loaded import Loaded
from lib.source.second import serving
from lib.source.second.asking import Job
from lib.ui.entry.turns import SCRIPTS
from lib.ui.frame import apart, second
from lib.ui.frame.first import first_filters
from lib.ui.frame.opening import Opening, Steps, measured_apart
from lib.ui.frame.second import Second
from lib.ui.frame.view import View
from tests.data import logs
from tests.examples import some

PAGES = ("overview", "health", "actions", "lighthouses")
MANY = 10_000_000
_REVISIONS = count()


def view_of(log: CircleLog, viewer: Viewer, *circles: str) -> View:
    """A view that no other test knows."""
    filters = dataclasses.replace(first_filters(log, date.today()), circles=circles)
    loaded = Loaded(log, "log.xlsx", "log", f"second {next(_REVISIONS)}", logs.READ_AT)
    return measured_apart(viewer, loaded, log, filters, ())


def wanted(view: View, opening: Opening) -> apart.Wanted:
    workbook, revision, _, filters = view.cache_key
    return apart.Wanted(opening, workbook, revision, view.viewer, filters, view.address)


def test_it_finds_the_same_as_the_server_and_ends_with_it() -> None:
    whole = logs.log(make.program(2, 8, seed=7, end=date.today()))
    viewer = Viewer("sponsor", str(whole.circles["sponsor"].dropna().iloc[0]))
    log = redact(whole, viewer)
    ours, theirs = Pipe()
    with closing(ours):
        with closing(theirs):
            process = second.process()(theirs)
        assert serving.received(ours) == "ready"
        serving.send(ours, ("hold", viewer.scope, log))
        for page in some(PAGES, 2):
            opening = import_module(f"lib.ui.{page}.ahead").opens(view_of(log, Viewer()))
            view = view_of(log, viewer, str(log.circles["circle"].iloc[-1]))
            serving.send(ours, ("find", viewer.scope, wanted(view, opening)))
            here = apart.found(log, wanted(view, opening))
            is_found, there = serving.received(ours)
            assert is_found, there
            assert len(here) > 4
            assert_same(here, there)
    assert process.wait() == 0


def assert_same(here: dict[Any, bytes], there: dict[Any, bytes]) -> None:
    assert set(here) == set(there)
    for what in here:
        one, other = unpacked(here[what]), unpacked(there[what])
        if isinstance(one, pd.DataFrame):
            pd.testing.assert_frame_equal(one, other)
        else:
            assert one == other, what


def unpacked(packed: bytes) -> object:
    kept = Compact(MANY)
    kept.put("it", packed)
    return kept.get("it", object)


class AtOnce:
    """A helper that does what it is asked for at once, unless it is to be withdrawn."""

    is_over = False

    def __init__(self, *, begins: bool = True, fails: bool = False) -> None:
        self.begins, self.fails = begins, fails
        self.asked: list[tuple[object, bool]] = []

    def ask(self, job: Job, *, is_urgent: bool) -> Future[bool]:
        self.asked.append((job.part, is_urgent))
        done: Future[bool] = Future()
        if self.begins:
            if not self.fails:
                job.take(apart.found(job.thing, job.wanted))  # type: ignore[arg-type]
            done.set_result(not self.fails)
        return done

    def takes(self, _state: object, _part: object) -> bool:
        return True

    def withdraw(self, _key: object) -> bool:
        return not self.begins


def found(page: View) -> Steps:
    """The steps to a page of one sentence."""
    yield lambda: page.first_sight("sentence", lambda: f"about {' and '.join(page.circles)}")


SENTENCE = Opening("sentence", found)


@pytest.fixture
def view(monkeypatch: pytest.MonkeyPatch) -> View:
    monkeypatch.setattr(apart, "_see_whole", lambda *_: None)
    return view_of(logs.log(circles=[{"circle": "Atlas"}, {"circle": "Vega"}]), Viewer(), "Vega")


def started(helper: object) -> Second:
    process = Second()
    process.start(helper)  # type: ignore[arg-type]
    return process


def shown(view: View) -> str:
    return view.first_sight("sentence", lambda: "found here")


def test_what_it_finds_ahead_is_what_the_page_shows(view: View) -> None:
    helper = AtOnce()
    started(helper).find_ahead(view, SENTENCE)
    assert (shown(view), SENTENCE.is_known(view)) == ("about Vega", True)
    assert helper.asked == [("admin", False)]


@pytest.mark.parametrize(
    ("helper", "is_found"), [(AtOnce(), True), (AtOnce(begins=False), False), (AtOnce(fails=True), False)]
)
def test_a_viewer_gets_it_from_there_unless_its_own_turn_comes_first(
    view: View, helper: AtOnce, is_found: bool
) -> None:
    with SCRIPTS.taken():
        assert started(helper).find(view, SENTENCE) is is_found
        assert SCRIPTS.long_ones == (not helper.begins), "who has begun to wait for it takes no long turn"
    assert helper.asked == [("admin", True)]
    assert shown(view) == ("about Vega" if is_found else "found here")


def test_what_is_found_for_a_state_that_is_no_longer_shown_is_not_kept(view: View) -> None:
    process = started(AtOnce())
    newer = dataclasses.replace(view, loaded=dataclasses.replace(view.loaded, revision="newer"))
    process.note_shown(newer)
    process.find_ahead(view, SENTENCE)
    assert shown(view) == "found here"


def test_other_pages_of_a_circle_share_its_figures(view: View) -> None:
    again, other = (
        measured_apart(view.viewer, view.loaded, view.log, filters, ())
        for filters in (view.filters, dataclasses.replace(view.filters, circles=("Atlas",)))
    )
    assert view.program is again.program
    assert other.program is not again.program


def test_without_room_there_is_none(view: View, monkeypatch: pytest.MonkeyPatch) -> None:
    process = Second()
    monkeypatch.setattr(second, "SECOND", process)
    for has_room in (False, True):
        monkeypatch.setattr(second, "_is_decided", False)
        monkeypatch.setattr(second.room, "has_room", lambda _, has_room=has_room: has_room)
        second.start(view.log)
        assert process.is_there is has_room
        assert has_room or not process.find(view, SENTENCE)
