"""Every check of a random log names a cell that holds the value it quotes, and every planted fault has its check."""

from __future__ import annotations

import re
from datetime import date
from random import Random
from typing import Any

from lib.log.reading.parse import parse
from lib.workbook.base import Grid
from tests.audit import made, made_more
from tests.audit.made import Tables
from tests.data.logs import FIVE_TABS, grid
from tests.examples import examples

FAULTS: dict[str, tuple[tuple[str, object], ...]] = {
    "sessions": (("planned", "31.02.2026"), ("held", "next week"), ("circle", "Nobody's"), ("status", "Zzgl"),
                 ("minutes", "an hour")),
    "attendance": (("present", "Zzgl"), ("member", "qqxxq"), ("prework", "Zzgl")),
    "actions": (("status", "Zzgl"), ("due", "soon"), ("closed", "00.13.2026"), ("effect", "Zzgl"),
                ("circle", "Nobody's")),
    "members": (("joined", "long ago"), ("circle", "Nobody's")),
    "asks": (("raised", "Monday-ish"), ("status", "Zzgl")),
    "adoptions": (("stage", "Zzgl"), ("date", "in May or so"), ("team", "qqxxq"), ("practice", "qqxxq")),
    "milestones": (("due", "then"), ("circle", "Nobody's")),
}  # fmt: skip
"""Tab -> columns, each with a value that can mean nothing there."""
Planted = set[tuple[str, str, str]]


def planted(seed: int) -> tuple[Tables, Planted]:
    """A rich log with faults, and where they stand: (tab, cell, value)."""
    rng, tables = Random(f"faults {seed}"), made_more.tables(seed)
    tables = {tab: [dict(row) for row in rows] for tab, rows in tables.items()}
    where: Planted = set()
    for tab, faults in FAULTS.items():
        rows = tables.get(tab, [])
        for at in rng.sample(range(len(rows)), min(len(rows), len(faults))):
            column, value = rng.choice([each for each in faults if each[0] in rows[0]] or [("", "")])
            if column:
                rows[at][column] = value
                if column == "held":
                    rows[at]["status"] = "held"
                headers = list(dict.fromkeys(header for row in rows for header in row))
                where.add((tab, f"{_letters(headers.index(column))}{at + 2}", str(value)))
    return tables, where


def _letters(position: int) -> str:
    return (chr(64 + position // 26) if position >= 26 else "") + chr(65 + position % 26)


def grids(tables: Tables) -> dict[str, Grid]:
    empty = {name: [dict.fromkeys(rows[0], "")] for name, rows in FIVE_TABS.items()}
    return {name: grid(name, rows) for name, rows in (empty | tables).items()}  # type: ignore[arg-type]


def shown(cell: object) -> str:
    """A cell as checks quote it."""
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def cell_of(sheet: Grid, cell: str) -> Any:
    letters, row = re.fullmatch(r"([A-Z]+)(\d+)", cell).groups()  # type: ignore[union-attr]
    position = 0
    for letter in letters:
        position = 26 * position + ord(letter) - 64
    column = sheet.columns[position - 1]
    return column[int(row) - 1] if int(row) <= len(column) else ""


def holds(content: object, found: str) -> bool:
    """Whether a check's words quote what the cell holds; words about a blank cell need a blank one."""
    text = shown(content)
    if text == "":
        return not found or "blank" in found or "empty" in found or found.startswith("no ")
    return bool(found) and text.casefold() in found.casefold()


def test_every_check_quotes_its_cell() -> None:
    seen = 0
    for seed in range(examples(12)):
        tables, faults = planted(seed)
        sheets = grids(tables)
        checks = parse(list(sheets.values())).checks
        named = set()
        for check in checks.itertuples():
            if not check.cell:
                continue
            content = cell_of(sheets[check.tab], check.cell)
            assert holds(content, check.found), (seed, check, content)
            assert check.row == int(check.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")), (seed, check)
            if check.column:
                header = cell_of(sheets[check.tab], re.sub(r"\d+", "1", check.cell))
                assert header == check.column, (seed, check, header)
            assert check.expected, (seed, check)
            named.add((check.tab, check.cell))
            seen += 1
        missed = {fault for fault in faults if fault[:2] not in named}
        assert not missed, (seed, missed)
    assert seen > 50, seen


def test_a_check_of_another_cell_fails() -> None:
    sheet = grids(made.tables(3))["actions"]
    value = cell_of(sheet, "A2")
    assert holds(value, f"“{value}”")
    assert not holds(value, "Zzgl")
    assert not holds("", "Zzgl")
