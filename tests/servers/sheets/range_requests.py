"""Requests about ranges: findReplace, merges, protections (documented).

Recorded: the reply of addProtectedRange echoes the editors given, and afterwards the caller is one of them.
"""

from __future__ import annotations

import re
from typing import Any

from . import resources
from .entry import Entry
from .errors import invalid
from .model import Spreadsheet, check_editable, overlap, read_box
from .registry import Body, handles, required_paths
from .writing import put


@handles("findReplace")
def find_replace(book: Spreadsheet, part: Body, principal: str | None) -> Body:
    """Replace in texts, and in formulas if requested, in the whole workbook, a tab or a range."""
    find = part.get("find") or invalid("find must not be empty.")
    pattern = find if part.get("searchByRegex") else re.escape(find)
    expression = re.compile(pattern, 0 if part.get("matchCase") else re.I)
    new = (
        part.get("replacement", "")
        if part.get("searchByRegex")
        else part.get("replacement", "").replace("\\", r"\\")
    )
    new = re.sub(r"\$(\d)", r"\\\1", new) if part.get("searchByRegex") else new
    if "range" in part:
        areas = [book.resolve_grid(part["range"])]
    elif part.get("allSheets"):
        areas = [(sheet, sheet.box) for sheet in book.sheets]
    elif "sheetId" in part:
        areas = [(sheet := book.by_id(part["sheetId"]), sheet.box)]
    else:
        invalid("One of range, sheetId or allSheets must be set.")
    counts = dict.fromkeys(
        ["valuesChanged", "formulasChanged", "rowsChanged", "sheetsChanged", "occurrencesChanged"], 0
    )
    for sheet, box in areas:
        area, hit_rows = sheet.clip(box), 0
        for r in range(area.top, min(area.bottom or 0, len(sheet.rows))):
            entries: dict[int, Entry] = {}
            for c in range(area.left, min(area.right or 0, len(sheet.rows[r]))):
                extra, value = sheet.extra(r, c), sheet.rows[r][c]
                text = extra.formula if extra.formula else value
                if (
                    not isinstance(text, str)
                    or (extra.formula and not part.get("includeFormulas"))
                    or extra.spilled
                ):
                    continue
                if part.get("matchEntireCell") and not expression.fullmatch(text):
                    continue
                changed, times = expression.subn(new, text)
                if times:
                    entries[c] = Entry(None, None, changed) if extra.formula else Entry(changed or None)
                    counts["formulasChanged" if extra.formula else "valuesChanged"] += 1
                    counts["occurrencesChanged"] += times
            put(sheet, r, entries, principal)
            hit_rows += bool(entries)
        counts["rowsChanged"] += hit_rows
        counts["sheetsChanged"] += bool(hit_rows)
    return {name: count for name, count in counts.items() if count}


@handles("mergeCells")
def merge_cells(book: Spreadsheet, part: Body, principal: str | None) -> None:
    """Merge cells; only the top left value of each merge is kept."""
    sheet, box = book.resolve_grid(part.get("range", {}))
    area, kind = sheet.clip(box), part.get("mergeType", "MERGE_ALL")
    check_editable(sheet, area, principal)
    if any(overlap(area, merge) for merge in sheet.merges):
        invalid("You must select all cells in a merged range to merge or unmerge them.")
    boxes = [area]
    if kind == "MERGE_ROWS":
        boxes = [area._replace(top=r, bottom=r + 1) for r in range(area.top, area.bottom or 0)]
    elif kind == "MERGE_COLUMNS":
        boxes = [area._replace(left=c, right=c + 1) for c in range(area.left, area.right or 0)]
    for merge in boxes:
        for r in range(merge.top, merge.bottom or 0):
            hidden = [c for c in range(merge.left, merge.right or 0) if (r, c) != (merge.top, merge.left)]
            sheet.enter(r, dict.fromkeys(hidden, Entry(None)))
        sheet.merges.append(merge)


@handles("unmergeCells")
def unmerge_cells(book: Spreadsheet, part: Body, principal: str | None) -> None:
    sheet, box = book.resolve_grid(part.get("range", {}))
    sheet.merges = [merge for merge in sheet.merges if not overlap(sheet.clip(box), merge)]


@handles("addProtectedRange")
def add_protected_range(book: Spreadsheet, part: Body, principal: str | None) -> Body:
    wanted = dict(part.get("protectedRange") or {})
    area = wanted.get("range") or invalid("protectedRange.range must be set.")
    sheet, _ = book.resolve_grid(area)
    known = {p["protectedRangeId"] for s in book.sheets for p in s.protections}
    number = wanted.get("protectedRangeId") or book.new_id()
    if number in known:
        invalid(f"A protected range with the ID {number} already exists. Please enter another ID.")
    wanted |= {"range": {"sheetId": sheet.sheet_id} | area, "protectedRangeId": number}
    reply = resources.protection_json(wanted, None)
    if not wanted.get("warningOnly"):
        users = (wanted.get("editors") or {}).get("users") or []
        editors: dict[str, Any] = dict(wanted.get("editors") or {})
        wanted["editors"] = editors | {
            "users": [*users, *([principal] if principal not in (None, *users) else [])]
        }
    sheet.protections.append(wanted)
    return {"protectedRange": reply}


def find_protection(book: Spreadsheet, number: Any) -> tuple[Any, Body]:
    for sheet in book.sheets:
        for protection in sheet.protections:
            if protection["protectedRangeId"] == number:
                return sheet, protection
    return invalid(f"No protected range with ID: {number}")


@handles("updateProtectedRange")
def update_protected_range(book: Spreadsheet, part: Body, principal: str | None) -> None:
    wanted = part.get("protectedRange") or {}
    sheet, protection = find_protection(book, wanted.get("protectedRangeId"))
    check_editable(sheet, read_box(protection["range"]), principal)
    for path in required_paths(part, "protectedRange"):
        for name in wanted if path == "*" else [path.split(".")[0]]:
            protection[name] = wanted.get(name)


@handles("deleteProtectedRange")
def delete_protected_range(book: Spreadsheet, part: Body, principal: str | None) -> None:
    sheet, protection = find_protection(book, part.get("protectedRangeId"))
    check_editable(sheet, read_box(protection["range"]), principal)
    sheet.protections.remove(protection)
