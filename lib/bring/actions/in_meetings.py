"""Actions that a list of meetings names in a cell of the meeting's row: "Ann to write it by 3 March; Bob: book a room".

Each part of the cell is an action of that meeting. Who and until when are read only where the log knows the person, and
the day can be read in one way. Nothing of it has a cell of its own, so it is read-only.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from lib.bring.origin import DERIVED
from lib.bring.people import Roster
from lib.bring.shapes.sessions_by_day import day_in
from lib.bring.synonyms import columns_for, tabs_for
from lib.bring.table import Table, TableColumn, text_of
from lib.log.format.schema import TABS
from lib.log.format.words import fillers, word_form
from lib.workbook.base import Cell, Grid

RULE = "actions in the row of a meeting"
_ACTIONS = TABS["actions"]
_PART = re.compile(r"\s*(?:[;\n\r•▪●]|(?:^|(?<=\s))\(?\d{1,2}[.)](?=\s))\s*")
_NOTHING = frozenset(
    map(word_form, "none|no actions|no action|nil|keine|aucune|aucun|ninguna|ninguno|geen|nenhuma".split("|"))
)
_BY = re.compile(
    r"[\s,(–-]*\b(?:by|until|before|due|bis|spätestens|pour le|avant le|d'ici le|antes del?|para el|voor|uiterlijk|"
    r"até)\b:?\s+(?P<day>[^()]+?)\)?\.?$",
    re.IGNORECASE,
)
_WHO = (
    re.compile(r"(?P<who>[^:;()]{2,40}?)\s*(?::|\s[–—-]\s)\s*(?P<what>.+)", re.DOTALL),
    re.compile(r"(?P<who>[^:;()]{2,40}?)\s+(?:to|will|soll|wird|doit|zal)\s+(?P<what>.+)", re.DOTALL),
    re.compile(r"(?P<what>.+?)\s*[(\[](?P<who>[^()\[\]]{2,40})[)\]]\.?", re.DOTALL),
    re.compile(r"(?P<what>.+?)\s*(?:[–—-]|:)\s*(?P<who>[^:;()]{2,40})", re.DOTALL),
)


def names_actions(header: str, cells: Sequence[str]) -> bool:
    """Whether a column of a list of meetings names what is to be done: "Action points" over texts, not over counts."""
    is_named = (
        columns_for(header, _ACTIONS).get("what", 0.0) >= 95.0
        and tabs_for(header).get("actions", 0.0) >= 95.0
    )
    said = [cell for cell in cells if word_form(cell) not in fillers()]
    return is_named and bool(said) and not all(cell.strip().isdigit() for cell in said)


def add_actions(tables: dict[str, list[Table]], roster: Roster, absent: Collection[str]) -> None:
    """Add the actions that lists of meetings name, to a log that has no list of actions and does not say so."""
    if tables.get("actions") or "actions" in absent:
        return
    for table in tables.get("sessions", ()):
        for column in table.columns:
            texts = [text for cell in column.cells if (text := text_of(cell))]
            if column.name not in table.tab.column_names and names_actions(column.name, texts):
                if (found := _actions(table, column, roster)) is not None:
                    tables.setdefault("actions", []).append(found)
                break


def _actions(table: Table, column: TableColumn, roster: Roster) -> Table | None:
    keys, circles, days = table.texts("session"), table.texts("circle"), table.cells("planned")
    cells: Mapping[str, list[Cell]] = {
        name: [] for name in ("action", "circle", "session", "what", "owner", "created", "due")
    }
    rows: list[int] = []
    for record, cell in enumerate(column.cells):
        if record in table.no_records:
            continue
        for number, part in enumerate(_parts(text_of(cell)), start=1):
            what, owner, due = _read(part, roster, table.grid)
            values = (
                f"{keys[record] or table.rows[record]}-{number}",
                circles[record] or None,
                keys[record] or None,
                what,
                owner,
                days[record],
                due,
            )
            for name, value in zip(cells, values, strict=True):
                cells[name].append(value)
            rows.append(int(table.rows[record]))
    if not rows:
        return None
    nowhere = np.full(len(rows), DERIVED, dtype=np.int32)
    columns = [TableColumn(name, values, nowhere) for name, values in cells.items()]
    found = Table(
        _ACTIONS,
        table.grid,
        table.header_row,
        columns,
        np.array(rows, dtype=np.int64),
        "actions",
        is_plain=False,
    )
    expected = (
        f"one row for each action; {len(rows):,} were found in these cells: whether they are done is not recorded, and "
        "they can be changed in the sheet only"
    )
    found.note(None, "", "note", RULE, column.name, expected)
    return found


def _parts(text: str) -> list[str]:
    parts = [part.strip(" -–*.") for part in _PART.split(text)]
    return [part for part in parts if part and word_form(part) not in fillers() | _NOTHING]


def _read(part: str, roster: Roster, grid: Grid) -> tuple[str, str | None, str | None]:
    """What is to be done, by whom (the member's key) and until when (an ISO day), the last two None if unknown."""
    due = None
    text = part
    if match := _BY.search(part):
        due = day_in(match["day"].strip(), grid)
        text = part[: match.start()].rstrip(" ,(") if due else part
    for pattern in _WHO:
        if (match := pattern.fullmatch(text)) and (key := roster.find(match["who"].strip())) is not None:
            return match["what"].strip(" .,"), key, due
    return text, None, due
