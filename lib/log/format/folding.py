"""How keys, names and titles compare: case, spaces at the ends and invisible characters do not matter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff9-\ufffb]"
)
"""Characters without a picture of their own: zero width, direction marks, byte order marks, variation selectors."""
_STRAY = re.compile(
    _INVISIBLE.pattern.replace("\u200b-\u200f", "\u200b\u200e\u200f").replace("\ufe00-\ufe0f", "")
)
_UNEVEN = re.compile(r"[^\S \n]|  |\n | \n|^ | $")
"""Spaces that folding changes, in keys with a line each."""
_DASHES = re.compile("[\u2010-\u2015\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d]")


def without_invisible(text: str) -> str:
    """The text without characters that nobody sees, except those that shape letters and pictures (joiners)."""
    return text if text.isascii() else _STRAY.sub("", text)


def fold(key: str) -> str:
    """A key in the form it is compared in.

    Trimmed, inner spaces collapsed, case folded, invisible characters left out, look-alike dashes made one, accents
    composed one way.
    """
    if key.isascii():
        return " ".join(key.split()).lower()
    spaced = " ".join(_DASHES.sub("-", _INVISIBLE.sub("", key)).split())
    return unicodedata.normalize("NFC", spaced).casefold()


def fold_each(keys: Sequence[str]) -> list[str]:
    """`fold` of each key, in a few passes over all of them where they are ASCII with even spaces, as most are."""
    joined = "\n".join(keys)
    is_plain = joined.isascii() and joined.count("\n") == len(keys) - 1 and not _UNEVEN.search(joined)
    return joined.lower().split("\n") if is_plain else list(map(fold, keys))


def fold_all(keys: pd.Series) -> pd.Series:
    """`fold` for a column (str) whose spaces are already collapsed, as those of keys are; missing stays missing."""
    texts = pa.array(keys, type=pa.large_string())
    if pc.all(pc.string_is_ascii(texts)).as_py() in (True, None):
        lower = pd.arrays.ArrowStringArray(pc.ascii_lower(texts), dtype=keys.dtype)  # type: ignore[call-arg]
        return pd.Series(lower, index=keys.index, name=keys.name, copy=False)
    is_ascii = keys.str.isascii()
    return keys.str.lower().where(is_ascii, keys[~is_ascii].map(fold, na_action="ignore")).astype("str")
