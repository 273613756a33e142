"""A mapping that makes each value when it is first read."""

from __future__ import annotations

import pytest

from lib.metrics.core.lazy import Joined, Lazily

WORDS = ("one", "three", "two", "three")


@pytest.fixture
def made() -> list[str]:
    """The keys whose values were made, in that order."""
    return []


@pytest.fixture
def lengths(made: list[str]) -> Lazily[int]:
    def make(word: str) -> int:
        made.append(word)
        return len(word)

    return Lazily(WORDS, make)


def test_keys_keep_their_order_and_make_nothing(lengths: Lazily[int], made: list[str]) -> None:
    assert list(lengths) == list(lengths.keys()) == ["one", "three", "two"]
    assert len(lengths) == 3
    assert not made


def test_a_value_is_made_once_when_it_is_first_read(lengths: Lazily[int], made: list[str]) -> None:
    assert [lengths["two"], lengths["three"], lengths["two"]] == [3, 5, 3]
    assert made == ["two", "three"]
    assert dict(lengths) == {"one": 3, "three": 5, "two": 3}
    assert made == ["two", "three", "one"]


def test_what_was_let_go_of_is_made_again(lengths: Lazily[int], made: list[str]) -> None:
    assert lengths["two"] == 3
    lengths.forget()
    assert lengths.made("two") is None
    assert [lengths["two"], *made] == [3, "two", "two"]


def test_unknown_keys_are_not_made(lengths: Lazily[int], made: list[str]) -> None:
    with pytest.raises(KeyError, match="four"):
        lengths["four"]
    assert lengths.get("four") is None
    assert "four" not in lengths
    assert not made


def test_a_value_that_cannot_be_made_is_tried_again() -> None:
    tries = []

    def make(word: str) -> int:
        tries.append(word)
        return 1 // (len(tries) - 1)

    values = Lazily(["a"], make)
    with pytest.raises(ZeroDivisionError):
        values["a"]
    assert values["a"] == 1


def test_what_is_behind_the_known_is_found_once_and_only_if_it_is_asked_for() -> None:
    asked: list[str] = []

    def find() -> dict[str, int]:
        asked.append("more")
        return {"more": 2}

    joined = Joined({"known": 1}, find)
    assert (joined["known"], joined.get("known"), asked) == (1, 1, [])
    assert joined.get("unknown") is None
    assert (dict(joined), len(joined), asked) == ({"known": 1, "more": 2}, 2, ["more"])
    assert joined == {"known": 1, "more": 2}
