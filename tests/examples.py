"""How many examples the properties try."""

from __future__ import annotations

import os

_TIMES = float(os.environ.get("PHAROS_EXAMPLES", "1"))


def examples(count: int) -> int:
    """`count` for every commit; times PHAROS_EXAMPLES where somebody looks harder (`PHAROS_EXAMPLES=10 make test`)."""
    return max(1, round(count * _TIMES))
