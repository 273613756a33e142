"""A person in the spreadsheet who types, sorts, inserts and deletes rows between API requests, and records it all."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from . import structure
from .a1 import Range
from .entry import Entry
from .grid import Sheet
from .model import Spreadsheet
from .recalculate import recalculate

ACTIONS = ("type", "sort", "insert", "delete")


@dataclass
class Act:
    """One thing done. `row` and `column` are zero-based; `before` and `after` are cell values, or the deleted row."""

    kind: str
    file_id: str
    sheet: str
    row: int = 0
    column: int = 0
    before: Any = None
    after: Any = None
    request: int = 0


@dataclass
class Human:
    """With `probability`, does one of `actions` before a request, in the tabs `sheets` (all if None).

    The first `header_rows` rows are left alone; typing goes to `columns` (all used ones if None). `text` makes what is
    typed, by default a unique text.
    """

    probability: float = 0.0
    seed: int = 0
    actions: Sequence[str] = ACTIONS
    sheets: Sequence[str] | None = None
    columns: Sequence[int] | None = None
    header_rows: int = 1
    limit: int | None = None
    text: Callable[[int], Any] = lambda n: f"human {n}"
    log: list[Act] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)

    def maybe(self, book: Spreadsheet, request: int) -> Act | None:
        """Called before each request on the spreadsheet."""
        if (
            self.limit is not None and len(self.log) >= self.limit
        ) or self.random.random() >= self.probability:
            return None
        choices = [s for s in book.sheets if self.sheets is None or s.title in self.sheets]
        choices = [s for s in choices if s.used()[0] > self.header_rows]
        if not choices:
            return None
        return self.act(book, self.random.choice(choices), self.random.choice(list(self.actions)), request)

    def act(
        self,
        book: Spreadsheet,
        sheet: Sheet,
        kind: str,
        request: int = 0,
        row: int | None = None,
        column: int | None = None,
        value: Any = None,
    ) -> Act:
        """Do one thing now; row, column and value are drawn at random if not given."""
        height, width = sheet.used()
        row = (
            self.random.randrange(self.header_rows, max(height, self.header_rows + 1)) if row is None else row
        )
        columns = list(self.columns) if self.columns and kind == "type" else list(range(max(width, 1)))
        column = self.random.choice(columns) if column is None else column
        act = Act(kind, book.file_id, sheet.title, row, column, request=request)
        if kind == "type":
            act.before, act.after = (
                sheet.value(row, column),
                self.text(len(self.log)) if value is None else value,
            )
            sheet.enter(row, {column: Entry(act.after)})
        elif kind == "sort":
            order = self.random.choice(("ASCENDING", "DESCENDING"))
            spec = {"dimensionIndex": column, "sortOrder": order}
            act.after = order
            structure.sort(book, sheet, Range(self.header_rows, 0, height, sheet.column_count), [spec], None)
        elif kind == "insert":
            structure.insert_dimension(book, sheet, "ROWS", row, 1)
        elif kind == "delete":
            act.before = list(sheet.rows[row]) if row < len(sheet.rows) else []
            structure.delete_dimension(book, sheet, "ROWS", row, row + 1)
        else:
            raise ValueError(f"unknown action: {kind}")
        recalculate(book)
        self.log.append(act)
        return act

    def log_json(self) -> list[dict[str, Any]]:
        return [asdict(act) for act in self.log]
