"""Two columns of due dates in a list of actions: the one first promised, and the one it was moved to."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache

from lib.bring.evidence import SURE, are_days, some_texts
from lib.bring.synonyms import columns_for, is_listed
from lib.log.format.cells import shown
from lib.log.format.schema import TABS
from lib.log.format.words import word_form
from lib.workbook.base import Grid

_MOVED = (
    "revised|new|updated|current|latest|extended|rescheduled|amended|neu|neue|neuer|neues|geänderte|geänderter|"
    "aktuelle|aktueller|verschobene|verschobener|nouvelle|nouveau|révisé|révisée|revue|actuelle|nuevo|nueva|revisado|"
    "revisada|reprogramada|actual|nieuwe|herziene|huidige|novo|nova|revisto|revista|atual|atualizada|forecast|"
    "forecasted|extension|prognostizierter|verlängerte|verlängerter|prolongée|prévisionnelle|prorrogada"
)
_FIRST = (
    "original|initial|first|baseline|ursprüngliche|ursprünglicher|ursprünglich|erste|erster|initiale|originale|"
    "d'origine|initialement|inicial|oorspronkelijke|eerste"
)
_WHOLE = (
    "extended to|postponed to|moved to|rescheduled to|verschoben auf|verlängert bis|reporté au|reportée au|"
    "aplazado a|aplazada a|verschoven naar|uitgesteld tot|adiado para|prorrogado para|revised|forecast|extension|"
    "extended until|new deadline|verlängerung|fristverlängerung|prolongation|report|prórroga|aplazamiento|verlenging|"
    "uitstel|prorrogação|adiamento"
)
_SURE = 600.0
"""More than a header that is the column's own name, since "Due" beside "Revised due" is what was first promised."""
_DATES = (
    "date|datum|fecha|data|termin|frist|completion|completion date|finish|finish date|end|end date|ende|enddatum|"
    "fin|date de fin"
)


def due_columns(grid: Grid, header_row: int, settled: Collection[int] = ()) -> dict[int, tuple[str, float]]:
    """The columns of a list of actions that hold due dates, by position -> first_due or due, and how sure (0-600); {}
    unless one of them says that its dates were moved, beside exactly one that does not.

    Where several were moved, the one first promised is sure, and which of the others is due is asked. `settled`:
    columns whose meaning is known.
    """
    moved: list[int] = []
    first: list[int] = []
    plain: list[int] = []
    for at in range(len(grid.columns)):
        header = shown(grid.cell(header_row, at)).strip()
        if not header or at in settled or is_listed(header, "closed"):
            continue  # "Actual date" beside a target is when it was done; in Spanish, "actual" is the current one
        if _says(header, _MOVED) or word_form(header) in _forms(_WHOLE):
            kind = moved
        elif _says(header, _FIRST):
            kind = first
        elif _is_due(header):
            kind = plain
        else:
            continue
        below = some_texts(grid, at, header_row)
        if not below or are_days(below):
            kind.append(at)
    before = first or plain
    if not moved or len(before) != 1:
        return {}
    sure = _SURE if len(moved) == 1 else SURE - 5
    return {before[0]: ("first_due", _SURE)} | dict.fromkeys(moved, ("due", sure))


@cache
def _forms(words: str) -> frozenset[str]:
    return frozenset(map(word_form, words.split("|")))


def _is_due(header: str) -> bool:
    return columns_for(header, TABS["actions"]).get("due", 0.0) >= SURE


def _says(header: str, words: str) -> bool:
    """Whether a header is one of the words beside a header of due dates: "Revised due", "Échéance (révisée)"."""
    parts: Sequence[str] = re.sub(r"[():]|\b\d$", " ", header).split()
    for word, rest in ((parts[:1], parts[1:]), (parts[-1:], parts[:-1])):
        text = " ".join(rest)
        if (
            word
            and word_form(word[0]) in _forms(words)
            and (_is_due(text) or word_form(text) in _forms(_DATES))
        ):
            return True
    return False
