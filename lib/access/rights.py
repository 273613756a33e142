"""What a person may do in the whole program right now, and whether that is still what a page was drawn under."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from lib.access.addresses import addresses_in
from lib.access.redaction import Role, address, roles_of
from lib.log.format.model import CircleLog

Named = tuple[str, str, str]
"""A role's column, a circle and the cell, of a row of the circles tab that names the person."""


@dataclass(frozen=True, slots=True)
class Rights:
    """What someone may see follows from these: the roles of `email`, and the cells that give them to it.

    Two equal rights show the same log. Nobody has rights without a role.
    """

    email: str
    roles: tuple[Role, ...]
    named: frozenset[Named] = frozenset()


def rights_of(email: str, log: CircleLog | None, administrators: Iterable[str]) -> Rights | None:
    """The rights of a verified email; None without a role. `log` None means it cannot be read (see `roles_of`)."""
    roles = roles_of(email, log, administrators)
    if not roles:
        return None
    own = address(email)
    if log is None:
        return Rights(own, roles)
    circles = log.circles
    named = {
        (column, str(circle), str(cell))
        for column in ("lead", "sponsor")
        for circle, cell in zip(circles["circle"], circles[column].fillna(""), strict=True)
        if own in address(str(cell)) and own in addresses_in(cell)
    }
    return Rights(own, roles, frozenset(named))


@dataclass(frozen=True, slots=True)
class Standing:
    """Where someone who is signed in stands.

    `key`: this sign-in and no other. `rights`: None for people without a role, and while the log that says so is not
    read. `is_waiting`: the latter. `ends`: when the sign-in ends by itself (UTC).
    """

    key: str
    ends: datetime
    rights: Rights | None = None
    is_waiting: bool = False
