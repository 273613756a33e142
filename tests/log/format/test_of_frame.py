"""Answers that live as long as a frame."""

from __future__ import annotations

import gc
import weakref

import pandas as pd

from lib.log.format.of_frame import of_frame


@of_frame
def rows(frame: pd.DataFrame) -> list[int]:
    return [len(frame)]


def test_an_answer_about_a_frame_lives_as_long_as_the_frame() -> None:
    frames = [pd.DataFrame({"a": range(count)}) for count in (1, 2)]
    assert [rows(frame) for frame in frames] == [[1], [2]]
    assert rows(frames[0]) is rows(frames[0])
    gone = weakref.ref(frames[0])
    kept = rows.__closure__[1].cell_contents  # type: ignore[attr-defined]
    assert len(kept) == 2
    frames.clear()
    gc.collect()
    assert gone() is None
    assert not kept
