"""A table written in HTML within a text: its rows, and how many lines it takes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lib.bring.minutes.formats.web import lines_of_html

_BEGINS = re.compile(r"\s*<table\b", re.IGNORECASE)


def web_table(raw: Sequence[str], at: int) -> tuple[list[tuple[str, ...]], int]:
    """The rows of the table that begins at this line, each as its cells, and its lines; ([], 0) if none does."""
    if not _BEGINS.match(raw[at]):
        return [], 0
    end = next((to for to in range(at, len(raw)) if "</table>" in raw[to].lower()), at)
    rows = [line.cells for line in lines_of_html("\n".join(raw[at : end + 1])) if line.kind == "row"]
    return rows, end + 1 - at
