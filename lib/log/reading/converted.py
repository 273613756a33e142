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

    Misfits of a rule come in the order of their first rows. A cell may be in several.
    """
    values, says_nothing = once.values.take(codes), once.says_nothing.take(codes)
    blank = says_nothing if once.blank is once.says_nothing else once.blank.take(codes)
    if not once.misfits:
        return Converted(values, says_nothing, blank, ())
    is_misfit = np.zeros(len(once.blank), bool)
    for misfit in once.misfits:
        is_misfit[misfit.positions] = True
    rows = np.flatnonzero(is_misfit.take(codes))
    rows = rows[np.argsort(codes[rows], kind="stable")]
    starts, ends = (
        np.searchsorted(codes[rows], np.arange(len(once.blank)), side) for side in ("left", "right")
    )
    found = [
        replace(
            misfit,
            positions=np.sort(np.concatenate([rows[starts[at] : ends[at]] for at in misfit.positions])),
        )
        for misfit in once.misfits
    ]
    rules = list(dict.fromkeys(misfit.rule for misfit in once.misfits))
    found.sort(key=lambda misfit: (rules.index(misfit.rule), misfit.positions[0]))
    return Converted(values, says_nothing, blank, tuple(found))
