"""What a tab and its columns are taken for, and what a person chose instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lib.log.format.schema import TABS
from lib.workbook.base import column_letters

SAMPLES = 3
"""Cells that are shown of a column."""


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """One column of a tab: its header and a few cells, and what it is taken for.

    `column`: a column of the format, "" for none. `rivals`: others it may mean. `use`: lists of people in a sessions
    tab are used without a name of the format ("attendees"); "" otherwise. `listed`: the list of people it is to be
    read as, "" for none. `part`: what it is in a grid of attendance, in words; "" elsewhere.
    """

    position: int
    header: str
    samples: tuple[str, ...]
    column: str = ""
    rivals: tuple[str, ...] = ()
    use: str = ""
    listed: str = ""
    part: str = ""

    @property
    def letter(self) -> str:
        return column_letters(self.position)


@dataclass(frozen=True, slots=True)
class TabGuess:
    """One tab: what it is taken for (`tab`, "" for nothing), where its headers are, its columns and number of rows.

    `rivals`: other tabs of the format it may be. `is_grid`: people and days stand down and across, or tasks below
    their states, so that no column needs a name. `is_by_shape`: its cells say what it is, whatever its title;
    `is_by_headers`: its headers do, since its title says nothing.
    """

    workbook: str
    title: str
    tab: str
    header_row: int
    rows: int
    columns: tuple[ColumnGuess, ...] = ()
    rivals: tuple[str, ...] = ()
    is_grid: bool = False
    is_by_shape: bool = False
    is_by_headers: bool = False

    @property
    def lacks(self) -> tuple[str, ...]:
        """The columns that every row of this tab needs and that none of its columns is taken for."""
        if not self.tab or self.is_grid:
            return ()
        found = {column.column for column in self.columns}
        follows = {"circle", TABS[self.tab].key[0] if TABS[self.tab].key else "", "present"}
        if {"first name", "last name"} <= {column.part for column in self.columns}:
            follows |= {"member", "name"}
        needed = [column.name for column in TABS[self.tab].columns if column.required]
        return tuple(name for name in needed if name not in found and name not in follows)


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person chose instead of the guesses: a tab's title -> tab, (title, header) -> column; "" for none.

    `answers`: (workbook, name of a settings row) -> its value, for what is asked about a whole workbook.
    """

    tabs: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[tuple[str, str], str] = field(default_factory=dict)
    answers: Mapping[tuple[str, str], str] = field(default_factory=dict)


NOTHING_CHOSEN = Choices()
