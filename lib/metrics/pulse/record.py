"""The record of what was published: publications as rows of text, and rows of text as publications.

The survey workbook keeps it in its tab `published`; where Pharos may not write, a file on the server does. A
publication has one row for the wave, one per circle, one for the rest and one for the total, all with the same
`record`. Figures are kept as they were published, rounded and cut off. Each row has a `seal`, a digest of its cells,
and the row of the wave seals the others too. So a record that somebody changed is noticed: its wave is not shown, and
never counted again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from lib.log.format.folding import fold
from lib.metrics.pulse import disclosure
from lib.metrics.pulse.disclosure import BELOW, NO_ANSWERS, PUBLISHED
from lib.metrics.pulse.publications import Publication
from lib.metrics.pulse.publish import QUESTIONS
from lib.workbook.base import Cell, Grid, column_letters

TAB = "published"
HEADERS = (
    "key",
    "wave",
    "publication",
    "part",
    "circle",
    "k",
    "comments_k",
    "counted",
    *QUESTIONS,
    "record",
    "seal",
)
_WAVE = "wave"
_FIGURE = re.compile(
    rf"{PUBLISHED} n=(?P<n>\d+) left_out=(?P<left_out>\d+) value=(?P<value>[\d.]+) low=(?P<low>[\d.]+) "
    r"high=(?P<high>[\d.]+) bound=(?P<bound>or higher|or lower|range|none)"
)
RESTORE = "what Pharos wrote there: restore the tab from the workbook's version history"

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Problem:
    """What does not fit in the record: the cell (A1), what was found, what was expected."""

    cell: str
    found: str
    expected: str


@dataclass(frozen=True)
class Record:
    """What was read: the publications, the waves whose record cannot be used, and why. `is_unreadable`: nothing can be
    said about any wave."""

    publications: tuple[Publication, ...] = ()
    blocked: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()
    is_unreadable: bool = False


def rows_of(publication: Publication, record: str) -> list[dict[str, str]]:
    """The rows of a publication, the wave's last. `record`: a text that no other publication has."""
    cells: dict[tuple[str, str], dict[str, str]] = {}
    for cell in publication.table.to_dict("records"):
        circle = str(cell["circle"]) if cell["cell"] == "circle" else ""
        cells.setdefault((str(cell["cell"]), circle), {})[str(cell["question"])] = _text(cell)
    for circle in publication.counted:
        cells.setdefault(("circle", circle), {})
    rows = [
        _row(
            publication, record, part, circle, counted=" ".join(publication.counted.get(circle, ())), **texts
        )
        for (part, circle), texts in cells.items()
    ]
    ks = {"k": str(publication.k), "comments_k": str(publication.comments_k)}
    unnamed = f"{publication.unnamed} without a respondent"
    last = _row(publication, record, _WAVE, "", counted=unnamed, **ks)
    return [*rows, last | {"seal": _sealed(last, rows)}]


def read(grid: Grid | None) -> Record:
    """The record in the tab `published`; an empty one without the tab."""
    if grid is None:
        return Record()
    heads = [fold(str(grid.cell(1, column) or "")) for column in range(len(grid.columns))]
    missing = [name for name in HEADERS if name not in heads]
    if missing:
        found, expected = (
            ", ".join(filter(None, heads)),
            f"{', '.join(HEADERS)}, in row 1, and below {RESTORE}",
        )
        return Record(problems=(Problem("A1", found, expected),), is_unreadable=True)
    at = {name: heads.index(name) for name in HEADERS}
    rows = [
        (number, {name: _plain(grid.cell(number, column)) for name, column in at.items()})
        for number in range(2, grid.height + 1)
    ]
    return of_rows(rows, at["key"])


def of_rows(rows: Iterable[tuple[int, Row]], column: int = 0) -> Record:
    """The record in some rows with their numbers; `column` is where problems point. Rows without any text are skipped.

    Of two records of the same publication, the one whose wave row comes first counts.
    """
    groups: dict[tuple[str, str, str], list[tuple[int, Row]]] = {}
    for number, row in rows:
        if any(row.values()):
            groups.setdefault((row["wave"], row["publication"], row["record"]), []).append((number, row))
    found: dict[tuple[str, int], Publication] = {}
    blocked: set[str] = set()
    problems: list[Problem] = []
    letters = column_letters(column)
    for (wave, number, _), group in sorted(groups.items(), key=lambda item: _end(item[1])):
        wrong = _wrong(group)
        if wrong is None:
            found.setdefault((wave, int(number)), _publication(group))
        else:
            blocked.add(wave)
            row, what = wrong
            problems.append(Problem(f"{letters}{row}", what, RESTORE))
    return Record(
        tuple(each for (wave, _), each in sorted(found.items()) if wave not in blocked),
        frozenset(blocked),
        tuple(problems),
    )


def _end(group: list[tuple[int, Row]]) -> int:
    return next((number for number, row in group if row["part"] == _WAVE), group[-1][0])


def _wrong(group: list[tuple[int, Row]]) -> tuple[int, str] | None:
    """The row of a record that is not as it was written and what is wrong with it; None if all are."""
    ends = [(number, row) for number, row in group if row["part"] == _WAVE]
    rows = [row for _, row in group if row["part"] != _WAVE]
    for number, row in group:
        if row["part"] != _WAVE and row["seal"] != _seal(row):
            return number, f"a changed row of {row['wave']}"
    if len(ends) != 1:
        return group[0][0], f"a record of {group[0][1]['wave']} without its row for the wave"
    number, end = ends[0]
    if end["seal"] != _sealed(end, rows):
        return number, f"a changed record of {end['wave']}, or one with a row missing"
    return None


def _publication(group: list[tuple[int, Row]]) -> Publication:
    end = next(row for _, row in group if row["part"] == _WAVE)
    rows = [row for _, row in group if row["part"] != _WAVE]
    cells = [
        {"wave": end["wave"], "question": question, "cell": row["part"], "circle": row["circle"] or None}
        | _read(row[question])
        for row in rows
        for question in QUESTIONS
        if row[question]
    ]
    table = disclosure.arranged(pd.DataFrame(cells)) if cells else disclosure.no_cells()
    counted = {row["circle"]: tuple(row["counted"].split()) for row in rows if row["counted"]}
    return Publication(
        end["wave"],
        int(end["publication"]),
        int(end["k"]),
        int(end["comments_k"]),
        table,
        counted,
        int(end["counted"].split()[0]),
    )


def _row(publication: Publication, record: str, part: str, circle: str, **cells: str) -> dict[str, str]:
    key = " ".join(filter(None, [publication.wave, str(publication.number), part, circle]))
    known = {"key": key, "wave": publication.wave, "publication": str(publication.number)}
    row = dict.fromkeys(HEADERS, "") | known | {"part": part, "circle": circle, "record": record} | cells
    return row | {"seal": _seal(row)}


def _text(cell: Mapping[Hashable, Any]) -> str:
    if cell["state"] != PUBLISHED:
        return str(cell["state"])
    value, low, high = (f"{round(float(cell[name]), 6):g}" for name in ("value", "low", "high"))
    return (
        f"{PUBLISHED} n={cell['n']} left_out={cell['left_out']} value={value} low={low} high={high} "
        f"bound={cell['bound'] or 'none'}"
    )


def _read(text: str) -> dict[str, object]:
    blank = {"n": pd.NA, "left_out": pd.NA, "value": np.nan, "low": np.nan, "high": np.nan, "bound": ""}
    if match := _FIGURE.fullmatch(text):
        numbers = {name: float(match[name]) for name in ("value", "low", "high")}
        counts = {name: int(match[name]) for name in ("n", "left_out")}
        bound = "" if match["bound"] == "none" else match["bound"]
        return {"state": PUBLISHED, **counts, **numbers, "bound": bound}
    return blank | ({"state": NO_ANSWERS, "n": 0} if text == NO_ANSWERS else {"state": BELOW})


def _plain(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _seal(row: Row, more: Sequence[str] = ()) -> str:
    parts = [row[name] for name in HEADERS if name != "seal"]
    return hashlib.blake2s("\n".join([*parts, *more]).encode("utf-8", "replace"), digest_size=8).hexdigest()


def _sealed(end: Row, rows: Iterable[Row]) -> str:
    return _seal(end, sorted(row["seal"] for row in rows))
