"""Where each row of a save is in what was seen, and whether its cells can be written as they are there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lib.workbook.base import CellAddress, CellConflict, RowChange
from lib.workbook.common.cells import same
from lib.workbook.google.save.cells_seen import TabView
from lib.workbook.google.save.column_names import fixed_column
from lib.workbook.google.save.items import Item, key_text, missing_columns, protection_words
from lib.workbook.google.save.repair import moved_untitled


@dataclass(slots=True)
class Findings:
    """What prevents items from being written, and what was found out about their rows.

    `moved`: the row is not where it was expected. `gone`: nothing is left to restore or undo. `lost`: what should be
    restored or undone is there, and cannot be.
    """

    conflicts: list[CellConflict] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    moved: list[Item] = field(default_factory=list)
    gone: list[Item] = field(default_factory=list)
    lost: list[Item] = field(default_factory=list)
    unfound: list[Item] = field(default_factory=list)
    """Items to restore or undo whose row was not found: it may be gone, or have another key now."""

    @property
    def are_clear(self) -> bool:
        return not (self.conflicts or self.refused)


def examine(items: Iterable[Item], views: Mapping[str, TabView], workbook: str) -> Findings:
    """Look up each item's row, set `item.row` to where it is now, and compare its cells.

    Conflicts and refusals are reported for items to save. An item to restore or undo drops the cells that someone has
    changed since, and is `gone` if none are left.
    """
    findings = Findings()
    items = list(items)
    taken = _exact_rows(items, views)
    for item in items:
        view = views.get(item.tab)
        if view is None:
            findings.refused.append(f"the {item.tab} tab no longer exists")
            continue
        at = view.columns(item.titles)
        missing = sorted(
            title
            for title in item.titles
            if title not in at or (view.lost_header and fixed_column(title) is None)
        )
        if missing and item.purpose == "save":
            findings.refused.append(missing_columns(item.tab, missing, view.top))
            continue
        if missing:
            places = {title: place for title in missing if (place := view.place_of(title))}
            if len(places) < len(missing):
                findings.gone.append(item)
                findings.lost += [item] if item.purpose == "restore" else []
                continue
            _rename(item, places)
            at = view.columns(item.titles)
        if not _locate(item, view, at, findings, taken - {(item.tab, item.row)}):
            continue
        if item.purpose == "save":
            _compare(item, view, at, workbook, findings)
        else:
            if moved := moved_untitled(item, view, at):
                _rename(item, moved)
                at = view.columns(item.titles)
            ours = {
                t: view.cell(item.row, at[t]).value
                for t, cell in item.before.items()
                if any(same(view.cell(item.row, at[t]).value, one) for one in (cell, *item.strays.get(t, ())))
            }
            if (item.cells or view.lost_header) and any(
                not same(view.cell(item.row, at[t]).value, item.after[t])
                for t in item.before
                if t not in ours
            ):
                findings.lost.append(replace(item))
            item.before, item.after = ours, {title: item.after[title] for title in ours}
            if not ours:
                findings.gone.append(item)
    return findings


def _exact_rows(items: Sequence[Item], views: Mapping[str, TabView]) -> set[tuple[str, int]]:
    """The rows that hold all cells of a new row: they cannot be another one that someone typed into."""
    found = set()
    for item in items:
        view = views.get(item.tab)
        at = view.columns({*item.cells, *item.mark}) if view and item.cells else {}
        if view is None or len(at) < len(item.cells.keys() | item.mark.keys()):
            continue
        for cells in filter(None, (item.cells, item.mark)):
            rows = view.known_rows_with({at[title]: cell for title, cell in cells.items()})
            found |= {(item.tab, row) for row in rows}
    return found


def _locate(
    item: Item,
    view: TabView,
    at: Mapping[str, int],
    findings: Findings,
    taken: Collection[tuple[str, int]],
) -> bool:
    """Find the row by its key, before or after the write; if it is missing or ambiguous, it is refused or `gone`."""
    if (row := _by_content(item, view)) is not None:
        if row != item.row:
            item.row = row
            findings.moved.append(item)
        return True
    is_ambiguous = False
    keys = [item.mark, item.key] if item.mark else [item.key]
    if item.key_after != item.key and any(cell not in (None, "") for cell in item.key_after.values()):
        keys.append(item.key_after)
    if any(title in item.strays for title in item.key):
        keys.append({title: item.strays.get(title, [cell])[-1] for title, cell in item.key.items()})
    for key in keys:
        cells = {at[title]: cell for title, cell in key.items()}
        rows = view.known_rows_with(cells)
        if len(rows) == 1:
            if rows[0] != item.row:
                item.row = rows[0]
                findings.moved.append(item)
            if key is item.mark:
                seen = view.columns(item.cells)
                known = {t: view.cell(item.row, c).value for t, c in seen.items() if t not in item.strays}
                item.key = {**item.key, **known}
            return True
        if item.purpose != "save" and item.row in rows:
            return True  # several rows look like it, and one of them is where it is expected
        is_ambiguous |= bool(rows)
    if (item.cells or item.purpose != "save") and _locate_nearest(item, view, at, findings, taken):
        return True
    if item.purpose != "save":
        findings.gone.append(item)
        findings.unfound += [] if item.mark else [item]
        if item.mark and (rows := view.known_rows_with({at[t]: c for t, c in item.before.items()})):
            item.row, item.is_found = rows[0], True
    else:
        findings.refused.append(
            f"{item.tab}, row {item.row + 1} ({key_text(item.key)}): "
            + (
                "two rows in the tab match, so it is not clear which one is meant"
                if is_ambiguous
                else "this row no longer exists, or someone changed the cells that identify it"
            )
        )
    return False


def _by_content(item: Item, view: TabView) -> int | None:
    """The row that is as a write of this save left it, or differs least from that; None if it is not clear which."""
    columns = view.columns(item.content)
    key = {columns[title]: item.content[title] for title in item.key if title in columns}
    if not key or len(key) < len(item.key):
        return None
    if all(cell in (None, "") for cell in key.values()):
        rows: Sequence[int] = range(view.top + 1, max(view.used_rows(), min(item.row + 1, view.height)))
    else:
        rows = view.known_rows_with(key)
    counts = {
        row: sum(not same(view.cell(row, c).value, item.content[t]) for t, c in columns.items())
        for row in rows
    }
    least = min(counts.values(), default=len(columns))
    best = [row for row, count in counts.items() if count == least]
    if least > (len(columns) - 1) // 2:
        return None
    return item.row if item.row in best else best[0] if len(best) == 1 else None


def _rename(item: Item, names: Mapping[str, str]) -> None:
    """Call columns by other names."""
    item.key, item.before, item.after, item.cells, item.mark = (
        {names.get(title, title): cell for title, cell in cells.items()}
        for cells in (item.key, item.before, item.after, item.cells, item.mark)
    )
    item.content = {names.get(title, title): cell for title, cell in item.content.items()}
    item.strays = {names.get(title, title): cells for title, cells in item.strays.items()}


def _locate_nearest(
    item: Item,
    view: TabView,
    at: Mapping[str, int],
    findings: Findings,
    taken: Collection[tuple[str, int]],
) -> bool:
    """Find a row that someone has typed into: the only one that has the written cells and lacks few others."""
    cells = {**item.cells, **item.key}
    last = [(at[title], cell) for title, cell in (*item.after.items(), *item.before.items())]
    columns = view.columns(cells)
    differences: dict[int, int] = {}
    for row in view.rows():
        if (item.tab, row) not in taken and any(
            cell not in (None, "") and same(view.cell(row, c).value, cell) for c, cell in last
        ):
            differing = {t for t in columns if not same(view.cell(row, columns[t]).value, cells[t])}
            if len(differing) < len(columns) and not differing & item.own:
                differences[row] = 0 if item.own_key and not differing & item.own_key else len(differing)
    best = [row for row, count in differences.items() if count == min(differences.values())]
    if not best:
        return False
    most = 0 if item.purpose == "save" else (len(cells) - 1) // 2
    if len(best) > 1 or differences[best[0]] > most:
        if item.cells and item.purpose != "save":
            findings.lost.append(replace(item, row=best[0]))
        return False
    if best[0] != item.row:
        item.row = best[0]
        findings.moved.append(item)
    item.key = {title: view.cell(item.row, columns[title]).value for title in item.key if title in columns}
    return True


def _compare(item: Item, view: TabView, at: Mapping[str, int], workbook: str, findings: Findings) -> None:
    for title, before in item.before.items():
        column = at[title]
        seen, mine = view.cell(item.row, column), item.after[title]
        address = CellAddress(workbook, item.tab, item.row + 1, column)
        if seen.is_formula or seen.is_spilled:
            findings.refused.append(
                f"{item.tab}!{address.a1} ({title}) is calculated by a formula, which Pharos does not change: "
                "edit it in the sheet"
            )
        elif words := protection_words(view, item.row, column):
            findings.refused.append(words)
        elif any(same(seen.value, cell) for cell in (before, mine, *item.strays.get(title, ()))):
            continue
        elif not isinstance(item.source, RowChange):
            findings.refused.append(
                f"{item.tab}, row {item.row + 1} ({key_text(item.key)}): someone typed {seen.value!r} into {title} of "
                "this new row while Pharos was saving it: complete the row or clear it, then save again"
            )
        else:
            findings.conflicts.append(CellConflict(address, title, before, seen.value, mine, item.source))
