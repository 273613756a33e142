"""Whether the figure that a change of the design names is one that Pharos counts.

The keys are in figure_keys.txt beside the schema, which `make docs` writes from the metric dictionary.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

from lib.log.format import schema
from lib.log.reading.checks import Checklist, did_you_mean

FILE = Path(schema.__file__).parent / "figure_keys.txt"


@cache
def figure_keys() -> tuple[str, ...]:
    """The keys of all figures of the dictionary."""
    return tuple(FILE.read_text(encoding="utf-8").split())


def check(changes: pd.DataFrame, checklist: Checklist) -> None:
    """Add a check for each row of the changes tab whose figure is no known key; case and spaces at the ends do not
    matter, and a blank cell names none."""
    named = changes["figure"].str.strip()
    rows = changes[named.notna() & (named != "") & ~named.str.casefold().isin(figure_keys())]
    if rows.empty:
        return
    unknown = rows["figure"].str.strip()
    nearest = did_you_mean(list(unknown.unique()), figure_keys())
    hint = unknown.map(lambda text: f"; did you mean {nearest[text]}?" if text in nearest else "")
    checklist.about_rows(
        rows,
        "changes",
        "figure",
        "warning",
        "unknown figure",
        rows["figure"],
        "the key of a figure, such as participation (docs/figures.md lists them)" + hint.astype("str"),
    )
