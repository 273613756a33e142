"""What became of the rows of a tab; of one that was turned, each row is a column of what was read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from lib.bring.origin import DERIVED, TabOrigin
from lib.bring.parts.turned import TurnedTab
from lib.bring.table import text_of
from lib.log.format.schema import TABS
from lib.log.reading.naming import LISTS, Naming, namings
from lib.workbook.base import Grid

_NOT_READ = "this row is not read as anything a meeting has"


@dataclass
class TabAccount:
    """One tab of the sheet: what it is read as ("" for nothing) and its rows with content, by what became of them.

    `reasons`: row of the sheet -> why it is not used, for every row that is not.
    """

    workbook: str
    title: str
    read_as: tuple[str, ...]
    found: frozenset[int]
    used: frozenset[int] = frozenset()
    set_aside: frozenset[int] = frozenset()
    no_records: frozenset[int] = frozenset()
    not_read: frozenset[int] = frozenset()
    reasons: dict[int, str] = field(default_factory=dict)


def account_of_turned(source: Grid, grids: Iterable[Grid]) -> TabAccount:
    """The account of a turned tab: a row of the sheet is used if what it holds is read of any meeting.

    In: the turned tab, and the log's grids as `shaped` returned them.
    """
    part = source.origin
    assert isinstance(part, TurnedTab)
    grids = tuple(grids)
    named = namings(grids, TABS)
    read: set[int] = set()
    read_as: list[str] = []
    for grid in grids:
        tab = named.get(grid.workbook, Naming()).tab(grid.tab, TABS)
        if tab not in TABS or not isinstance(grid.origin, TabOrigin):
            continue
        at = next((at for at, each in enumerate(grid.origin.sources) if each is source), None)
        if at is None:
            continue
        read_as.append(tab)
        known = (*TABS[tab].column_names, *LISTS.get(tab, ()))
        of_source = grid.origin.source == at
        for column, positions in zip(grid.columns, grid.origin.columns, strict=True):
            if column and column[0] in known:
                read |= {*positions[of_source].tolist()} - {DERIVED}
    found = {
        row: at
        for at, row in enumerate(part.rows, start=1)
        if any(text_of(part.whole.cell(row, column)) for column in part.columns)
    }
    used = frozenset(row for row, at in found.items() if at in read)
    reasons = {row: _NOT_READ for row in found if row not in used}
    return TabAccount(
        source.workbook,
        source.tab,
        tuple(read_as),
        frozenset(found),
        used,
        not_read=frozenset(reasons),
        reasons=reasons,
    )
