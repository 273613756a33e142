"""A mail before it is written: titles, sentences and lists, all plain text."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import pandas as pd

from lib.brief.facts import Brief, Number
from lib.brief.lists import Row
from lib.mail.wishes import Kind


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a mail: a heading, sentences, a list, and what is left out of it. `numbers`: key figures."""

    title: str
    text: str = ""
    rows: tuple[Row, ...] = ()
    more: str = ""
    numbers: tuple[Number, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail. `first`: the sentence that reads well alone. `why`: why it comes, and how it stops. `told`: signs of
    the alerts in it. `brief`: attached as a PDF where there is one."""

    email: str
    kind: Kind
    as_of: pd.Timestamp
    subject: str
    first: str
    sections: tuple[Section, ...]
    why: str
    told: tuple[str, ...] = ()
    brief: Brief | None = None


def sign(*parts: object) -> str:
    """A short sign for some texts: 16 hex digits."""
    return hashlib.blake2s("\x1f".join(map(str, parts)).encode("utf-8", "replace"), digest_size=8).hexdigest()
