"""What to call practices: by their title, or by their key if there is no title to show."""

from __future__ import annotations

import pandas as pd

from lib.access.redaction import KEPT
from lib.metrics.core.facts import Facts
from lib.metrics.diffusion.adoptions import of_practice


def titles(practices: pd.DataFrame, *, shows_hidden: bool = False, is_distinct: bool = False) -> pd.Series:
    """The title of each practice, or its key if the title is missing, blank or hidden from the viewer (str).

    `practices`: practice, title (str); the result has its index. `shows_hidden`: a hidden title stays as it is,
    `lib.access.redaction.KEPT`. `is_distinct`: practices of the same name get their key in parentheses after it.
    """
    title = practices["title"].str.strip()
    is_shown = title.notna() & (title != "")
    if not shows_hidden:
        is_shown &= title != KEPT
    name = title.where(is_shown, practices["practice"])
    if is_distinct:
        name = name.mask(name.duplicated(keep=False), name + " (" + practices["practice"] + ")")
    return name


def is_readable(title: object) -> bool:
    """Whether a title is there for the viewer to read: neither missing, blank nor hidden."""
    return isinstance(title, str) and bool(title.strip()) and title != KEPT


def title(facts: Facts, practice: str) -> str:
    """What to call one practice: the same as in `titles`; its key if the log does not have it."""
    rows = of_practice(facts.log.practices, practice)
    return practice if rows.empty else str(titles(rows).iloc[0])
