"""Which columns of a list of meetings say who did what, and on which day they begin, by their cells."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from lib.bring.evidence import SURE, are_days, list_use, some_texts
from lib.bring.people import Roster
from lib.bring.synonyms import columns_for
from lib.log.format.folding import fold
from lib.log.format.schema import TABS
from lib.log.format.words import fillers, word_form
from lib.workbook.base import Grid

_NOTES = frozenset(
    map(
        word_form,
        "notes|notizen|protokoll|protocol|compte rendu|notulen|verslag|acta|actas|ata|apuntes".split("|"),
    )
)
"""Headers over the notes in some lists, and over who takes them in others."""
_PEOPLE = ("facilitator", "presenter", "note_taker", "business_owner")
_STARTS = frozenset(
    map(
        word_form,
        "start date|start|starts|beginn|startdatum|anfang|date de début|début|fecha de inicio|comienza el|begindatum|"
        "data de início".split("|"),
    )
)
"""Headers of calendars over the day on which a meeting begins."""


def start_column(grid: Grid, header_row: int, headers: Mapping[int, str]) -> int | None:
    """The column of a list of meetings in which a calendar program writes the day, where no other header names one;
    None if there is none, or several.

    `headers`: by position.
    """
    if any(columns_for(header, TABS["sessions"]).get("planned", 0.0) >= SURE for header in headers.values()):
        return None
    found = [
        at
        for at, header in headers.items()
        if word_form(header) in _STARTS and are_days(some_texts(grid, at, header_row))
    ]
    return found[0] if len(found) == 1 else None


def note_takers(
    grid: Grid, header_row: int, headers: Mapping[int, str], settled: Collection[int]
) -> set[int]:
    """The columns such as "Notes" whose cells are people whom other columns of the tab name: who took the notes.

    `headers`: by position. `settled`: columns whose meaning a person or the settings say.
    """
    named = [
        at for at, header in headers.items() if at not in settled and word_form(header.strip(" :")) in _NOTES
    ]
    if not named:
        return set()
    nobody = Roster(())
    people = {
        fold(part)
        for at, header in headers.items()
        if at not in named and _holds_people(header)
        for text in set(some_texts(grid, at, header_row))
        for part in nobody.parts(text)
    }
    found = set()
    for at in named:
        said = [text for text in some_texts(grid, at, header_row) if word_form(text) not in fillers()]
        if said and 2 * sum(fold(text) in people for text in said) > len(said):
            found.add(at)
    return found


def _holds_people(header: str) -> bool:
    scores = columns_for(header, TABS["sessions"])
    return bool(list_use(header)) or any(scores.get(name, 0.0) >= SURE for name in _PEOPLE)
