"""Cells that name people, spelled as the roster spells them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lib.bring.name_forms import is_address
from lib.bring.people import Roster, is_last_first
from lib.bring.table import Table, text_of
from lib.log.format.schema import Column
from lib.log.format.words import word_form
from lib.workbook.base import Cell

_EVERYBODY = frozenset(
    map(
        word_form,
        "all|everyone|everybody|team|the team|group|the group|circle|the circle|all members|members|alle|tous|todos|"
        "iedereen".split("|"),
    )
)
_SEVERAL = re.compile(r"[;\n]")
SEVERAL = "several people"
"""The rule of the note on a cell for one person that names several, of whom the first is read."""
INITIALS = "initials"
"""The rule of the note on short signs that are read as the names they begin."""
READ_AS = "one person; read as "
_INITIALS = frozenset(
    map(
        word_form,
        "initials|initial|abbreviation|abbr|abbr.|short|short name|short code|code|kürzel|kurzzeichen|abkürzung|"
        "initiales|sigle|trigramme|iniciales|siglas|afkorting|initialen|iniciais|sigla".split("|"),
    )
)
"""Headers of the members tab over the short signs that other tabs use for people."""


def roster_in(tables: Mapping[str, list[Table]], known: Roster | None = None) -> Roster:
    """Everybody in the members tabs, also by the initials that a column of their own gives them; `known` again if they
    are still the same."""
    people = tuple(
        person
        for table in tables.get("members", ())
        for record, person in enumerate(
            zip(table.texts("member"), table.texts("name"), table.texts("email"), strict=True)
        )
        if person[0] and record not in table.no_records
    )
    initials = tuple(
        (sign, key)
        for table in tables.get("members", ())
        for column in table.columns
        if word_form(column.name) in _INITIALS
        for record, (key, sign) in enumerate(
            zip(table.texts("member"), map(text_of, column.cells), strict=True)
        )
        if key and sign and record not in table.no_records
    )
    is_known = known is not None and known.people == people and known.initials == initials
    return known if known is not None and is_known else Roster(people, initials)


def respell_people(tables: Mapping[str, list[Table]], roster: Roster) -> None:
    """Replace what people write for a member by the member's key, wherever it can mean one member only.

    In a cell for one person, the first of several is read, with a note that names the cell. A name that fits nobody
    stays as it is. Where nobody is known, only what separates people and nothing else makes several of a cell.
    """
    for parts in tables.values():
        for table in parts:
            for column in table.tab.columns:
                is_person = column.refers_to == "members" or column.name in ("owner", "partner")
                if is_person and table.has(column.name):
                    _respell(table, column, roster)


def _leave_out_everybody(table: Table, column: Column) -> None:
    """ "All" or "the team" owns nothing: the cell names nobody, which a note says."""
    cells = table.cells(column.name)
    groups = {text for text in table.said(column.name) if "@" not in text and word_form(text) in _EVERYBODY}
    if not groups:
        return
    for record, cell in enumerate(cells):
        if text_of(cell) in groups and record not in table.no_records:
            table.note(
                record,
                column.name,
                "note",
                "nobody in particular",
                text_of(cell),
                "one person; read as not recorded",
            )
    table.respell(column.name, [None if text_of(cell) in groups else cell for cell in cells])


def _listed_keys(text: str, roster: Roster) -> list[str]:
    """The addresses of a list, each once, if all of them are members' keys as they are written; else none."""
    pieces = [piece.strip() for piece in text.split(",")]
    return (
        list(dict.fromkeys(pieces)) if all(map(is_address, pieces)) and roster.keys.issuperset(pieces) else []
    )


def _respell(table: Table, column: Column, roster: Roster) -> None:
    if column.kind != "references":
        _leave_out_everybody(table, column)
    cells = table.cells(column.name)
    spelled: dict[str, str] = {}
    several: dict[str, list[str]] = {}
    for text in table.said(column.name) - roster.keys:
        if roster.is_key(text):
            continue
        if is_address(text):  # what stands before its sign may be a word for "and"
            if (key := roster.find(text)) is not None:
                spelled[text] = key
            continue
        if column.kind == "references" and (keys := _listed_keys(text, roster)):
            spelled[text] = ", ".join(keys)
            continue
        people = roster.all_in(text)
        if column.kind != "references" and is_last_first(text) and not all(map(roster.find, text.split(","))):
            if (key := roster.find(text)) is not None:
                spelled[text] = key
            continue  # "Lee, Petra" is not the member Ann Lee
        if not people or (people == [text] and len(people) == 1):
            continue
        if column.kind == "references":
            spelled[text] = ", ".join(people)
        elif len(people) == 1 or roster.find(people[0]) is not None or (not roster and _SEVERAL.search(text)):
            spelled[text] = people[0]
            if len(people) > 1:
                several[text] = people
    changed = {text: key for text, key in spelled.items() if key != text}
    if not changed:
        return
    signs = {text: key for text, key in sorted(changed.items()) if roster.is_guessed_sign(text)}
    if signs:
        names = ", ".join(roster.names.get(key, key) for key in signs.values())
        table.note(
            None, "", "note", INITIALS, ", ".join(signs), f"names; read as {names}, by their first letters"
        )
    new: list[Cell] = [changed.get(text_of(cell), cell) for cell in cells]
    for record, cell in enumerate(cells):
        if text_of(cell) in several and record not in table.no_records:
            table.note(
                record,
                column.name,
                "note",
                SEVERAL,
                text_of(cell),
                f"{READ_AS}{several[text_of(cell)][0]}",
            )
    table.respell(column.name, new)
