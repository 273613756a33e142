"""The rows of some circles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
import pytest

from lib.log.format.narrowed import Narrowed, Replaced, of_circles, rows_of

CIRCLES = ["b", "a", None, "b", "c", "a"]
FRAMES = {
    "str": pd.DataFrame({"circle": pd.Series(CIRCLES, dtype="str")}),
    "category": pd.DataFrame({"circle": pd.Categorical(CIRCLES)}),
}


@pytest.mark.parametrize("kind", FRAMES)
def test_rows_of_some_circles_keep_their_order(kind: str) -> None:
    for circles, rows in ((["a"], [1, 5]), (["c", "b"], [0, 3, 4]), ([None, "a"], [1, 2, 5]), (["d"], [])):
        assert rows_of(FRAMES[kind], circles).tolist() == rows
    assert rows_of(FRAMES[kind][:0], ["a"]).dtype == np.int64


@pytest.mark.parametrize("kind", FRAMES)
def test_a_circle_is_sliced_from_a_copy_in_the_order_of_circles(kind: str) -> None:
    frame = FRAMES[kind].assign(number=range(len(CIRCLES)))
    for circles in (["a"], ["b"], ["d"], ["a", "c"]):
        pd.testing.assert_frame_equal(of_circles(frame, circles), frame.take(rows_of(frame, circles)))
    first, again = (of_circles(frame, ["b"])["number"].to_numpy() for _ in range(2))
    assert np.shares_memory(first, again)


class Tabs(Mapping[str, pd.DataFrame]):
    """Tabs that note which of them were read."""

    def __init__(self, tabs: Mapping[str, pd.DataFrame]) -> None:
        self.tabs, self.read = tabs, list[str]()

    def __getitem__(self, name: str) -> pd.DataFrame:
        self.read.append(name)
        return self.tabs[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.tabs)

    def __len__(self) -> int:
        return len(self.tabs)


def test_a_tab_is_narrowed_once_and_only_if_it_is_read() -> None:
    tabs = Tabs(
        {
            "sessions": pd.DataFrame({"circle": ["a", "b", "a"], "session": ["1", "2", "3"]}),
            "attendance": pd.DataFrame({"session": ["2", "3", "1", "9"], "member": list("wxyz")}),
            "milestones": pd.DataFrame({"circle": ["b", None, "a"]}),
            "practices": pd.DataFrame({"circle": ["b", "a"]}),
        }
    )
    of_a = Narrowed(tabs, frozenset("a"))
    assert (list(of_a), tabs.read) == (list(tabs), [])
    assert of_a["attendance"]["member"].to_list() == ["x", "y"]
    assert of_a["attendance"] is of_a["attendance"]
    assert tabs.read == ["attendance", "sessions"]
    assert of_a["milestones"].index.to_list() == [1, 2]
    assert of_a["practices"] is tabs.tabs["practices"]


def test_tabs_that_are_not_replaced_are_not_read() -> None:
    tabs, other = Tabs({"actions": pd.DataFrame(), "asks": pd.DataFrame()}), pd.DataFrame({"ask": ["1"]})
    found = Replaced(tabs, {"asks": other, "more": other})
    assert (list(found), len(found), tabs.read) == (["actions", "asks", "more"], 3, [])
    assert found["asks"] is other
    assert found["actions"] is tabs.tabs["actions"]
