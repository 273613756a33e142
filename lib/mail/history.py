"""What the `sent` tab says: which mails were sent, which may have been, and when the next one is due.

A mail is a row before it leaves and another one when the server has answered. The first word of `digest` is its state,
the second one stands for the mail, and the rest for the alerts in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import pandas as pd

from lib.access.addresses import address
from lib.mail.wishes import Every, Wish

State: TypeAlias = Literal["sending", "sent", "failed", "refused"]
STATES: tuple[State, ...] = ("sending", "sent", "failed", "refused")
"""sending: claimed, and no answer is known. failed: not accepted, and tried again. refused: not tried again."""
TOLD_DAYS = 62
"""An alert that was told within so many days is not told again, whatever happened in between."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One mail of the record. `told`: signs of the alerts in it."""

    id: str
    email: str
    kind: str
    as_of: pd.Timestamp
    state: State
    told: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """The cell of the `sent` tab."""
        return " ".join((self.state, self.id, *self.told))

    def row(self, at: str) -> dict[str, str]:
        """The row of the `sent` tab, written at that time."""
        return {
            "at": at,
            "email": self.email,
            "kind": self.kind,
            "as_of": f"{self.as_of:%Y-%m-%d}",
            "digest": self.digest,
        }


@dataclass(frozen=True)
class History:
    """All mails that were ever begun, by their id, each with its last state."""

    entries: Mapping[str, Entry] = field(default_factory=dict)

    def of(self, email: str, kind: str) -> list[Entry]:
        """The mails of one kind to one person that reached them, may have, or were refused."""
        return [
            each
            for each in self.entries.values()
            if each.email == address(email) and each.kind == kind and each.state != "failed"
        ]

    def last(self, email: str, kind: str) -> pd.Timestamp | None:
        """The day of the last of these; None without any."""
        return max((each.as_of for each in self.of(email, kind)), default=None)

    def told(self, email: str, as_of: pd.Timestamp) -> frozenset[str]:
        """Signs of the alerts that this person was told in the last TOLD_DAYS days."""
        since = as_of - pd.Timedelta(days=TOLD_DAYS)
        return frozenset(
            sign for each in self.of(email, "alert") if each.as_of >= since for sign in each.told
        )

    def tries(self, email: str, kind: str, as_of: pd.Timestamp) -> int:
        """How often a mail of this kind and day was tried and failed."""
        return sum(
            each.email == address(email)
            and each.kind == kind
            and each.as_of == as_of
            and each.state == "failed"
            for each in self.entries.values()
        )

    @property
    def unclear(self) -> list[Entry]:
        """Mails that were claimed and of which nobody knows whether they left, in the order of the tab."""
        return [each for each in self.entries.values() if each.state == "sending"]

    def with_entries(self, entries: Iterable[Entry]) -> History:
        """The same with these states in place of the ones before."""
        return History({**self.entries, **{each.id: each for each in entries}})


def history(sent: pd.DataFrame) -> History:
    """The record in the rows of the `sent` tab. Raises ValueError that names a row which nobody can read: then it is
    not known who got what."""
    found: dict[str, Entry] = {}
    for row in sent.to_dict("records"):
        words = str(row["digest"]).split()
        day = pd.to_datetime(str(row["as_of"])[:10], format="%Y-%m-%d", errors="coerce")
        if len(words) < 2 or words[0] not in STATES or pd.isna(day) or not isinstance(row["email"], str):
            raise ValueError(
                f"sent, row {row['_row']}: cannot be read (as_of {row['as_of']!r}, digest {row['digest']!r}); "
                "expected a day and a state with an id, as Pharos wrote them: the sheet's version history has the row"
            )
        state: State = words[0]  # type: ignore[assignment]
        found[words[1]] = Entry(
            words[1], address(row["email"].strip()), str(row["kind"]), day, state, tuple(words[2:])
        )
    return History(found)


def due(wish: Wish, past: History, as_of: pd.Timestamp) -> bool:
    """Whether the next mail of this kind is due on as_of: never before the day it was sent last."""
    last = past.last(wish.email, wish.kind)
    return wish.every != "never" and (last is None or as_of >= next_day(last, wish.every))


def next_day(last: pd.Timestamp, every: Every) -> pd.Timestamp:
    """The first day on which a mail may follow the last one."""
    if every == "month":
        return last + pd.DateOffset(months=1)
    return last + pd.Timedelta(days=7 if every == "week" else 1)
