"""Minutes kept as a form in a tab: "Date:", "Present:" and "Apologies:" below each other, above a list of actions.

One tab may hold one meeting or many. The labels become a list of meetings, and what is below them another table whose
rows know their meeting's day. Each cell keeps its place in the sheet.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lib.bring.list_headers import LIST_HEADERS
from lib.bring.parts.tab_part import TabPart, title_of
from lib.bring.shapes.row_texts import circle_of_section
from lib.bring.shapes.sessions_by_day import day_in, in_own_order, two_days_in
from lib.bring.synonyms import columns_for
from lib.bring.table import text_of
from lib.log.format.schema import TABS
from lib.log.format.words import word_form
from lib.workbook.base import Cell, CellAddress, Grid, SheetNote

MEETING = "Meeting"
"""The header of the column that says of what is below a form in which meeting it was."""
_SESSIONS = TABS["sessions"]
_LISTS = {word_form(header): meaning for meaning, headers in LIST_HEADERS.items() for header in headers}
_WANTED = ("planned", "facilitator", "note_taker", "presenter", "case", "circle", "guest", "decision")
_LONGEST_LABEL = 30
Place = tuple[int, int]
"""Row (from 1) and column (from 0) of a cell of the sheet."""


@dataclass
class _Form:
    """The labels of one meeting: what each means -> (label, value, place), and the rows they take."""

    found: dict[str, tuple[str, Cell, Place]] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)

    def is_meeting(self, grid: Grid) -> bool:
        """Whether the labels say when the meeting was and who came."""
        if "planned" not in self.found or not {"attendees", "apologies", "absent"} & self.found.keys():
            return False
        cell = self.found["planned"][1]
        return bool(day_in(cell, grid) or two_days_in(cell, grid))


@dataclass(frozen=True, slots=True)
class GatheredTab:
    """Where the cells of a list of meetings are that was gathered from forms: `places` by row (from the header, whose
    cells are the labels of the first form) and column."""

    whole: Grid
    places: tuple[tuple[Place | None, ...], ...]

    @property
    def sources(self) -> Sequence[Grid]:
        """The tab with the forms."""
        return (self.whole,)

    @property
    def header_rows(self) -> Sequence[int]:
        """The first row of the tab."""
        return (1,)

    @property
    def is_derived(self) -> bool:
        """Nothing of it is derived."""
        return False

    @property
    def no_records(self) -> Mapping[int, str]:
        """None are known yet."""
        return {}

    @property
    def guests(self) -> Collection[int]:
        """None are known yet."""
        return ()

    @property
    def notes(self) -> Sequence[SheetNote]:
        """There are none."""
        return ()

    def address(self, row: int, column: int) -> CellAddress | None:
        """The cell of the sheet behind a cell of the list; None where the form has none."""
        if not (1 <= row <= len(self.places) and 0 <= column < len(self.places[0])):
            return None
        place = self.places[row - 1][column] or next(each for each in self.places[row - 1] if each)
        return CellAddress(self.whole.workbook, self.whole.tab, *place)


def meetings_apart(grid: Grid) -> tuple[Grid, Grid] | None:
    """The meetings that the forms of a tab describe, and the rest of the tab with the day of the form above each row;
    None for a tab without such forms."""
    dated = in_own_order(grid, (cell for column in grid.columns[:3] for cell in column))
    forms = [form for form in _forms(grid) if form.is_meeting(dated)]
    if not forms:
        return None
    _add_decisions(grid, forms)
    taken = {row for form in forms for row in form.rows}
    rest = [row for row in range(1, grid.height + 1) if row not in taken]
    return _gathered(grid, forms), _beside(grid, forms, rest)


def _forms(grid: Grid) -> Iterator[_Form]:
    """The runs of rows with labels; a heading right above the first label belongs to them, and may name the circle."""
    form = _Form()
    for row in range(1, grid.height + 2):
        filled = [at for at in range(len(grid.columns)) if text_of(grid.cell(row, at))]
        label = _label(grid, row, filled) if filled else None
        if form.rows and (label is None or label[0] in form.found):
            yield form
            form = _Form()
        if label is not None:
            meaning, text, value, place = label
            form.rows.append(row)
            if meaning:
                form.found[meaning] = text, value, place
        elif len(filled) == 1:
            form.rows.append(row)
            if circle := circle_of_section(text_of(grid.cell(row, filled[0]))):
                form.found["circle"] = "Circle", circle, (row, filled[0])


def _add_decisions(grid: Grid, forms: Sequence[_Form]) -> None:
    """Add to each form the lines below a heading such as "Decisions", until the next form; several become one text."""
    ends = [*(form.rows[0] for form in forms[1:]), grid.height + 1]
    for form, end in zip(forms, ends, strict=True):
        lines: list[tuple[int, int, str]] = []
        heading = 0
        for row in range(form.rows[-1] + 1, end):
            filled = [at for at in range(len(grid.columns)) if text_of(grid.cell(row, at))]
            text = text_of(grid.cell(row, filled[0])) if len(filled) == 1 else ""
            if heading and text and row == heading + len(lines) + 1:
                lines.append((row, filled[0], text))
            elif not heading and text and _meaning(text.strip(": ")) == "decision":
                heading = row
        if lines and "decision" not in form.found:
            row, at, _ = lines[0]
            value = "; ".join(text for _, _, text in lines)
            form.found["decision"] = text_of(grid.cell(heading, at)), value, (row, at)
            form.rows += [heading, *(row for row, _, _ in lines)]


def _label(grid: Grid, row: int, filled: Sequence[int]) -> tuple[str, str, Cell, Place] | None:
    """What a row's label means ("" for nothing that is read), the label, its value and where that is; None for a row
    without a label."""
    at = filled[0]
    text = text_of(grid.cell(row, at))
    label, colon, behind = text.partition(":")
    label = label.strip()
    if not label or len(label) > _LONGEST_LABEL or len(filled) > 2:
        return None
    meaning = _meaning(label)
    if not colon and (not meaning or len(filled) != 2):
        return None
    if behind.strip() and len(filled) == 1:
        return meaning, label, behind.strip(), (row, at)
    if behind.strip():
        return None
    place = (row, filled[1]) if len(filled) == 2 else (row, at + 1)
    return meaning, label, grid.cell(*place), place


def _meaning(label: str) -> str:
    if meaning := _LISTS.get(word_form(label)):
        return meaning
    scores = columns_for(label, _SESSIONS)
    return next((name for name in _WANTED if scores.get(name, 0.0) >= 95.0), "")


def _gathered(grid: Grid, forms: Sequence[_Form]) -> Grid:
    names = list(dict.fromkeys(name for form in forms for name in form.found))
    columns: list[list[Cell]] = []
    for name in names:
        header = next(form.found[name][0] for form in forms if name in form.found)
        columns.append([header, *(form.found[name][1] if name in form.found else None for form in forms)])
    places = tuple(
        tuple(form.found[name][2] if name in form.found else None for name in names)
        for form in (forms[0], *forms)
    )
    return replace(
        grid, tab=title_of(grid, 1), columns=columns, merged=(), origin=GatheredTab(grid, places), far=()
    )


def _beside(grid: Grid, forms: Sequence[_Form], rows: Sequence[int]) -> Grid:
    """The rows as a part of the tab with one more column: the day of the form above each."""
    places: list[Place | None] = []
    days: list[Cell] = []
    headers = {}
    for row in rows:
        above = [form for form in forms if form.rows[0] < row]
        day, place = (above[-1].found["planned"][1:]) if above else (None, None)
        filled = sum(bool(text_of(grid.cell(row, at))) for at in range(len(grid.columns)))
        is_first = bool(above) and filled > 1 and above[-1].rows[0] not in headers
        if is_first:
            headers[above[-1].rows[0]] = row
        places.append(place)
        days.append(MEETING if is_first else day if filled > 1 else None)
    columns = [*([grid.cell(row, at) for row in rows] for at in range(len(grid.columns))), days]
    part = TabPart(grid, tuple(rows), tuple(places))
    return replace(grid, tab=title_of(grid, 2), columns=columns, merged=(), origin=part, far=grid.far)
