"""Who came, one person in each column of a meeting's row: "Attendee 1", "Attendee 2", or one header over several."""

from __future__ import annotations

import re

from lib.bring.list_headers import LIST_HEADERS, names_nobody
from lib.bring.table import Table, text_of
from lib.log.format.words import word_form
from lib.workbook.base import Cell, Grid

_NUMBERED = re.compile(r"(?P<who>.*?[^\W\d_])[\s_#.:]*(?:no\.?|nr\.?|n°|nº)?\s*\d{1,3}", re.IGNORECASE)
_WHO = frozenset(
    map(
        word_form,
        (
            *LIST_HEADERS["attendees"],
            *(
                "attendee|participant|member|member present|person|teilnehmer|teilnehmerin|teilnehmer/in|mitglied|"
                "présent|participante|membre|asistente|miembro|deelnemer|aanwezige|lid|membro".split("|")
            ),
        ),
    )
)


def columns_of_people(grid: Grid, row: int) -> tuple[int, ...]:
    """The columns below a row of headers that hold one person who came each; () unless there are at least two.

    They have one header with a number behind it, or stand right of a list's header and have none, or the same.
    """
    headers = [text_of(grid.cell(row, at)) for at in range(len(grid.columns))]
    numbered: dict[str, list[int]] = {}
    for at, header in enumerate(headers):
        match = _NUMBERED.fullmatch(header.strip())
        if match and word_form(match["who"]) in _WHO:
            numbered.setdefault(word_form(match["who"]), []).append(at)
    found = next((tuple(its) for its in numbered.values() if len(its) > 1), ()) or _below_one(headers)
    texts = [text for at in found for cell in grid.columns[at][row:] if (text := text_of(cell))]
    return () if not texts or any(map(names_nobody, texts)) else found


def _below_one(headers: list[str]) -> tuple[int, ...]:
    lists = frozenset(map(word_form, LIST_HEADERS["attendees"]))
    first = next((at for at, header in enumerate(headers) if word_form(header.strip(": ")) in lists), None)
    if first is None:
        return ()
    last = first
    while last + 1 < len(headers) and headers[last + 1] in ("", headers[first]):
        last += 1
    return tuple(range(first, last + 1)) if last > first else ()


def join_people(table: Table) -> None:
    """Give a list of meetings with one person in each of several columns the list that they make; it is in no cell of
    the sheet."""
    if table.tab.name != "sessions" or not len(table):
        return
    columns = columns_of_people(table.grid, table.header_row)
    if not any(text_of(table.grid.cell(int(row), at)) for row in table.rows for at in columns[1:]):
        return
    lists: list[Cell] = [
        "; ".join(text for at in columns if (text := text_of(table.grid.cell(int(row), at)))) or None
        for row in table.rows
    ]
    table.columns = [column for column in table.columns if int(column.at[0]) not in columns]
    table.derive("attendees", lists)
