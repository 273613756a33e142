"""New records of the log -> rows of the sheet behind it: in which tab, row and columns, or why in none."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from lib.bring.origin import DERIVED, TabOrigin
from lib.bring.shapes.prepared import PREPARED
from lib.bring.spread import ListCell, is_spread, mark
from lib.bring.synonyms import holds_done
from lib.bring.written import SheetEdits, as_written, positions
from lib.log.format.cells import shown
from lib.log.format.folding import fold
from lib.log.format.schema import TABS
from lib.log.format.words import word_for
from lib.words.phrases import listed
from lib.workbook.base import Cell, Grid, RowAddition, RowChange
from lib.workbook.common.cells import header_text

_STATUS = TABS["actions"].column("status")


def add_record(
    edit: RowAddition,
    grid: Grid,
    origin: TabOrigin,
    grids: Sequence[Grid],
    found: SheetEdits,
    lists: dict[tuple[str, str, int, int], ListCell],
    prepared: set[tuple[str, str, int]],
) -> None:
    """Note the edit of the sheet that a new record of the log makes, or why it makes none.

    `prepared`: the prepared rows that other new records already go into; that of this one is added.
    """
    at = positions(grid)
    if is_spread(grid, origin, at):
        mark(edit, grid, origin, at, grids, found, lists)
        return
    source_at = _source_for(edit, grid, origin, at)
    source, header_row = origin.sources[source_at], origin.header_rows[source_at]
    values: dict[str, Cell] = {}
    titles: dict[str, str] = {}
    states = _states(grid, origin, source_at, at)
    state = shown(edit.values.get("status")) or "open"
    if states and state not in states:
        found.refused.append(f"{source.tab}: it has no column for {state}: add the action in the sheet")
        return
    for name, value in edit.values.items():
        position = _column_in(origin, source_at, at.get(name, DERIVED))
        if states and name == "what":
            position = states[state]
        title = header_text(source.cell(header_row, position)) if position != DERIVED else ""
        if title:
            titles[name] = title
            values[title] = as_written(value, grid, origin, at[name], name)
    if not values:
        found.refused.append(
            f"{source.tab}: it has no columns for {grid.tab}: add a tab with a row for each of them first"
        )
        return
    if reason := _lost(edit, source, {*titles, "status"} if states or holds_done(source.tab) else titles):
        found.refused.append(reason)
        return
    free = next(
        (
            row
            for row, reason in origin.no_records.items()
            if reason == PREPARED
            and int(origin.source[row - 2]) == source_at
            and (source.workbook, source.tab, row) not in prepared
        ),
        None,
    )
    if free is not None:
        prepared.add((source.workbook, source.tab, free))
        found.add(_into_prepared(free, values, source, origin, header_row), edit)
        return
    last = titles.get(edit.last, next(reversed(values), ""))
    key = tuple(titles[name] for name in edit.key if name in titles)
    found.add(
        RowAddition(
            source.workbook,
            source.tab,
            values,
            edit.operation,
            key if len(key) == len(edit.key) else (),
            last,
            header_row=header_row,
        ),
        edit,
    )


def _states(grid: Grid, origin: TabOrigin, source: int, at: Mapping[str, int]) -> dict[str, int]:
    """Which column of a board of tasks holds those in each state; {} for any other tab."""
    if not {"what", "status"} <= at.keys():
        return {}
    found: dict[str, int] = {}
    for record in (origin.source == source).nonzero()[0]:
        said = shown(grid.cell(int(record) + 2, at["status"]))
        found.setdefault(word_for(said, _STATUS) or said, int(origin.columns[at["what"]][record]))
    return found if len({*found.values()}) > 1 else {}


def _lost(edit: RowAddition, source: Grid, titles: Collection[str]) -> str:
    """Why a new action is not written: its owner, due date or status has no column in the sheet; "" if none is lost.
    Without a status, an action is open."""
    if "what" not in edit.values:
        return ""
    lost = [
        name
        for name in ("owner", "due", "status")
        if name not in titles and shown(edit.values.get(name)) not in ("", "open" if name == "status" else "")
    ]
    if not lost:
        return ""
    return f"{source.tab}: it has no column for {listed(lost)}: add one with this header first, or leave it blank"


def _into_prepared(
    row: int, values: Mapping[str, Cell], source: Grid, origin: TabOrigin, header_row: int
) -> RowChange:
    """A new record in a row that was prepared for it."""
    at_row = int(origin.rows[row - 2])
    titles = [header_text(source.cell(header_row, position)) for position in range(len(source.columns))]
    cells = {
        title: source.cell(at_row, position) for position, title in reversed(list(enumerate(titles))) if title
    }
    key = {title: cell for title, cell in cells.items() if cell not in (None, "")}
    return RowChange(
        source.workbook,
        source.tab,
        at_row,
        key,
        {title: cells.get(title) for title in values},
        dict(values),
        header_row,
    )


def _source_for(edit: RowAddition, grid: Grid, origin: TabOrigin, at: Mapping[str, int]) -> int:
    """Which of several tabs a new row goes to: that of its circle if each circle has its own, that of
    done actions or of the others, else the last one."""
    circle = at.get("circle")
    if circle is not None and len(origin.sources) > 1:
        wanted = fold(shown(edit.values.get("circle")))
        of_circle = {
            int(origin.source[record])
            for record, cell in enumerate(grid.columns[circle][1:])
            if fold(shown(cell)) == wanted
        }
        if len(of_circle) == 1:
            return of_circle.pop()
    is_done = word_for(shown(edit.values.get("status")), _STATUS) == "done"
    fitting = [at for at, source in enumerate(origin.sources) if holds_done(source.tab) == is_done]
    return fitting[-1] if "what" in edit.values and fitting else len(origin.sources) - 1


def _column_in(origin: TabOrigin, source: int, column: int) -> int:
    """The column of one source behind a column of the grid; DERIVED where it is in no cell."""
    if column == DERIVED:
        return DERIVED
    records = (origin.source == source).nonzero()[0]
    return int(origin.columns[column][records[0]]) if len(records) else DERIVED
