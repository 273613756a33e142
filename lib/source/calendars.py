"""Addresses at which calendars fetch a circle's days by themselves. Anyone who knows one can read them, so it
holds a long secret, kept in a file of the store, that can be changed: then the old address gives nothing.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from lib.workbook.common.lease import locked
from lib.workbook.common.store import Place, as_place

FOLDER, FILE = Path("data"), "calendars.json"
Reader = Literal["lead", "sponsor"]
"""Who reads the calendar: with what a lead of the circle may see, or with what its sponsor may."""
READERS: tuple[Reader, ...] = ("lead", "sponsor")
_LENGTH = 32


@dataclass(frozen=True)
class Subscription:
    """What an address stands for."""

    workbook: str
    circle: str
    reader: Reader


def secret_of(subscription: Subscription, folder: Place | Path) -> str:
    """The secret of its address, drawn when it is first asked for. Raises OSError if the file cannot be written."""
    store = as_place(folder)
    for secret, of in _read(store).items():
        if of == subscription:
            return secret
    with locked(store, FILE):
        known = _read(store)
        for secret, of in known.items():
            if of == subscription:
                return secret
        return _draw(known, subscription, store)


def change(subscription: Subscription, folder: Place | Path) -> None:
    """Draw a new secret in place of the old one, which is forgotten. Raises OSError if the file cannot be written."""
    store = as_place(folder)
    with locked(store, FILE):
        known = {secret: of for secret, of in _read(store).items() if of != subscription}
        _draw(known, subscription, store)


def found(secret: str, folder: Place | Path) -> Subscription | None:
    """What the address with this secret stands for; None if there is none, or it was changed."""
    return _read(as_place(folder)).get(secret)


def _draw(known: dict[str, Subscription], subscription: Subscription, store: Place) -> str:
    secret = secrets.token_urlsafe(_LENGTH)
    rows = {key: [of.workbook, of.circle, of.reader] for key, of in {**known, secret: subscription}.items()}
    (store / FILE).write(json.dumps(rows).encode())
    return secret


def _read(store: Place) -> dict[str, Subscription]:
    """By secret; empty without a file, or if it is damaged: then new addresses are drawn."""
    try:
        rows = json.loads((store / FILE).read())
    except (FileNotFoundError, ValueError):
        return {}
    if not isinstance(rows, dict):
        return {}
    return {
        secret: Subscription(row[0], row[1], row[2])
        for secret, row in rows.items()
        if isinstance(row, list)
        and len(row) == 3
        and all(isinstance(cell, str) for cell in row)
        and row[2] in READERS
    }
