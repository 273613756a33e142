"""A form's answer tab: what it is known by, the day of each answer, and the tab without the times.

A form is known by its questions and a column of times, wherever that is and whatever it is called; or by what Google
calls that column. A time is used to find the quarter or the session that an answer is about, and replaced by it before
anything is kept.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date

from lib.bring.forms.questions import PULSE, column_of, done
from lib.log.format.cells import Unfit, read_date, shown
from lib.log.format.words import word_form
from lib.workbook.base import Cell, Grid

TIMES = frozenset(
    map(
        word_form,
        "timestamp|zeitstempel|horodateur|marca temporal|tijdstempel|carimbo de data/hora|"
        "informazioni cronologiche|tidsstämpel|sygnatura czasowa|tidsstempel|タイムスタンプ|时间戳记|時間戳記|"
        "отметка времени|временная метка|časová značka|zaman damgası|aikaleima|időbélyeg|marcatge de temps|타임스탬프|"
        "data e hora|позначка часу|marcaj de timp|χρονική σήμανση".split("|"),
    )
)
"""What Google calls the column of times, in its languages."""
STAND_IN = "Timestamp"
"""The header of a column whose times are taken out."""
FEWEST = 3
"""Questions of the pulse that a form has to have to be one."""
_LATEST_SERIAL, _FIRST_SERIAL = 80_000, 20_000
_DATED = re.compile(r"(?<!\d)(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{4}[年년]|20\d\d)(?!\d)")
_HOUR = re.compile(r"(?<!\d)\d{1,2}\s*(?:[:.h：]\s*\d{2}|[時时시])")
_DAY = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\.?")
_CLOCK = re.compile(
    r"(?:\s+|T)\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?\s*(?:[ap]\.?m\.?|uhr|z|gmt[+\-\d:]*)?\s*$",
    re.IGNORECASE,
)


def is_form(grid: Grid) -> bool:
    """Whether a tab holds the answers of a form."""
    return times_at(grid) is not None


def times_at(grid: Grid) -> int | None:
    """The position of the column of times in a form's answers; None for any other tab.

    A tab with a column of waves of its own is no form.
    """
    headers = [word_form(shown(grid.cell(1, at))) for at in range(len(grid.columns))]
    if len(headers) < 2 or "wave" in headers:
        return None
    if named := [at for at, text in enumerate(headers) if text in TIMES]:
        return named[0]
    if not (asks_the_pulse(grid) or asks_about_sessions(grid)):
        return None
    return next((at for at in range(len(headers)) if holds_times(grid, at)), None)


def asks_the_pulse(grid: Grid) -> bool:
    """Whether a tab has at least three questions of the pulse."""
    asked = {column_of(header(grid, at), "pulse") for at in range(len(grid.columns))}
    return len(asked & (PULSE.keys() - {"circle", "comment"})) >= FEWEST


def asks_about_sessions(grid: Grid) -> bool:
    """Whether its questions are who has done what for a session."""
    asked = {column_of(header(grid, at), "session") for at in range(len(grid.columns))}
    return "member" in asked and ("about" in asked or bool(done(grid.tab)))


def holds_times(grid: Grid, at: int) -> bool:
    """Whether at least half of what is below a header are days or times."""
    cells = [cell for cell in grid.columns[at][1:] if shown(cell).strip()]
    return bool(cells) and 2 * sum(map(_is_time, cells)) >= len(cells)


def _is_time(cell: Cell) -> bool:
    if isinstance(cell, date):
        return True
    if isinstance(cell, float):
        return _FIRST_SERIAL < cell < _LATEST_SERIAL
    text = cell.strip() if isinstance(cell, str) else ""
    is_clocked = len(text) <= 50 and _DATED.search(text) and _HOUR.search(text)
    return bool(is_clocked or _DAY.fullmatch(text))


def header(grid: Grid, position: int) -> str:
    """A question's text; of a grid question ("Agree? [Item]"), that of the item."""
    text = shown(grid.cell(1, position)).strip()
    item = re.search(r"\[([^\[\]]+)\]\s*$", text)
    return item[1].strip() if item else text


def day_of(grid: Grid, row: int, at: int) -> date | None:
    """The day of an answer, whose times are in column `at`; None if its time cannot be read."""
    cell = grid.cell(row, at)
    if isinstance(cell, str):
        cell = _CLOCK.sub("", cell.strip())
    try:
        return read_date(cell, day_first=grid.day_first, epoch_1904=grid.epoch_1904)
    except Unfit:
        return None


def has_answer(grid: Grid, row: int) -> bool:
    """Whether anything is in a row."""
    return any(shown(column[row - 1]).strip() for column in grid.columns if row <= len(column))


def cleaned(grid: Grid, times: Sequence[Cell], kept: Collection[int], at: int = 0) -> Grid:
    """The tab with `times` in place of the times, which are in column `at`, and only the header of every column that is
    not among `kept`."""
    assert len(times) == grid.height
    columns: list[Sequence[Cell]] = []
    for position, column in enumerate(grid.columns):
        rest = list(column) if position in kept else [*column[:1], *[None] * (len(column) - 1)]
        columns.append(list(times) if position == at else rest)
    return Grid(
        grid.workbook,
        grid.tab,
        columns,
        grid.sheet_id,
        epoch_1904=grid.epoch_1904,
        day_first=grid.day_first,
    )
