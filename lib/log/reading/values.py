"""Cells of one column -> typed values, and what did not fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from lib.log.format.cells import shown
from lib.log.format.schema import Column
from lib.log.reading.converted import Converted, Misfit
from lib.log.reading.text_columns import convert_text
from lib.log.reading.typed_columns import convert_typed
from lib.workbook.base import Cell

__all__ = ["Converted", "Misfit", "convert", "shown"]


def convert(
    cells: Sequence[Cell],
    column: Column,
    *,
    day_first: bool | None,
    epoch_1904: bool,
    own_words: Mapping[str, str] = MappingProxyType({}),
) -> Converted:
    """Convert the cells of one column (without its header).

    In: cells as any source gives them; `own_words`: words that the log's settings translate, for columns of words. Out:
    values with the dtype of `dtype_of(column)`, missing where the cell was blank or did not fit; every cell that did
    not fit is in exactly one Misfit.
    """
    if column.kind in {"date", "yes_no", "count", "number", "enum"}:
        return convert_typed(cells, column, day_first=day_first, epoch_1904=epoch_1904, own_words=own_words)
    return convert_text(cells, column)
