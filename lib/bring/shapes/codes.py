"""Texts that are numbers or codes, as keys are."""

from __future__ import annotations

import re
from collections.abc import Sequence

_CODE = re.compile(
    r"[^\W\d_]{0,6}[-_./#]{0,2}\d+([-_./]\d+)*\.?[a-z]?|[^\W\d_]{1,2}[ #]\d+|[^\W\d_]{1,12}-\w*\d+"
)


def looks_like_keys(texts: Sequence[str]) -> bool:
    """Whether most texts are numbers or codes such as A-12: those of a key, not of what is to be done."""
    return 2 * sum(bool(_CODE.fullmatch(text)) for text in texts) > len(texts)
