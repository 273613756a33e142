"""What becomes of a column's cells: typed values, and what did not fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from pandas.api.extensions import ExtensionArray


@dataclass(frozen=True, slots=True)
class Misfit:
    """Rows (positions from 0) whose cell `found` was refused, or accepted with a remark (`accepted`)."""

    positions: np.ndarray
    found: str
    expected: str
    rule: str
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class Converted:
    """Typed values of a column, which cells say nothing (blank or an unticked checkbox), which were blank, misfits."""

    values: np.ndarray | ExtensionArray
    says_nothing: np.ndarray
    blank: np.ndarray
    misfits: tuple[Misfit, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A distinct cell, by its code, that did not fit."""

    code: int
    found: str
    expected: str
    rule: str
    accepted: bool = False


def misfits(codes: np.ndarray, refused: Sequence[Refused]) -> tuple[Misfit, ...]:
    """Each refused distinct cell with the rows where its code stands, in the order given."""
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
