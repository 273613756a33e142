"""What one document calls people: by initials, short signs and offices, as its lists of people say."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lib.bring.minutes.people.listed_people import people_in
from lib.bring.minutes.people.names import Names, own_initials
from lib.bring.minutes.people.presence_words import OFFICE
from lib.bring.minutes.proposals import Attendance, RoleHeld
from lib.bring.people import Roster

_SIGN = re.compile(r"[A-Z]{2,4}|@[\w.\-]{2,40}")
"""How a column of a table of people calls somebody."""


def called_here(
    roster: Roster, names: Names, attendance: Sequence[Attendance], roles: Sequence[RoleHeld]
) -> Names:
    """Who is known in this document: the roster, everybody listed in it, and the initials and offices it uses for them.

    `names`: who was known while its lists of people were read.
    """
    strangers = [one.person for one in attendance if not one.is_member]
    strangers += [one.person for one in roles if not one.is_member]
    aliases: dict[str, str] = {}
    for role in roles:
        label = role.source.text.partition(":")[0].strip().lower()
        if OFFICE.fullmatch(label):
            aliases |= {label: role.person, f"the {label}": role.person}
    here = {one.person: roster.names.get(one.person, one.person) for one in attendance}
    for one in attendance:
        cells = one.source.text.split(" | ")
        signs = [cell for cell in cells[1:] if _SIGN.fullmatch(cell)]
        if len(signs) == 1 and names.find(cells[0]) == one.person:
            aliases.setdefault(signs[0], one.person)
        for person in people_in(one.source.text.partition(":")[2] or one.source.text, names):
            if isinstance(person, str) or person.person != one.person:
                continue
            offices = [f"{article}{person.office}" for article in ("", "the ", "der ", "die ")]
            for called in (person.alias, *(offices if person.office else ())):
                if called:
                    aliases.setdefault(called, one.person)
    called = own_initials(roster.names) | own_initials(here) | aliases
    return Names(roster, dict.fromkeys(strangers), called, _several_in_office(roles))


def _several_in_office(roles: Sequence[RoleHeld]) -> dict[str, list[str]]:
    """Who "Chairs" means where a label of that name lists them."""
    found: dict[str, list[str]] = {}
    for role in roles:
        label = role.source.text.partition(":")[0].strip().lower()
        if OFFICE.fullmatch(label.removesuffix("s")) and label.endswith("s"):
            for called in (label, f"the {label}"):
                found.setdefault(called, []).append(role.person)
    return found
