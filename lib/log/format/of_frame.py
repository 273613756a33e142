"""Answers that are kept for as long as the frame lives from which they were found."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

import pandas as pd

T = TypeVar("T")


def of_frame(compute: Callable[[pd.DataFrame], T]) -> Callable[[pd.DataFrame], T]:
    """Keep the answer of `compute` for as long as its frame lives. Logs that a filter made share the frames of the tabs
    that it left alone, and with them these answers. The frame must not be changed."""
    kept: dict[int, tuple[weakref.ref[pd.DataFrame], T]] = {}

    @wraps(compute)
    def answer(frame: pd.DataFrame) -> T:
        key = id(frame)
        found = kept.get(key)
        if found is not None and found[0]() is frame:
            return found[1]
        value = compute(frame)
        kept[key] = (weakref.ref(frame, lambda _: kept.pop(key, None)), value)
        return value

    return answer
