"""Files for download whose cells no spreadsheet runs as a formula."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

import pandas as pd

# A formula starts with one of these, also in their full-width forms, whatever blanks and quotes stand before it. Where
# a spreadsheet takes semicolons, tabs or line breaks to part cells, a formula may also start after one of those.
_FORMULA = re.compile(r"((?:\A|[;\t\r\n])[\s\u200b\ufeff\"]*)([=+\-@＝＋－＠])")
_DROPPED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def neutralized(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with an apostrophe before every sign, in texts and headers, that a spreadsheet would take for the start
    of a formula, and without control characters."""
    safe = frame.rename(columns=lambda name: safe_cell(str(name)))
    for position, (_, dtype) in enumerate(frame.dtypes.items()):
        if not (pd.api.types.is_numeric_dtype(dtype) or pd.api.types.is_datetime64_any_dtype(dtype)):
            cells = frame.iloc[:, position].astype("object")
            safe.isetitem(position, cells.map(safe_cell, na_action="ignore").to_numpy())
    return safe


def safe_cell(cell: object) -> object:
    """A text that no spreadsheet runs; anything else as it is."""
    if not isinstance(cell, str):
        return cell
    text = _DROPPED.sub("", cell)
    if text[:1] in ("\t", "\r", "\n"):
        text = f"'{text}"
    return _FORMULA.sub(r"\1'\2", text)


def csv(frame: pd.DataFrame, what: str, as_of: date | None) -> bytes:
    """UTF-8 with a byte-order mark, so that Excel reads names right; the last line says what it is and as of when."""
    day = "" if as_of is None else f" as of {as_of.isoformat()}"
    table = neutralized(frame).to_csv(index=False, lineterminator="\r\n")
    return (table + _lines([f"{what}{day}, from Pharos"])).encode("utf-8-sig", "replace")


def report(
    parts: Iterable[tuple[str, pd.DataFrame]], what: str, as_of: date | None, notes: Iterable[str] = ()
) -> bytes:
    """Several tables in one CSV, a title above each and a blank line between them; before them what the file is, as of
    when, and `notes`, a line each."""
    day = "" if as_of is None else f" as of {as_of.isoformat()}"
    texts = [_lines([f"{what}{day}, from Pharos", *notes])]
    for title, frame in parts:
        texts.append(_lines([title]) + neutralized(frame).to_csv(index=False, lineterminator="\r\n"))
    return "\r\n".join(texts).encode("utf-8-sig", "replace")


def _lines(texts: Iterable[str]) -> str:
    cells = pd.DataFrame([safe_cell(text) for text in texts])
    return cells.to_csv(index=False, header=False, lineterminator="\r\n", quoting=1)
