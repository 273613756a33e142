"""Attendance while it is found: one record per person and session, each cell with its place."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from lib.bring.table import Table, TableColumn
from lib.log.format.schema import TABS
from lib.workbook.base import Cell, Grid

_ATTENDANCE = TABS["attendance"]


@dataclass
class Records:
    """Attendance as it is found: where each record's session, member and mark stand."""

    session: list[Cell] = field(default_factory=list)
    member: list[Cell] = field(default_factory=list)
    present: list[Cell] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    guests: set[int] = field(default_factory=set)
    at: dict[str, list[int]] = field(default_factory=lambda: {"session": [], "member": [], "present": []})

    def add(
        self,
        session: Cell,
        member: Cell,
        present: Cell,
        row: int,
        at: tuple[int, int, int],
        *,
        is_guest: bool = False,
    ) -> None:
        if is_guest:
            self.guests.add(len(self.rows))
        self.session.append(session)
        self.member.append(member)
        self.present.append(present)
        self.rows.append(row)
        for name, column in zip(("session", "member", "present"), at, strict=True):
            self.at[name].append(column)

    def table(self, grid: Grid, header_row: int) -> Table:
        columns = [
            TableColumn(name, cells, np.array(self.at[name], dtype=np.int32))
            for name, cells in (("session", self.session), ("member", self.member), ("present", self.present))
        ]
        rows = np.array(self.rows, dtype=np.int64)
        return Table(
            _ATTENDANCE, grid, header_row, columns, rows, "attendance", is_plain=False, guests=self.guests
        )
