"""Email addresses as rights are decided by them: compared letter by letter, except that A to Z equal a to z."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable

import numpy as np
import pandas as pd

_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_BLANKS = " \t\r\n"
# One address, or a name and one address in angle brackets. A name may hold anything but what would make it possible to
# read the entry in two ways: commas, semicolons, quotes within it, angle brackets and @.
_ADDRESS = r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+"
_ENTRY = re.compile(rf"(?:(?P<plain>{_ADDRESS})|(?:\"[^\"@<>]*\"|[^\"@<>,;]*)[ \t]*<(?P<named>{_ADDRESS})>)")


def address(email: str) -> str:
    """An email in the form in which emails are compared: A to Z in lower case, and nothing else changed.

    Full case folding would take maß@x.org for mass@x.org, and trimming would take an address that begins with a
    no-break space for the one without it: someone else's mailbox.
    """
    return email.translate(_LOWER)


def addresses_in(cell: object) -> tuple[str, ...]:
    """The addresses that a cell of `circles.lead`, `circles.sponsor` or `asks.sponsor` gives rights to, in the form of
    `address`: "ana@x.org", "Ana Alba <ana@x.org>", or several of them separated by commas, semicolons or line
    breaks.

    Anything else gives nobody a right: a blank cell, a name without an address, two addresses in one entry, an address
    with a space or another character that does not belong in it. One such entry does not affect the others.
    """
    if not isinstance(cell, str) or cell.count('"') % 2:
        return ()
    entries = (_ENTRY.fullmatch(entry.strip(_BLANKS)) for entry in _entries(cell))
    found = (entry["plain"] or entry["named"] for entry in entries if entry)
    return tuple(address(one) for one in found if one.isprintable())


def _entries(cell: str) -> list[str]:
    """The parts of a cell between commas, semicolons or line breaks that are not inside quotes."""
    return re.findall(r"(?:\"[^\"]*\"|[^,;\r\n\"])+", cell)


def names(cells: pd.Series, email: str) -> pd.Series:
    """Which of these cells name `email` (bool, same index); none if it is empty."""
    own = address(email)
    if not own:
        return pd.Series(False, index=cells.index)
    codes, distinct = pd.factorize(cells)
    found = [own in address(cell) and own in addresses_in(cell) for cell in distinct]
    return pd.Series(np.array([*found, False], dtype=bool)[codes], index=cells.index)


def everyone_in(cells: pd.Series) -> tuple[str, ...]:
    """Every address that these cells name, sorted, each once."""
    return tuple(sorted(set(_flat(cells.dropna().unique()))))


def _flat(cells: Iterable[object]) -> list[str]:
    return [found for cell in cells for found in addresses_in(cell)]
