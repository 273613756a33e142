"""How many examples the properties try."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

import pytest

Case = TypeVar("Case")

_TIMES = float(os.environ.get("PHAROS_EXAMPLES", "0.15"))

IS_THOROUGH = _TIMES >= 1
thorough = pytest.mark.skipif(not IS_THOROUGH, reason="runs with PHAROS_EXAMPLES=1 or more")
"""What costs many seconds and has a shorter test beside it."""


def examples(count: int) -> int:
    """A seventh of `count` for every commit; as many times as PHAROS_EXAMPLES says where somebody looks harder."""
    return max(1, round(count * _TIMES))


def some(cases: Sequence[Case], count: int) -> Sequence[Case]:
    """The first `count` of cases that each cost seconds; all where somebody looks harder."""
    return cases if IS_THOROUGH else cases[:count]
