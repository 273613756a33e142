"""Files for download: what they are called, and CSV whose cells no spreadsheet program runs as a formula."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

import pandas as pd

# A formula starts with one of these signs (a spreadsheet may take the full-width, small and superscript forms for the
# same), after any quotes, blanks and characters that show as nothing. A spreadsheet that splits cells at semicolons,
# tabs or line breaks may also find one after those.
_SIGNS = frozenset(
    "=+-@\u207a\u207b\u207c\u208a\u208b\u208c\u2212\ufb29\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20"
)
_STARTS = frozenset(";\uff1b\t\r\n\x85\u2028\u2029")
_UNSEEN_KINDS = frozenset(("Zs", "Zl", "Zp", "Cc", "Cf", "Cn", "Co", "Cs", "Mn", "Me", "Mc"))
_UNSEEN = frozenset('"\uff02\u115f\u1160\u3164\uffa0\u2800')
"""The quote, and letters and signs that show as nothing; `_UNSEEN_KINDS` are whole categories of such characters."""
_DROPPED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


_LONGEST_WORDS = 60


def file_name(what: str, ending: str, day: date | None, circles: Sequence[str] = ()) -> str:
    """What a file is called, in word characters and dashes: pharos-health-atlas-2026-12-01.csv.

    `day`: the day that it is about. `circles`: those that it is narrowed to, which it names if it is only one.
    """
    of = [what, *circles] if len(circles) == 1 else [what]
    words = [_dashed(text)[:_LONGEST_WORDS] for text in of]
    on = [] if day is None else [f"{day:%Y-%m-%d}"]
    return "-".join(["pharos", *filter(None, words), *on]) + f".{ending}"


def _dashed(text: str) -> str:
    """The words of a text with dashes between them. Marks on a letter belong to it, as in many scripts."""
    kept = ""
    for character in unicodedata.normalize("NFC", text.casefold()):
        is_mark = unicodedata.category(character).startswith("M")
        if character.isalnum() or (is_mark and kept and kept[-1] != "-"):
            kept += character
        elif kept and kept[-1] != "-":
            kept += "-"
    return kept.strip("-")


def neutralized(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with an apostrophe before every character, in texts and headers, that a spreadsheet could take for the
    start of a formula, and without control characters. Numbers and dates stay as they are."""
    safe = frame.rename(columns=lambda name: safe_cell(str(name)))
    for position, (_, dtype) in enumerate(frame.dtypes.items()):
        if not (pd.api.types.is_numeric_dtype(dtype) or pd.api.types.is_datetime64_any_dtype(dtype)):
            cells = frame.iloc[:, position].astype("object")
            safe.isetitem(position, cells.map(safe_cell, na_action="ignore").to_numpy())
    return safe


def safe_cell(cell: object) -> object:
    """A text that no spreadsheet runs as a formula; anything but text is returned unchanged."""
    if not isinstance(cell, str):
        return cell
    text = _DROPPED.sub("", cell)
    if text[:1] in ("\t", "\r", "\n"):
        text = f"'{text}"
    at = _formulas(text)
    if not at:
        return text
    parts = [text[start:end] for start, end in zip([0, *at], [*at, len(text)], strict=True)]
    return "'".join(parts)


def _formulas(text: str) -> list[int]:
    """Where in the text a spreadsheet could take a character for the start of a formula."""
    if _SIGNS.isdisjoint(text):
        return []
    found, may_start = [], True
    for place, character in enumerate(text):
        if character in _STARTS:
            may_start = True
        elif may_start and character in _SIGNS:
            found.append(place)
            may_start = False
        elif may_start and not _is_unseen(character):
            may_start = False
    return found


@lru_cache(4096)
def _is_unseen(character: str) -> bool:
    return character in _UNSEEN or unicodedata.category(character) in _UNSEEN_KINDS


def csv(frame: pd.DataFrame, what: str, as_of: date | None, *notes: str) -> bytes:
    """The frame as CSV, in UTF-8 with a byte-order mark so that Excel reads names correctly. The last lines say what it
    is and as of when, and the notes."""
    day = "" if as_of is None else f" as of {as_of.isoformat()}"
    table = neutralized(frame).to_csv(index=False, lineterminator="\r\n")
    return (table + _lines([f"{what}{day}, from Pharos", *notes])).encode("utf-8-sig", "replace")


def report(
    parts: Iterable[tuple[str, pd.DataFrame]], what: str, as_of: date | None, notes: Iterable[str] = ()
) -> bytes:
    """Several tables in one CSV, each with a title above it and a blank line in between. The file begins with what it
    is, as of when, and one line per note."""
    day = "" if as_of is None else f" as of {as_of.isoformat()}"
    texts = [_lines([f"{what}{day}, from Pharos", *notes])]
    for title, frame in parts:
        texts.append(_lines([title]) + neutralized(frame).to_csv(index=False, lineterminator="\r\n"))
    return "\r\n".join(texts).encode("utf-8-sig", "replace")


def _lines(texts: Iterable[str]) -> str:
    cells = pd.DataFrame([safe_cell(text) for text in texts])
    return cells.to_csv(index=False, header=False, lineterminator="\r\n", quoting=1)
