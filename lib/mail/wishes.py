"""Who is mailed what, and how often: from the log alone.

Leads and sponsors of active circles get what their role needs, until a row of the mailings tab says otherwise.
Administrators get what a row of that tab names for them, and owners their reminders where the program switched them on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

import pandas as pd

from lib.access import addresses
from lib.access.addresses import address
from lib.log.format.model import CircleLog
from lib.metrics.core.facts import Facts
from lib.metrics.follow_through.mail import is_address

Kind: TypeAlias = Literal["update", "alert", "reminder", "note"]
Every: TypeAlias = Literal["day", "week", "month", "never"]
Reader: TypeAlias = Literal["admin", "lead", "sponsor", "owner"]
KINDS: tuple[Kind, ...] = ("update", "alert", "reminder")
USUALLY: dict[str, Every] = {"update": "month", "alert": "day", "reminder": "week"}
"""How often each kind is sent where no row says so. An alert comes on the day it is found."""
_OFTEN: tuple[Every, ...] = ("day", "week", "month", "never")
LONGEST_ADDRESS = 254


@dataclass(frozen=True, slots=True)
class Wish:
    """One kind of mail to one address. `reader`: with whose rights it is written. `own`: the circles it is about.
    `is_part`: only some of the person's circles, because the mailings tab says so."""

    email: str
    kind: Kind
    every: Every
    reader: Reader
    own: frozenset[str] = frozenset()
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class Wishes:
    """Who is mailed what; and what somebody should look at, a line each."""

    mails: tuple[Wish, ...]
    problems: tuple[str, ...] = ()


def wishes(log: CircleLog, as_of: pd.Timestamp, administrators: Iterable[str] = ()) -> Wishes:
    """Everybody's mails, by address and kind; those that nobody wants are among them as `never`.

    `log`: whole, not redacted. Circles that are not active on as_of give nobody a mail. An address that is not plain
    (letters outside ASCII, or too long) is named among the problems and gets nothing.
    """
    active = Facts(log, as_of).active_circles
    roles = {
        role: {email: _circles(active, role, email) for email in addresses.everyone_in(active[role])}
        for role in ("lead", "sponsor")
    }
    asked, problems = _asked(log)
    found: list[Wish] = []
    for email in sorted(roles["lead"].keys() | roles["sponsor"].keys()):
        leads, sponsors = roles["lead"].get(email, set()), roles["sponsor"].get(email, set())
        first: Reader = "sponsor" if sponsors else "lead"
        found.append(_wish(email, "update", first, sponsors or leads, asked))
        found.append(_wish(email, "alert", "lead" if leads else "sponsor", leads | sponsors, asked))
        if leads:
            found.append(_wish(email, "reminder", "lead", leads, asked))
    known = {(wish.email, wish.kind) for wish in found}
    if log.settings["remind_owners"] == "yes":
        found += [
            _wish(email, "reminder", "owner", set(), asked)
            for email in sorted(owners(log, as_of))
            if (email, "reminder") not in known
        ]
    admins = {address(each) for each in administrators}
    people = {wish.email for wish in found}
    for email, kind in sorted(asked.keys()):
        if email in admins and email not in people and kind != "reminder":
            found.append(_wish(email, kind, "admin", set(active["circle"]), asked))
        elif email not in people and email not in admins:
            problems.append(f"mailings: {email} leads and sponsors no active circle and gets no {kind}")
    plain = [wish for wish in found if is_plain(wish.email)]
    problems += [
        f"{wish.email!r} is not an address that can be mailed" for wish in found if wish not in plain
    ]
    return Wishes(tuple(plain), tuple(dict.fromkeys(problems)))


def is_plain(email: str) -> bool:
    """Whether an address fits the header of any mail."""
    return email.isascii() and len(email) <= LONGEST_ADDRESS and is_address(email)


def owners(log: CircleLog, as_of: pd.Timestamp) -> dict[str, frozenset[str]]:
    """The members behind each address of the members tab (`email`), of those who are active on as_of."""
    rows = Facts(log, as_of).active_members
    found: dict[str, set[str]] = {}
    for member, cell in zip(rows["member"], rows["email"], strict=True):
        for email in addresses.addresses_in(cell):
            found.setdefault(email, set()).add(member)
    return {email: frozenset(members) for email, members in found.items()}


def _circles(active: pd.DataFrame, role: str, email: str) -> set[str]:
    return set(active.loc[addresses.names(active[role], email), "circle"])


_Asked: TypeAlias = dict[tuple[str, Kind], list[tuple[Every, str]]]


def _asked(log: CircleLog) -> tuple[_Asked, list[str]]:
    """What the mailings tab says, by address and kind: how often, and for which circle ("" for all)."""
    rows, problems = log.mailings, []
    unclear = log.unclear("mailings", "every")
    asked: _Asked = {}
    for row, is_unclear in zip(rows.to_dict("records"), unclear, strict=True):
        found = addresses.addresses_in(row["email"])
        if not found:
            problems.append(f"mailings, row {row['_row']}: {row['email']!r} is not an email address")
        every: Every = "never" if is_unclear else USUALLY[row["kind"]]
        if is_unclear:
            problems.append(f"mailings, row {row['_row']}: every could not be read and counts as never")
        elif isinstance(row["every"], str):
            every = row["every"]  # type: ignore[assignment]
        circle = row["circle"] if isinstance(row["circle"], str) else ""
        for email in found:
            asked.setdefault((email, row["kind"]), []).append((every, circle))
    return asked, problems


def _wish(email: str, kind: Kind, reader: Reader, own: set[str], asked: _Asked) -> Wish:
    """The mail, as the person's rows of the mailings tab have it.

    A row without a circle is about all circles. If there are rows for some circles alone, the others get nothing,
    unless these rows only say `never`.
    """
    rows = asked.get((email, kind), [])
    by_circle = {circle: every for every, circle in rows if circle}
    chosen = any(every != "never" for every in by_circle.values())
    rest: Every = next((every for every, circle in rows if not circle), "never" if chosen else USUALLY[kind])
    if not own:
        return Wish(email, kind, rest, reader)
    often = {circle: by_circle.get(circle, rest) for circle in own}
    wanted = frozenset(circle for circle, every in often.items() if every != "never")
    every: Every = min((often[circle] for circle in wanted), key=_OFTEN.index, default="never")
    return Wish(email, kind, every, reader, wanted, is_part=wanted != own)
