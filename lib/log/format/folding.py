"""How keys and names compare: trimmed, case-insensitive, with accents composed one way."""

from __future__ import annotations

import unicodedata

import pandas as pd


def fold(key: str) -> str:
    """A key in the form it is compared in: trimmed, inner spaces collapsed, case folded, accents composed one way."""
    spaced = " ".join(key.split())
    return spaced.lower() if spaced.isascii() else unicodedata.normalize("NFC", spaced).casefold()


def fold_all(keys: pd.Series) -> pd.Series:
    """`fold` for a column (str) whose spaces are already collapsed, as those of keys are; missing stays missing."""
    is_ascii = keys.str.isascii()
    if is_ascii.all():
        return keys.str.lower()
    return keys.str.lower().where(is_ascii, keys[~is_ascii].map(fold, na_action="ignore")).astype("str")
