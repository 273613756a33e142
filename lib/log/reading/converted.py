"""The result of converting a column's cells: typed values, and what did not fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from pandas.api.extensions import ExtensionArray


@dataclass(frozen=True, slots=True)
class Misfit:
    """Rows (positions from 0) whose cell `found` was refused, or accepted but worth a note (`accepted`)."""

    positions: np.ndarray
    found: str
    expected: str
    rule: str
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class Converted:
    """A column's typed values and its misfits.

    `says_nothing` (bool per row): the cell is blank or an unchecked box. `blank` (bool per row): the cell is blank.
    """

    values: np.ndarray | ExtensionArray
    says_nothing: np.ndarray
    blank: np.ndarray
    misfits: tuple[Misfit, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A distinct cell that did not fit, by its code."""

    code: int
    found: str
    expected: str
    rule: str
    accepted: bool = False


def misfits(codes: np.ndarray, refused: Sequence[Refused]) -> tuple[Misfit, ...]:
    """One Misfit per refused distinct cell, in the given order, with the rows of its code. `codes`: one int per row."""
    if not refused:
        return ()
    order = np.argsort(codes, kind="stable")
    sorted_codes = codes[order]
    wanted = np.array([item.code for item in refused])
    starts = np.searchsorted(sorted_codes, wanted, "left")
    ends = np.searchsorted(sorted_codes, wanted, "right")
    return tuple(
        Misfit(order[start:end], item.found, item.expected, item.rule, item.accepted)
        for item, start, end in zip(refused, starts, ends, strict=True)
    )


def spread(once: Converted, codes: np.ndarray) -> Converted:
    """What was converted for each distinct cell, for each row; `codes` (int): which of these cells each row has.

    Misfits of a rule come in the order of their first rows.
    """
    values, says_nothing = once.values.take(codes), once.says_nothing.take(codes)
    blank = says_nothing if once.blank is once.says_nothing else once.blank.take(codes)
    if not once.misfits:
        return Converted(values, says_nothing, blank, ())
    number = np.full(len(once.blank), -1)
    for place, misfit in enumerate(once.misfits):
        number[misfit.positions] = place
    of_row = number.take(codes)
    rows = np.flatnonzero(of_row >= 0)
    rows = rows[np.argsort(of_row[rows], kind="stable")]
    parts = np.split(rows, np.searchsorted(of_row[rows], np.arange(1, len(once.misfits))))
    rules = list(dict.fromkeys(misfit.rule for misfit in once.misfits))
    found = [replace(misfit, positions=part) for misfit, part in zip(once.misfits, parts, strict=True)]
    found.sort(key=lambda misfit: (rules.index(misfit.rule), misfit.positions[0]))
    return Converted(values, says_nothing, blank, tuple(found))
