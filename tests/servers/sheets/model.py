"""A spreadsheet: its tabs, metadata, locale and time zone, and how ranges resolve in it.

Recorded: a new one has Sheet1 of 1000 x 26, locale en_US, time zone Etc/GMT; a bare text that reads as a cell and is
also a title means that cell of that tab. Documented: a bare range means the first visible tab.
"""

from __future__ import annotations

import random
import secrets
from typing import Any

from . import a1
from .errors import PROTECTED, TOO_MANY_CELLS, invalid
from .grid import Sheet
from .metadata import TagStore

MAX_CELLS = 10_000_000


class Spreadsheet:
    """Everything that the Sheets API knows about one file."""

    def __init__(self, file_id: str, title: str = "Untitled spreadsheet", empty: bool = False) -> None:
        self.file_id, self.title = file_id, title
        self.locale, self.time_zone = "en_US", "Etc/GMT"
        self.properties: dict[str, Any] = {}
        self.sheets: list[Sheet] = [] if empty else [Sheet(0, "Sheet1")]
        self.tags = TagStore()
        self.ids = random.Random(file_id)

    def by_id(self, sheet_id: Any) -> Sheet:
        for sheet in self.sheets:
            if sheet.sheet_id == sheet_id:
                return sheet
        return invalid(f"No grid with id: {sheet_id}")

    def by_title(self, title: str) -> Sheet | None:
        exact = next((sheet for sheet in self.sheets if sheet.title == title), None)
        return exact or next((s for s in self.sheets if s.title.lower() == title.lower()), None)

    def new_id(self) -> int:
        used = {sheet.sheet_id for sheet in self.sheets} | set(self.tags.tags)
        while (number := self.ids.randrange(1, 2**31 - 1)) in used:
            continue
        return number

    def resolve(self, text: Any) -> tuple[Sheet, a1.Range, bool]:
        """The tab, the box, and whether the text named a single cell. The box may have open ends and is not clipped."""
        parsed = a1.parse(text) if isinstance(text, str) else None
        if parsed is None:
            invalid(f"Unable to parse range: {text}")
        if parsed.title is None:
            assert parsed.box is not None
            named = next((sheet for sheet in self.sheets if sheet.title.upper() == text.upper()), None)
            first = next(
                (sheet for sheet in self.sheets if not sheet.properties.get("hidden")), self.sheets[0]
            )
            sheet: Sheet | None = named or first
        else:
            sheet = self.by_title(parsed.title)
        if sheet is None:
            invalid(f"Unable to parse range: {text}")
        box = parsed.box or a1.Range(0, 0, None, None)
        check_start(sheet, box)
        return sheet, box, box.one_cell

    def resolve_grid(self, area: dict[str, Any]) -> tuple[Sheet, a1.Range]:
        """The tab and box of a GridRange: half-open, zero-based, missing ends are open."""
        sheet = self.by_id(area.get("sheetId", 0))
        box = read_box(area)
        check_start(sheet, box)
        return sheet, box

    def check_size(self) -> None:
        if sum(sheet.cell_count for sheet in self.sheets) > MAX_CELLS:
            invalid(TOO_MANY_CELLS)

    def snapshot(self) -> dict[str, Any]:
        """What `restore` needs to undo everything done after this moment."""
        kept = {k: v for k, v in vars(self).items() if k not in ("sheets", "tags", "ids", "properties")}
        copies = [(sheet, sheet.snapshot()) for sheet in self.sheets]
        return kept | {"sheets": copies, "tags": self.tags.copy(), "properties": dict(self.properties)}

    def restore(self, snapshot: dict[str, Any]) -> None:
        copies = snapshot.pop("sheets")
        vars(self).update(snapshot)
        for sheet, copy in copies:
            vars(sheet).update(vars(copy))
        self.sheets = [sheet for sheet, _ in copies]


def read_box(area: dict[str, Any]) -> a1.Range:
    return a1.Range(
        area.get("startRowIndex") or 0,
        area.get("startColumnIndex") or 0,
        area.get("endRowIndex"),
        area.get("endColumnIndex"),
    )


def grid_json(sheet: Sheet, box: a1.Range) -> dict[str, int]:
    """A GridRange with the bounds that were given; the id 0 is left out (recorded for merges and protections)."""
    area = {"sheetId": sheet.sheet_id} if sheet.sheet_id else {}
    area |= {"startRowIndex": box.top, "startColumnIndex": box.left}
    if box.bottom is not None:
        area["endRowIndex"] = box.bottom
    if box.right is not None:
        area["endColumnIndex"] = box.right
    return area


def check_start(sheet: Sheet, box: a1.Range) -> None:
    """400 for a range that starts past the grid (recorded for values and for batch requests)."""
    if box.top >= sheet.row_count or box.left >= sheet.column_count:
        exceeds(sheet, box)


def exceeds(sheet: Sheet, box: a1.Range) -> None:
    size = f"Max rows: {sheet.row_count}, max columns: {sheet.column_count}"
    invalid(f"Range ({a1.write(sheet.title, box)}) exceeds grid limits. {size}")


def check_editable(sheet: Sheet, box: a1.Range, principal: str | None) -> None:
    """400 if a protection forbids the edit. `principal` None is the owner, who can edit everything."""
    if principal is None:
        return
    mine = sheet.clip(box)
    for protection in sheet.protections:
        editors = protection.get("editors", {}).get("users", [])
        if protection.get("warningOnly") or principal in editors:
            continue
        if not overlap(mine, sheet.clip(read_box(protection["range"]))):
            continue
        free = [sheet.clip(read_box(area)) for area in protection.get("unprotectedRanges", [])]
        if not any(holds(area, mine) for area in free):
            invalid(PROTECTED)


def overlap(a: a1.Range, b: a1.Range) -> bool:
    rows = a.top < (b.bottom or 0) and b.top < (a.bottom or 0)
    return rows and a.left < (b.right or 0) and b.left < (a.right or 0)


def holds(outer: a1.Range, inner: a1.Range) -> bool:
    rows = outer.top <= inner.top and (inner.bottom or 0) <= (outer.bottom or 0)
    return rows and outer.left <= inner.left and (inner.right or 0) <= (outer.right or 0)


def new_file_id() -> str:
    """44 characters starting with 1, like Google's."""
    return "1" + secrets.token_urlsafe(33)[:43]
