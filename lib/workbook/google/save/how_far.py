"""How far a save got that was interrupted, by its staged rows and its tags, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from lib.words.phrases import listed
from lib.workbook.common.cells import header_text
from lib.workbook.common.placeholder import digest
from lib.workbook.google.save.cells_seen import TabView
from lib.workbook.google.save.evidence import Evidence, journal_rows, read_evidence
from lib.workbook.google.save.items import key_text
from lib.workbook.google.save.marks import ADDED, EDITED, RowTag
from lib.workbook.google.save.staged import StagedRow

LOST = "; the version history of the spreadsheet has what was there before"


@dataclass(slots=True)
class Report:
    """What was found: the saves that were complete, those of which only a part is there, and all of it in words."""

    complete: set[str] = field(default_factory=set)
    partial: set[str] = field(default_factory=set)
    words: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """Of these words those that name what people should look at."""

    def was_written(self, save: str) -> bool:
        return save in self.complete


def tell(
    report: Report,
    save: str,
    rows: Sequence[StagedRow],
    tags: Sequence[RowTag],
    views: Mapping[str, TabView],
    titles: Mapping[int, str],
) -> None:
    """Find out how far a save got, from its staged rows and its tags, and put it in words."""
    added = [tag for tag in tags if tag.kind == ADDED]
    at = {(row.tab, row.row) for row in rows}
    done = [tag for tag in added if (titles[tag.sheet_id], tag.row) not in at]
    is_deleted = len(added) <= len(rows)
    edits = [_Edit.of(tag, views[titles[tag.sheet_id]]) for tag in tags if tag.kind == EDITED]
    edits = [edit for edit in edits if edit.evidence is not None]
    left = [row for row in rows if not row.placeholder.final]
    mark = rows[0].placeholder if rows else None
    has_written = any(edit.has_written for edit in edits)
    if mark is None:
        has_written |= bool(added)
    elif mark.added:
        has_written |= len(left) < mark.added and not is_deleted
    is_whole = all(edit.is_done or edit.is_typed for edit in edits) and not left
    if mark is not None:
        is_whole &= len(edits) >= mark.changed
    places = [str(row) for row in rows]
    if rows and not has_written:
        report.words.append(
            f"a save was interrupted and has been undone: none of it is in the log ({listed(places)} blanked)"
        )
        report.notes += [
            f"{place(tag, views, titles)}: while a save was interrupted, someone moved rows or typed into the row "
            "that it had added here: look at this row, and clear it if it is a part of a change that was not saved"
            for tag in done
            if views[titles[tag.sheet_id]].cells.get(tag.row) and tag.row
        ]
    elif has_written and is_whole:
        report.complete.add(save)
        expected = max([*(journal_rows(tag.value) for tag in tags), 0])
        gone = expected - sum(bool(row.placeholder.final) for row in rows)
        if gone > 0:
            spots = [*(edit.tag for edit in edits), *done]
            report.notes += [_without_journal(tag, gone, expected, views, titles) for tag in spots]
        report.words.append(
            "a save was complete but left its marks in the spreadsheet; they were removed"
            if not rows
            else f"a save was complete but for the journal, which was completed: {listed(places)}"
        )
    elif has_written:
        report.partial.add(save)
        spots = [(edit.tag, row) for edit in edits for row in edit.rows]
        spots += [(tag, tag.row) for tag in done]
        where = [place(replace(tag, row=row), views, titles) for tag, row in spots]
        report.notes += [
            f"{spot}: a save was interrupted while someone moved rows or columns, so at most a part of it is in the "
            f"log. Look whether this row is as it should be, and save again what is missing{LOST}"
            for spot in dict.fromkeys([*where, *(row.with_all_cells() for row in rows)])
        ]
    suspects = sorted({(titles[edit.tag.sheet_id], row) for edit in edits for row in edit.suspects})
    if suspects:
        where = listed((f"{title} row {row + 1}" for title, row in suspects), most=20)
        report.notes.append(
            "rows were moved while a save was interrupted, so what it was to save may be in another row: look at "
            f"{where}{LOST}"
        )
    report.notes += [note for edit in edits if (note := edit.more)]
    typed = [
        str(row) for row in rows if row.typed and not (row.placeholder.final and save in report.complete)
    ]
    if typed:
        report.notes.append(
            f"someone typed into {listed(typed)}, where a save was interrupted: what they typed is still there, and "
            "the rest of the row was blanked"
        )


@dataclass(frozen=True, slots=True)
class _Edit:
    """What the sheet shows of one changed row: `rows` (from 0) are those to look at, the tag's and the changed one."""

    tag: RowTag
    evidence: Evidence | None
    rows: tuple[int, ...] = ()
    is_done: bool = False
    has_written: bool = False
    suspects: tuple[int, ...] = ()
    """Other rows that hold what was to be saved, if rows were moved so that the tag is not on its own row."""
    more: str = ""
    """A note that more rows than before hold what was to be saved, although the changed row does not."""
    is_typed: bool = False
    """Whether someone typed into the changed cell, so that it does not show whether it had been written."""

    @staticmethod
    def of(tag: RowTag, view: TabView) -> _Edit:
        """Compare what the tag says with the row that it is on, and with the row that it was meant for."""
        known = read_evidence(tag.value)
        if known is None:
            return _Edit(tag, None)
        held = {row: {digest(seen.value) for seen in cells.values()} for row, cells in view.cells.items()}
        after = [row for row, cells in held.items() if row > view.top and known.key_after <= cells]
        before = [row for row, cells in held.items() if row > view.top and known.key <= cells]
        rows = after if known.key != known.key_after and not before else before or after
        row = tag.row if tag.row in rows else next(iter(rows), tag.row)
        cells = {
            digest(header_text(seen.value)): digest(view.cell(row, c).value)
            for c, seen in sorted(view.cells.get(view.top, {}).items(), reverse=True)
        }
        now = [(cells.get(title, ""), old, new) for title, old, new in known.changes]
        is_renamed = known.key == known.key_after or not before
        is_new = bool(rows) and all(cell == new for cell, _, new in now)
        is_done = not now or (is_new and is_renamed and not known.has_written)
        is_typed = tag.row in rows and bool(now) and not is_new and all(c != old for c, old, _ in now)
        strays = any(new in held.get(tag.row, set()) for _, _, new in known.changes) or (
            known.key != known.key_after and bool(after)
        )
        spots = tuple(dict.fromkeys([tag.row, row, *(after if known.key != known.key_after else ())]))
        suspects: list[int] = []
        if rows and tag.row not in rows and not is_done:
            at = {digest(title): column for column, title in reversed(list(enumerate(view.header())))}
            wanted = [(at[title], new) for title, _, new in known.changes if title in at]
            others = [other for other in view.rows() if other not in rows]
            suspects = [r for r in others if any(digest(view.cell(r, c).value) == new for c, new in wanted)]
        is_begun = bool(rows) and any(cell == new != old for cell, old, new in now)
        has_written = is_done or is_begun or known.has_written or strays
        more = "" if has_written or suspects or not now else _more(known, view, rows)
        return _Edit(tag, known, spots, is_done, has_written, tuple(suspects), more, is_typed)


def _more(known: Evidence, view: TabView, own: Sequence[int]) -> str:
    """A note if more rows than before the save hold its first new cell: two sorts may have hidden where it went."""
    title, _, new = known.changes[0]
    at = {digest(name): column for column, name in reversed(list(enumerate(view.header())))}
    if title not in at or view.count(at[title], new) <= known.alike:
        return ""
    others = [r for r in view.rows() if r not in own and digest(view.cell(r, at[title]).value) == new]
    if not others:
        return ""
    name, cell = view.header()[at[title]], view.cell(others[0], at[title]).value
    where = listed((f"row {row + 1}" for row in others), most=20)
    return (
        f"{view.title}, {where}: more rows than before hold {cell} in {name} since a save was interrupted that was to "
        f"write this into another row. If nobody typed it, rows were sorted just then: look at them{LOST}"
    )


def _without_journal(
    tag: RowTag, gone: int, expected: int, views: Mapping[str, TabView], titles: Mapping[int, str]
) -> str:
    return (
        f"{place(tag, views, titles)}: this was saved, and {gone} of the {expected} rows of its change set in the "
        "journal are gone: someone deleted them while Pharos was saving"
    )


def place(tag: RowTag, views: Mapping[str, TabView], titles: Mapping[int, str]) -> str:
    title = titles[tag.sheet_id]
    cells = [seen.value for _, seen in sorted(views[title].cells.get(tag.row, {}).items())]
    key = key_text({str(n): cell for n, cell in enumerate([c for c in cells if c not in (None, "")][:2])})
    return f"{title} row {tag.row + 1}" + (f" ({key})" if key else "")
