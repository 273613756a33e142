"""A human who works in the sheet between any two requests, and a ledger of what every cell must hold because of it.

The ledger follows rows by their key, whatever is sorted, inserted or deleted, so that a value in a wrong row, a lost
edit, a lost row and a duplicate row all show as a difference between ledger and sheet.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.servers.sheets.human import Act, Human
from tests.servers.sheets.model import Spreadsheet
from tests.servers.sheets.server import SheetsServer


@dataclass
class Typed:
    """One cell that the human typed into, before the request with this number."""

    key: str
    column: int
    value: Any
    request: int


@dataclass
class Rival(Human):
    """Types, sorts, inserts and deletes in the tab `tab`; only sorts and inserts in all others.

    `typed` and `deleted` list what happened to rows with a key (in column A).
    """

    tab: str = "actions"
    typed: list[Typed] = field(default_factory=list)
    deleted: list[tuple[str, int]] = field(default_factory=list)

    def maybe(self, book: Spreadsheet, request: int) -> Act | None:
        if self.random.random() >= self.probability:
            return None
        others = [s for s in book.sheets if s.title != self.tab and s.used()[0] > 1]
        if others and self.random.random() < 0.15:
            return self.act(book, self.random.choice(others), self.random.choice(("sort", "insert")), request)
        sheet = book.by_title(self.tab)
        assert sheet is not None
        kind = self.random.choice(list(self.actions))
        row = self.random.randrange(1, sheet.used()[0])
        key = sheet.value(row, 0)
        if kind == "type" and key is None:
            return None
        act = self.act(book, sheet, kind, request, row=row)
        if key is not None and kind == "type":
            self.typed.append(Typed(key, act.column, act.after, request))
        elif key is not None and kind == "delete":
            self.deleted.append((key, request))
        return act


class Ledger:
    """What each row of a tab must hold, by the key in its first column."""

    def __init__(self, server: SheetsServer, book: str, rival: Rival) -> None:
        self.server, self.book, self.rival = server, book, rival
        self.rows = self.sheet()
        self._typed = self._deleted = 0

    def sheet(self) -> dict[str, list[Any]]:
        """The sheet as it is, by key; fails for a duplicate key."""
        found: dict[str, list[Any]] = {}
        for row in self.server.values(self.book, self.rival.tab)[1:]:
            cells = [*row, *[""] * (6 - len(row))]
            if cells[0] == "":
                assert not any(cell != "" for cell in cells), f"a row without a key: {cells}"
                continue
            assert cells[0] not in found, f"the row {cells[0]} is there twice"
            found[cells[0]] = cells
        return found

    def follow(self) -> list[Typed]:
        """Enter what the human did since the last call; out: the cells typed into."""
        typed = self.rival.typed[self._typed :]
        for one in typed:
            if one.key in self.rows:
                self.rows[one.key][one.column] = one.value
        for key, _ in self.rival.deleted[self._deleted :]:
            self.rows.pop(key, None)
        self._typed, self._deleted = len(self.rival.typed), len(self.rival.deleted)
        return typed

    def agrees(self) -> None:
        """Ledger and sheet hold the same rows and cells."""
        sheet = self.sheet()
        assert sheet.keys() == self.rows.keys()
        assert {k: v for k, v in sheet.items() if v != self.rows[k]} == {
            k: self.rows[k] for k, v in sheet.items() if v != self.rows[k]
        }
