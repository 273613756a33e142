"""Edits of attendance that is kept in a grid of people and sessions, or in lists of names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from lib.bring.list_headers import LISTS, has_labels, list_positions
from lib.bring.origin import DERIVED, TabOrigin
from lib.bring.people import Roster
from lib.bring.shapes.list_entries import all_listed, bare, entries
from lib.bring.written import Edit, SheetEdits, as_written, derived, positions
from lib.log.format.cells import shown
from lib.log.format.folding import fold
from lib.workbook.base import Grid, RowAddition, RowChange, column_letters
from lib.workbook.common.cells import header_text


def is_spread(grid: Grid, origin: TabOrigin, at: Mapping[str, int]) -> bool:
    """Whether the tab's records do not stand one below the other: they come from a grid, or from lists."""
    return {"session", "member", "present"} <= at.keys() and bool(
        (origin.columns[at["session"]] == DERIVED).any()
        or (origin.columns[at["member"]] == DERIVED).any()
        or (origin.columns[at["member"]] == origin.columns[at["present"]]).any()
    )


def is_listed(grid: Grid, origin: TabOrigin, row: int, at: Mapping[str, int]) -> bool:
    if not {"member", "present"} <= at.keys():
        return False
    member, present = origin.address(row, at["member"]), origin.address(row, at["present"])
    return member is not None and member == present


def mark(
    edit: RowAddition,
    grid: Grid,
    origin: TabOrigin,
    at: Mapping[str, int],
    grids: Sequence[Grid],
    found: SheetEdits,
    lists: dict[tuple[str, str, int, int], ListCell],
) -> None:
    """One more person's attendance: in the cell where their row and the session's column cross, or in a list."""
    session, member = fold(shown(edit.values.get("session"))), fold(shown(edit.values.get("member")))
    of_session, of_member = _records(grid, at, "session", session), _records(grid, at, "member", member)
    for one in of_session:
        if is_listed(grid, origin, one + 2, at):
            if reason := _labelled(one + 2, origin):
                found.refused.append(reason)
                return
            _list_cell(edit, one + 2, grid, origin, at, grids, lists)
            return
    for one in of_session:
        for other in of_member:
            if origin.source[one] != origin.source[other]:
                continue
            source, header_row = (
                origin.sources[int(origin.source[one])],
                origin.header_rows[int(origin.source[one])],
            )
            is_down = int(origin.columns[at["session"]][one]) == DERIVED
            row = int(origin.rows[other if is_down else one])
            column = int(origin.columns[at["present"]][one if is_down else other])
            person = (
                int(origin.columns[at["member"]][other])
                if is_down
                else int(origin.columns[at["session"]][one])
            )
            if DERIVED in (column, person):
                found.refused.append(derived(grid, "present", has_no_cell=True))
                return
            title = header_text(source.cell(header_row, column))
            key_title = header_text(source.cell(header_row, person))
            if not title or not key_title:
                found.refused.append(derived(grid, "present", has_no_cell=False))
                return
            value = as_written(edit.values.get("present"), grid, origin, at["present"], "present")
            found.add(
                RowChange(
                    source.workbook,
                    source.tab,
                    row,
                    {key_title: source.cell(row, person)},
                    {title: source.cell(row, column)},
                    {title: value},
                    header_row,
                ),
                edit,
            )
            return
    if any(origin.columns[at["present"]][one] == DERIVED for one in of_session):
        found.refused.append(derived(grid, "present", has_no_cell=True))
        return
    where = origin.sources[-1].tab
    found.refused.append(
        f"{where}: it has no cell for {shown(edit.values.get('member'))} in {shown(edit.values.get('session'))}: add "
        "the person's row and the session's column there first"
    )


def _records(grid: Grid, at: Mapping[str, int], name: str, wanted: str) -> list[int]:
    return [record for record, cell in enumerate(grid.columns[at[name]][1:]) if fold(shown(cell)) == wanted]


@dataclass
class ListCell:
    """One cell with a list of names, and the names it shall hold."""

    source: Grid
    row: int
    column: int
    header_row: int
    text: str
    names: list[str]
    made_for: list[Edit] = field(default_factory=list)

    def change(self) -> RowChange:
        """The cell with the names it shall hold, as an edit of its row."""
        title = header_text(self.source.cell(self.header_row, self.column))
        titles = [
            header_text(self.source.cell(self.header_row, at)) for at in range(len(self.source.columns))
        ]
        key = {
            name: self.source.cell(self.row, at)
            for at, name in reversed(list(enumerate(titles)))
            if name and name != title and self.source.cell(self.row, at) not in (None, "")
        }
        has_comma = any("," in name for name in self.names)
        separator = "; " if ";" in self.text else "\n" if "\n" in self.text else "; " if has_comma else ", "
        return RowChange(
            self.source.workbook,
            self.source.tab,
            self.row,
            key,
            {title: self.text or None},
            {title: separator.join(self.names) or None},
            self.header_row,
        )


def change_list(
    edit: RowChange,
    row: int,
    grid: Grid,
    origin: TabOrigin,
    at: Mapping[str, int],
    grids: Sequence[Grid],
    found: SheetEdits,
    lists: dict[tuple[str, str, int, int], ListCell],
) -> None:
    """A person moves from one list of the session to another, or out of them."""
    if set(edit.after) != {"present"}:
        found.refused.append(
            f"{grid.tab}: it is kept as a list of names, which has no place for {', '.join(edit.after)}"
        )
        return
    if reason := _labelled(row, origin):
        found.refused.append(reason)
        return
    _list_cell(edit, row, grid, origin, at, grids, lists)


def _labelled(row: int, origin: TabOrigin) -> str:
    """Why a list that says within its text who came and who did not is not written over; "" for any other list."""
    source, at_row, header_row = origin.of(row)
    for column in list_positions(source, header_row).values():
        if has_labels(text := shown(source.cell(at_row, column))):
            return (
                f"{source.tab}, {column_letters(column)}{at_row}: “{text}” says in one cell who came and who did not: "
                "change this cell in the sheet"
            )
    return ""


def _list_cell(
    edit: Edit,
    row: int,
    grid: Grid,
    origin: TabOrigin,
    at: Mapping[str, int],
    grids: Sequence[Grid],
    lists: dict[tuple[str, str, int, int], ListCell],
) -> None:
    source, at_row, header_row = origin.of(row)
    values = edit.after if isinstance(edit, RowChange) else edit.values
    wanted = shown(values.get("present"))
    member = (
        shown(grid.cell(row, at["member"]))
        if isinstance(edit, RowChange)
        else shown(edit.values.get("member"))
    )
    roster = roster_of_grids(grids)
    by_meaning = list_positions(source, header_row)
    for meaning, column in by_meaning.items():
        place = (source.workbook, source.tab, at_row, column)
        text = shown(source.cell(at_row, column))
        cell = lists.get(place) or ListCell(
            source, at_row, column, header_row, text, _names_in(text, place, LISTS[meaning], grid, roster)
        )
        kept = [name for name in cell.names if fold(roster.find(bare(name)) or bare(name)) != fold(member)]
        is_there = any(name not in kept and not _says_otherwise(name, wanted) for name in cell.names)
        stays = is_there or meaning == "online"
        names = kept if LISTS[meaning] != wanted else cell.names if stays else [*kept, member]
        if names != cell.names or place in lists:
            lists[place] = replace(cell, names=names, made_for=[*cell.made_for, edit])


def _names_in(
    text: str, place: tuple[str, str, int, int], mark: str, grid: Grid, roster: Roster
) -> list[str]:
    """The names in a list as written; of "everyone except Bob", those whom it was read as."""
    if not text:
        return []
    if all_listed(text) is None:
        return roster.parts(text)
    at, origin = positions(grid), grid.origin
    found = []
    for row in range(2, grid.height + 1):
        address = origin.address(row, at["member"]) if origin is not None else None
        if address is None or (address.workbook, address.tab, address.row, address.column) != place:
            continue
        if shown(grid.cell(row, at["present"])) == mark:
            found.append(shown(grid.cell(row, at["member"])))
    return found


def _says_otherwise(name: str, wanted: str) -> bool:
    """Whether a remark behind a name, such as "(sick)", says something else than is wanted."""
    said = [entry.says for entry in entries(name, Roster(()))]
    return any(each in ("no", "excused") and each != wanted for each in said)


def roster_of_grids(grids: Sequence[Grid]) -> Roster:
    """Everybody in the members tabs of grids in the format's shape."""
    people: list[tuple[str, str, str]] = []
    for grid in grids:
        at = positions(grid)
        if "member" in at and "circle" in at and "present" not in at:
            for row in range(2, grid.height + 1):
                key, name, email = (
                    shown(grid.cell(row, at[column])) if column in at else ""
                    for column in ("member", "name", "email")
                )
                if key:
                    people.append((key, name, email))
    return Roster(people)
