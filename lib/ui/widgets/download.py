"""CSV files for download, whose cells no spreadsheet program runs as a formula."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

import pandas as pd

# A formula starts with one of these characters, or its full-width form, after any blanks and quotes. A spreadsheet that
# splits cells at semicolons, tabs or line breaks may also find one after those.
_FORMULA = re.compile(r"((?:\A|[;\t\r\n])[\s\u200b\ufeff\"]*)([=+\-@＝＋－＠])")
_DROPPED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


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
    return _FORMULA.sub(r"\1'\2", text)


def csv(frame: pd.DataFrame, what: str, as_of: date | None) -> bytes:
    """The frame as CSV, in UTF-8 with a byte-order mark so that Excel reads names correctly. The last line says what it
    is and as of when."""
    day = "" if as_of is None else f" as of {as_of.isoformat()}"
    table = neutralized(frame).to_csv(index=False, lineterminator="\r\n")
    return (table + _lines([f"{what}{day}, from Pharos"])).encode("utf-8-sig", "replace")


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
