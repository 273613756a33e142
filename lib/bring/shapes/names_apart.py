"""First and last names in columns of their own, in a list of members or of who came: together they are the person."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lib.bring.table import Table, text_of
from lib.log.format.words import word_form
from lib.workbook.base import Cell

FIRST, LAST = (
    frozenset(map(word_form, words.split("|")))
    for words in (
        "first name|given name|forename|vorname|prénom|nombre|voornaam|nome próprio",
        "last name|surname|family name|nachname|familienname|nom|nom de famille|apellido|apellidos|"
        "achternaam|sobrenome|apelido",
    )
)
_FIRST_NAME, _LAST_NAME = FIRST - {"nombre"}, LAST - {"nom"}
"""Without the words that stand over whole names too."""
_BESIDE = {word_form(first): frozenset([last]) for first, last in (("vorname", "name"), ("voornaam", "naam"))}
"""Headers over first names -> the word for a whole name that stands over last names beside them."""
_NAMED = {"attendance": "member", "members": "name"}
"""The column that the two parts make, by tab."""


def part_of_name(header: str) -> str:
    """Which part of a name a header announces, such as "First name" or "player_last_name": first, last, or ""."""
    words = re.split(r"[\s_]+", header.strip(" :*"))
    tails = {word_form(" ".join(words[at:])) for at in range(len(words))}
    return "first" if tails & _FIRST_NAME else "last" if tails & _LAST_NAME else ""


def parts_of_name(headers: Sequence[str]) -> tuple[int, int] | None:
    """The positions of the one header over first names and the one over last names; None if there are none, or more."""
    first = [at for at, header in enumerate(headers) if part_of_name(header) == "first"]
    last = [at for at, header in enumerate(headers) if part_of_name(header) == "last"]
    if len(first) == 1 and not last:  # "Nom" beside "Prénom" is the last name, and "Name" beside "Vorname"
        wider = LAST | _BESIDE.get(word_form(headers[first[0]].strip(" :*")), frozenset())
        last = [at for at, header in enumerate(headers) if word_form(header.strip(" :*")) in wider]
    elif len(last) == 1 and not first:
        first = [at for at, header in enumerate(headers) if word_form(header.strip(" :*")) in FIRST]
    return (first[0], last[0]) if len(first) == 1 and len(last) == 1 else None


def join_names(table: Table) -> None:
    """Give a list without whole names the column that its first and last names make; it is in no cell of the sheet."""
    name = _NAMED.get(table.tab.name, "")
    if not name or table.has(name):
        return
    parts = parts_of_name([column.name for column in table.columns])
    if parts is None:
        return
    first, last = (table.columns[at].cells for at in parts)
    whole: list[Cell] = [
        " ".join(filter(None, (text_of(one), text_of(other)))) or None
        for one, other in zip(first, last, strict=True)
    ]
    table.derive(name, whole)
