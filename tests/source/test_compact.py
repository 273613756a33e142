"""Answers are kept small, each caller gets a copy, and those not asked for lately go first."""

from __future__ import annotations

import random

import pandas as pd

from lib.source.compact import Compact


def test_an_answer_is_found_once_and_nobody_can_change_it_for_others() -> None:
    kept, asked = Compact(10_000), []

    def find() -> list[pd.DataFrame]:
        asked.append(True)
        return [pd.DataFrame({"circle": ["Atlas", None], "n": [1, 2]})]

    kept.get("a", find).clear()
    kept.get("a", find).clear()
    pd.testing.assert_frame_equal(kept.get("a", find)[0], find()[0])
    assert len(asked) == 2, "once for all of them, and once to compare with"
    assert "a" in kept
    assert "b" not in kept


def test_those_not_asked_for_lately_go_first_and_the_rest_fits() -> None:
    kept = Compact(1_000)
    texts = {str(number): random.Random(number).randbytes(300) for number in range(9)}
    for key, text in texts.items():
        kept.get(key, lambda text=text: text)  # type: ignore[misc]
        kept.get("0", lambda: b"")
        assert 0 < kept.size <= 1_000
    assert kept.get("0", lambda: b"lost") == texts["0"], "it was asked for each time"
    assert "8" in kept
    assert "1" not in kept


def test_what_is_too_large_to_keep_is_still_found() -> None:
    kept = Compact(10)
    assert kept.get("a", lambda: list(range(100))) == list(range(100))
    assert kept.size == 0


def test_what_one_process_takes_another_can_keep() -> None:
    there, here = Compact(10_000), Compact(10_000)
    there.get("a", lambda: ["found there"])
    for key, packed in there.taken().items():
        here.put(key, packed)
    assert here.get("a", lambda: ["found here"]) == ["found there"]
    assert (there.taken(), there.size, here.size > 0) == ({}, 0, True)
